"""A clock that was days ahead, and is set right: what had come by it, and what it had put off until then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.care import anchors, backlog, mornings
from tests.cast import PHYSICIAN, THERAPIST
from tests.heard import Heard, at, bodies
from tests.stage import Stage

EVENING = datetime(2026, 12, 7, 17, 30, tzinfo=UTC)
"""Half past six on a Monday, where they are: nobody works any more."""
AWAY = "I was away from"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    yield opened
    opened.close()
    assert opened.faults == []


def ahead_and_right(stage: Stage, days: int) -> list[Heard]:
    """The clock jumps ahead for a moment; gives what was said because of it."""
    right = stage.clock.time
    heard = stage.sleep(timedelta(days=days))
    stage.clock.time = right + timedelta(minutes=1)
    stage.settle()
    return heard


def of(heard: list[Heard], part: str) -> list[str]:
    return [body for body in bodies(heard) if part in body]


@pytest.mark.parametrize("days", [3, 400])
def test_what_is_late_by_minutes_once_it_is_right_is_said_where_it_belongs(stage: Stage, days: int) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.wait_until(EVENING)
    ahead_and_right(stage, days)
    stage.say(THERAPIST, case, "!huddle every day 13:00")
    stage.say(PHYSICIAN, case, "!remind 2026-12-08 13:00 Ask the canary lab")
    stage.wait_until(datetime(2026, 12, 8, 11, 59, tzinfo=UTC))
    heard = stage.sleep(timedelta(minutes=6))
    assert len(of(at(heard, f"direct:{PHYSICIAN}"), "canary")) == 1
    assert len(of(at(heard, case), "Posted 13:05")) == 1
    assert not stage.store.act_now(lambda opened: backlog.is_kept(opened, PHYSICIAN)), "nobody is told that the bot was away"


def test_hours_asleep_after_it_is_right_are_an_absence_of_their_own(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.wait_until(EVENING)
    ahead_and_right(stage, 400)
    stage.wait_until(datetime(2026, 12, 8, 20, tzinfo=UTC))
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.sleep(timedelta(hours=20))
    (told,) = of(at(stage.heard(), f"direct:{PHYSICIAN}"), "I was away from Tue 8 Dec 2026, 21:00 Berlin to Wed 9 Dec")
    assert "huddle, Wed 9 Dec 2026, 10:00 Berlin: posted late" in told


def test_what_was_gathered_by_the_clock_ahead_is_told_when_people_work_by_the_right_one(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.wait_until(EVENING)
    assert of(ahead_and_right(stage, 400), AWAY) == [], "nobody works by that clock either"
    stage.wait_until(datetime(2026, 12, 8, 6, 59, tzinfo=UTC))
    assert of(stage.heard(), AWAY) == []
    heard = stage.wait_until(datetime(2026, 12, 8, 7, 0, 30, tzinfo=UTC))
    assert len(of(at(heard, f"direct:{THERAPIST}"), AWAY)) == 1
    assert len(of(at(heard, f"direct:{PHYSICIAN}"), AWAY)) == 1


@pytest.mark.parametrize(("here", "days"), [("", 3), ("here ", 400)])
def test_reminders_that_come_again_do_so_from_the_next_day_on(stage: Stage, here: str, days: int) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, f"!remind {here}every day 10:00 #summary Ask the canary lab")
    stage.wait_until(EVENING)
    ahead_and_right(stage, days)
    for day in (8, 9):
        heard = stage.wait_until(datetime(2026, 12, day, 8, 59, tzinfo=UTC))
        assert of(heard, "canary") == []
        heard = stage.wait_until(datetime(2026, 12, day, 9, 0, 4, tzinfo=UTC))
        assert len(of(at(heard, case if here else f"direct:{THERAPIST}"), "canary")) == 1
    assert stage.say(THERAPIST, case, "!reminders")[-1].body.count("Thu 10 Dec 2026, 10:00 Berlin") == 1


def test_mornings_and_the_daily_hash_go_on_from_the_next_day(stage: Stage) -> None:
    stage.store.act_now(mornings.expect)
    stage.store.act_now(anchors.expect)
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.wait_until(EVENING)
    ahead_and_right(stage, 400)
    stage.say(THERAPIST, case, f"!action Ask the lab {PHYSICIAN} due 2026-12-08")
    for day in (8, 9):
        before = len(stage.heard())
        stage.wait_until(datetime(2026, 12, day, 12, tzinfo=UTC))
        heard = stage.heard()[before:]
        assert len(of(at(heard, f"direct:{PHYSICIAN}"), "Due from you")) == 1
        assert len(of(at(heard, "control"), "What stands for all")) == 1


def test_a_reminder_that_comes_once_was_said_and_does_not_come_again(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!remind 2026-12-08 10:00 Ask the canary lab")
    stage.wait_until(EVENING)
    ahead_and_right(stage, 3)
    assert of(stage.wait_until(datetime(2026, 12, 9, 12, tzinfo=UTC)), "canary") == []


def test_a_clock_that_is_set_back_by_a_day_brings_no_reminder_a_second_time(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!remind every day 10:00 Ask the canary lab")
    assert len(of(stage.wait_until(datetime(2026, 12, 9, 9, 0, 10, tzinfo=UTC)), "canary")) == 1
    stage.clock.time -= timedelta(days=1)
    stage.settle()
    assert of(stage.wait_until(datetime(2026, 12, 9, 20, tzinfo=UTC)), "canary") == []
    assert len(of(stage.wait_until(datetime(2026, 12, 10, 9, 0, 5, tzinfo=UTC)), "canary")) == 1
