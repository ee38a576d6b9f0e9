"""Days as people type them: ``2026-12-08``, ``8 Dec``, ``tomorrow``, ``mon``, ``next tue``, ``in 2 weeks``.

What may be meant in two ways is asked about, never guessed: ``3.4.``, ``04/03``, a weekday that does not fall on the date
beside it, ``next tue`` on a Monday, today's own date without a year, a date without a year that is most of a year away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.chat.arguments.calendars import FARTHEST, calendar_day, example_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.figures import figure_day, iso_day
from bot.chat.arguments.months import day_of_month, month_day, names_a_month, weekday_of_month
from bot.chat.arguments.named import NamedDay, exactly
from bot.chat.arguments.periods import end_of, some_time_off
from bot.chat.arguments.vocabulary import WEEKDAYS, WORDS
from bot.chat.tokens import Word

__all__ = ["FARTHEST", "NamedDay", "calendar_day", "day", "example_day", "named_day"]

_DAY = timedelta(days=1)
_WEEK = 7
_EXPECTED = "a date with its year, a day and its month by name, today, tomorrow or a weekday"
_LONGEST = 10
"""More words are never needed to name a day."""
_RELATIVE = {
    **dict.fromkeys((*WORDS.today, *WORDS.tonight), 0),
    **dict.fromkeys(WORDS.tomorrow, 1),
    **dict.fromkeys(WORDS.yesterday, -1),
}


def named_day(words: Sequence[Word], *, today: date) -> tuple[NamedDay, int]:
    """Read a day from the first words, whenever it is; how many they are. ``today`` is the date where the person is."""
    keys = [word.key for word in words[:_LONGEST]]
    before = 1 if keys and keys[0] in WORDS.on else 0
    before += 1 if len(keys) > before + 1 and keys[before] in WORDS.the else 0
    found = next((named for read in _READERS if (named := read(keys[before:], today)) is not None), None)
    if found is None:
        raise ArgumentError("date", _EXPECTED, example_day(today))
    count = before + found.consumed
    return replace(found, consumed=count), count


def day(words: Sequence[Word], *, today: date, back: bool = False) -> tuple[date, int]:
    """Read a day from the first words, from today on (with ``back``: up to today); how many they are.

    A weekday is the next one, later than today; with ``back`` the last one. ``today`` is the date where the person is.
    Raises ``ArgumentError``, and ``AmbiguousError`` for what may be several days.
    """
    named, count = named_day(words, today=today)
    found = named.before(today) if back else named.after(today)
    if back and found > today:
        raise ArgumentError("date", "a day up to today", example_day(today, ahead=-1))
    if not back and found < today:
        raise ArgumentError("date", "a day from today on", example_day(today))
    return found, count


def _relative(keys: Sequence[str], today: date) -> NamedDay | None:
    first = _at(keys, 0).rstrip(",;")
    if first in WORDS.day and _at(keys, 1) in WORDS.after and _at(keys, 2).rstrip(",;") in WORDS.tomorrow:
        return exactly(today + 2 * _DAY, 3)
    if first not in _RELATIVE:
        return None
    if _at(keys, 1).rstrip(",;") in WORDS.week:
        raise ArgumentError("date", "a date, or in a week", example_day(today))
    return exactly(today + _RELATIVE[first] * _DAY, 1)


def _dated(keys: Sequence[str], today: date) -> NamedDay | None:
    key = _at(keys, 0).rstrip(",;")
    return iso_day(key, today) or figure_day(key, today)


def _weekday(keys: Sequence[str], today: date) -> NamedDay | None:
    """``tue``, ``Tue 8 Dec 2026``, ``tue next week``. A date beside it must fall on it, else both are offered."""
    weekday = WEEKDAYS.get(_at(keys, 0).rstrip(",;."))
    if weekday is None:
        return None
    if _at(keys, 1) in WORDS.next and _at(keys, 2).rstrip(",;") in WORDS.week:
        return exactly(_monday(today) + (_WEEK + weekday) * _DAY, 3)
    if _at(keys, 1) in WORDS.week:
        raise ArgumentError("date", "a date, or a weekday alone", example_day(today))
    rest = keys[2:] if _at(keys, 1) in WORDS.the else keys[1:]
    dated = month_day(rest, today) or _dated(rest, today)
    dated = dated or (day_of_month(rest, today) if rest else None)
    if dated is None:
        return NamedDay(weekday=weekday)
    count = len(keys) - len(rest) + dated.consumed
    ahead, sure = _beside(dated.ahead, weekday, today, today.__le__)
    behind, sure_behind = _beside(dated.behind, weekday, today, today.__ge__)
    return NamedDay(
        ahead=ahead,
        behind=behind,
        sure=sure and (dated.sure or len(dated.ahead) > 1),
        sure_behind=sure_behind and dated.sure_behind,
        consumed=count,
    )


def _beside(days: Sequence[date], weekday: int, today: date, meant: Callable[[date], bool]) -> tuple[tuple[date, ...], bool]:
    """The days that fall on a weekday, and that they are sure; where none does, the first of them, and the nearest that does."""
    fitting = tuple(one for one in days if one.weekday() == weekday)
    if fitting or not days:
        return fitting, True
    near = days[0] + ((weekday - days[0].weekday() + 3) % _WEEK - 3) * _DAY
    if days[0] >= today > near:
        near += _WEEK * _DAY
    return tuple(one for one in (days[0], near) if meant(one)), False


def _turned(keys: Sequence[str], today: date) -> NamedDay | None:
    """``next tue``, ``this tue``, ``last fri``, ``next week tue``: of which week is asked wherever people differ."""
    turn, weekday = _at(keys, 0), WEEKDAYS.get(_at(keys, 1).rstrip(",;"))
    if turn in WORDS.next and _at(keys, 1) in WORDS.week:
        on = 1 if _at(keys, 2) in WORDS.on else 0
        named = WEEKDAYS.get(_at(keys, 2 + on).rstrip(",;"))
        return None if named is None else exactly(_monday(today) + (_WEEK + named) * _DAY, 3 + on)
    if weekday is None:
        return None
    this_week = _monday(today) + weekday * _DAY
    coming = NamedDay(weekday=weekday).after(today)
    if turn in WORDS.next:
        return NamedDay(ahead=tuple(dict.fromkeys((coming, this_week + _WEEK * _DAY))), consumed=2)
    if turn in WORDS.this:
        past = () if this_week > today else (this_week,)
        return NamedDay(ahead=(this_week,) if this_week >= today else (coming,), behind=past, sure=this_week >= today, consumed=2)
    if turn in WORDS.last and not (_at(keys, 2) in WORDS.of or (_at(keys, 2) in WORDS.in_ and names_a_month(keys[3:]))):
        of_month = weekday_of_month(keys, today)
        before = coming - (2 if coming - today == _WEEK * _DAY else 1) * _WEEK * _DAY
        behind = tuple(dict.fromkeys((before, this_week - _WEEK * _DAY)))
        return replace(of_month, behind=behind, sure=False) if of_month is not None else None
    return None


_READERS: tuple[Callable[[Sequence[str], date], NamedDay | None], ...] = (
    _relative,
    some_time_off,
    end_of,
    _dated,
    _weekday,
    _turned,
    weekday_of_month,
    month_day,
    day_of_month,
)


def _monday(day_of_week: date) -> date:
    return day_of_week - day_of_week.weekday() * _DAY


def _at(keys: Sequence[str], place: int) -> str:
    return keys[place] if place < len(keys) else ""
