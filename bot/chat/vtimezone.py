"""A zone as a calendar file describes it: the offset of each stretch of time around a date, with the exact beginning of each.

RFC 5545, 3.6.5. What the calendar library makes of a zone begins an hour late in spring and leaves out changes that are few weeks
apart, as in Morocco around Ramadan; so it is made here, from the same data by which everything else reckons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

AROUND = timedelta(days=366)
"""So far before and behind a date its zone is described."""

_STEP = timedelta(days=1)
"""No zone changes its clocks twice within so short a time."""

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Some time without a change of clocks."""

    begins: datetime
    """Aware, UTC; on the second."""
    before: timedelta
    """The offset from UTC until then."""
    offset: timedelta
    summer: bool
    name: str


def described(zone: str, day: date) -> Timezone:
    """Describe a zone (an IANA name) around a day."""
    made = Timezone()
    made.add("tzid", zone)
    alike = groupby(sorted(_around(zone, day), key=_kind), key=_kind)
    for _, several in alike:
        made.add_component(_observance(list(several)))
    return made


def is_utc(zone: str, day: date) -> bool:
    """Whether the clocks of a zone show nothing else than UTC around a day."""
    return all(not one.offset for one in _around(zone, day))


def stretches(zone: str, first: datetime, last: datetime) -> Iterator[Stretch]:
    """Give every stretch from one moment to another (aware, UTC), the one that has begun before included."""
    own = ZoneInfo(zone)
    yield _stretch(own, first, first)
    at = first
    while at < last:
        following = min(at + _STEP, last)
        if _state(own, at) != _state(own, following):
            begins = _change(own, at, following)
            yield _stretch(own, begins, begins - _SECOND)
        at = following


def _around(zone: str, day: date) -> Iterator[Stretch]:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return stretches(zone, noon - AROUND, noon + AROUND)


def _observance(alike: list[Stretch]) -> TimezoneStandard | TimezoneDaylight:
    one = alike[0]
    made = TimezoneDaylight() if one.summer else TimezoneStandard()
    made.add("dtstart", _local(one))
    for other in alike[1:]:
        made.add("rdate", _local(other))
    made.add("tzoffsetfrom", one.before)
    made.add("tzoffsetto", one.offset)
    made.add("tzname", one.name)
    return made


def _local(stretch: Stretch) -> datetime:
    """When it begins, on the clocks as they were until then."""
    return (stretch.begins + stretch.before).replace(tzinfo=None)


def _kind(stretch: Stretch) -> tuple[timedelta, timedelta, bool, str]:
    return stretch.before, stretch.offset, stretch.summer, stretch.name


def _change(own: ZoneInfo, before: datetime, behind: datetime) -> datetime:
    """Find the second at which the clocks change between two moments."""
    while behind - before > _SECOND:
        middle = (before + (behind - before) / 2).replace(microsecond=0)
        before, behind = (middle, behind) if _state(own, middle) == _state(own, before) else (before, middle)
    return behind


def _stretch(own: ZoneInfo, begins: datetime, before: datetime) -> Stretch:
    offset, summer, name = _state(own, begins)
    return Stretch(begins=begins, before=_state(own, before)[0], offset=offset, summer=summer, name=name)


def _state(own: ZoneInfo, at: datetime) -> tuple[timedelta, bool, str]:
    local = at.astimezone(own)
    return local.utcoffset() or timedelta(), bool(local.dst()), local.tzname() or own.key
