from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from nio.crypto.attachments import decrypt_attachment, encrypt_attachment

from bot.flow.messages import Attachment
from bot.matrix.client import Client
from bot.matrix.media import MOST, AttachmentError, download, posted, seal, unseal

DATA = b"canary\r\n" * 100


def attached(file: dict[str, Any], size: int = len(DATA)) -> Attachment:
    return Attachment(
        name="a.ics",
        mime="text/calendar",
        size=size,
        url="mxc://example.org/abc",
        key=file["key"]["k"],
        iv=file["iv"],
        sha256=file["hashes"]["sha256"],
    )


def test_a_sealed_file_opens_to_what_it_was_and_shows_nothing_of_it() -> None:
    ciphertext, file = seal(DATA)
    assert b"canary" not in ciphertext
    assert unseal(ciphertext, attached(file)) == DATA


def test_the_same_file_twice_is_two_ciphertexts() -> None:
    assert seal(DATA)[0] != seal(DATA)[0]


def test_another_implementation_opens_what_we_seal_and_we_open_what_it_seals() -> None:
    ciphertext, file = seal(DATA)
    theirs: Any = file
    assert decrypt_attachment(ciphertext, theirs["key"]["k"], theirs["hashes"]["sha256"], theirs["iv"]) == DATA
    ciphertext, theirs = encrypt_attachment(DATA)
    assert unseal(ciphertext, attached(theirs)) == DATA


def test_an_altered_file_is_not_opened() -> None:
    ciphertext, file = seal(DATA)
    with pytest.raises(AttachmentError, match="altered"):
        unseal(ciphertext[:-1] + b"\0\0", attached(file))


@pytest.mark.parametrize("broken", [{"key": "AAAA"}, {"key": "%"}, {"iv": "AAAA"}, {"iv": "ä"}, {"sha256": "%"}])
def test_keys_that_are_none_are_refused(broken: dict[str, Any]) -> None:
    ciphertext, file = seal(DATA)
    with pytest.raises(AttachmentError, match="malformed"):
        unseal(ciphertext, replace(attached(file), **broken))


def test_a_file_without_words_shows_its_name_and_a_picture_shows_as_one() -> None:
    content = posted({"url": "mxc://example.org/abc"}, name="chart.png", mime="image/png", size=3, body="", reply_to=None)
    assert (content["msgtype"], content["body"], content["filename"]) == ("m.image", "chart.png", "chart.png")
    assert "m.relates_to" not in content


@dataclass
class Shelf:
    """A homeserver's media, on loopback: one file, sent ``times`` over with no word of its length before."""

    content: bytes = b""
    status: int = 200
    times: int = 1
    sent: int = 0

    async def give(self, asked: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(status=self.status)
        await answer.prepare(asked)
        for _ in range(self.times):
            await answer.write(self.content)
            self.sent += len(self.content)
        return answer


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def client(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Client]:
    app = web.Application()
    app.router.add_get("/_matrix/client/v1/media/download/{server}/{media}", shelf.give)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    asking = Client(f"http://{host}:{port}", "@carehuddle:example.org", folder=tmp_path / "keys", pickle_key=bytes(32))
    yield asking
    await asking.close()
    await runner.cleanup()


async def test_a_file_is_fetched_whole_up_to_the_most_that_is_taken(shelf: Shelf, client: Client) -> None:
    data = b"c" * MOST
    shelf.content, file = seal(data)
    assert await download(client, attached(file, MOST)) == data


async def test_a_fetch_stops_at_the_most_that_is_taken_whatever_was_said_of_the_size(shelf: Shelf, client: Client) -> None:
    ciphertext, file = seal(bytes(MOST))
    shelf.content, shelf.times = ciphertext, 100
    with pytest.raises(AttachmentError, match="too large"):
        await download(client, attached(file, 3))
    await asyncio.sleep(0)
    assert shelf.sent < 20 * MOST


async def test_what_is_said_to_be_too_large_is_not_even_asked_for(shelf: Shelf, client: Client) -> None:
    shelf.content, file = seal(DATA)
    with pytest.raises(AttachmentError, match="too large"):
        await download(client, attached(file, MOST + 1))
    assert shelf.sent == 0
