"""Telling a device that it was left out of a room's keys, so that its owner reads why instead of waiting for ever.

The notice is the specification's ``m.room_key.withheld``; it travels in clear and says no more than the server sees anyway.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable

from bot.matrix.client import Client
from bot.matrix.http import HomeserverError

UNVERIFIED = "m.unverified"
KIND = "m.room_key.withheld"
MEGOLM = "m.megolm.v1.aes-sha2"
NOTICE_SECONDS = 15.0


class Withheld:
    """What each left-out device was told, of the sessions of this process."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._told: dict[str, set[tuple[str, str]]] = {}

    async def tell(self, room_id: str, session_id: str, devices: Iterable[tuple[str, str]]) -> None:
        """Say to each (person, device id), once a session, that it gets no key because nobody vouches for it.

        A notice that could not be sent never holds up what the others are to read: it is tried again at the next post.
        """
        told = self._told.setdefault(session_id, set())
        fresh = sorted(set(devices) - told)
        if not fresh:
            return
        content = {
            "algorithm": MEGOLM,
            "code": UNVERIFIED,
            "reason": "This device is not signed by its owner's identity.",
            "room_id": room_id,
            "sender_key": self._client.olm.account.identity_keys["curve25519"],
            "session_id": session_id,
        }
        messages: dict[str, dict[str, object]] = {}
        for person, device_id in fresh:
            messages.setdefault(person, {})[device_id] = content
        path = f"/_matrix/client/v3/sendToDevice/{KIND}/{secrets.token_hex(12)}"
        with contextlib.suppress(HomeserverError):
            await self._client.request("PUT", path, {"messages": messages}, timeout=NOTICE_SECONDS)
            told.update(fresh)

    def forget(self, session_id: str) -> None:
        """A session that is no longer used needs no notices."""
        self._told.pop(session_id, None)
