"""A chart against the real homeserver: drawn by a child, encrypted, and nothing of it in clear on the wire or on the disk."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from bot.care.facts import Picture
from bot.export.charts import Charts
from bot.flow.messages import Attachment, Effect, EffectKind
from bot.matrix import media
from bot.sandbox.homeserver import Homeserver
from tests.sender import V3, Bot, BotHome, Wire
from tests.unit.export.test_charts import picture, written

pytestmark = [pytest.mark.homeserver, pytest.mark.asyncio(loop_scope="session")]

OTHERWISE = {"msgtype": "m.notice", "body": "The picture could not be drawn this time. The words above say the same."}


@pytest_asyncio.fixture(loop_scope="session")
async def home(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[BotHome]:
    made = BotHome(homeserver, tmp_path / "bot")
    yield made
    await made.stop()


async def posted(bot: Bot, charts: Charts, drawing: Picture) -> Mapping[str, Any]:
    """What stands in the room once a picture was posted."""
    room_id = await bot.room()
    bot.transport._draw = charts.draw  # noqa: SLF001 - what the composition root binds
    content = {
        "name": drawing.name,
        "mime": "image/png",
        "body": drawing.words,
        "picture": msgspec.to_builtins(drawing),
        "otherwise": OTHERWISE,
        "reply_to": None,
        "id": "chart-1",
    }
    await bot.transport.perform(Effect(id="chart-1", kind=EffectKind.FILE, room_id=room_id, content=content))
    said: Any = await bot.client.request("GET", f"{V3}/rooms/{room_id}/messages?dir=b&limit=1")
    encrypted = said["chunk"][0]["content"]
    session = bot.client.olm.inbound_group_store.get(room_id, encrypted["sender_key"], encrypted["session_id"])
    inner: Mapping[str, Any] = json.loads(session.decrypt(encrypted["ciphertext"])[0])["content"]
    return inner


async def test_a_chart_arrives_as_an_encrypted_image_with_its_words_and_nothing_of_it_is_in_clear(
    home: BotHome, tmp_path: Path
) -> None:
    bot = await home.start()
    wire = Wire(bot.client)
    inner = await posted(bot, Charts(tmp_path / "charts"), picture())
    assert (inner["msgtype"], inner["filename"], inner["body"]) == ("m.image", "trend.png", "canary")
    file = inner["file"]
    attachment = Attachment(
        name=inner["filename"],
        mime=inner["info"]["mimetype"],
        size=inner["info"]["size"],
        url=file["url"],
        key=file["key"]["k"],
        iv=file["iv"],
        sha256=file["hashes"]["sha256"],
    )
    assert (await media.download(bot.client, attachment)).startswith(b"\x89PNG")
    said = b"".join(path.encode() + body for _, path, body in wire.asked)
    for word in (b"canary", b"trend", b"PNG"):
        assert word not in said
    assert all(b"canary" not in found for found in written(tmp_path / "charts"))


async def test_a_chart_that_cannot_be_drawn_leaves_its_sentence(home: BotHome, tmp_path: Path) -> None:
    bot = await home.start()
    inner = await posted(bot, Charts(tmp_path / "charts", program=("/nowhere/python",)), picture())
    assert (inner["msgtype"], inner["body"]) == ("m.notice", OTHERWISE["body"])
