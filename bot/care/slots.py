"""Which times are proposed for a conference, and why these: what can never be, what is fair, and what is a choice.

**What can never be.** Nobody is asked to come on a weekend or a closing day, while away, in their quiet hours, at night, or where
they are elsewhere already, nor with less time around it or more conferences that day than they wish, all on their own clocks
(``bot.care.availability``). A time at which nobody of a group could come of
whom somebody has to be there is no time at all; nor is one before the span that is asked about, or not over by its end.

**What is fair.** Time zones make somebody pay: for some to meet within their working hours, others come early or late. As many
as can are to come; then, nobody pays twice in a row if there is any other way, as few pay as can be, and whoever has paid least
pays next (``bot.care.fairness``). This holds for each of the times proposed and not only for the best one, so that it holds
whichever is voted for.

**What is a choice.** The best time is the fairest, and of those as fair the earliest. The next ones do not overlap with those
chosen before them, unless only an unfair one would be left. They are the fairest of these; then on another day, at another
time of day, and early.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from bot.care.availability import HOUR, MOST, Calendar, Days, days, to_give
from bot.care.fairness import Burden, Grade, Share, graded
from bot.care.grid import STEP, Grid
from bot.care.quorum import Group

__all__ = ["Burden", "Calendar", "Slot", "Wish", "propose"]

LONGEST = timedelta(days=60)
"""Nothing is looked for later than this after the beginning of the span."""

_APART = timedelta(hours=16)
"""Two that begin this far apart are on different days for everybody: nobody is awake for longer."""

_OTHERWISE = timedelta(hours=2)
"""Times of day this far apart are different ones."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is looked for."""

    first: datetime
    """Aware. Not before now: whoever asks sees to that."""
    last: datetime
    """Aware. It is over by then."""
    lasts: timedelta
    most: int = 3
    beside: tuple[datetime, ...] = ()
    """When others begin that people know of already: none of these is given, and the choice is made as if they had been first."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One time that is proposed. People are in the order of their ids."""

    at: datetime
    """Aware, UTC."""
    end: datetime
    outside: tuple[str, ...] = ()
    """Who can come, outside their working hours."""
    absent: tuple[str, ...] = ()
    """Who cannot come."""
    rank: int = 0
    """0 is the best one."""


def propose(
    calendars: Iterable[Calendar],
    groups: Iterable[Group],
    wish: Wish,
    *,
    closed: Callable[[date], bool],
    burdens: Mapping[str, Burden],
) -> tuple[Slot, ...]:
    """Give the best times, in the order of time; fewer than ``wish.most`` only where there are no more.

    Somebody of a group who has no calendar cannot come. ``closed`` says when the clinic does not work.
    """
    grid = Grid.over(wish.first, min(wish.last, wish.first + LONGEST), wish.lasts)
    known = sorted(calendars, key=lambda one: one.person)
    common = {(zone, hours): days(zone, hours, *grid.ends, closed) for zone, hours in {(one.zone, one.hours) for one in known}}
    given = {one.person: _hours(grid, one, common[one.zone, one.hours]) for one in known}
    possible = _any_of(given, given.keys())
    for group in groups:
        possible &= _any_of(given, group.people) if group.people or not group.seat else possible
    shares = [Share(times=possible)]
    for person, hours in given.items():
        shares = [part for share in shares for part in _divided(share, person, hours)]
    found = [
        Slot(at=grid.at(place), end=grid.at(place) + wish.lasts, outside=share.outside, absent=share.absent, rank=rank)
        for rank, (place, share) in enumerate(_chosen(grid, graded(shares, burdens), wish))
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def _hours(grid: Grid, calendar: Calendar, common: Days) -> dict[int, int]:
    """Give the places at which somebody can come, by the hours that they are then outside their working hours."""
    left = grid.within(to_give(calendar, common, *grid.ends))
    found = {}
    for hours in range(MOST):
        near = left & grid.within((begin - hours * HOUR, end + hours * HOUR) for begin, end in common.working)
        found[hours] = near
        left ^= near
        if not left:
            break
    return {**found, MOST: left}


def _any_of(given: Mapping[str, Mapping[int, int]], people: Collection[str]) -> int:
    """Give the places at which one of these people, at least, can come."""
    return reduce(or_, (times for person, hours in given.items() if person in people for times in hours.values()), 0)


def _divided(share: Share, person: str, given: Mapping[int, int]) -> Iterator[Share]:
    left = share.times
    for hours, times in given.items():
        if both := share.times & times:
            yield Share(times=both, coming=(*share.coming, (person, hours)), absent=share.absent)
            left ^= both
    if left:
        yield Share(times=left, coming=share.coming, absent=(*share.absent, person))


def _chosen(grid: Grid, ranked: tuple[tuple[Grade, Share], ...], wish: Wish) -> Iterator[tuple[int, Share]]:
    """Choose one place after the other, the best one first."""
    chosen = tuple(place for at in wish.beside for place in grid.near(at))
    for _ in range(wish.most):
        left = _best(grid, ranked, chosen)
        if not left:
            return
        for cut in (grid.around(chosen, _APART), grid.at_the_hour(chosen, _OTHERWISE)):
            left = left & ~cut or left
        place = (left & -left).bit_length() - 1
        chosen = (*chosen, place)
        yield place, next(share for _, share in ranked if share.times >> place & 1)


def _best(grid: Grid, ranked: tuple[tuple[Grade, Share], ...], chosen: tuple[int, ...]) -> int:
    """Give the places that are as fair as any that is left, without those that overlap as long as others are as little unfair."""
    overlap, same = grid.around(chosen, grid.lasts), grid.around(chosen, STEP)
    for unfair in (False, True):
        for out in (overlap, same):
            left = [(grade, share.times & ~out) for grade, share in ranked if grade.unfair is unfair and share.times & ~out]
            if left:
                return reduce(or_, (times for grade, times in left if grade == left[0][0]))
    return 0
