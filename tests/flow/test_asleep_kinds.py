"""What becomes of each kind of moment that fell into hours in which nobody looked, on the real store: one test a kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.care import mornings
from bot.care.actions import Action
from bot.care.conference_minutes import ConferenceMinutes
from tests.cast import COORDINATOR, PHYSICIAN, THERAPIST
from tests.heard import Heard, at, bodies
from tests.stage import Stage

BOOK = f'!conference at 2026-12-09 14:00-14:45 "What next?" with {PHYSICIAN}'
AWAY = "I was away"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    yield opened
    opened.close()
    assert opened.faults == []


@pytest.fixture
def case(stage: Stage) -> str:
    return stage.open_case(THERAPIST, PHYSICIAN)


def december(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def slept(stage: Stage, since: datetime, until: datetime) -> list[Heard]:
    """What is said when somebody looks again, having looked last at ``since``."""
    stage.wait_until(since)
    return stage.sleep(until - stage.clock.time)


def of(heard: list[Heard], part: str) -> list[Heard]:
    return [one for one in heard if part in one.body]


def test_a_deadline_for_votes_that_passed_meanwhile_counts_the_votes_that_were_given_before(stage: Stage, case: str) -> None:
    stage.say(THERAPIST, case, '!conference propose "What next?" #summary with physician')
    stage.say(THERAPIST, case, "!vote maybe 1 2")
    stage.say(PHYSICIAN, case, "!vote 1 maybe 2")
    (told,) = of(at(slept(stage, december(7, 12), december(12, 12)), case), "is settled: time 1")
    assert "Mon 14 Dec 2026, 08:00 Berlin" in told.body
    assert of(stage.wait(timedelta(hours=1)), "is settled") == []


def test_a_deadline_that_passed_without_a_quorum_asks_somebody_to_settle_while_a_time_is_left(stage: Stage, case: str) -> None:
    stage.say(THERAPIST, case, '!conference propose "What next?" #summary with physician')
    stage.say(PHYSICIAN, case, "!vote 1")
    heard = slept(stage, december(7, 12), december(12, 12))
    assert len(of(at(heard, case), "the time for answers is over")) == 1
    heard = slept(stage, december(12, 13), december(20, 12))
    assert len(of(at(heard, case), "passed")) == 1, "the last of its times came meanwhile"


def test_a_conference_that_began_meanwhile_is_begun_late_while_it_lasts(stage: Stage, case: str) -> None:
    stage.say(THERAPIST, case, BOOK)
    heard = slept(stage, december(9, 11, 30), december(9, 13, 20))
    (begun,) = of(at(heard, case), "begins")
    assert "until 14:45. Posted late: Wed 9 Dec 2026, 14:20 Berlin." in begun.body
    assert of(heard, "in one hour") == of(heard, "in 5 minutes") == []
    (told,) = of(at(heard, f"direct:{PHYSICIAN}"), AWAY)
    assert "14:00 Berlin: begun late." in told.body


def test_a_conference_that_was_missed_wholly_is_not_begun_and_says_so(stage: Stage, case: str) -> None:
    stage.say(THERAPIST, case, BOOK)
    heard = slept(stage, december(9, 11, 30), december(9, 20))
    (said,) = at(heard, case)
    assert "was not begun: I was away until Wed 9 Dec 2026, 21:00 Berlin." in said.body
    heard = stage.wait_until(december(10, 9))
    assert at(heard, case) == []
    (told,) = of(at(heard, f"direct:{PHYSICIAN}"), AWAY)
    assert "not begun, its time was over." in told.body


def test_a_list_that_locked_meanwhile_is_locked_by_its_day_and_what_is_missing_is_asked_once(stage: Stage, case: str) -> None:
    stage.say(THERAPIST, case, BOOK)
    stage.say(THERAPIST, case, f"!conference add The letter {PHYSICIAN}")
    heard = slept(stage, december(8, 9), december(9, 8))
    (asked,) = of(heard, "is locked. Something is missing")
    assert asked.place == f"direct:{PHYSICIAN}"
    assert "urgent because" in bodies(stage.say(THERAPIST, case, "!conference add One more"))[-1]
    assert of(stage.wait_until(december(9, 12)), "Something is missing") == []


def test_an_action_of_which_the_day_passed_meanwhile_is_asked_after_once_with_how_late_it_is(stage: Stage, case: str) -> None:
    stage.store.act_now(mornings.expect)
    stage.say(THERAPIST, case, f"!action Ask the lab {PHYSICIAN} due 2026-12-09")
    (action,) = stage.store.act_now(lambda opened: opened.records.find(Action, case.removeprefix("case:")))
    heard = slept(stage, december(7, 20), december(11, 11))
    (told,) = of(heard, action.ref)
    assert (told.place, "overdue 2 days" in told.body) == (f"direct:{PHYSICIAN}", True)
    assert of(stage.wait_until(december(11, 20)), action.ref) == []


def test_a_signal_rings_one_rung_when_somebody_looks_again_and_ends_aloud(stage: Stage, case: str) -> None:
    stage.say(PHYSICIAN, case, "!signal urgent canary")
    heard = stage.sleep(timedelta(hours=9))
    (rung,) = of(heard, "canary")
    assert rung.place == f"direct:{COORDINATOR}"
    ended = of(stage.wait(timedelta(hours=2)), "nobody is left to ring")
    assert {one.place for one in ended} == {case, "control", f"direct:{PHYSICIAN}"}


def test_minutes_of_which_the_48_hours_passed_meanwhile_are_locked_once_and_take_nothing_more(stage: Stage, case: str) -> None:
    stage.say(THERAPIST, case, BOOK)
    stage.wait_until(december(9, 13, 5))
    stage.say(THERAPIST, case, "!conference end")
    heard = slept(stage, december(9, 14), december(12, 2))
    (locked,) = of(at(heard, case), "are locked. SHA-256")
    (kept,) = stage.store.act_now(lambda opened: opened.records.find(ConferenceMinutes, case.removeprefix("case:")))
    assert kept.what.digest in locked.body
    refused = stage.say(THERAPIST, case, f"!conference correct {kept.what.conference} #summary A topic")
    assert "locked" in refused[-1].body
    assert of(stage.wait(timedelta(hours=9)), "SHA-256") == []
