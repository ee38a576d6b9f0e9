"""Two dates in figures alone with a dash between them: ``17.12.-20.12.``, ``17.-20.12.``, ``8.12.2026 - 10.12.2026``.

Both sides have the day first, or both the month: where the calendar has each of the two, it is asked, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.care.dates import spoken_day
from bot.chat.arguments.calendars import day_or_none
from bot.chat.arguments.errors import AmbiguousError, Choice

_FIGURES = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})(?:\2([0-9]{4})?)?")
_NUMBER = re.compile(r"([0-9]{1,2})\.?")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_LEAP_YEAR = 2000


@dataclass(frozen=True, kw_only=True)
class OpenDay:
    """A day of which the month or the year may still be open."""

    number: int = 0
    month: int | None = None
    year: int | None = None
    exact: date | None = None
    weekday: int | None = None
    """It was named by its weekday alone, and ``exact`` is the next one."""


def pairs(first: str, last: str) -> tuple[tuple[OpenDay, OpenDay], ...] | None:
    """Each first and last day that two words may be, if the calendar has them; None where they are no dates in figures.

    The first one may be a number alone, which then is a day of the other's month.
    """
    end = _FIGURES.fullmatch(last)
    if end is None or _DECIMAL.fullmatch(last) or _DECIMAL.fullmatch(first):
        return None
    number, begin = _NUMBER.fullmatch(first), _FIGURES.fullmatch(first)
    if number is not None:
        found = [(OpenDay(number=int(number[1])), _day(end))]
    elif begin is not None:
        found = [(_day(begin), _day(end)), (_day(begin, month_first=True), _day(end, month_first=True))]
    else:
        return None
    return tuple(dict.fromkeys(pair for pair in found if all(map(_exists, pair))))


def question(spans: Sequence[tuple[date, date]], consumed: int) -> AmbiguousError:
    """Ask which of several spans is meant; a single one is to be confirmed."""
    choices = [
        Choice(
            label=f"{spoken_day(first)} to {spoken_day(last)}",
            at=datetime.combine(first, time(), tzinfo=UTC),
            typed=f"{first.isoformat()} - {last.isoformat()}",
        )
        for first, last in spans
    ]
    return AmbiguousError("date", choices, consumed)


def _day(match: re.Match[str], *, month_first: bool = False) -> OpenDay:
    one, other = int(match[1]), int(match[3])
    number, month = (other, one) if month_first else (one, other)
    return OpenDay(number=number, month=month, year=int(match[4]) if match[4] else None)


def _exists(day: OpenDay) -> bool:
    return day.month is None or day_or_none(day.year or _LEAP_YEAR, day.month, day.number) is not None
