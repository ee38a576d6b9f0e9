"""Who pays for a time of a conference, and who has paid so far.

Of times that could be, the fairer one is, by the first of these that tells them apart, the one

1. at which fewer people cannot come: whoever is left out pays most;
2. at which fewer are outside their working hours who were so the last time that they took part;
3. at which fewer are outside their working hours;
4. that lays least on whoever has carried most. The load of each is the hours outside working hours that they have given to the
   conferences that they took part in, on average, this one included. The heaviest load is compared first, then the next. So
   whoever has carried least carries next, and where somebody always has to, it is as little as can be.

A time is unfair if somebody would be outside their working hours twice in a row who need not: if there is another one, to which
as many people can come or more, with fewer of those. It comes behind all others, however many can come to those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, kw_only=True)
class Burden:
    """What somebody has carried so far."""

    last: bool = False
    """They were outside their working hours at the last one that they took part in."""
    hours: int = 0
    """All hours outside of them, begun ones as whole ones."""
    times: int = 0
    """How many conferences they took part in."""

    def after(self, hours: int) -> float:
        """Give their load after one more: hours a conference."""
        return (self.hours + hours) / (self.times + 1)


@dataclass(frozen=True, kw_only=True)
class Share:
    """Some of the times that could be: those at which the same people come, from as far outside their working hours."""

    times: int
    """Places on a ``Grid``."""
    coming: tuple[tuple[str, int], ...] = ()
    """Who, and how many hours outside."""
    absent: tuple[str, ...] = ()

    @property
    def outside(self) -> tuple[str, ...]:
        """Who comes outside their working hours."""
        return tuple(person for person, hours in self.coming if hours)


class Grade(NamedTuple):
    """How fair a time is: the less, the fairer."""

    unfair: bool
    absent: int
    """How many cannot come."""
    again: int
    """How many are outside their working hours again."""
    outside: int
    """How many are so at all."""
    loads: tuple[float, ...]
    """Of each who comes, the heaviest first."""


def graded(shares: Iterable[Share], burdens: Mapping[str, Burden]) -> tuple[tuple[Grade, Share], ...]:
    """Give shares with their grades, the fairest first. Somebody without a burden has carried nothing."""
    found = sorted(((_grade(share, burdens), share) for share in shares), key=lambda one: one[0])
    fewest: int | None = None
    whole = []
    for grade, share in found:  # as many people can come to those before it, or more
        fewest = grade.again if fewest is None else min(fewest, grade.again)
        whole.append((grade._replace(unfair=grade.again > fewest), share))
    return tuple(sorted(whole, key=lambda one: one[0]))


def _grade(share: Share, burdens: Mapping[str, Burden]) -> Grade:
    again = sum(burdens[person].last for person in share.outside if person in burdens)
    loads = sorted((burdens.get(person, Burden()).after(hours) for person, hours in share.coming), reverse=True)
    return Grade(unfair=False, absent=len(share.absent), again=again, outside=len(share.outside), loads=tuple(loads))
