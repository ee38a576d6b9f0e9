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
    if month is None or (number is None and not _first_days(first)):
        the = 1 if second in WORDS.the else 0
        month, number = MONTHS.get(first.rstrip(".")), _NUMBER.fullmatch(_at(keys, 1 + the))
        first, count = "", 2 + the
    day = int(number[1]) if number is not None else _first_days(first)
    if month is None or not day:
        return None
    year = _at(keys, count)
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
    return around(found, today, consumed)


def day_of_month(keys: Sequence[str], today: date) -> NamedDay | None:
    """Read ``the 15th``: of this month or the next one that has it. None where it is none; a bare number is none.

    Nothing but a time may stand behind it: ``the 2nd opinion`` is no day.
    """
    number = _NUMBER.fullmatch(_at(keys, 0))
    behind = _at(keys, 1)
    said = _at(keys, 2)
    of_month = behind in WORDS.of and said in {*WORDS.the, *WORDS.this, *WORDS.next} and _at(keys, 3).rstrip(",;") in WORDS.month
    told = int(number[1]) if number is not None and number[2] not in {None, "."} else _first_days(_at(keys, 0)) if of_month else 0
    if not told or not (of_month or behind in _BEHIND or behind[0].isdigit()):
        return None
    if of_month and said not in WORDS.the:
        year, month = later_month(today, int(said in WORDS.next))
        return exactly(calendar_day(year, month, told, today=today), 4)
    months = (later_month(today, count) for count in range(-3, 4))
    found = [one for one in (day_or_none(year, month, told) for year, month in months) if one is not None]
    if not found:
        raise ArgumentError("date", "a day that the calendar has", example_day(today))
    return around(found, today, 4 if of_month else 1)


def weekday_of_month(keys: Sequence[str], today: date) -> NamedDay | None:
    """Read ``2nd tue of january``, ``last fri of the month``; without a month it is asked about. None where it is none."""
    ordinal, weekday = ORDINALS.get(_at(keys, 0)), WEEKDAYS.get(_at(keys, 1).rstrip(",;"))
    if ordinal is None or weekday is None:
        return None
    if _at(keys, 2) not in WORDS.of and not (_at(keys, 2) in WORDS.in_ and names_a_month(keys[3:])):
        coming = tuple(nth_of_month(*later_month(today, count), weekday, ordinal) for count in range(3))
        return NamedDay(ahead=tuple(one for one in coming if one >= today)[:2], sure=False, consumed=2)
    which, month = _at(keys, 3), MONTHS.get(_at(keys, 3).rstrip(".,;"))
    if month is not None:
        year = _at(keys, 4)
        if _YEAR.fullmatch(year):
            first = calendar_day(int(year[:4]), month, 1, today=today)
            return exactly(nth_of_month(first.year, month, weekday, ordinal), 5)
        found = [nth_of_month(today.year + step, month, weekday, ordinal) for step in (-1, 0, 1)]
        return around(found, today, 4)
    if which in {*WORDS.the, *WORDS.this, *WORDS.next} and _at(keys, 4).rstrip(",;") in WORDS.month:
        named = nth_of_month(*later_month(today, int(which in WORDS.next)), weekday, ordinal)
        if which in WORDS.the and named < today:
            return NamedDay(
                ahead=(nth_of_month(*later_month(today, 1), weekday, ordinal),), behind=(named,), sure=False, consumed=5
            )
        return exactly(named, 5)
    raise ArgumentError("date", "a month behind it", f"{keys[0]} {WORDS.weekdays[weekday][1]} of {WORDS.months[0][0]}")


def same_day_later(today: date, months: int) -> tuple[date, ...]:
    """The same day of a month so many months from this one; where that has none, its last day and the first one after."""
    year, month = later_month(today, months)
    found = day_or_none(year, month, today.day)
    if found is not None:
        return (found,)
    last = last_of_month(year, month)
    return (last, last + timedelta(days=1))


def last_of_month(year: int, month: int) -> date:
    """Give the last day of a month."""
    return date(*later_month(date(year, month, 1), 1), 1) - timedelta(days=1)


def _first_days(key: str) -> int:
    """The number of a day that is written out: ``first``; 0 where it is none."""
    return max(ORDINALS.get(key, 0), 0)


def names_a_month(keys: Sequence[str]) -> bool:
    """Whether the words behind ``in`` are the month of a day, ``january`` or ``the month``, and no length of time."""
    said = _at(keys, 0) in {*WORDS.the, *WORDS.this, *WORDS.next} and _at(keys, 1).rstrip(",;") in WORDS.month
    return said or _at(keys, 0).rstrip(".,;") in MONTHS


def around(days: Sequence[date], today: date, consumed: int) -> NamedDay:
    """Give the next one of these days, and the last one; ``days`` are in order."""
    later = [one for one in days if one > today][:1]
    same = [one for one in days if one == today]
    earlier = [one for one in reversed(days) if one < today][:1]
    ahead, behind = (*same, *later), (*same, *earlier)[:1]
    sure, sure_behind = (all(abs(one - today) <= FAR for one in side) for side in (ahead, behind))
    return NamedDay(ahead=ahead, behind=behind, sure=sure, sure_behind=sure_behind, consumed=consumed)


def later_month(today: date, months: int) -> tuple[int, int]:
    """Give the year and the month so many months from that of a day."""
    number = today.year * _MONTHS_A_YEAR + today.month - 1 + months
    return number // _MONTHS_A_YEAR, number % _MONTHS_A_YEAR + 1


def _at(keys: Sequence[str], place: int) -> str:
    return keys[place] if place < len(keys) else ""
