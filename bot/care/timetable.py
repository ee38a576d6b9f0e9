"""When one series comes: its rule, what that will be later, which days were taken out, and which were moved."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain, islice
from zoneinfo import ZoneInfo

from bot.care.cadence import Rule, left_out, moved, occurrences

_DAY = timedelta(days=1)
_PUT_OFF = timedelta(days=14)
"""No clinic is closed for longer, for what was put off to be looked for."""
_COMPARED = 8
"""So many moments to come tell whether two are the same."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One occurrence that is held at another moment."""

    day: date
    """The day that it was moved from, on the clocks of the series."""
    to: datetime
    """Aware, UTC."""
    by: str


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One occurrence to come."""

    day: date
    """The day that it belongs to by the rule, wherever it was moved to."""
    at: datetime
    """Aware, UTC."""
    zone: str
    """IANA name of the zone of its rule."""


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """The whole of it. Of the rules, each holds from its first day on, until the first day of the next one."""

    rules: tuple[Rule, ...]
    skipped: frozenset[date] = frozenset()
    moves: tuple[Move, ...] = ()

    def in_force(self, now: datetime) -> tuple[Rule, ...]:
        """The rule that holds at a moment (aware), and those that are still to come."""
        held = [rule for rule in self.rules[1:] if rule.start <= now.astimezone(ZoneInfo(rule.zone)).date()]
        return self.rules[len(held) :]

    def coming(self, after: datetime, *, closed: Callable[[date], bool]) -> Iterator[datetime]:
        """Go through what comes later than a moment (aware), as far as ten years; two at the same moment are one."""
        taken = self.skipped | {one.day for one in self.moves}
        ruled = chain.from_iterable(
            occurrences(rule, after, skipped=taken, closed=closed, until=until) for rule, until in self._segments()
        )
        last = after
        for at in heapq.merge(ruled, sorted(one.to for one in self.moves)):
            if at > last:
                last = at
                yield at

    def is_same(self, other: Timetable, after: datetime, *, closed: Callable[[date], bool]) -> bool:
        """Whether the other one has the same rule, whenever it began, and comes at the same moments."""
        if self.rules != tuple(replace(rule, start=self.rules[0].start) for rule in other.rules):
            return False
        mine, theirs = (islice(one.coming(after, closed=closed), _COMPARED) for one in (self, other))
        return tuple(mine) == tuple(theirs)

    def on(self, day: date, *, closed: Callable[[date], bool]) -> Occurrence | None:
        """Find the occurrence that is held on a day of the clocks of the series; one that was moved there comes first."""
        for rule, until in self._segments():
            here = next((one for one in self.moves if one.to.astimezone(ZoneInfo(rule.zone)).date() == day), None)
            if here is not None:
                return Occurrence(day=here.day, at=here.to, zone=rule.zone)
            taken = day in self.skipped or any(one.day == day for one in self.moves)
            if day < until and not taken and rule.falls_on(day, closed=closed):
                return Occurrence(day=day, at=rule.on(day), zone=rule.zone)
        return None

    def instead_of(self, day: date, now: datetime, *, closed: Callable[[date], bool]) -> datetime | None:
        """When what belongs to a day is still to be held, where somebody moved it, or it was put off as the clinic is closed."""
        moved_to = next((one.to for one in self.moves if one.day == day), None)
        if moved_to is None:
            rule, zone = self.rule_of(day), ZoneInfo(self.rule_of(day).zone)
            near = datetime.combine(day, rule.at, zone)
            to = next((to for held, to in self.put_off(near - _DAY, near + _PUT_OFF, closed=closed) if held == day), None)
            found = self.on(to, closed=closed) if to is not None else None
            moved_to = found.at if found is not None else None
        return moved_to if moved_to is not None and moved_to > now else None

    def rule_of(self, day: date) -> Rule:
        """The rule that holds on a day."""
        return next(rule for rule, until in self._segments() if day < until)

    def first_day(self, rule: Rule, day: date, *, closed: Callable[[date], bool]) -> date:
        """The first day of a rule that is to hold from the occurrence of a day on, so that what was put off is held, and once.

        What was put off to that day, since the clinic is closed, belongs to the closed day: the rule begins with that one, if it
        names it too. What was put off to a day before it stays with the rule that holds so far.
        """
        for held in _days(rule.start, day):
            before = self.rule_of(held)
            shut = before.moved_from(held, closed=closed)
            if shut is None or shut >= rule.start or before.named(held):
                continue
            if held < day and not rule.falls_on(held, closed=closed):
                return held + _DAY
            if held == day and self._takes_over(replace(rule, start=shut), held, closed=closed):
                return shut
        return rule.start

    def left_out(self, after: datetime, until: datetime, *, closed: Callable[[date], bool]) -> tuple[date, ...]:
        """List the days between two moments (aware) on which it is not held, since the clinic is closed."""
        found = ((day, end) for rule, end in self._segments() for day in left_out(rule, after, until, closed=closed))
        taken = self.skipped | {one.day for one in self.moves}
        return tuple(day for day, end in found if day < end and day not in taken)

    def put_off(self, after: datetime, until: datetime, *, closed: Callable[[date], bool]) -> tuple[tuple[date, date], ...]:
        """List the days between two moments (aware) that another one stands for, since the clinic is closed: from, to."""
        found = ((pair, end) for rule, end in self._segments() for pair in moved(rule, after, until, closed=closed))
        taken = self.skipped | {one.day for one in self.moves}
        return tuple((day, to) for (day, to), end in found if to < end and to not in taken)

    @staticmethod
    def _takes_over(rule: Rule, held: date, *, closed: Callable[[date], bool]) -> bool:
        """Whether a rule puts off to a day what its first day would be, and has nothing between them."""
        days = _days(rule.start, held - _DAY)
        return rule.moved_from(held, closed=closed) is not None and not any(rule.falls_on(day, closed=closed) for day in days)

    def _segments(self) -> Iterator[tuple[Rule, date]]:
        ends = (*(rule.start for rule in self.rules[1:]), date.max)
        return zip(self.rules, ends, strict=True)


def _days(first: date, last: date) -> Iterator[date]:
    """The days between two, both included."""
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
