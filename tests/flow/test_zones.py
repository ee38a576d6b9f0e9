"""The zone of a profile, on the real store: it chooses how times read, until somebody chooses for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.flow.messages import Observed, Seen
from tests.cast import PHYSICIAN, STRANGER, THERAPIST
from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.close()


def sees(stage: Stage, person: str, zone: str) -> None:
    """The edge has read the person's profile."""
    number = len(stage.server.effects)
    seen = Observed(id=f"zone:{person}:{zone}:{number}", what=Seen.ZONE, at=stage.clock.now(), person=person, detail=zone)
    assert stage.take(observed=(seen,)) == []


def zones(stage: Stage) -> dict[str, str]:
    return dict(asyncio.run(stage.edge.zones()))


def test_times_read_in_the_zone_of_the_profile_until_another_one_is_chosen(stage: Stage) -> None:
    case, own = stage.open_case(), f"direct:{PHYSICIAN}"
    sees(stage, PHYSICIAN, "Europe/London")
    assert "Your zone is Europe/London, as your Matrix profile says" in stage.say(PHYSICIAN, own, "!tz")[0].body
    booked = stage.say(THERAPIST, case, f"!conference at 2026-12-09 14:00 with {PHYSICIAN}, mental health")[0]
    assert "Wed 9 Dec 2026, 14:00 Berlin / 13:00 London" in booked.body
    stage.say(PHYSICIAN, own, "!tz Asia/Tokyo")
    sees(stage, PHYSICIAN, "America/New_York")
    assert "Your zone is Asia/Tokyo: it is now" in stage.say(PHYSICIAN, own, "!tz")[0].body
    assert zones(stage) == {PHYSICIAN: "America/New_York"}


def test_a_profile_that_no_longer_names_a_zone_leaves_the_clinics(stage: Stage) -> None:
    stage.open_case()
    sees(stage, PHYSICIAN, "Europe/London")
    sees(stage, PHYSICIAN, "")
    assert "Your zone is Europe/Berlin, the clinic's" in stage.say(PHYSICIAN, f"direct:{PHYSICIAN}", "!tz")[0].body
    assert zones(stage) == {}


def test_the_zone_of_a_profile_lets_nobody_in_and_changes_no_audience(stage: Stage) -> None:
    case = stage.open_case()
    epoch = stage.store.act_now(lambda opened: opened.cases.all()[-1].epoch)
    sees(stage, STRANGER, "Europe/London")
    sees(stage, PHYSICIAN, "Europe/London")
    assert zones(stage) == {PHYSICIAN: "Europe/London"}
    assert stage.store.act_now(lambda opened: opened.cases.all()[-1].epoch) == epoch
    assert "You cannot do this here" in stage.say(STRANGER, case, "!tz")[0].body
