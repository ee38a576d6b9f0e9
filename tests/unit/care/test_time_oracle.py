"""Every zone, each of its changes of clocks from 2024 to 2030: no occurrence is missed, none comes twice.

What is right is found slowly, by walking through the instants of UTC and looking at what the clocks show. Nothing of ours is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.care.cadence import LAST, Fold, Gap, Kind, Rule, Unique, occurrences, resolve

BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
DAY, STEP = timedelta(days=1), timedelta(minutes=15)
AROUND = 8 * DAY


@dataclass(frozen=True)
class Change:
    """A change of clocks: the instant, and what they show without it and with it."""

    zone: str
    at: datetime
    without: datetime
    shown: datetime

    @property
    def alike(self) -> tuple[object, ...]:
        """What zones share whose clocks show the same around it, so that they are walked through once."""
        zone = ZoneInfo(self.zone)
        offsets = tuple((self.at + number * DAY).astimezone(zone).utcoffset() for number in range(-12, 13))
        return (self.at, self.without, self.shown, offsets)

    @property
    def times(self) -> dict[str, datetime]:
        """Local times before it, within what is skipped or repeated (its ends too), and after it."""
        low, high = sorted((self.without, self.shown))
        within = low + (high - low) // 2 // STEP * STEP
        name = "gap" if self.shown > self.without else "fold"
        return {"before": low - 2 * STEP, f"{name} begins": low, name: within, f"{name} is over": high, "after": high + 2 * STEP}


def local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def changes(key: str) -> Iterator[Change]:
    """Look at each day's distance from UTC; where two differ, halve the time between them until the instant is found."""
    zone, at = ZoneInfo(key), BEGIN
    before = at.astimezone(zone).utcoffset()
    while at < END:
        offset = (at + DAY).astimezone(zone).utcoffset()
        if offset != before:
            low, high = at, at + DAY
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            instant = high.replace(microsecond=0)
            assert before is not None
            yield Change(key, instant, (instant + before).replace(tzinfo=None), local(instant, zone))
            before = offset
        at += DAY


class Walk:
    """What the clocks of a zone show at each quarter of an hour around a change."""

    def __init__(self, change: Change) -> None:
        zone = ZoneInfo(change.zone)
        self.begin, self.end = change.at - AROUND, change.at + AROUND
        begin = self.begin - 3 * DAY
        self.shown: dict[datetime, list[datetime]] = {}
        self.order: list[tuple[datetime, datetime]] = []
        for number in range((self.end + 3 * DAY - begin) // STEP):
            at = begin + number * STEP
            here = local(at, zone)
            self.shown.setdefault(here, []).append(at)
            self.order.append((at, here))

    def moment(self, wanted: datetime) -> datetime:
        """The first instant at which the clocks show it; of what they skip, so much later as they were before."""
        if wanted in self.shown:
            return self.shown[wanted][0]
        last = None
        for at, here in self.order:
            if here > wanted:
                break
            last = at + (wanted - here)
        assert last is not None
        return last

    def expected(self, days: set[date], at: time) -> list[datetime]:
        found = (self.moment(datetime.combine(day, at)) for day in days)
        return sorted(one for one in found if self.begin < one <= self.end)


def named_days(wanted: datetime) -> dict[Kind, set[date]]:
    """The days of a daily, a weekly and a monthly series that hold the day of the change, from the calendar alone."""
    around = [wanted.date() + number * DAY for number in range(-9, 10)]
    number, last = (wanted.day - 1) // 7 + 1, (wanted + 7 * DAY).month != wanted.month
    same = [day for day in around if day.weekday() == wanted.weekday()]
    monthly = {day for day in same if ((day + 7 * DAY).month != day.month if last else (day.day - 1) // 7 + 1 == number)}
    return {Kind.DAILY: set(around), Kind.WEEKLY: set(same), Kind.MONTHLY: monthly}


def rule_of(kind: Kind, change: Change, wanted: datetime) -> Rule:
    last = (wanted + 7 * DAY).month != wanted.month
    return Rule(
        kind=kind,
        at=wanted.time(),
        zone=change.zone,
        start=(change.at - 30 * DAY).date(),
        weekdays=() if kind is Kind.DAILY else (wanted.weekday(),),
        ordinals=((LAST if last else (wanted.day - 1) // 7 + 1),) if kind is Kind.MONTHLY else (),
    )


@pytest.mark.slow(seconds=9)
def test_no_change_of_clocks_of_any_zone_makes_a_series_miss_an_occurrence_or_have_one_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    walks: dict[tuple[object, ...], Walk] = {}
    for key in sorted(available_timezones()):
        counted["zones"] += 1
        for change in changes(key):
            counted["changes"] += 1
            if change.alike not in walks:
                walks[change.alike] = Walk(change)
            walk = walks[change.alike]
            for name, wanted in change.times.items():
                meaning = {0: Gap, 1: Unique, 2: Fold}[len(walk.shown.get(wanted, ()))]
                if not isinstance(resolve(wanted.date(), wanted.time(), ZoneInfo(key)), meaning):
                    wrong.append(f"{key} {change.at} {name}: not {meaning.__name__}")
                for kind, days in named_days(wanted).items():
                    counted["cases"] += 1
                    expected = walk.expected(days, wanted.time())
                    rule = rule_of(kind, change, wanted)
                    found = list(takewhile(lambda at: at <= walk.end, occurrences(rule, walk.begin)))  # noqa: B023 - used at once
                    counted["occurrences"] += len(expected)
                    counted["missed"] += len(set(expected) - set(found))
                    counted["doubled"] += len(found) - len(set(found)) + len(set(found) - set(expected))
                    if found != expected:
                        wrong.append(f"{key} {change.at} {name} {kind}: {found} instead of {expected}")
    with capsys.disabled():
        print("\ntime oracle: " + ", ".join(f"{count} {name}" for name, count in counted.items()))  # noqa: T201 - the figures are asked for
    assert wrong[:5] == []
    assert (counted["missed"], counted["doubled"]) == (0, 0)
    assert counted["cases"] > 10_000
