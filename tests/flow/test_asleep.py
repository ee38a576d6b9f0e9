"""Hours and days in which nobody looked after the due moments, on the real store: down, suspended, or a clock that jumps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.care.catching_up import TELL
from bot.store.tables import dues, facts
from bot.store.work import OpenWork
from tests.cast import PHYSICIAN, THERAPIST
from tests.heard import Heard, at, bodies
from tests.stage import Stage

EVENING = datetime(2026, 12, 7, 17, 30, tzinfo=UTC)
"""Half past six, where they are: nobody works any more."""
NOON = datetime(2026, 12, 8, 11, tzinfo=UTC)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    yield opened
    opened.close()
    assert opened.faults == []


def sleep_until(stage: Stage, moment: datetime) -> list[Heard]:
    return stage.sleep(moment - stage.clock.time)


def caught_up(heard: list[Heard], person: str) -> list[str]:
    return [one.body for one in at(heard, f"direct:{person}") if one.body.startswith("I was away")]


def agendas(heard: list[Heard]) -> list[str]:
    return [one.body for one in heard if one.body.startswith("Huddle ")]


def done(stage: Stage) -> Counter[tuple[str, str]]:
    """How often each kind of moment was acted upon, and how that ended, as the audit has it."""

    def read(opened: OpenWork) -> Counter[tuple[str, str]]:
        rows = opened.connection.execute(select(facts.c.action, facts.c.outcome))
        return Counter((row.action, row.outcome) for row in rows)

    return stage.store.act_now(read)


def left(stage: Stage) -> list[str]:
    """The kinds of the moments that have come and are still there."""
    return stage.store.act_now(
        lambda opened: list(opened.connection.execute(select(dues.c.kind).where(dues.c.at <= stage.clock.time)).scalars())
    )


def test_after_three_days_down_each_series_is_posted_once_and_each_person_reads_one_message(stage: Stage) -> None:
    cases = [stage.open_case(THERAPIST, PHYSICIAN) for _ in range(3)]
    for case in cases:
        stage.say(THERAPIST, case, "!huddle every day 10:00")
        stage.say(PHYSICIAN, case, "!monitor TSH every week")
    stage.wait_until(datetime(2026, 12, 12, 20, tzinfo=UTC))
    heard = sleep_until(stage, datetime(2026, 12, 15, 20, tzinfo=UTC))
    for case in cases:
        (posted,) = agendas(at(heard, case))
        assert posted.startswith("Huddle Tue 15 Dec 2026, 10:00 Berlin")
        assert "Posted 21:00 after a pause." in posted
        assert "Left out while I was away: Sun 13 Dec 2026 and Mon 14 Dec 2026." in posted
    assert not [one for one in heard if one.place.startswith("direct:")], "nobody works at nine in the evening"
    heard = stage.wait_until(datetime(2026, 12, 16, 7, 0, 30, tzinfo=UTC))
    for person, lines in ((THERAPIST, 3), (PHYSICIAN, 6)):
        (told,) = caught_up(heard, person)
        assert "from Sat 12 Dec 2026, 21:00 Berlin to Tue 15 Dec 2026, 21:00 Berlin" in told
        assert told.count("huddle, Tue 15 Dec 2026, 10:00 Berlin: posted late; left out: Sun 13") == len(cases)
        assert told.count("\n- ") == lines


def test_what_was_skipped_is_told_to_each_person_and_in_no_room(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!conference at 2026-12-09 16:00")
    stage.wait_until(EVENING)
    heard = sleep_until(stage, datetime(2026, 12, 9, 11, tzinfo=UTC))
    assert at(heard, case) == []
    for person in (THERAPIST, PHYSICIAN):
        (told,) = caught_up(heard, person)
        assert "Wed 9 Dec 2026, 16:00 Berlin: its reminder was left out" in told
    assert [body for body in bodies(stage.wait_until(datetime(2026, 12, 9, 14, 0, 5, tzinfo=UTC))) if "in one hour" in body]


def test_late_by_less_than_an_hour_is_said_where_it_belongs(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.wait_until(datetime(2026, 12, 8, 8, 30, tzinfo=UTC))
    heard = sleep_until(stage, datetime(2026, 12, 8, 9, 20, tzinfo=UTC))
    (posted,) = agendas(at(heard, case))
    assert "Posted 10:20 after a pause" in posted
    assert caught_up(heard, THERAPIST) == []


def test_the_ladder_of_a_signal_is_neither_held_back_nor_gathered(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.say(PHYSICIAN, case, "!signal urgent canary")
    stage.wait(timedelta(minutes=5))
    heard = sleep_until(stage, datetime(2026, 12, 10, 2, tzinfo=UTC))
    ladder = [one for one in heard if "signal" in one.body and one.place.startswith(("direct:", "control"))]
    assert ladder, "in the middle of the night, and at once"
    assert [one for one in heard if one.body.startswith("I was away")] == []
    told = caught_up(stage.wait_until(datetime(2026, 12, 10, 7, 0, 30, tzinfo=UTC)), THERAPIST)
    assert len(told) == 1
    assert "canary" not in told[0]


def test_two_absences_shortly_after_each_other_are_one(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(PHYSICIAN, case, "!monitor TSH every week")
    stage.wait_until(datetime(2026, 12, 12, 20, tzinfo=UTC))
    sleep_until(stage, datetime(2026, 12, 14, 4, tzinfo=UTC))
    (told,) = caught_up(sleep_until(stage, datetime(2026, 12, 14, 10, tzinfo=UTC)), PHYSICIAN)
    assert "from Sat 12 Dec 2026" in told or "from Mon 14 Dec 2026" in told


def test_whoever_left_the_case_meanwhile_reads_nothing_of_it(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.wait_until(EVENING)
    sleep_until(stage, datetime(2026, 12, 9, 20, tzinfo=UTC))
    stage.say(THERAPIST, case, f"!team remove {PHYSICIAN}")
    heard = stage.wait_until(datetime(2026, 12, 10, 8, tzinfo=UTC))
    assert len(caught_up(heard, THERAPIST)) == 1
    assert caught_up(heard, PHYSICIAN) == []


def test_whoever_is_away_is_told_without_being_rung(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.say(PHYSICIAN, f"direct:{PHYSICIAN}", "!away 2026-12-07 to 2026-12-20")
    stage.wait_until(EVENING)
    heard = sleep_until(stage, datetime(2026, 12, 9, 11, tzinfo=UTC))
    rung = {
        one.place: one.effect.content["m.mentions"]
        for one in heard
        if one.place in {f"direct:{THERAPIST}", f"direct:{PHYSICIAN}"} and one.body.startswith("I was away")
    }
    assert rung == {f"direct:{THERAPIST}": {"user_ids": [THERAPIST]}, f"direct:{PHYSICIAN}": {}}


def test_many_lines_are_counted(stage: Stage) -> None:
    cases = [stage.open_case(THERAPIST) for _ in range(14)]
    for case in cases:
        stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.wait_until(EVENING)
    (told,) = caught_up(sleep_until(stage, datetime(2026, 12, 9, 11, tzinfo=UTC)), THERAPIST)
    assert told.count("\n- ") == 12
    assert "2 more are not listed here." in told


@pytest.mark.parametrize("hours", [1, 8, 24, 72])
def test_each_kind_does_what_its_policy_says_whatever_the_clock_jumps_over(stage: Stage, hours: int) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    span = timedelta(hours=hours)
    stage.wait_until(NOON)
    soon = (NOON + timedelta(minutes=31)).astimezone(UTC)
    clock = f"{soon.hour + 1:02}:{soon.minute:02}"  # an hour ahead of UTC
    stage.say(THERAPIST, case, f"!huddle every day {clock}")
    stage.say(THERAPIST, case, f"!review every week tue {clock}")
    stage.say(PHYSICIAN, case, f'!conference at 2026-12-08 {soon.hour + 2:02}:{soon.minute:02} "What next?"')
    before = done(stage)
    heard = stage.sleep(span)
    acted = done(stage) - before
    assert acted["conference reminder", "skipped"] >= 1
    assert acted["conference reminder", "done"] == 0
    (agenda,) = agendas(heard)
    assert "after a pause" in agenda
    assert len([body for body in bodies(heard) if body.startswith("Plan review")]) == 1
    assert left(stage) == []


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_is_set_back_loses_nothing_doubles_nothing_and_holds_nothing_up(stage: Stage, back: timedelta) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    assert len(agendas(stage.wait_until(datetime(2026, 12, 9, 9, 0, 10, tzinfo=UTC)))) == 1
    stage.clock.time -= back
    answered = stage.say(PHYSICIAN, case, "!huddle skip 2026-12-11 A day off")
    assert at(answered, case)
    assert stage.clock.time < datetime(2026, 12, 9, 9, tzinfo=UTC), "nobody waited for the clock"
    heard = stage.wait_until(datetime(2026, 12, 9, 20, tzinfo=UTC))
    assert agendas(heard) == [], "the clock comes to the same minute again, the huddle does not"
    (posted,) = agendas(stage.wait_until(datetime(2026, 12, 10, 9, 0, 5, tzinfo=UTC)))
    assert posted.startswith("Huddle Thu 10 Dec 2026, 10:00 Berlin")


@pytest.mark.parametrize("days", [3, 400])
def test_a_clock_that_was_days_ahead_and_is_set_right_silences_no_series(stage: Stage, days: int) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.say(THERAPIST, case, "!review every week tue 11:00")
    stage.wait_until(EVENING)
    stage.sleep(timedelta(days=days))
    stage.clock.time -= timedelta(days=days)
    stage.settle()
    (posted,) = agendas(stage.wait_until(datetime(2026, 12, 8, 9, 0, 5, tzinfo=UTC)))
    assert posted.startswith("Huddle Tue 8 Dec 2026, 10:00 Berlin")
    heard = stage.wait_until(datetime(2026, 12, 8, 10, 0, 5, tzinfo=UTC))
    assert len([body for body in bodies(heard) if body.startswith("Plan review")]) == 1


def test_what_rests_does_not_wait_for_a_clock_that_was_set_back(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.rushing = True
    for _ in range(62):
        stage.say(THERAPIST, case, "!room")
    stage.rushing = False
    before = len(stage.heard())
    stage.clock.time -= timedelta(days=1)
    stage.settle()
    stage.wait(timedelta(minutes=2))
    answers = [one for one in stage.heard()[before:] if one.place == case]
    assert len(answers) == 2
    assert stage.clock.time < datetime(2026, 12, 7, tzinfo=UTC)


def test_nobody_is_told_before_all_that_fell_into_the_absence_was_acted_upon(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    for name in ("TSH", "LH", "FSH", "Prolactin"):
        stage.say(PHYSICIAN, case, f"!monitor {name} every week")
    stage.wait_until(datetime(2026, 12, 12, 20, tzinfo=UTC))
    (told,) = caught_up(sleep_until(stage, datetime(2026, 12, 15, 11, tzinfo=UTC)), PHYSICIAN)
    assert told.count("a result is due") == 4
    assert TELL not in left(stage)
