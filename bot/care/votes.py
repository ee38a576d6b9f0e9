"""Votes: which of the proposed times somebody can come to. Their last word counts, and who can no longer come is not counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from bot.care import calendars, proposals
from bot.care.errors import ConflictError, InvalidError
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept, Payload
from bot.care.settling import Ballot, Race


class Stand(IntEnum):
    """Whether it is the last word of its author. Stored: values are for ever."""

    LAST = 0
    REPLACED = 1


@dataclass(frozen=True, kw_only=True)
class Vote(Payload):
    """One person's vote. A time that is in neither list: they cannot come."""

    kind: ClassVar[str] = "vote"
    proposal: str
    """The ref of the proposal."""
    yes: tuple[int, ...] = ()
    """Numbers of times, ascending."""
    maybe: tuple[int, ...] = ()
    despite: tuple[int, ...] = ()
    """Those of them at which they were away, or had something else, when they said so: their word counts."""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What came of voting."""

    kept: Kept[Vote]
    again: bool
    """They had voted before."""
    passed: tuple[int, ...]
    """Numbers that were named, and whose time has come already."""


def cast(work: Work, kept: Kept[Proposal], by: str, ballot: Ballot) -> Cast:
    """Keep a vote, in place of the one before. ``InvalidError`` for whoever is not asked, and for a number that is none.

    ``ConflictError`` where it is settled or over, and where nothing but times that have passed was named.
    """
    proposals.standing(work, kept.case, kept.ref)
    if by not in proposals.asked(work, kept):
        raise InvalidError("refused/vote_not_asked", ref=kept.ref)
    named = ballot.yes | ballot.maybe
    if not named <= set(range(1, len(kept.what.times) + 1)):
        raise InvalidError("refused/vote_number", ref=kept.ref, most=len(kept.what.times))
    coming = set(to_come(work, kept))
    if named and not named & coming:
        raise ConflictError("refused/vote_passed", ref=kept.ref, numbers=sorted(coming))
    before = of(work, kept).get(by)
    vote = Vote(
        proposal=kept.ref,
        yes=tuple(sorted(ballot.yes & coming)),
        maybe=tuple(sorted((ballot.maybe - ballot.yes) & coming)),
        despite=tuple(sorted(named & coming & hindered(work, kept, (by,))[by])),
    )
    written = work.records.add(vote, case=kept.case, author=by)
    if before is not None:
        work.records.put(before, state=Stand.REPLACED, superseded_by=written.ref)
    return Cast(kept=written, again=before is not None, passed=tuple(sorted(named - coming)))


def of(work: Work, kept: Kept[Proposal]) -> Mapping[str, Kept[Vote]]:
    """Give the last word of each, by person."""
    found = work.records.find(Vote, kept.case, states=frozenset({Stand.LAST}), since=kept.early)
    return {one.author: one for one in found if one.what.proposal == kept.ref}


def to_come(work: Work, kept: Kept[Proposal]) -> tuple[int, ...]:
    """Give the numbers of the times that are still to come, the best one first."""
    numbered = enumerate(kept.what.times, start=1)
    return tuple(number for number, time in sorted(numbered, key=lambda one: one[1].rank) if time.at > work.now)


def race(work: Work, kept: Kept[Proposal]) -> Race:
    """Say how it stands now. Whoever is away since they voted, or has something else, cannot come, whatever they said."""
    people = frozenset(proposals.asked(work, kept))
    given = {person: vote for person, vote in of(work, kept).items() if person in people}
    lost = hindered(work, kept, given)
    return Race(
        times=to_come(work, kept),
        groups=tuple(group.people for group in proposals.groups(work, kept)),
        asked=people,
        ballots={person: _counted(vote.what, lost[person]) for person, vote in given.items()},
    )


def awaited(work: Work, kept: Kept[Proposal]) -> tuple[str, ...]:
    """Give who is asked and has not voted, in the order of joining."""
    given = of(work, kept)
    return tuple(person for person in proposals.asked(work, kept) if person not in given)


def void(work: Work, kept: Kept[Proposal]) -> Mapping[str, tuple[int, ...]]:
    """Give the times still to come that people said yes or maybe to, and cannot come to any more, by person; nobody without any."""
    given = {person: one for person, one in of(work, kept).items() if person in proposals.asked(work, kept)}
    lost = hindered(work, kept, given)
    still = set(to_come(work, kept))
    found = {
        person: tuple(sorted(({*one.what.yes, *one.what.maybe} & lost[person] & still) - set(one.what.despite)))
        for person, one in given.items()
    }
    return {person: numbers for person, numbers in found.items() if numbers}


def hindered(work: Work, kept: Kept[Proposal], people: Collection[str]) -> Mapping[str, frozenset[int]]:
    """Give, by person, the numbers of the times at which they are away, or have something else, as far as is known now."""
    times = tuple(enumerate(kept.what.times, start=1))
    return {
        calendar.person: frozenset(number for number, time in times if not calendar.free(time.at, time.end))
        for calendar in calendars.calendars_of(work, people, case=kept.case)
    }


def _counted(said: Vote, lost: frozenset[int]) -> Ballot:
    gone = lost - set(said.despite)
    return Ballot(yes=frozenset(said.yes) - gone, maybe=frozenset(said.maybe) - gone)
