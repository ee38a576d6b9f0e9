"""Days as people type them: ``2026-12-08``, ``today``, ``tomorrow``, ``mon``. What is read in two ways elsewhere is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.care.dates import WEEKDAYS
from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import Word

FARTHEST = timedelta(days=50 * 366)
"""How far from today a date may lie, before or after; beyond it, a year was mistyped."""

DAY_NAMES: Mapping[str, int] = {
    **{name.lower(): number for number, name in enumerate(WEEKDAYS)},
    **{name[:3].lower(): number for number, name in enumerate(WEEKDAYS)},
    "tues": 1,
    "thur": 3,
    "thurs": 3,
}
"""0 is Monday."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class NamedDay:
    """A day that was named, by its date or by its weekday."""

    exact: date | None = None
    weekday: int | None = None

    def after(self, today: date) -> date:
        """The day itself; of a weekday, the first one later than today."""
        if self.exact is not None:
            return self.exact
        return today + timedelta(days=((self.weekday or 0) - today.weekday() - 1) % _WEEK + 1)

    def before(self, today: date) -> date:
        """The day itself; of a weekday, the last one up to today."""
        if self.exact is not None:
            return self.exact
        return today - timedelta(days=(today.weekday() - (self.weekday or 0)) % _WEEK)


def named_day(words: Sequence[Word], *, today: date) -> tuple[NamedDay, int]:
    """Read a day from the first words, whenever it is; how many they are."""
    count = 1 if words and words[0].key == "on" else 0
    text = words[count].key.rstrip(",;") if len(words) > count else ""
    relative = {"today": 0, "tomorrow": 1, "yesterday": -1}.get(text)
    iso = _ISO.fullmatch(text)
    if relative is not None:
        found = NamedDay(exact=today + timedelta(days=relative))
    elif text in DAY_NAMES:
        found = NamedDay(weekday=DAY_NAMES[text])
    elif iso:
        found = NamedDay(exact=calendar_day(int(iso[1]), int(iso[2]), int(iso[3]), today=today))
    else:
        raise ArgumentError("date", "year, month and day with hyphens, today, tomorrow or a weekday", example_day(today))
    return found, count + 1


def day(words: Sequence[Word], *, today: date, back: bool = False) -> tuple[date, int]:
    """Read a day from the first words, from today on (with ``back``: up to today); how many they are.

    A weekday is the next one, later than today; with ``back`` the last one. ``today`` is the date where the person is.
    """
    named, count = named_day(words, today=today)
    found = named.before(today) if back else named.after(today)
    if back and found > today:
        raise ArgumentError("date", "a day up to today", example_day(today, ahead=-1))
    if not back and found < today:
        raise ArgumentError("date", "a day from today on", example_day(today))
    return found, count


def calendar_day(year: int, month: int, number: int, *, today: date) -> date:
    """Find the date, if the calendar has it and it is no mistyped year."""
    try:
        found = date(year, month, number)
    except ValueError:
        raise ArgumentError("date", "a day that the calendar has", example_day(today)) from None
    if abs(found - today) > FARTHEST:
        raise ArgumentError("date", "a day within fifty years", example_day(today))
    return found


def example_day(today: date, *, ahead: int = 1) -> str:
    """A right date, some days from today."""
    return (today + timedelta(days=ahead)).isoformat()
