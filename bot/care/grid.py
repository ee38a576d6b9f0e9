"""The beginnings that something of a given length could have, as sets of places on a grid of quarters of an hour.

A set is one number, a bit for each place, so that what somebody's days allow is cut out of months with a few operations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.care.spans import Span

STEP = timedelta(minutes=15)
"""Between a place and the next. Clocks everywhere differ from UTC by whole steps."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """All beginnings between two moments from which something is over in time."""

    origin: datetime
    """Where place 0 is; aware, UTC."""
    count: int
    lasts: timedelta

    @classmethod
    def over(cls, first: datetime, last: datetime, lasts: timedelta) -> Grid:
        """Lay it: nothing on it begins before ``first`` (aware), or is not over by ``last`` (aware)."""
        begin = first.astimezone(UTC)
        origin = begin.replace(minute=begin.minute // 15 * 15, second=0, microsecond=0)
        if origin < begin:
            origin += STEP
        return cls(origin=origin, count=max(0, (last - lasts - origin) // STEP + 1), lasts=lasts)

    @property
    def ends(self) -> tuple[datetime, datetime]:
        """The first beginning, and when the last one is over."""
        return self.origin, self.at(self.count) + self.lasts

    def at(self, place: int) -> datetime:
        """Give the moment of a place."""
        return self.origin + place * STEP

    def near(self, moment: datetime) -> tuple[int, ...]:
        """Give the place of a moment, or the two that it lies between; they need not be on the grid."""
        before, rest = divmod(moment - self.origin, STEP)
        return (before, before + 1) if rest else (before,)

    def within(self, spans: Iterable[Span]) -> int:
        """Give the places at which it lies in one of the spans, from its beginning to its end."""
        found = 0
        for begin, end in spans:
            found |= self._from(-((self.origin - begin) // STEP), (end - self.lasts - self.origin) // STEP + 1)
        return found

    def around(self, chosen: Iterable[int], far: timedelta) -> int:
        """Give the places that are less than ``far`` from one of those chosen."""
        steps = -(-far // STEP)
        found = 0
        for place in chosen:
            found |= self._from(place - steps + 1, place + steps)
        return found

    def at_the_hour(self, chosen: Iterable[int], far: timedelta) -> int:
        """Give the places at a time of day that is less than ``far`` from that of one of those chosen."""
        a_day = _DAY // STEP
        whole = range(-a_day, self.count + a_day, a_day)
        return self.around((place % a_day + day for place in chosen for day in whole), far)

    def _from(self, first: int, beyond: int) -> int:
        first, beyond = max(0, first), min(self.count, beyond)
        return ((1 << (beyond - first)) - 1) << first if first < beyond else 0
