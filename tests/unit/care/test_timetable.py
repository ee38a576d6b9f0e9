"""A series that is moved from a date on, where closing days put dates off: none of them is lost, and none is held twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.rules import LAST, Closing, Kind, Rule
from bot.care.timetable import Timetable

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""A Friday."""
SOON = 4
"""So many dates ahead a series is moved from."""

closing_days = st.sets(st.builds(lambda days: date(2026, 11, 1) + timedelta(days=days), st.integers(0, 90)), max_size=25)
moved_on = st.builds(
    lambda kind, start, day, weeks, ordinal: Rule(
        kind=kind,
        at=time(9),
        zone=BERLIN,
        start=date(2026, 11, 2) + timedelta(days=start),
        weekdays=() if kind is Kind.WEEKDAYS else (day,),
        weeks=weeks if kind is Kind.WEEKS else 1,
        ordinals=(ordinal,) if kind is Kind.MONTHLY else (),
        closing=Closing.MOVE,
    ),
    st.sampled_from((Kind.WEEKDAYS, Kind.WEEKLY, Kind.WEEKS, Kind.MONTHLY)),
    st.integers(0, 13),
    st.integers(0, 4),
    st.integers(1, 3),
    st.sampled_from((1, 2, LAST)),
)


def held(timetable: Timetable, closed: Callable[[date], bool], count: int = 10) -> list[datetime]:
    return [at.astimezone(ZoneInfo(BERLIN)) for at in islice(timetable.coming(NOW, closed=closed), count)]


@pytest.mark.slow
@settings(max_examples=60)
@given(moved_on, closing_days, st.integers(0, SOON - 1))
def test_a_series_at_another_time_from_a_date_on_is_held_on_the_same_days(before: Rule, shut: set[date], number: int) -> None:
    was = held(Timetable(rules=(before,)), shut.__contains__)
    day = was[number].date()
    later = replace(before, at=time(11), start=day)
    later = replace(later, start=Timetable(rules=(before,)).first_day(later, day, closed=shut.__contains__))
    now_held = held(Timetable(rules=(before, later)), shut.__contains__)
    assert [at.date() for at in now_held] == [at.date() for at in was]
    assert [at.hour for at in now_held] == [11 if at.date() >= day else 9 for at in was]


@pytest.mark.slow
@settings(max_examples=60)
@given(moved_on, closing_days, st.integers(1, SOON - 1), st.integers(0, 4))
def test_what_was_put_off_to_before_the_date_that_is_moved_is_held_as_it_was(
    before: Rule, shut: set[date], number: int, weekday: int
) -> None:
    was = held(Timetable(rules=(before,)), shut.__contains__)
    day = was[number].date()
    later = Rule(
        kind=Kind.WEEKLY,
        at=time(11),
        zone=BERLIN,
        start=day - timedelta(days=day.weekday()),
        weekdays=(weekday,),
        closing=Closing.MOVE,
    )
    later = replace(later, start=Timetable(rules=(before,)).first_day(later, day, closed=shut.__contains__))
    days = [at.date() for at in held(Timetable(rules=(before, later)), shut.__contains__)]
    assert len(set(days)) == len(days)
    in_week = {at.date() for at in was[:number] if at.date() >= day - timedelta(days=day.weekday())}
    put_off = {at for at in in_week if not before.named(at)}
    assert put_off <= set(days)
