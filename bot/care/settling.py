"""Which of the times that people vote on is settled, and whether it is yet: a pure function of votes, quorum and moment.

A time has its quorum once each group has somebody who can come. Before the deadline only a plain yes counts, and a time is
settled as soon as no vote that is still to come could make another one win; from the deadline on, a quorum that needs a
"maybe" is one too. Of several the one with the most yes wins, then with the most "maybe", then the one that was proposed first.
Whoever voted before a time was added has said nothing about it, and is waited for there as if they had not voted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """What one person has said last. A time that is in none of these: they cannot come."""

    yes: frozenset[int] = frozenset()
    """Numbers of times."""
    maybe: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()
    """What it says nothing about: it is in neither of the two."""


@dataclass(frozen=True, kw_only=True)
class Race:
    """What is voted on, and by whom, at one moment."""

    times: tuple[int, ...]
    """The numbers of the times that are still to come; whichever stands first wins where all else is equal."""
    groups: tuple[frozenset[str], ...]
    """Of each, one has to come. One without anybody: there is no quorum."""
    asked: frozenset[str]
    """Whose votes count."""
    ballots: Mapping[str, Ballot]
    """Of those who have voted, whether or not they are asked."""

    def awaited(self, time: int) -> frozenset[str]:
        """Who has said nothing about a time yet."""
        heard = (one for one, ballot in self.ballots.items() if time not in ballot.silent)
        return self.asked - frozenset(heard)

    def can(self, time: int) -> frozenset[str]:
        """Who has said a plain yes to a time."""
        return frozenset(one for one in self.asked & self.ballots.keys() if time in self.ballots[one].yes)

    def perhaps(self, time: int) -> frozenset[str]:
        """Who may be able to come."""
        voted = self.asked & self.ballots.keys()
        return frozenset(one for one in voted if time in self.ballots[one].maybe) - self.can(time)

    def cannot(self, time: int) -> frozenset[str]:
        """Who has voted, and not for this time."""
        return self.asked - self.awaited(time) - self.can(time) - self.perhaps(time)

    def covered(self, people: frozenset[str]) -> bool:
        """Say whether each group has somebody among these."""
        return all(not group.isdisjoint(people) for group in self.groups)


def settled(race: Race, *, closed: bool) -> int | None:
    """Give the time that is settled; None while there is none. ``closed``: the deadline has come."""
    sure = [time for time in race.times if race.covered(race.can(time))]
    if closed:
        perhaps = [time for time in race.times if race.covered(race.can(time) | race.perhaps(time))]
        return best(race, sure or perhaps)
    leading = best(race, sure)
    if leading is None:
        return None
    return None if any(_may_win(race, other, leading) for other in race.times if other != leading) else leading


def best(race: Race, times: list[int]) -> int | None:
    """Give the one of these times that most can come to; None where there are none."""
    return max(times, key=lambda time: _weight(race, time), default=None)


def _may_win(race: Race, other: int, leading: int) -> bool:
    """Say whether another time could win if everybody came to it who has said nothing about it, and to it alone."""
    awaited = race.awaited(other)
    sure, perhaps, first = _weight(race, other)
    return race.covered(race.can(other) | awaited) and (sure + len(awaited), perhaps, first) > _weight(race, leading)


def _weight(race: Race, time: int) -> tuple[int, int, int]:
    return len(race.can(time)), len(race.perhaps(time)), -race.times.index(time)
