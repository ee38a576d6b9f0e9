"""Ended as by kill -9 at each named point: nothing is lost, nothing is done or said twice, and everybody can read everything.

One bot lives through all of it, on a real homeserver, with people whose clients are not ours. Each test is a stretch of its life
and can be run alone; what was said in the stretches before is looked at again each time.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.stage import CONTROL, DIRECT
from tests.conftest import Peers
from tests.homeserver.crash.life import Life
from tests.homeserver.crash.points import Point
from tests.homeserver.crash.team import CASE, WITHIN, Team, Witness, found

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

FIRST = (Point.KEYS_MADE, Point.KEYS_SAVED, Point.KEYS_SENT, Point.ROOM_MADE, Point.CHANNEL_MADE, Point.KEY_SEALED)
"""Where the very first start is ended, one after another, until the coordinator has been greeted."""
LISTED = re.compile(r"(\d+) notes, the newest of (\d+) more")


@dataclass(frozen=True, kw_only=True)
class Scene:
    life: Life
    team: Team
    witness: Witness
    peers: Peers
    account: tuple[str, str]
    """The therapist's."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(
    sandbox_environment: Environment, homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """A bot that was killed at each point of its first start, and the team that it has brought together since."""
    folder = tmp_path_factory.mktemp("kill")
    peers = Peers(sandbox_environment, homeserver, folder)
    account = await peers.account("carehuddle")
    theirs = await peers.account("therapist")
    coordinator, therapist, physician = await asyncio.gather(
        peers("coordinator"), peers("therapist", account=theirs), peers("physician")
    )
    life = Life(folder / "bot", homeserver=homeserver.url, user_id=account[0], password=account[1], coordinator=coordinator.user_id)
    life.arm(*FIRST)
    try:
        await life.survive()
        team = Team(bot=account[0], coordinator=coordinator, therapist=therapist, physician=physician)
        await team.open_case()
        yield Scene(life=life, team=team, witness=await Witness.log_in(homeserver, peers), peers=peers, account=theirs)
    finally:
        await life.stop()
        await peers.stop()


async def test_killed_at_each_step_of_its_first_start_it_has_one_device_and_each_room_once(scene: Scene) -> None:
    assert scene.life.kills >= len(FIRST)
    assert len(await scene.witness.devices(scene.team.bot)) == 1
    rooms = await scene.witness.rooms(scene.team.bot)
    assert (rooms[CONTROL], rooms[DIRECT], rooms[f"Care team {scene.team.code}"]) == (1, 3, 1)
    coordinator = scene.team.coordinator
    assert scene.team.code in (await scene.team.asks(coordinator, scene.team.control, "!case list here")).body


async def through(scene: Scene, *points: Point, direct: bool = False) -> None:
    """People write before the bot is killed, while it is away, and after it came back."""
    if points[0] in {Point.KEY_SEALED, Point.KEY_SENT}:
        await scene.life.kill()  # a process hands out a room's key once
        await scene.life.start()
    scene.life.arm(*points)
    await scene.team.both_note(direct=direct)
    await scene.life.killed()
    await scene.team.both_note(direct=direct)
    await scene.life.survive()
    await scene.team.note(scene.team.therapist, direct=direct)
    await scene.team.settled()


@pytest.mark.parametrize(
    ("point", "direct"),
    [
        (Point.KEY_TAKEN, False),  # it needs the first word that somebody says in a room: a new key comes with it
        (Point.KEYS_TAKEN, True),
        (Point.SYNCED, False),
        (Point.KEPT, False),
        (Point.HANDLING, False),
        (Point.HANDLED, True),
        (Point.CLAIMED, False),
        (Point.KEY_SEALED, False),
        (Point.KEY_SENT, True),
        (Point.ACCEPTED, False),
    ],
    ids=lambda value: value.value if isinstance(value, Point) else "",
)
async def test_each_note_is_kept_and_answered_once_and_read_by_everybody_when_killed(
    scene: Scene, point: Point, *, direct: bool
) -> None:
    await through(scene, point, direct=direct)


async def test_killed_again_and_again_while_it_recovers(scene: Scene) -> None:
    await through(scene, Point.KEPT, Point.HANDLING, Point.CLAIMED, Point.KEY_SENT, Point.ACCEPTED, Point.ACCEPTED)


@pytest.mark.parametrize("point", [Point.KEYS_MADE, Point.KEYS_SAVED, Point.KEYS_SENT], ids=lambda point: point.value)
async def test_one_time_keys_are_filled_up_although_it_was_killed(scene: Scene, point: Point) -> None:
    (device,) = await scene.witness.devices(scene.team.bot)
    taken = {str(key["key"]) for key in await scene.witness.claim(scene.team.bot, device, 30)}
    await through(scene, point)
    fresh = await scene.witness.claim(scene.team.bot, device, 30)
    assert not any("fallback" in key for key in fresh)
    assert len({str(key["key"]) for key in fresh} - taken) == len(fresh)


async def test_killed_between_a_channel_to_a_new_device_and_the_room_key_in_it(scene: Scene) -> None:
    therapist = scene.team.therapist
    second = await scene.peers("therapist", account=scene.account, recovery_key=therapist.recovery_key)
    await second.joined(scene.team.room)
    seen = second.position
    await through(scene, Point.CHANNEL_MADE)
    for said in scene.team.notes[-5:]:
        read = await scene.team.answer(said, reader=second, after=seen)
        assert read.shield == "none"


async def test_killed_after_a_case_room_was_made_before_its_id_was_stored_there_is_one(scene: Scene) -> None:
    scene.life.arm(Point.ROOM_MADE)
    opening = asyncio.create_task(scene.team.open())
    await scene.life.killed()
    await scene.life.start()
    code = found(CASE, await opening)
    for one in (scene.team.therapist, scene.team.physician):
        await scene.team.find(one, f"Care team {code}")
    rooms = await scene.witness.rooms(scene.team.bot)
    assert (rooms[f"Care team {code}"], rooms[DIRECT]) == (1, 3)


async def test_killed_at_any_moment_under_load(scene: Scene) -> None:
    for _ in range(4):
        writing = asyncio.gather(*(scene.team.both_note(direct=direct) for direct in (False, True, False)))
        await asyncio.sleep(random.uniform(0.02, 0.4))  # noqa: S311 - nothing secret
        await scene.life.kill()
        await writing
        await scene.life.start()
    await scene.team.settled()


async def test_at_the_end_of_it_all_the_list_holds_each_note_once(scene: Scene) -> None:
    await scene.team.settled()
    therapist = scene.team.therapist
    seen = therapist.position
    await scene.team.asks(therapist, scene.team.room, "!notes")
    room = scene.team.direct[therapist.user_id]
    listed = await therapist.wait_event(room, lambda event: LISTED.search(event.body) is not None, after=seen, within=WITHIN)
    assert sum(int(number) for number in LISTED.findall(listed.body)[0]) == len(scene.team.notes)
