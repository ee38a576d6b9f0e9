"""Recurrence, and what becomes of it when the clocks change.

A series is kept as people say it, in local time. Each of its days has exactly one occurrence: a time that the clocks skip
is moved forward by as much as they skip, of a time that comes twice the first is taken. Moments are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from bot.care.dates import WEEKDAYS, place

HORIZON = timedelta(days=3653)
"""How far ahead an occurrence is looked for; a series without one in ten years never has one."""

MOST_WEEKS = 52
"""The longest interval of a series, in weeks."""

_DAY = timedelta(days=1)
_LONGEST_SKIP = 2 * _DAY
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Unique:
    """A local time that the clocks show once."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A local time that the clocks skip."""

    forward: datetime
    """Later by as much as the clocks skip: 03:30 where 02:30 does not exist."""
    back: datetime
    """Earlier by as much: 01:30."""


@dataclass(frozen=True, kw_only=True)
class Fold:
    """A local time that the clocks show twice."""

    first: datetime
    second: datetime


def resolve(day: date, at: time, zone: ZoneInfo) -> Unique | Gap | Fold:
    """Find what a local time means. ``at`` is naive. Raises ``OverflowError`` at the edges of the calendar."""
    local = datetime.combine(day, at, tzinfo=zone)
    first = local.replace(fold=0).astimezone(UTC)
    second = local.replace(fold=1).astimezone(UTC)
    if first == second:
        return Unique(at=first)
    if first.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(tzinfo=None):
        return Fold(first=first, second=second)
    return Gap(forward=first, back=second)


def at_clock(day: date, at: time, zone: str) -> datetime:
    """Give the moment at which clocks in ``zone`` (IANA name) show a time: the first of two; in a gap, what they jump to."""
    match resolve(day, at, ZoneInfo(zone)):
        case Unique(at=found) | Gap(forward=found) | Fold(first=found):
            return found


def open_always(_day: date) -> bool:
    """Stand for a calendar without closing days."""
    return False


class Kind(StrEnum):
    """How a series repeats. Stored: values are for ever."""

    DAILY = "daily"
    WEEKLY = "weekly"
    """On named days of each week."""
    WEEKDAYS = "weekdays"
    """From Monday to Friday."""
    WEEKS = "weeks"
    """On named days of each nth week."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A series. ``ValueError`` where it could never be: a zone that is unknown, no day, an interval out of range."""

    kind: Kind
    at: time
    """Local and naive, to the minute."""
    zone: str
    """IANA name."""
    start: date
    """No occurrence before this day; weeks are counted from that of the first day that fits, on or after it."""
    weekdays: tuple[int, ...] = ()
    """For ``WEEKLY`` and ``WEEKS``: 0 is Monday, ascending."""
    weeks: int = 1
    """For ``WEEKS``: each how many."""

    def __post_init__(self) -> None:
        named = self.kind in {Kind.WEEKLY, Kind.WEEKS}
        sound = (
            self.at.tzinfo is None
            and named == bool(self.weekdays)
            and self.weekdays == tuple(sorted(set(self.weekdays) & set(range(_WEEK))))
            and 1 <= self.weeks <= (MOST_WEEKS if self.kind is Kind.WEEKS else 1)
        )
        if not sound:
            raise ValueError("no such series")
        try:
            ZoneInfo(self.zone)
        except (KeyError, OSError, ValueError):
            raise ValueError("no such zone") from None

    def falls_on(self, day: date, *, closed: Callable[[date], bool] = open_always) -> bool:
        """The series has an occurrence on this day, if nobody took it out. A daily series takes no notice of closing days."""
        if day < self.start or (self.kind is not Kind.DAILY and closed(day)):
            return False
        if self.kind is Kind.WEEKS:
            monday = _monday(self._first()).toordinal()
            return day.weekday() in self.weekdays and (_monday(day).toordinal() - monday) % (self.weeks * _WEEK) == 0
        if self.kind is Kind.WEEKLY:
            return day.weekday() in self.weekdays
        return self.kind is Kind.DAILY or day.weekday() in range(5)

    def on(self, day: date) -> datetime:
        """The moment of the occurrence that belongs to ``day``."""
        meaning = resolve(day, self.at, ZoneInfo(self.zone))
        match meaning:
            case Unique(at=at):
                return at
            case Gap(forward=forward):
                return forward
            case Fold(first=first):
                return first

    def _first(self) -> date:
        return next(day for day in _days(self.start, self.start + _WEEK * _DAY) if day.weekday() in self.weekdays)


class NoOccurrenceError(Exception):
    """Ten years ahead there is no day on which the series could happen."""


def next_after(
    rule: Rule, after: datetime, *, skipped: frozenset[date] = frozenset(), closed: Callable[[date], bool] = open_always
) -> datetime:
    """Find the first occurrence strictly later than ``after`` (aware).

    ``skipped`` are days that people took out of the series; ``closed`` says on which days the clinic does not work, which
    a daily series takes no notice of. Raises ``NoOccurrenceError``.
    """
    found = next(_occurrences(rule, after, skipped, closed), None)
    if found is None:
        raise NoOccurrenceError
    return found


def upcoming(
    rule: Rule, after: datetime, count: int, *, skipped: frozenset[date] = frozenset(), closed: Callable[[date], bool] = open_always
) -> tuple[datetime, ...]:
    """List the next ``count`` occurrences, or as many as there are in ten years."""
    return tuple(islice(_occurrences(rule, after, skipped, closed), count))


def left_out(rule: Rule, after: datetime, until: datetime, *, closed: Callable[[date], bool]) -> tuple[date, ...]:
    """List the days between two moments (aware) on which the series would occur if the clinic were not closed."""
    zone = ZoneInfo(rule.zone)
    days = _days(max(rule.start, after.astimezone(zone).date()), until.astimezone(zone).date())
    return tuple(day for day in days if rule.falls_on(day) and not rule.falls_on(day, closed=closed) and rule.on(day) > after)


def describe(rule: Rule) -> str:
    """Say it in words: ``every Monday at 09:00 Berlin time``."""
    days = " and ".join(WEEKDAYS[day] for day in rule.weekdays)
    rhythm = {
        Kind.DAILY: "every day",
        Kind.WEEKLY: f"every {days}",
        Kind.WEEKDAYS: "every weekday",
        Kind.WEEKS: f"every {rule.weeks} weeks on {days}" if rule.weeks > 1 else f"every {days}",
    }[rule.kind]
    return f"{rhythm} at {rule.at:%H:%M} {'UTC' if rule.zone == 'UTC' else f'{place(rule.zone)} time'}"


def _occurrences(rule: Rule, after: datetime, skipped: frozenset[date], closed: Callable[[date], bool]) -> Iterator[datetime]:
    around = after.astimezone(ZoneInfo(rule.zone)).date()
    begin = max(rule.start, around - _LONGEST_SKIP)
    last = after
    for day in _days(begin, begin + HORIZON):
        if day not in skipped and rule.falls_on(day, closed=closed):
            at = rule.on(day)
            if at > last:
                last = at
                yield at


def _days(begin: date, end: date) -> Iterator[date]:
    return (date.fromordinal(number) for number in range(begin.toordinal(), end.toordinal()))


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY
