"""A signal that nobody answers climbs its ladder at its times although the bot is killed; somebody's own words stop it.

The bot is the real one, on a real homeserver, with people whose clients are not ours. Times are configured to be short.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.clock import SystemClock
from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.peer import Peer
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import DIRECT
from tests.conftest import Peers
from tests.homeserver.crash.life import Life
from tests.homeserver.crash.team import WITHIN, Team

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

RUNG = 15.0
"""Seconds that each rung of the ladder has."""
LATE = 20.0
"""Seconds that a rung may be late: the bot has just been started again, on a machine that does other things too."""
WORDS = "canary"
SATURDAY = 5
ANSWER = "I am on the way to her"


@dataclass(frozen=True, kw_only=True)
class Scene:
    life: Life
    team: Team
    deputy: Peer
    deputy_room: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(
    sandbox_environment: Environment, homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """A case whose lead has named a deputy who is on no roster."""
    folder = tmp_path_factory.mktemp("signals")
    peers = Peers(sandbox_environment, homeserver, folder)
    account = await peers.account("carehuddle")
    coordinator, therapist, physician, deputy = await asyncio.gather(
        *(peers(role) for role in ("coordinator", "therapist", "physician", "deputy"))
    )
    life = Life(folder / "bot", homeserver=homeserver.url, user_id=account[0], password=account[1], coordinator=coordinator.user_id)
    config = life.folder / "config.toml"
    always = config.read_text().replace("[clinic]\n", '[clinic]\nworking_hours = "00:00-23:59"\n')
    config.write_text(f"{always}\n[signals]\nurgent_minutes = {RUNG / 60}\n")
    now = SystemClock().now()
    noon = now.astimezone(ZoneInfo("Europe/Berlin")).replace(hour=12, minute=0)
    workday = next(day for ahead in range(1, 4) if (day := noon + timedelta(days=ahead)).weekday() < SATURDAY)
    life.shift((workday - now).total_seconds())
    try:
        await life.start()
        team = Team(bot=account[0], coordinator=coordinator, therapist=therapist, physician=physician)
        await team.open_case()
        named = await team.asks(therapist, team.direct[therapist.user_id], f"!away deputy {deputy.user_id}")
        assert f"Standing in for you from now on: {deputy.user_id}" in named.body
        yield Scene(life=life, team=team, deputy=deputy, deputy_room=await team.find(deputy, DIRECT))
    finally:
        await life.stop()
        await peers.stop()


async def rung(scene: Scene, who: Peer, room: str) -> PeerEvent:
    """What rings this person, once they read it: it mentions them and nobody else."""
    event = await who.wait_event(
        room,
        lambda one: one.sender == scene.team.bot and one.decrypted and f"'{WORDS}'" in one.body,
        within=RUNG + LATE + WITHIN,
    )
    assert event.content["m.mentions"] == {"user_ids": [who.user_id]}
    assert (event.content["msgtype"], event.shield) == ("m.text", "none")
    return event


async def test_unanswered_it_mentions_the_deputy_and_then_the_coordinator_at_its_times_across_kills_and_own_words_stop_it(
    scene: Scene,
) -> None:
    team = scene.team
    answer = await team.asks(team.physician, team.room, f"!signal urgent {WORDS}")
    assert "answered by: nobody yet" in answer.body
    first = await rung(scene, team.therapist, team.direct[team.therapist.user_id])

    await scene.life.kill()
    await scene.life.start()
    second = await rung(scene, scene.deputy, scene.deputy_room)

    await scene.life.kill()
    await scene.life.start()
    own = team.direct[team.coordinator.user_id]
    third = await rung(scene, team.coordinator, own)

    for before, after in ((first, second), (second, third)):
        waited = (after.sent_ms - before.sent_ms) / 1000
        assert RUNG - 3 <= waited <= RUNG + LATE, f"{waited} s"

    ref = answer.body.split("signal ")[1][:4]
    bare = await team.asks(team.coordinator, own, f"!ack {ref} ok")
    assert "in your own words" in bare.body
    taken = await team.asks(team.coordinator, own, f"!ack {ref} {ANSWER}")
    assert "rings nobody else" in taken.body
    await team.physician.wait_event(
        team.room, lambda one: f"answered by: the coordinator ({team.coordinator.user_id})" in one.body, within=WITHIN
    )

    await scene.life.kill()
    await scene.life.start()
    await asyncio.sleep(RUNG + 3)
    everywhere = {
        team.therapist: team.direct[team.therapist.user_id],
        scene.deputy: scene.deputy_room,
        team.coordinator: own,
        team.physician: team.room,
    }
    for who, room in everywhere.items():
        said = [one.body for one in await who.timeline(room) if one.sender == team.bot]
        assert sum(f"'{WORDS}'" in body for body in said) == (0 if who is team.physician else 1)
        assert not any("nobody is left to ring" in body for body in said)
    assert not any("nobody is left" in one.body for one in await team.coordinator.timeline(team.control))


async def test_nobody_but_those_who_were_rung_was_sent_its_words_by_the_bot(scene: Scene) -> None:
    team = scene.team
    read = await team.physician.timeline(team.direct[team.physician.user_id])
    assert not any(WORDS in one.body or ANSWER in one.body for one in read if one.sender == team.bot)
    for one in await team.physician.timeline(team.room):
        assert one.sender != team.bot or (WORDS not in one.body and ANSWER not in one.body)
