"""nio's client with its doors closed: our own requests, our own store, and trust that is decided in the step that brings keys.

What nio is used for: the Olm account and its sessions, inbound and outbound Megolm sessions, their store, rooms and their
members. What it is not used for: syncing, limits and retries, verifying people.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import aiohttp
import nio
from nio.responses import ErrorResponse, KeysQueryResponse, Response

from bot.matrix import http
from bot.matrix.olmstore import STORE, Store

CHUNK = 65_536
"""Bytes of an answer that are taken at once."""


class EncryptionMissingError(Exception):
    """There is no encryption, so nothing may leave."""


class Client(nio.AsyncClient):  # type: ignore[misc]  # nio carries no types
    """One device of the bot. ``folder`` is made for its owner alone and holds ``crypto.db``; ``pickle_key`` has 32 random bytes.

    ``state`` is each joined room's state by ``(type, state_key)``, as the sync loop has seen it outside of ciphertexts.
    ``decide`` is called with the raw body of every key query, in the same step in which nio learns the devices.
    """

    def __init__(self, homeserver: str, user_id: str, *, folder: Path, pickle_key: bytes) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        config = nio.AsyncClientConfig(store=Store, store_name=STORE, pickle_key=pickle_key.hex(), store_sync_tokens=False)
        super().__init__(homeserver.rstrip("/"), user_id, store_path=str(folder), config=config)
        self.client_session: aiohttp.ClientSession | None = None
        self.state: dict[str, dict[tuple[str, str], Mapping[str, object]]] = {}
        self.decide: Callable[[Mapping[str, object]], None] | None = None
        self.answered: datetime | None = None
        """When the homeserver last answered, by its own clock."""
        self.wellformed: Callable[[Mapping[str, object]], dict[str, object]] | None = None

    def load_store(self) -> None:
        """Open the keys. Raises ``EncryptionMissingError`` rather than going on without them."""
        super().load_store()
        if self.olm is None:
            raise EncryptionMissingError("the encryption of the Matrix library is not there: nothing is sent without it")
        Path(self.store_path, STORE).chmod(0o600)
        self.olm.handle_key_verification = _nothing

    async def close(self) -> None:
        """Close the connections and the file of keys."""
        await super().close()
        if self.store is not None:
            self.store.database.close()

    async def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | bytes | None = None,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109 - handed to the HTTP client, which does it well
        content_type: str = "application/json",
    ) -> dict[str, object]:
        """Ask the homeserver, once. ``path`` begins with ``/_matrix/``; ``timeout`` is in seconds.

        Raises the errors of ``bot.matrix.http``; after ``UnavailableError`` it is unknown whether it was done.
        """
        status, headers, said = await self.fetch(method, path, body, timeout=timeout, content_type=content_type)
        self.answered = http.moment(headers)
        return http.answer(status, headers, said)

    async def fetch(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | bytes | None = None,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109 - handed to the HTTP client, which does it well
        content_type: str = "application/json",
        most: int | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """The same, as status, headers and bytes (for files). Raises ``UnavailableError`` when no answer came.

        An answer of more than ``most`` bytes is not read to its end: it is cut soon after them, so that whoever asks sees that it
        is too long.
        """
        headers = {"Content-Type": content_type}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        data = json.dumps(body).encode() if isinstance(body, Mapping) else body
        if self.client_session is None:
            self.client_session = aiohttp.ClientSession()
        try:
            async with self.client_session.request(
                method,
                self.homeserver + path,
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=timeout),
                allow_redirects=False,
            ) as response:
                said = await response.read() if most is None else await _beginning(response.content, most)
                return response.status, response.headers, said
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise http.UnavailableError(f"no answer from the homeserver: {type(error).__name__}") from None

    async def _send(
        self,
        response_class: type[Response],
        method: str,
        path: str,
        data: str | None = None,
        response_data: tuple[Any, ...] | None = None,
        *rest: object,
        **more: object,
    ) -> Response:
        """Nio's own calls (key query and claim, to-device, members) go through ``request`` and raise its errors."""
        if rest or any(value is not None for value in more.values()):
            raise NotImplementedError("files are sent and fetched with fetch")
        said = await self.request(method, _without_token(path), data.encode() if data is not None else None)
        return await self.take(response_class, said, *(response_data or ()))

    async def take(self, response_class: type[Response], said: dict[str, object], *extra: object) -> Response:
        """Hand nio an answer. Trust is decided in the same step: nothing can run between new keys and their verdict."""
        query = response_class is KeysQueryResponse
        response = response_class.from_dict(self.wellformed(said) if query and self.wellformed else said, *extra)
        if isinstance(response, ErrorResponse):
            raise http.UnavailableError("the homeserver's answer has not the form that the specification gives it")
        await self.receive_response(response)
        if query and self.decide is not None:
            self.decide(said)
        return response


async def _beginning(stream: aiohttp.StreamReader, most: int) -> bytes:
    """All of it, or a little more than ``most`` bytes."""
    said = bytearray()
    async for chunk in stream.iter_chunked(CHUNK):
        said += chunk
        if len(said) > most:
            break
    return bytes(said)


def _nothing(_event: object) -> None:
    """Nio's verification by emoji is of another time: it is not spoken."""


def _without_token(path: str) -> str:
    """The path without nio's ``access_token``: tokens go in a header, where no proxy writes them down."""
    parts = urlsplit(path)
    query = {key: value for key, value in parse_qs(parts.query).items() if key != "access_token"}
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True)))
