"""A day that was named: the one day that it is, or the several that it may be, which are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.care.dates import spoken_day
from bot.chat.arguments.calendars import example_day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError, Choice

_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class NamedDay:
    """A day that was named, by its date, by its weekday, or in a way that leaves several open."""

    ahead: tuple[date, ...] = ()
    """What it may be of the days from today on; a date with its year stands here wherever it lies."""
    behind: tuple[date, ...] = ()
    """What it may be of the days up to today; likewise."""
    weekday: int | None = None
    """It was named by its weekday alone: 0 is Monday."""
    sure: bool = True
    """A single one ahead is meant, and need not be confirmed."""
    sure_behind: bool = True
    """A single one behind likewise."""
    consumed: int = 1
    """How many words it took."""

    def after(self, today: date) -> date:
        """The day itself; of a weekday, the first one later than today. ``AmbiguousError`` where it may be several."""
        if self.weekday is not None:
            return today + timedelta(days=(self.weekday - today.weekday() - 1) % _WEEK + 1)
        return self._one(self.ahead, sure=self.sure, expected="a day from today on", example=example_day(today))

    def before(self, today: date) -> date:
        """The day itself; of a weekday, the last one up to today. ``AmbiguousError`` where it may be several."""
        if self.weekday is not None:
            return today - timedelta(days=(today.weekday() - self.weekday) % _WEEK)
        return self._one(self.behind, sure=self.sure_behind, expected="a day up to today", example=example_day(today, ahead=-1))

    def to_come(self, today: date) -> tuple[date, ...]:
        """Each day from today on that it may be."""
        return (self.after(today),) if self.weekday is not None else self.ahead

    def _one(self, days: Sequence[date], *, sure: bool, expected: str, example: str) -> date:
        if not days:
            raise ArgumentError("date", expected, example)
        if len(days) > 1 or not sure:
            raise AmbiguousError("date", [day_choice(day) for day in days], self.consumed)
        return days[0]


def exactly(day: date, consumed: int) -> NamedDay:
    """One day, wherever it lies."""
    return NamedDay(ahead=(day,), behind=(day,), consumed=consumed)


def day_choice(day: date) -> Choice:
    """A day to choose. Its moment is its first one, in UTC, for putting choices in order."""
    return Choice(label=spoken_day(day), at=datetime.combine(day, time(), tzinfo=UTC), typed=day.isoformat())
