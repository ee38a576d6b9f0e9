"""The agenda at its minute, as another client sees it; and when the bot was killed before it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.clock import SystemClock
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.installation import ZONE
from bot.sandbox.sights import PeerEvent
from tests.conftest import Peers
from tests.homeserver.crash.life import Life
from tests.homeserver.crash.points import Point
from tests.homeserver.crash.team import Team

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

IN_TIME = timedelta(seconds=2)
NOTICE = timedelta(seconds=10)
"""The minute is at least so far away when it is asked for."""
LATE = "after a pause"


@dataclass(frozen=True, kw_only=True)
class Scene:
    life: Life
    team: Team


@pytest_asyncio.fixture(loop_scope="session")
async def scene(homeserver: Homeserver, peers: Peers, tmp_path: Path) -> AsyncIterator[Scene]:
    account = await peers.account("carehuddle")
    coordinator, therapist, physician = await asyncio.gather(*(peers(role) for role in ("coordinator", "therapist", "physician")))
    life = Life(
        tmp_path / "bot", homeserver=homeserver.url, user_id=account[0], password=account[1], coordinator=coordinator.user_id
    )
    try:
        await life.start()
        team = Team(bot=account[0], coordinator=coordinator, therapist=therapist, physician=physician)
        await team.open_case()
        yield Scene(life=life, team=team)
    finally:
        await life.stop()


def full_minute(*, at_least: timedelta) -> datetime:
    """The first full minute that is not nearer than this."""
    soonest = SystemClock().now().astimezone(ZoneInfo(ZONE)) + at_least
    return soonest.replace(second=0, microsecond=0) + timedelta(minutes=1)


async def hold_daily(team: Team, minute: datetime) -> None:
    """Ask for a huddle at this minute of every day."""
    answer = await team.asks(team.therapist, team.room, f"!huddle every day {minute:%H:%M}")
    assert f"{minute:%H:%M}" in answer.body


def is_agenda(team: Team, minute: datetime, event: PeerEvent) -> bool:
    return event.sender == team.bot and event.body.startswith("Huddle ") and f"{minute:%H:%M} Berlin" in event.body


async def agendas(team: Team, minute: datetime) -> list[PeerEvent]:
    """Those that the physician's client finds in the room."""
    return [event for event in await team.physician.timeline(team.room) if is_agenda(team, minute, event)]


async def test_the_agenda_is_read_within_two_seconds_of_its_minute(scene: Scene) -> None:
    team = scene.team
    await team.note(team.physician, text="canary in a note")
    await team.asks(team.therapist, team.room, "!huddle add #medical a topic for all")
    minute = full_minute(at_least=NOTICE)
    await hold_daily(team, minute)
    seen = await team.physician.wait_event(team.room, lambda event: is_agenda(team, minute, event), within=90)
    late = SystemClock().now() - minute
    assert timedelta(0) <= late <= IN_TIME
    assert (seen.shield, LATE in seen.body) == ("none", False)
    assert "a topic for all" in seen.body
    assert "canary in a note" in seen.body
    assert len(await agendas(team, minute)) == 1


async def test_killed_before_the_minute_and_started_after_it_the_agenda_is_posted_once_and_marked_late(scene: Scene) -> None:
    team = scene.team
    minute = full_minute(at_least=timedelta(minutes=1))
    await hold_daily(team, minute)
    await scene.life.kill()
    after = minute - SystemClock().now() + timedelta(minutes=2)
    scene.life.shift(after.total_seconds())  # the bot's clock alone goes on: the test need not wait for the minute
    scene.life.arm(Point.RINGING, Point.DUE, Point.ACCEPTED)
    await scene.life.survive()
    await team.asks(team.therapist, team.room, "!huddle")
    (posted,) = await agendas(team, minute)
    assert LATE in posted.body
    assert posted.shield == "none"
    await scene.life.kill()
    await scene.life.start()
    await team.asks(team.therapist, team.room, "!huddle")
    assert len(await agendas(team, minute)) == 1


def working_noon(*, at_least: timedelta) -> datetime:
    """Noon, where they are, of the first day on which they work that is not nearer than this."""
    noon = (SystemClock().now().astimezone(ZoneInfo(ZONE)) + at_least).replace(hour=12, minute=0, second=0, microsecond=0)
    return next(day for ahead in range(4) if (day := noon + timedelta(days=1 + ahead)).weekday() < 5)


async def test_down_for_days_the_series_is_posted_once_and_each_person_reads_one_message(scene: Scene) -> None:
    team = scene.team
    minute = full_minute(at_least=timedelta(minutes=5))
    await hold_daily(team, minute)
    await scene.life.kill()
    scene.life.shift((working_noon(at_least=timedelta(days=3)) - SystemClock().now()).total_seconds())
    scene.life.arm(Point.RINGING, Point.DUE, Point.ACCEPTED)
    await scene.life.survive()
    for person in (team.physician, team.therapist):
        told = await person.wait_event(
            team.direct[person.user_id],
            lambda event: event.sender == team.bot and event.decrypted and event.body.startswith("I was away"),
            within=90,
        )
        assert "posted late; left out:" in told.body
        assert told.content["m.mentions"] == {"user_ids": [person.user_id]}
    await team.asks(team.therapist, team.room, "!huddle")
    (posted,) = await agendas(team, minute)
    assert LATE in posted.body
    assert "Left out while I was away:" in posted.body
    own = await team.physician.timeline(team.direct[team.physician.user_id])
    assert sum(event.body.startswith("I was away") for event in own) == 1
