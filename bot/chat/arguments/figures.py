"""Dates in figures alone: ``3.4.``, ``04/03``, ``10-11``, ``3.4.2027``. Which is the month is asked about, never guessed.

Where one reading alone is possible (``24.12.``, ``12/24``, ``3.3.``) it is read, but for a year of two figures, which may be
a day, and ``24-12``, which may be hours: these are confirmed. ``3.4`` without its last dot is a number, as doses and results
have them.
"""

from __future__ import annotations

import re
from datetime import date

from bot.chat.arguments.calendars import calendar_day, day_or_none, example_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.months import yearly
from bot.chat.arguments.named import NamedDay, exactly

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_FIGURES = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2})?)?")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_YEAR_FIRST = re.compile(r"([0-9]{4})([./]?)([0-9]{1,2})\2([0-9]{1,2})")
_BASIC = 8
"""The length of a date in figures without anything between them."""


def iso_day(key: str, today: date) -> NamedDay | None:
    """Read year, month and day with hyphens; None where the word is none."""
    iso = _ISO.fullmatch(key)
    return exactly(calendar_day(int(iso[1]), int(iso[2]), int(iso[3]), today=today), 1) if iso else None


def figure_day(key: str, today: date) -> NamedDay | None:
    """Read a date in figures of which it is not said which is the month; None where the word is none."""
    first = _YEAR_FIRST.fullmatch(key)
    if first is not None and (first[2] or len(key) == _BASIC):
        return _of_year(int(first[1]), int(first[3]), int(first[4]), today)
    match = _FIGURES.fullmatch(key)
    if match is None or _DECIMAL.fullmatch(key):
        return None
    one, other = int(match[1]), int(match[3])
    if match[4]:
        full = len(match[4]) == len("2000")
        return _of_year(int(match[4]) + (0 if full else 2000), other, one, today, full=full)
    found = [yearly(month, day, today, 1) for day, month in dict.fromkeys(((one, other), (other, one))) if _exists(month, day)]
    if not found:
        raise ArgumentError("date", "a day that the calendar has", example_day(today))
    if len(found) == 1 and match[2] != "-":
        return found[0]
    return NamedDay(
        ahead=tuple(dict.fromkeys(day for named in found for day in named.ahead)),
        behind=tuple(dict.fromkeys(day for named in found for day in named.behind)),
        sure=False,
        sure_behind=False,
    )


def _of_year(year: int, month: int, day: int, today: date, *, full: bool = True) -> NamedDay:
    wanted = dict.fromkeys(((month, day), (day, month)))
    found = tuple(calendar_day(year, *one, today=today) for one in wanted if day_or_none(year, *one) is not None)
    if not found:
        raise ArgumentError("date", "a day that the calendar has", example_day(today))
    if full and len(found) == 1:
        return exactly(found[0], 1)
    ahead, behind = tuple(one for one in found if one >= today), tuple(one for one in found if one <= today)
    return NamedDay(ahead=ahead, behind=behind, sure=False, sure_behind=False)


def _exists(month: int, day: int) -> bool:
    return day_or_none(2000, month, day) is not None
