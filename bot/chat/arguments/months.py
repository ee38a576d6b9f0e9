"""Days by the name of their month, or within one: ``8 Dec``, ``December 8th, 2026``, ``the 15th``, ``2nd tue of january``.

Without a year it is the next one to come, or, looking back, the last one that was. Today's own date, and one that is most of
a year away, are asked about: they may have been meant the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.care.cadence import nth_of_month
from bot.chat.arguments.calendars import calendar_day, day_or_none, example_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.named import NamedDay, exactly
from bot.chat.arguments.vocabulary import MONTHS, ORDINALS, WEEKDAYS, WORDS

FAR = timedelta(days=300)
"""So far from today, a date without a year is asked about."""

_NUMBER = re.compile(rf"([0-9]{{1,2}})({'|'.join(re.escape(one) for one in WORDS.endings)})?,?")
_YEAR = re.compile(r"[0-9]{4}[,;]?")
_SHORT_YEAR = re.compile(r"'[0-9]{2}|2[5-9]|[3-9][0-9]")
_BEHIND = frozenset(
    {"", "-", *WORDS.at, *WORDS.to, *WORDS.from_, *WORDS.for_, *WORDS.noon, *WORDS.midnight, *WORDS.morning, *WORDS.afternoon}
    | {*WORDS.evening}
)
_LEAP_YEARS = 8
"""Within so many years each day of the calendar comes again, 29 February too."""
_MONTHS_A_YEAR = 12


def month_day(keys: Sequence[str], today: date) -> NamedDay | None:
    """Read a number and a month, in either order, and perhaps a year; None where it is none."""
    first, second = _at(keys, 0), _at(keys, 1)
    of = 1 if second in WORDS.of else 0
    number, month = _NUMBER.fullmatch(first), MONTHS.get(_at(keys, 1 + of).rstrip(".,;"))
    count = 2 + of
    if number is None or month is None:
        the = 1 if second in WORDS.the else 0
        month, number = MONTHS.get(first.rstrip(".")), _NUMBER.fullmatch(_at(keys, 1 + the))
        count = 2 + the
    if number is None or month is None:
        return None
    day, year = int(number[1]), _at(keys, count)
    if _YEAR.fullmatch(year):
        return exactly(calendar_day(int(year[:4]), month, day, today=today), count + 1)
    if _SHORT_YEAR.fullmatch(year) and _at(keys, count + 1).rstrip(".,;") not in MONTHS:
        raise ArgumentError("date", "the year in four figures", example_day(today))
    return yearly(month, day, today, count)


def yearly(month: int, day: int, today: date, consumed: int) -> NamedDay:
    """A day of each year: the next one, and the last one. ``ArgumentError`` where no year has it."""
    years = range(today.year - _LEAP_YEARS, today.year + _LEAP_YEARS + 1)
    found = [one for one in (day_or_none(year, month, day) for year in years) if one is not None]
    if not found:
        raise ArgumentError("date", "a day that the calendar has", example_day(today))
    return _around(found, today, consumed)


def day_of_month(keys: Sequence[str], today: date) -> NamedDay | None:
    """Read ``the 15th``: of this month or the next one that has it. None where it is none; a bare number is none.

    Nothing but a time may stand behind it: ``the 2nd opinion`` is no day.
    """
    number = _NUMBER.fullmatch(_at(keys, 0))
    behind = _at(keys, 1)
    if number is None or number[2] in {None, "."} or not (behind in _BEHIND or behind[0].isdigit()):
        return None
    months = (_later(today, count) for count in range(-3, 4))
    found = [one for one in (day_or_none(year, month, int(number[1])) for year, month in months) if one is not None]
    if not found:
        raise ArgumentError("date", "a day that the calendar has", example_day(today))
    return _around(found, today, 1)


def weekday_of_month(keys: Sequence[str], today: date) -> NamedDay | None:
    """Read ``2nd tue of january``, ``last fri of the month``; without a month it is asked about. None where it is none."""
    ordinal, weekday = ORDINALS.get(_at(keys, 0)), WEEKDAYS.get(_at(keys, 1).rstrip(",;"))
    if ordinal is None or weekday is None:
        return None
    if _at(keys, 2) not in WORDS.of:
        coming = tuple(nth_of_month(*_later(today, count), weekday, ordinal) for count in range(3))
        return NamedDay(ahead=tuple(one for one in coming if one >= today)[:2], sure=False, consumed=2)
    which, month = _at(keys, 3), MONTHS.get(_at(keys, 3).rstrip(".,;"))
    if month is not None:
        year = _at(keys, 4)
        if _YEAR.fullmatch(year):
            first = calendar_day(int(year[:4]), month, 1, today=today)
            return exactly(nth_of_month(first.year, month, weekday, ordinal), 5)
        found = [nth_of_month(today.year + step, month, weekday, ordinal) for step in (-1, 0, 1)]
        return _around(found, today, 4)
    if which in {*WORDS.the, *WORDS.this, *WORDS.next} and _at(keys, 4) in WORDS.month:
        return exactly(nth_of_month(*_later(today, int(which in WORDS.next)), weekday, ordinal), 5)
    raise ArgumentError("date", "a month behind it", f"{keys[0]} {WORDS.weekdays[weekday][1]} of {WORDS.months[0][0]}")


def same_day_later(today: date, months: int) -> tuple[date, ...]:
    """The same day of a month so many months from this one; where that has none, its last day and the first one after."""
    year, month = _later(today, months)
    found = day_or_none(year, month, today.day)
    if found is not None:
        return (found,)
    first = date(*_later(date(year, month, 1), 1), 1)
    return (first - timedelta(days=1), first)


def _around(days: Sequence[date], today: date, consumed: int) -> NamedDay:
    later = [one for one in days if one > today][:1]
    same = [one for one in days if one == today]
    earlier = [one for one in reversed(days) if one < today][:1]
    ahead, behind = (*same, *later), (*same, *earlier)[:1]
    sure, sure_behind = (all(abs(one - today) <= FAR for one in side) for side in (ahead, behind))
    return NamedDay(ahead=ahead, behind=behind, sure=sure, sure_behind=sure_behind, consumed=consumed)


def _later(today: date, months: int) -> tuple[int, int]:
    number = today.year * _MONTHS_A_YEAR + today.month - 1 + months
    return number // _MONTHS_A_YEAR, number % _MONTHS_A_YEAR + 1


def _at(keys: Sequence[str], place: int) -> str:
    return keys[place] if place < len(keys) else ""
