"""When somebody works, when they could come besides, and how far out of their working hours that is.

Nobody can come on a weekend or a closing day of the clinic, on a day on which they are away, in their quiet hours, while they
are elsewhere, or at night; nor nearer to what they have already, or to more conferences a day, than they wish (``Pace``); each of
these on their own clocks. All other time is theirs to give, and what lies in it beyond their working hours is a burden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.care.clocks import at_clock
from bot.care.spans import Span, joined, without

NIGHT = (time(22), time(6))
"""Nobody is asked to come then, whatever quiet hours they have set, but as far as it is within their working hours."""

MOST = 8
"""Hours: so far outside of the working hours counts as much as any farther, and as a whole day off."""

HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What somebody wishes for their conferences. It is theirs alone: others learn at most that they are not free."""

    before: timedelta = timedelta()
    """Free before each of their conferences and appointments; what is free after another one counts."""
    after: timedelta = timedelta()
    most: int = 0
    """So many conferences a day, by the day on which they begin; 0: any number."""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """One person's time, on their own clocks."""

    person: str
    zone: str
    """IANA name."""
    hours: tuple[time, time]
    """When they begin and end to work; the first is earlier."""
    quiet: tuple[time, time] | None = None
    """Past midnight if it ends earlier than it begins."""
    away: tuple[tuple[date, date], ...] = ()
    """The first and the last day of each absence."""
    busy: tuple[Span, ...] = ()
    """When they are elsewhere, whatever it is."""
    conferences: tuple[Span, ...] = ()
    """Those of these that are conferences, each by itself."""
    appointments: tuple[Span, ...] = ()
    pace: Pace = Pace()
    gone: datetime | None = None
    """From then on they have no part in what is planned; aware."""

    def free(self, at: datetime, end: datetime) -> bool:
        """They are neither away nor elsewhere then; whether it is a good hour is not asked."""
        zone = ZoneInfo(self.zone)
        days = at.astimezone(zone).date(), (end - _INSTANT).astimezone(zone).date()
        away = any(first <= days[1] and days[0] <= last for first, last in self.away)
        away = away or (self.gone is not None and self.gone < end)
        return not away and not any(begin < end and at < until for begin, until in self.busy)


@dataclass(frozen=True, kw_only=True)
class Days:
    """The working days of those who share a zone and working hours, away or not."""

    working: tuple[Span, ...]
    """Their working hours."""
    waking: tuple[Span, ...]
    """All hours of those days but the night."""


def days(zone: str, hours: tuple[time, time], first: datetime, last: datetime, closed: Callable[[date], bool]) -> Days:
    """Give the working days between two moments (aware), and those next to them."""
    every = tuple(_days(zone, first, last))
    midnights = (at_clock(day, time(), zone) for day in (*every, every[-1] + _DAY))
    whole = {
        day: span for day, span in zip(every, pairwise(midnights), strict=True) if day.weekday() < _SATURDAY and not closed(day)
    }
    working = joined((at_clock(day, hours[0], zone), at_clock(day, hours[1], zone)) for day in whole)
    night = without(_daily(zone, NIGHT, first, last), working)
    return Days(working=working, waking=without(whole.values(), night))


def to_give(calendar: Calendar, common: Days, first: datetime, last: datetime) -> tuple[Span, ...]:
    """Give when somebody could come between two moments (and perhaps around), in their working hours or not."""
    zone = calendar.zone
    quiet = _daily(zone, calendar.quiet, first, last) if calendar.quiet else ()
    away = ((at_clock(begin, time(), zone), at_clock(end + _DAY, time(), zone)) for begin, end in calendar.away)
    gone = ((calendar.gone, max(calendar.gone, last + _DAY)),) if calendar.gone is not None else ()
    return without(common.waking, (*quiet, *away, *gone, *_near(calendar), *_full(calendar)))


def outside(calendar: Calendar, at: datetime, end: datetime, closed: Callable[[date], bool]) -> int:
    """Say how far outside of their working hours something is, in hours begun; 0 is within, ``MOST`` the most."""
    near = days(calendar.zone, calendar.hours, at, end, closed).working
    far = (max(begin - at, end - until, timedelta()) for begin, until in near)
    return min(MOST, *(-(-one // HOUR) for one in far), MOST)


def _near(calendar: Calendar) -> Iterator[Span]:
    """What they have already, with as much around it as they wish free; another conference or an appointment wishes it as well."""
    before, after = calendar.pace.before, calendar.pace.after
    yield from ((begin - after, end + before) for begin, end in calendar.busy)
    around = max(before, after)
    yield from ((begin - around, end + around) for begin, end in (*calendar.conferences, *calendar.appointments))


def _full(calendar: Calendar) -> Iterator[Span]:
    """The days on which they have as many conferences as they wish."""
    zone = ZoneInfo(calendar.zone)
    count = Counter(begin.astimezone(zone).date() for begin, _ in calendar.conferences) if calendar.pace.most else {}
    for day, many in count.items():
        if many >= calendar.pace.most:
            yield at_clock(day, time(), calendar.zone), at_clock(day + _DAY, time(), calendar.zone)


def _days(zone: str, first: datetime, last: datetime) -> Iterator[date]:
    there = ZoneInfo(zone)
    day, end = first.astimezone(there).date() - _DAY, last.astimezone(there).date() + _DAY
    while day <= end:
        yield day
        day += _DAY


def _daily(zone: str, hours: tuple[time, time], first: datetime, last: datetime) -> tuple[Span, ...]:
    """Hours of each day, past midnight if they end earlier than they begin."""
    begin, end = hours
    later = timedelta() if begin < end else _DAY
    return joined((at_clock(day, begin, zone), at_clock(day + later, end, zone)) for day in _days(zone, first, last))
