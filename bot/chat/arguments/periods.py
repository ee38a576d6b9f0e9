"""Days that are told by a length of time or by its end: ``in 2 weeks``, ``3 days ago``, ``a week from friday``, ``end of month``.

Of which day a week ends is asked: for some it is Friday. So is a week from Friday, said on a Friday.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.chat.arguments.calendars import FARTHEST, calendar_day, example_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.months import around, last_of_month, later_month, same_day_later
from bot.chat.arguments.named import NamedDay, exactly
from bot.chat.arguments.vocabulary import MONTHS, NUMBERS, WEEKDAYS, WORDS

_DAY = timedelta(days=1)
_WEEK = 7
_MONTHS_A_YEAR = 12
_FRIDAY, _SUNDAY = 4, 6
_YEAR = re.compile("[0-9]{4}")
_MOST = re.compile("[0-9]{1,3}")
_DAYS = {
    **dict.fromkeys(WORDS.day, _DAY),
    **dict.fromkeys(WORDS.week, _WEEK * _DAY),
    **dict.fromkeys(WORDS.fortnight, 2 * _WEEK * _DAY),
}
_FROM_DAYS = {**dict.fromkeys((*WORDS.now, *WORDS.today), 0), **dict.fromkeys(WORDS.tomorrow, 1)}


def some_time_off(keys: Sequence[str], today: date) -> NamedDay | None:
    """Read ``in 2 weeks``, ``3 days ago``, ``2 weeks from now``; None where it is none. ``ArgumentError`` beyond fifty years."""
    ahead = _at(keys, 0) in WORDS.in_
    number, unit, behind = (_at(keys, ahead + place).rstrip(",;") for place in range(3))
    count = int(number) if _MOST.fullmatch(number) else NUMBERS.get(number, 0)
    back, on = behind in WORDS.ago, behind in WORDS.from_
    if not count or unit not in {*_DAYS, *WORDS.month, *WORDS.year} or ahead + back + on != 1:
        return None
    if on:
        return _from(keys, today, count, unit)
    days = _off(today, -count if back else count, unit)
    return NamedDay(ahead=() if back else days, behind=days if back else (), consumed=3)


def end_of(keys: Sequence[str], today: date) -> NamedDay | None:
    """Read ``end of month``, ``end of next week``, ``end of december``; None where it is none."""
    if _at(keys, 0) not in WORDS.end or _at(keys, 1) not in WORDS.of:
        return None
    said = 1 if _at(keys, 2) in {*WORDS.the, *WORDS.this, *WORDS.next} else 0
    step = 1 if _at(keys, 2) in WORDS.next else 0
    unit, count = _at(keys, 2 + said).rstrip(",;."), 3 + said
    if unit in WORDS.week:
        monday = today + (step * _WEEK - today.weekday()) * _DAY
        days = (monday + _FRIDAY * _DAY, monday + _SUNDAY * _DAY)
        return NamedDay(ahead=tuple(one for one in days if one >= today), sure=False, consumed=count)
    if unit in WORDS.month:
        return exactly(last_of_month(*later_month(today, step)), count)
    if unit in WORDS.year:
        return exactly(date(today.year + step, _MONTHS_A_YEAR, 31), count)
    return _end_of_named(MONTHS[unit], _at(keys, count).rstrip(",;"), today) if unit in MONTHS and not said else None


def whole(keys: Sequence[str], today: date) -> tuple[date, date, int] | None:
    """Read ``next week``, ``this week``, ``next month``: the first and the last day, and how many words; None where it is none."""
    turn, unit = _at(keys, 0), _at(keys, 1).rstrip(",;")
    if turn not in {*WORDS.this, *WORDS.next} or unit not in {*WORDS.week, *WORDS.month}:
        return None
    later = turn in WORDS.next
    if unit in WORDS.week:
        monday = today + (later * _WEEK - today.weekday()) * _DAY
        return max(monday, today), monday + _SUNDAY * _DAY, 2
    last = last_of_month(*later_month(today, int(later)))
    return max(last.replace(day=1), today), last, 2


def lasting(keys: Sequence[str], first: date) -> tuple[date, int] | None:
    """Read ``for 2 weeks``: the last day of what begins on the first, and how many words; None where it is none."""
    number, unit = _at(keys, 1), _at(keys, 2).rstrip(",;")
    count = int(number) if _MOST.fullmatch(number) else NUMBERS.get(number, 0)
    if _at(keys, 0) not in WORDS.for_ or not count or unit not in {*_DAYS, *WORDS.month}:
        return None
    return _off(first, count, unit)[0] - _DAY, 3


def _end_of_named(month: int, year: str, today: date) -> NamedDay:
    """``end of december``, ``end of december 2027``."""
    if _YEAR.fullmatch(year):
        first = calendar_day(int(year), month, 1, today=today)
        return exactly(last_of_month(first.year, first.month), 4)
    return around([last_of_month(today.year + later, month) for later in (-1, 0, 1)], today, 3)


def _from(keys: Sequence[str], today: date, count: int, unit: str) -> NamedDay | None:
    start = _at(keys, 3).rstrip(",;")
    if start in _FROM_DAYS:
        return NamedDay(ahead=_off(today + _FROM_DAYS[start] * _DAY, count, unit), consumed=4)
    weekday = WEEKDAYS.get(start)
    if weekday is None or unit not in _DAYS:
        return None
    first = (weekday - today.weekday()) % _WEEK
    begins = (first, first + _WEEK) if not first else (first,)
    return NamedDay(ahead=tuple(today + begin * _DAY + count * _DAYS[unit] for begin in begins), consumed=4)


def _off(day: date, count: int, unit: str) -> tuple[date, ...]:
    if unit in _DAYS:
        found: tuple[date, ...] = (day + count * _DAYS[unit],)
    else:
        found = same_day_later(day, count * (_MONTHS_A_YEAR if unit in WORDS.year else 1))
    if abs(found[0] - day) > FARTHEST:
        raise ArgumentError("date", "a day within fifty years", example_day(day))
    return found


def _at(keys: Sequence[str], place: int) -> str:
    return keys[place] if place < len(keys) else ""
