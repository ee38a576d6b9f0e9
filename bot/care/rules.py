"""The rule of a series: on which days it has an occurrence, and at which moment of each.

A series is kept as people say it, in local time. Each of its days has exactly one occurrence: a time that the clocks skip
is moved forward by as much as they skip, of a time that comes twice the first is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.care.clocks import at_clock

MOST_WEEKS = 52
"""The longest interval of a series, in weeks."""

LAST = -1
"""The ordinal of the last day of a name in a month."""

_DAY = timedelta(days=1)
_WEEK = 7
_ORDINALS = frozenset({1, 2, 3, 4, LAST})
_SATURDAY = 5
_LONGEST_CLOSURE = 60
"""Days in a row that the clinic may be closed, for an occurrence to be moved behind them."""


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
    MONTHLY = "monthly"
    """On the nth, or the last, of a month's days of a name."""


class Closing(StrEnum):
    """What becomes of an occurrence on a day on which the clinic is closed. Stored: values are for ever."""

    SKIP = "skip"
    MOVE = "move"
    """It is held on the next working day; of two that come to the same day, one is held."""


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
    """For ``WEEKLY``, ``WEEKS`` and ``MONTHLY``: 0 is Monday, ascending."""
    weeks: int = 1
    """For ``WEEKS``: each how many."""
    ordinals: tuple[int, ...] = ()
    """For ``MONTHLY``: the first to the fourth, and ``LAST``, which stands behind them."""
    closing: Closing = Closing.SKIP
    """A daily series takes no notice of closing days."""

    def __post_init__(self) -> None:
        named = self.kind in {Kind.WEEKLY, Kind.WEEKS, Kind.MONTHLY}
        sound = (
            self.at.tzinfo is None
            and named == bool(self.weekdays)
            and self.weekdays == tuple(sorted(set(self.weekdays) & set(range(_WEEK))))
            and 1 <= self.weeks <= (MOST_WEEKS if self.kind is Kind.WEEKS else 1)
            and (self.kind is Kind.MONTHLY) == bool(self.ordinals)
            and self.ordinals == ordered(frozenset(self.ordinals) & _ORDINALS)
            and not (self.kind is Kind.DAILY and self.closing is Closing.MOVE)
        )
        if not sound:
            raise ValueError("no such series")
        try:
            ZoneInfo(self.zone)
        except (KeyError, OSError, ValueError):
            raise ValueError("no such zone") from None

    def falls_on(self, day: date, *, closed: Callable[[date], bool] = open_always) -> bool:
        """The series has an occurrence on this day, if nobody took it out. ``closed`` says when the clinic does not work."""
        if self.kind is Kind.DAILY:
            return day >= self.start
        if closed(day):
            return False
        return self.named(day) or (self.closing is Closing.MOVE and self.moved_from(day, closed=closed) is not None)

    def named(self, day: date) -> bool:
        """The series as it was said names this day, whether the clinic works on it or not."""
        if day < self.start:
            return False
        if self.kind is Kind.MONTHLY:
            return day.weekday() in self.weekdays and not self.ordinals_of(day).isdisjoint(self.ordinals)
        if self.kind is Kind.WEEKS:
            monday = _monday(self._first()).toordinal()
            return day.weekday() in self.weekdays and (_monday(day).toordinal() - monday) % (self.weeks * _WEEK) == 0
        if self.kind is Kind.WEEKLY:
            return day.weekday() in self.weekdays
        return self.kind is Kind.DAILY or day.weekday() < _SATURDAY

    def moved_from(self, day: date, *, closed: Callable[[date], bool]) -> date | None:
        """The day whose occurrence was moved to this working day, since the clinic was closed; None where none was.

        Of several it is the last one.
        """
        if self.kind is Kind.DAILY or self.closing is not Closing.MOVE or closed(day) or day.weekday() >= _SATURDAY:
            return None
        for back in range(1, _LONGEST_CLOSURE + 1):
            before = day - back * _DAY
            shut = closed(before)
            if shut and self.named(before):
                return before
            if before < self.start or not (shut or before.weekday() >= _SATURDAY):
                return None
        return None

    def on(self, day: date) -> datetime:
        """The moment of the occurrence that belongs to ``day``."""
        return at_clock(day, self.at, self.zone)

    @staticmethod
    def ordinals_of(day: date) -> frozenset[int]:
        """Which of its month's days of its name this is: a fourth one may be the last."""
        last = {LAST} if (day + _WEEK * _DAY).month != day.month else set()
        return frozenset({(day.day - 1) // _WEEK + 1} | last)

    def _first(self) -> date:
        days = (self.start + number * _DAY for number in range(_WEEK))
        return next(day for day in days if day.weekday() in self.weekdays)


def ordered(ordinals: frozenset[int]) -> tuple[int, ...]:
    """From the first to the last."""
    return tuple(sorted(ordinals, key=lambda one: (one == LAST, one)))


def nth_of_month(year: int, month: int, weekday: int, ordinal: int) -> date:
    """Give a month's nth day of a name, or its last one; there is always one up to the fourth."""
    first = date(year, month, 1)
    found = first + ((weekday - first.weekday()) % _WEEK) * _DAY
    if ordinal != LAST:
        return found + (ordinal - 1) * _WEEK * _DAY
    return max(day for number in range(5) if (day := found + number * _WEEK * _DAY).month == month)


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY
