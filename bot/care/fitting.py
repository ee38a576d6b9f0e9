"""How a time that somebody names fits: what it breaks of what holds for the times that are looked for, in neutral words.

It says of nobody why they cannot come: not whether they are away or elsewhere, nor which hours or wishes of theirs it touches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.care.availability import Calendar, days, outside, to_give
from bot.care.quorum import Group
from bot.care.spans import Span

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What there is to say of one time. People are in the order of their ids."""

    outside: tuple[str, ...]
    """Who can come, outside their working hours."""
    absent: tuple[str, ...]
    """Who cannot come."""
    closed: bool
    """It is on a weekend, or on a day on which the clinic does not work."""
    lacking: tuple[str, ...]
    """The names of the groups of whom nobody can come, of whom somebody has to be there."""

    @property
    def breaks(self) -> bool:
        """It would never be proposed by itself."""
        return self.closed or bool(self.lacking)


def fit(calendars: Iterable[Calendar], groups: Iterable[Group], when: Span, zone: str, *, closed: Callable[[date], bool]) -> Fit:
    """Look at one time: aware moments, in the zone (an IANA name) of whoever named it.

    On a day on which nobody works, whoever is neither away nor elsewhere could come: outside their working hours.
    """
    off = any(day.weekday() >= _SATURDAY or closed(day) for day in _days(when, zone))
    late, absent, coming = [], [], set()
    for one in sorted(calendars, key=lambda calendar: calendar.person):
        if not (one.free(*when) if off else _can(one, when, closed)):
            absent.append(one.person)
            continue
        coming.add(one.person)
        if outside(one, *when, closed):
            late.append(one.person)
    lacking = tuple(group.name for group in groups if group.people.isdisjoint(coming))
    return Fit(outside=tuple(late), absent=tuple(absent), closed=off, lacking=lacking)


def _can(calendar: Calendar, when: Span, closed: Callable[[date], bool]) -> bool:
    common = days(calendar.zone, calendar.hours, *when, closed)
    return any(begin <= when[0] and when[1] <= end for begin, end in to_give(calendar, common, *when))


def _days(when: Span, zone: str) -> Iterator[date]:
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (when[0], when[1] - _INSTANT))
    while first <= last:
        yield first
        first += _DAY
