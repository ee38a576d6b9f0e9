from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.care.cadence import (
    LAST,
    Closing,
    Fold,
    Gap,
    Kind,
    NoOccurrenceError,
    Rule,
    Unique,
    describe,
    left_out,
    moved,
    next_after,
    open_always,
    resolve,
    upcoming,
)

BERLIN = "Europe/Berlin"
ZONES = (BERLIN, "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kolkata", "UTC")
CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2018, 11, 4), date(2026, 4, 5))

rules = st.builds(
    lambda kind, at, zone, start, days, weeks, ordinals: Rule(
        kind=kind,
        at=at,
        zone=zone,
        start=start,
        weekdays=tuple(sorted(days)) if kind in {Kind.WEEKLY, Kind.WEEKS, Kind.MONTHLY} else (),
        ordinals=ordinals if kind is Kind.MONTHLY else (),
        weeks=weeks if kind is Kind.WEEKS else 1,
    ),
    st.sampled_from(Kind),
    st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59))),
    st.sampled_from(ZONES),
    st.builds(lambda change, days: change + timedelta(days=days), st.sampled_from(CHANGES), st.integers(-20, 5)),
    st.sets(st.integers(0, 6), min_size=1, max_size=3),
    st.integers(1, 4),
    st.sampled_from(((1,), (2,), (4, LAST), (LAST,), (1, 3))),
)
afters = st.builds(
    lambda change, hours: datetime.combine(change, time(), tzinfo=UTC) + timedelta(hours=hours),
    st.sampled_from(CHANGES),
    st.integers(-72, 72),
)


def rule(kind: Kind = Kind.DAILY, at: time = time(9), zone: str = BERLIN, start: date = date(2026, 1, 1), **more: object) -> Rule:
    return Rule(kind=kind, at=at, zone=zone, start=start, **more)  # type: ignore[arg-type]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def readings(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """Every moment at which the clocks show this, found by trying each offset of a quarter of an hour."""
    begin = datetime.combine(day, at, tzinfo=UTC) - timedelta(hours=15)
    moments = (begin + timedelta(minutes=15 * number) for number in range(4 * 30))
    return [moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None, fold=0) == datetime.combine(day, at)]


def week(day: date) -> int:
    return (day - timedelta(days=day.weekday())).toordinal() // 7


def nth(day: date, ordinal: int) -> date:
    """The nth day of this name of the same month, from a list of them all."""
    month = [one for one in (day.replace(day=1) + timedelta(days=number) for number in range(31)) if one.month == day.month]
    named = [one for one in month if one.weekday() == day.weekday()]
    return named[ordinal - 1 if ordinal > 0 else ordinal]


def slowly(of: Rule, after: datetime, skipped: frozenset[date], closed: Callable[[date], bool]) -> datetime:
    """The next occurrence, by going through the days one by one from the start of the series."""
    zone = ZoneInfo(of.zone)
    first = None
    day = of.start
    while True:
        fits = {
            Kind.DAILY: True,
            Kind.WEEKDAYS: day.isoweekday() <= 5,
            Kind.WEEKLY: day.weekday() in of.weekdays,
            Kind.WEEKS: day.weekday() in of.weekdays,
            Kind.MONTHLY: day.weekday() in of.weekdays and any(day == nth(day, one) for one in of.ordinals),
        }[of.kind]
        if fits and of.kind is Kind.WEEKS:
            first = first or day
            fits = (week(day) - week(first)) % of.weeks == 0
        if fits and day not in skipped and (of.kind is Kind.DAILY or not closed(day)):
            shown = readings(day, of.at, zone) if day >= after.date() - timedelta(days=2) else []
            at = shown[0] if shown else datetime.combine(day, of.at, tzinfo=zone).astimezone(UTC)
            if at > after:
                return at
        day += timedelta(days=1)


@pytest.mark.slow
@given(rules, afters, st.sets(st.sampled_from(CHANGES)), st.sampled_from((open_always, lambda day: day.day % 5 == 0)))
def test_the_next_occurrence_is_the_one_that_going_day_by_day_finds(
    of: Rule, after: datetime, skipped: set[date], closed: Callable[[date], bool]
) -> None:
    assume(abs((datetime.combine(of.start, time(), tzinfo=UTC) - after).days) < 60)
    assert next_after(of, after, skipped=frozenset(skipped), closed=closed) == slowly(of, after, frozenset(skipped), closed)


@pytest.mark.slow
@given(rules, afters)
def test_each_day_has_one_occurrence_and_they_follow_each_other(of: Rule, after: datetime) -> None:
    found = upcoming(of, after, 6)
    assert len(found) == 6
    assert all(one < other for one, other in pairwise((after, *found)))
    days = [at.astimezone(ZoneInfo(of.zone)).date() for at in found]
    assert len(set(days)) == 6
    one_by_one = []
    for _ in range(6):
        after = next_after(of, after)
        one_by_one.append(after)
    assert tuple(one_by_one) == found


@pytest.mark.slow
@given(st.sampled_from(CHANGES), st.integers(0, 23), st.integers(0, 59), st.sampled_from(ZONES))
def test_a_local_time_is_unique_skipped_or_repeated_as_the_clocks_show(day: date, hour: int, minute: int, key: str) -> None:
    zone = ZoneInfo(key)
    shown = readings(day, time(hour, minute), zone)
    match resolve(day, time(hour, minute), zone):
        case Unique(at=at):
            assert shown == [at]
        case Fold(first=first, second=second):
            assert shown == [first, second]
        case Gap(forward=forward, back=back):
            assert shown == []
            assert back < forward


def test_a_skipped_time_is_moved_by_what_the_clocks_skip() -> None:
    assert resolve(date(2026, 3, 29), time(2, 30), ZoneInfo(BERLIN)) == Gap(
        forward=utc(2026, 3, 29, 1, 30), back=utc(2026, 3, 29, 0, 30)
    )
    at = next_after(rule(at=time(2, 30)), utc(2026, 3, 29))
    assert at.astimezone(ZoneInfo(BERLIN)).time() == time(3, 30)
    assert next_after(rule(at=time(2, 30)), at) == utc(2026, 3, 30, 0, 30)


def test_a_repeated_time_is_taken_once_the_first_time() -> None:
    daily = rule(at=time(2, 30))
    assert upcoming(daily, utc(2026, 10, 24, 12), 2) == (utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30))


def test_midnight_that_is_skipped_still_has_its_day() -> None:
    daily = rule(at=time(0), zone="America/Sao_Paulo", start=date(2018, 11, 1))
    assert upcoming(daily, utc(2018, 11, 3, 12), 2) == (utc(2018, 11, 4, 3), utc(2018, 11, 5, 2))


def test_a_day_that_a_zone_leaves_out_is_not_counted_twice() -> None:
    daily = rule(zone="Pacific/Apia", start=date(2011, 12, 1))
    found = upcoming(daily, utc(2011, 12, 29, 12), 3)
    assert [at.astimezone(ZoneInfo("Pacific/Apia")).day for at in found] == [29, 31, 1]


def test_every_day_takes_no_notice_of_closing_days_and_every_other_series_does() -> None:
    christmas = lambda day: (day.month, day.day) == (12, 25)  # noqa: E731 - a calendar of one day
    before = utc(2026, 12, 25, 1)
    assert next_after(rule(), before, closed=christmas) == utc(2026, 12, 25, 8)
    assert next_after(rule(Kind.WEEKDAYS), before, closed=christmas) == utc(2026, 12, 28, 8)
    assert next_after(rule(Kind.WEEKLY, weekdays=(4,)), before, closed=christmas) == utc(2027, 1, 1, 8)


def test_a_day_that_people_skipped_is_left_out_of_every_series() -> None:
    assert next_after(rule(), utc(2026, 12, 25, 1), skipped=frozenset({date(2026, 12, 25)})) == utc(2026, 12, 26, 8)


def test_weeks_are_counted_from_the_first_day_that_fits() -> None:
    second_mondays = rule(Kind.WEEKS, weekdays=(0,), weeks=2, start=date(2026, 12, 9))
    assert [at.date() for at in upcoming(second_mondays, utc(2026, 12, 1), 3)] == [
        date(2026, 12, 14),
        date(2026, 12, 28),
        date(2027, 1, 11),
    ]


def test_a_series_that_can_never_happen_says_so() -> None:
    with pytest.raises(NoOccurrenceError):
        next_after(rule(Kind.WEEKDAYS), utc(2026, 1, 1), closed=lambda _: True)
    assert upcoming(rule(Kind.WEEKDAYS), utc(2026, 1, 1), 3, closed=lambda _: True) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": Kind.WEEKLY},
        {"kind": Kind.DAILY, "weekdays": (0,)},
        {"kind": Kind.WEEKLY, "weekdays": (7,)},
        {"kind": Kind.WEEKLY, "weekdays": (1, 0)},
        {"kind": Kind.WEEKS, "weekdays": (0,), "weeks": 0},
        {"kind": Kind.WEEKS, "weekdays": (0,), "weeks": 53},
        {"kind": Kind.DAILY, "weeks": 2},
        {"kind": Kind.MONTHLY, "weekdays": (0,)},
        {"kind": Kind.MONTHLY, "ordinals": (1,)},
        {"kind": Kind.MONTHLY, "weekdays": (0,), "ordinals": (5,)},
        {"kind": Kind.MONTHLY, "weekdays": (0,), "ordinals": (LAST, 1)},
        {"kind": Kind.WEEKLY, "weekdays": (0,), "ordinals": (1,)},
        {"kind": Kind.DAILY, "closing": Closing.MOVE},
        {"kind": Kind.DAILY, "at": time(9, tzinfo=UTC)},
    ],
)
def test_a_series_that_makes_no_sense_is_never_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no such series"):
        rule(**wrong)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd"])
def test_a_series_needs_a_zone_that_exists(zone: str) -> None:
    with pytest.raises(ValueError, match="no such zone"):
        rule(zone=zone)


def test_a_series_is_said_in_words() -> None:
    assert describe(rule()) == "every day at 09:00 Berlin time"
    assert describe(rule(Kind.WEEKDAYS, at=time(8, 45), zone="UTC")) == "every weekday at 08:45 UTC"
    assert describe(rule(Kind.WEEKLY, weekdays=(0, 3))) == "every Monday and Thursday at 09:00 Berlin time"
    assert describe(rule(zone="America/New_York")) == "every day at 09:00 New York time"
    assert describe(rule(Kind.WEEKS, weekdays=(0,), weeks=6)) == "every 6 weeks on Monday at 09:00 Berlin time"
    assert describe(rule(Kind.WEEKS, weekdays=(0,))) == "every Monday at 09:00 Berlin time"
    assert describe(rule(Kind.WEEKLY, weekdays=(0, 2, 4))) == "every Monday, Wednesday and Friday at 09:00 Berlin time"
    assert describe(rule(Kind.MONTHLY, weekdays=(1,), ordinals=(2,))) == "every 2nd Tuesday of the month at 09:00 Berlin time"
    assert (
        describe(rule(Kind.MONTHLY, weekdays=(4,), ordinals=(1, LAST)))
        == "every 1st and last Friday of the month at 09:00 Berlin time"
    )


def test_a_day_of_each_month_is_the_second_or_the_last_of_its_name() -> None:
    second = rule(Kind.MONTHLY, weekdays=(1,), ordinals=(2,), start=date(2026, 12, 9))
    assert [at.date() for at in upcoming(second, utc(2026, 12, 1), 3)] == [date(2027, 1, 12), date(2027, 2, 9), date(2027, 3, 9)]
    last = rule(Kind.MONTHLY, weekdays=(4,), ordinals=(LAST,), start=date(2026, 12, 9))
    assert [at.date() for at in upcoming(last, utc(2026, 12, 1), 3)] == [date(2026, 12, 25), date(2027, 1, 29), date(2027, 2, 26)]


HOLIDAYS = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28)}


def test_what_falls_on_a_closing_day_is_held_on_the_next_working_day_where_that_was_said() -> None:
    closed = HOLIDAYS.__contains__
    fridays = rule(Kind.WEEKLY, weekdays=(4,), closing=Closing.MOVE)
    assert [at.date() for at in upcoming(fridays, utc(2026, 12, 20), 2, closed=closed)] == [date(2026, 12, 29), date(2027, 1, 1)]
    assert left_out(fridays, utc(2026, 12, 20), utc(2027, 1, 10), closed=closed) == ()
    assert moved(fridays, utc(2026, 12, 20), utc(2027, 1, 10), closed=closed) == ((date(2026, 12, 25), date(2026, 12, 29)),)


def test_two_that_are_moved_to_one_day_or_onto_another_are_one() -> None:
    closed = HOLIDAYS.__contains__
    some = rule(Kind.WEEKLY, weekdays=(1, 3, 4), closing=Closing.MOVE)
    assert [at.date() for at in upcoming(some, utc(2026, 12, 23), 2, closed=closed)] == [date(2026, 12, 29), date(2026, 12, 31)]
    weekend = rule(Kind.WEEKLY, weekdays=(5,), closing=Closing.MOVE)
    assert next_after(weekend, utc(2026, 12, 25), closed=closed).date() == date(2026, 12, 26)
    assert next_after(weekend, utc(2026, 12, 25), closed=lambda day: day == date(2026, 12, 26)).date() == date(2026, 12, 28)


def test_nothing_is_moved_out_of_a_time_before_the_series_began() -> None:
    late = rule(Kind.WEEKLY, weekdays=(4,), closing=Closing.MOVE, start=date(2026, 12, 26))
    assert next_after(late, utc(2026, 12, 26), closed=HOLIDAYS.__contains__).date() == date(2027, 1, 1)
