"""Nothing that a person typed stands in clear: in no file of the bot, in no log of it, in nothing that it asks the homeserver."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from tests.conftest import Peers
from tests.homeserver.crash.canary import leaks, places
from tests.homeserver.crash.life import Life
from tests.homeserver.crash.points import Point
from tests.homeserver.crash.recording import Recorder
from tests.homeserver.crash.team import Team

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

NOTE = "canary-of-the-note-7f3k, grün & <yellow>"
TOPIC = "canary-of-the-topic-7f3k, grün & <yellow>"
REASON = "canary-of-the-refusal-7f3k, grün & <yellow>"
QUESTION = "canary-of-the-question-7f3k, grün & <yellow>"
FAULTY = "canary-of-the-fault-7f3k, grün & <yellow>"
WRITTEN = (NOTE, TOPIC, REASON, QUESTION, FAULTY)


@dataclass(frozen=True, kw_only=True)
class Scene:
    life: Life
    team: Team
    recorder: Recorder
    homeserver: Homeserver


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(
    sandbox_environment: Environment, homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """A bot behind a proxy, through which a team has written, read, met, mistyped, and been interrupted."""
    folder = tmp_path_factory.mktemp("clear")
    peers = Peers(sandbox_environment, homeserver, folder)
    account = await peers.account("carehuddle")
    coordinator, therapist, physician = await asyncio.gather(*(peers(role) for role in ("coordinator", "therapist", "physician")))
    async with Recorder(homeserver.url) as recorder:
        life = Life(
            folder / "bot",
            homeserver=recorder.url,
            user_id=account[0],
            password=account[1],
            coordinator=coordinator.user_id,
        )
        try:
            await life.start()
            team = Team(bot=account[0], coordinator=coordinator, therapist=therapist, physician=physician)
            await team.open_case()
            await conversation(life, team)
            yield Scene(life=life, team=team, recorder=recorder, homeserver=homeserver)
        finally:
            await life.stop()
            await peers.stop()


async def conversation(life: Life, team: Team) -> None:
    """Each way of a text through the bot: kept, shown, posted, refused, sent as a file, raised, and half done in a crash."""
    therapist, room = team.therapist, team.room
    direct = team.direct[therapist.user_id]
    await team.answer(await team.note(therapist, text=NOTE))
    await team.answer(await team.note(therapist, text=NOTE, direct=True))
    await team.asks(therapist, room, f"!huddle add #medical {TOPIC}")
    await team.asks(therapist, room, f"!no-such-command {REASON}")
    await team.asks(therapist, room, f"!huddle every {REASON}")
    await team.asks(therapist, room, f'!conference at 2030-03-05 14:00 "{QUESTION}"')
    before = therapist.position
    await team.asks(therapist, room, "!notes")
    await therapist.wait_event(direct, lambda event: NOTE in event.body, after=before)
    await team.asks(therapist, room, "!huddle start")
    life.arm(Point.FAULT)
    await team.answer(await team.note(therapist, text=FAULTY))
    for point in (Point.KEPT, Point.HANDLED, Point.ACCEPTED):
        life.arm(point)
        said = await team.note(therapist, text=NOTE)
        await life.killed()
        assert list(leaks(NOTE, life.data)) == []
        await life.survive()
        await team.answer(said)


@pytest.mark.parametrize("text", WRITTEN)
async def test_it_is_in_no_file_below_the_data_folder(scene: Scene, text: str) -> None:
    names = {path.name for path in scene.life.data.rglob("*")}
    assert {"carehuddle.db", "carehuddle.db-wal", "keys.db", "crypto.db", "session"} <= names
    assert list(leaks(text, scene.life.data)) == []


@pytest.mark.parametrize("text", WRITTEN)
async def test_it_is_in_no_log_at_debug_level(scene: Scene, text: str) -> None:
    log = scene.life.log.read_bytes()
    assert b"level=debug" in log
    assert b"error=HandlerError" in log
    assert places(text, log + scene.life.printed) == []


@pytest.mark.parametrize("text", WRITTEN)
async def test_it_is_in_nothing_that_was_asked_of_the_homeserver_or_that_it_keeps(scene: Scene, text: str) -> None:
    asked = scene.recorder.seen
    assert sum("/send/m.room.encrypted/" in request.target for request in asked) > len(WRITTEN)
    for request in asked:
        whole = f"{request.target}\n{request.headers}\n".encode() + request.body
        assert places(text, whole) == [], f"{request.method} {request.target}"
    assert list(leaks(text, scene.homeserver.folder)) == []


async def test_messages_and_keys_leave_as_ciphertext_with_what_the_specification_wants_beside_it(scene: Scene) -> None:
    posted = [request for request in scene.recorder.seen if "/send/" in request.target or "/sendToDevice/" in request.target]
    assert posted
    for request in posted:
        kind = request.target.split("/sendToDevice/" if "/sendToDevice/" in request.target else "/send/")[1].split("/")[0]
        assert kind in {"m.room.encrypted", "m.room_key.withheld"}
        for content in contents(json.loads(request.body)) if kind == "m.room.encrypted" else ():
            assert content.keys() - {"m.relates_to"} <= {"algorithm", "ciphertext", "sender_key", "device_id", "session_id"}
            relation = content.get("m.relates_to", {})
            assert isinstance(relation, dict)
            assert relation.keys() <= {"m.in_reply_to"}
    uploads = [request for request in scene.recorder.seen if "/upload" in request.target and "/media/" in request.target]
    assert uploads
    assert not any(b"VCALENDAR" in request.body for request in uploads)
    assert not any("filename" in request.target for request in uploads)


def contents(said: dict[str, object]) -> Iterator[dict[str, object]]:
    """The event contents of a message, or of each message to a device."""
    messages = said.get("messages")
    if not isinstance(messages, dict):
        yield said
        return
    for devices in messages.values():
        yield from devices.values()
