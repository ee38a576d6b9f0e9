"""Meetings over months on the real store: clock changes, days asleep, and everyone's own zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cast import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, THERAPIST
from tests.heard import Heard, bodies
from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    staged = Stage(tmp_path)
    yield staged
    staged.close()


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute = (*parts, *[0] * 5)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def agendas(heard: list[Heard]) -> list[str]:
    return [body.partition(" Berlin")[0] for body in bodies(heard) if body.startswith("Huddle ")]


@pytest.mark.parametrize(
    ("before", "moments"),
    [
        (
            utc(2027, 3, 26, 12),
            {utc(2027, 3, 27, 1, 30): "Sat 27 Mar 2027, 02:30", utc(2027, 3, 28, 1, 30): "Sun 28 Mar 2027, 03:30"},
        ),
        (
            utc(2027, 10, 29, 12),
            {utc(2027, 10, 30, 0, 30): "Sat 30 Oct 2027, 02:30", utc(2027, 10, 31, 0, 30): "Sun 31 Oct 2027, 02:30"},
        ),
    ],
)
def test_a_series_in_an_hour_that_a_clock_change_skips_or_repeats_happens_once_a_day(
    stage: Stage, before: datetime, moments: dict[datetime, str]
) -> None:
    case = stage.open_case(THERAPIST)
    stage.wait_until(before)
    stage.say(THERAPIST, case, "!huddle every day 02:30")
    for moment, spoken in moments.items():
        assert agendas(stage.wait_until(moment - timedelta(minutes=1))) == []
        assert agendas(stage.wait_until(moment)) == [f"Huddle {spoken}"]
    assert agendas(stage.wait_until(max(moments) + timedelta(hours=22))) == [], "the second 02:30 is no second huddle"
    assert len(agendas(stage.wait_until(max(moments) + timedelta(hours=26)))) == 1


def test_after_four_days_asleep_each_series_is_posted_once_and_marked_and_reminders_are_left_out(stage: Stage) -> None:
    case = stage.open_case()
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.say(THERAPIST, case, "!review every week tue 10:00")
    for day in (9, 11):
        stage.say(THERAPIST, case, f"!conference at 2026-12-{day:02} 16:00")
    stage.say(THERAPIST, case, "!huddle start")
    heard = stage.sleep(utc(2026, 12, 11, 12) - stage.clock.time)
    said = [one.body for one in heard if one.place == case and not one.body.startswith("Minutes")]
    assert [" ".join(body.split()[:2]) for body in said] == ["Huddle Fri", "Plan review", "Conference " + said[2].split()[1]]
    assert "Posted 13:00 after a pause." in said[0]
    assert "Posted Fri 11 Dec 2026, 13:00 Berlin after a pause." in said[1]
    assert "Wed 9 Dec 2026, 16:00" in said[2]
    (told,) = [one.body for one in heard if one.place == f"direct:{THERAPIST}" and one.body.startswith("I was away")]
    assert "Wed 9 Dec 2026, 16:00 Berlin: not begun, its time was over" in told
    assert "Fri 11 Dec 2026, 16:00 Berlin: its reminder was left out" in told
    assert "left out: Mon 7 Dec 2026, Tue 8 Dec 2026, Wed 9 Dec 2026 and Thu 10 Dec 2026" in told


def test_reminders_ring_exactly_those_who_take_part_and_follow_a_move_but_not_a_cancellation(stage: Stage) -> None:
    case = stage.open_case()
    stage.say(PHYSICIAN, f"direct:{PHYSICIAN}", "!tz Europe/London")
    booked = stage.say(THERAPIST, case, f"!conference at 2026-12-09 14:00 with {PHYSICIAN}, mental health")[0]
    assert "Wed 9 Dec 2026, 14:00 Berlin / 13:00 London" in booked.body
    ref = booked.body.split()[1].strip(":")
    told = [one for one in stage.wait_until(utc(2026, 12, 8, 13)) if "m.mentions" in one.effect.content]
    assert "tomorrow: Wed 9 Dec 2026, 14:00 Berlin" in next(one.body for one in told if one.place == case)
    rung = re.findall("@[a-z_]+:example.org", str([one.effect.content["m.mentions"] for one in told]))
    assert sorted(rung) == sorted([THERAPIST, PHYSICIAN, MENTAL_HEALTH]), "each once, in the room or by what is asked of them"
    stage.say(PHYSICIAN, case, f"!conference move {ref} 2026-12-09 15:00")
    (again,) = [one.body for one in stage.wait_until(utc(2026, 12, 8, 15)) if one.place == case]
    assert "tomorrow: Wed 9 Dec 2026, 16:00 Berlin" in again
    assert stage.wait_until(utc(2026, 12, 9, 13, 30)) == []
    (hour,) = bodies(stage.wait_until(utc(2026, 12, 9, 14)))
    assert "in one hour: Wed 9 Dec 2026, 16:00 Berlin / 15:00 London" in hour
    stage.say(PRIMARY_CARE, case, f"!conference cancel {ref} It is answered")
    assert stage.wait_until(utc(2026, 12, 10)) == []
