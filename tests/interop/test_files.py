"""A file that another client has encrypted: kept once wherever the bot is killed, given back byte for byte, nowhere in clear."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import reply_to
from tests.conftest import Peers
from tests.homeserver.crash.canary import leaks, places
from tests.homeserver.crash.life import Life
from tests.homeserver.crash.points import Point
from tests.homeserver.crash.team import WITHIN, Said, Team, found

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

CANARY = "canary-written-into-a-file and its second word"
NAME = "canary-name-of-a-file.pdf"
PDF = b"%PDF-1.7\n" + CANARY.encode() + b"\n" + secrets.token_bytes(300_000)
REF = re.compile(r"Clip (\w{4}) kept")


@dataclass(frozen=True, kw_only=True)
class Scene:
    life: Life
    team: Team

    async def clip(self) -> tuple[str, PeerEvent]:
        """The ref of a record that takes a file, and the answer that said so."""
        answer = await self.team.asks(self.team.therapist, self.team.room, "!clip a topic")
        return found(REF, answer, 1), answer

    async def attach(self, content: bytes, *, name: str = "scan.pdf", to: str | None = None, caption: str | None = None) -> Said:
        """The therapist sends a file into the case's room."""
        team = self.team
        sent = await team.therapist.send_file(team.room, name, content, "application/pdf", reply_to=to, caption=caption)
        return Said(team.therapist, team.room, sent)

    async def answers(self, said: Said) -> list[str]:
        """All that the bot has answered, as the physician's client reads it."""
        timeline = await self.team.physician.timeline(said.room)
        return [one.body for one in timeline if one.sender == self.team.bot and reply_to(one) == said.event_id]

    async def shown(self, ref: str) -> bytes:
        """The file as it is sent to the therapist's direct room."""
        team, therapist = self.team, self.team.therapist
        seen = therapist.position
        await team.asks(therapist, team.room, f"!clip show {ref}")
        room = team.direct[therapist.user_id]
        event = await therapist.wait_event(room, lambda one: one.content.get("msgtype") == "m.file", after=seen, within=WITHIN)
        assert (event.shield, event.body.endswith(".pdf"), "scan" in event.body) == ("none", True, False)
        return await therapist.download(room, event.event_id)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(
    sandbox_environment: Environment, homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    folder: Path = tmp_path_factory.mktemp("files")
    peers = Peers(sandbox_environment, homeserver, folder)
    account = await peers.account("carehuddle")
    coordinator, therapist, physician = await asyncio.gather(*(peers(role) for role in ("coordinator", "therapist", "physician")))
    life = Life(folder / "bot", homeserver=homeserver.url, user_id=account[0], password=account[1], coordinator=coordinator.user_id)
    try:
        await life.start()
        team = Team(bot=account[0], coordinator=coordinator, therapist=therapist, physician=physician)
        await team.open_case()
        yield Scene(life=life, team=team)
    finally:
        await life.stop()
        await peers.stop()


async def test_a_file_that_answers_us_is_kept_and_given_back_byte_for_byte(scene: Scene) -> None:
    ref, answer = await scene.clip()
    said = await scene.attach(PDF, to=answer.event_id)
    kept = await scene.team.answer(said)
    assert (kept.body, kept.shield) == (f"Attached to {ref}: pdf.", "none")
    assert await scene.shown(ref) == PDF


async def test_a_caption_makes_the_record_that_its_file_belongs_to(scene: Scene) -> None:
    said = await scene.attach(PDF, caption="!clip a topic")
    ref = found(REF, await scene.team.answer(said), 1)
    await scene.team.therapist.wait_event(scene.team.room, lambda event: event.body == f"Attached to {ref}: pdf.", within=WITHIN)
    assert await scene.shown(ref) == PDF


@pytest.mark.parametrize(
    "point",
    [Point.SYNCED, Point.KEPT, Point.HANDLING, Point.FETCHING, Point.FETCHED, Point.HANDED, Point.ACCEPTED],
    ids=lambda point: point.value,
)
async def test_a_file_is_kept_once_although_the_bot_was_killed(scene: Scene, point: Point) -> None:
    ref, answer = await scene.clip()
    scene.life.arm(point)
    said = await scene.attach(PDF, to=answer.event_id)
    await scene.life.killed()
    await scene.life.survive()
    await scene.team.answer(said)
    assert await scene.shown(ref) == PDF
    assert await scene.answers(said) == [f"Attached to {ref}: pdf."]


@pytest.mark.parametrize(
    ("content", "part"),
    [(b"%PDF-" + bytes(5 * 2**20), "5 MB at most"), (b"<!DOCTYPE html><p>", "That kind of file is not kept")],
    ids=["too large", "no kind that is kept"],
)
async def test_what_is_not_kept_is_said_in_the_room(scene: Scene, content: bytes, part: str) -> None:
    _, answer = await scene.clip()
    said = await scene.attach(content, to=answer.event_id)
    assert part in (await scene.team.answer(said)).body
    assert len(await scene.answers(said)) == 1


@pytest.mark.parametrize("point", [Point.FETCHING, Point.FETCHED, Point.HANDED], ids=lambda point: point.value)
async def test_nothing_of_a_file_stands_in_clear_in_the_data_folder(scene: Scene, point: Point) -> None:
    _, answer = await scene.clip()
    scene.life.arm(point)
    said = await scene.attach(PDF, name=NAME, to=answer.event_id)
    await scene.life.killed()
    event = await scene.team.physician.wait_event(said.room, lambda one: one.event_id == said.event_id and one.decrypted)
    file = event.content["file"]
    for secret in (CANARY, NAME, str(file["key"]["k"]), str(file["url"]).rpartition("/")[2]):
        assert list(leaks(secret, scene.life.data)) == []
        assert places(secret, scene.life.log.read_bytes()) == []
    await scene.life.survive()
    await scene.team.answer(said)
