from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.flow.messages import Effect, EffectKind
from bot.matrix import media
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.transport import MatrixTransport
from bot.matrix.trust import Policy
from tests.sender import HandClock, MemoryMailroom

OTHERWISE = {"msgtype": "m.notice", "body": "The picture could not be drawn."}
CONTENT = {
    "name": "trend.png",
    "mime": "image/png",
    "body": "the same in words",
    "picture": {"title": "a canary"},
    "otherwise": OTHERWISE,
    "reply_to": None,
    "id": "one",
}
EFFECT = Effect(id="one", kind=EffectKind.FILE, room_id="!room", content=CONTENT)


class Posting:
    """The part of the edge that comes after the drawing, in memory."""

    def __init__(self) -> None:
        self.posted: list[Mapping[str, Any]] = []
        self.uploaded: list[bytes] = []

    async def check(self, *_: object) -> None:
        pass

    async def post(self, _effect: str, _room: str, _covered: frozenset[str], content: Mapping[str, Any], _kind: str) -> str:
        self.posted.append(content)
        return "$event"

    async def upload(self, _client: Client, data: bytes, *, deadline: float) -> dict[str, object]:
        assert timedelta(seconds=deadline) > timedelta()
        self.uploaded.append(data)
        return {"url": "mxc://example.org/abc"}


@pytest.fixture
def posting(monkeypatch: pytest.MonkeyPatch) -> Posting:
    seen = Posting()
    monkeypatch.setattr(media, "upload", seen.upload)
    return seen


def transport(folder: Path, posting: Posting, drawn: bytes | None) -> MatrixTransport:
    async def draw(picture: Mapping[str, object]) -> bytes | None:
        assert picture == CONTENT["picture"]
        return drawn

    client = Client("http://127.0.0.1:1", "@carehuddle:example.org", folder=folder, pickle_key=bytes(32))
    mailroom, clock = MemoryMailroom(), HandClock()
    made = MatrixTransport(client, mailroom, Devices(client, mailroom, clock, Policy.TOFU), clock, draw=draw)
    made._sender = posting  # type: ignore[assignment]  # noqa: SLF001 - what comes after the drawing is tried elsewhere
    return made


async def test_a_picture_is_drawn_uploaded_and_shown_with_its_words(tmp_path: Path, posting: Posting) -> None:
    await transport(tmp_path, posting, b"a picture").perform(EFFECT)
    assert posting.uploaded == [b"a picture"]
    (content,) = posting.posted
    assert (content["msgtype"], content["body"], content["filename"]) == ("m.image", "the same in words", "trend.png")
    assert "picture" not in content
    assert "otherwise" not in content


async def test_a_picture_that_cannot_be_drawn_leaves_a_sentence_in_its_place(tmp_path: Path, posting: Posting) -> None:
    await transport(tmp_path, posting, None).perform(EFFECT)
    assert posting.uploaded == []
    assert posting.posted == [OTHERWISE]
