"""Votes: which of the proposed times somebody can come to. Their last word counts, and who can no longer come is not counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from bot.care import calendars, choices, proposals
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
    about: tuple[int, ...] = ()
    """The numbers of all times that it says something about; empty: of those that there were at the beginning."""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What came of voting."""

    kept: Kept[Vote]
    again: bool
    """They had voted before."""
    passed: tuple[int, ...]
    """Numbers that were named, and whose time has come already."""
    dropped: tuple[int, ...]
    """Numbers that were named, and on whose time nobody votes any more."""


def cast(work: Work, kept: Kept[Proposal], by: str, ballot: Ballot, about: Collection[int] | None = None) -> Cast:
    """Keep a vote, in place of the one before; with ``about`` only in what it said of these numbers and of those that it names.

    ``InvalidError`` for whoever is not asked, and for a number that is none. ``ConflictError`` where it is settled or over, and
    where nothing but times was named that have passed or were dropped.
    """
    proposals.standing(work, kept.case, kept.ref)
    if by not in proposals.asked(work, kept):
        raise InvalidError("refused/vote_not_asked", ref=kept.ref)
    named = ballot.yes | ballot.maybe
    coming = set(to_come(work, kept))
    check_numbers(work, kept, named)
    before = of(work, kept).get(by)
    said = named | set(choices.numbers(kept.what) if about is None else about)
    former = before.what if before is not None else Vote(proposal=kept.ref)
    vote = Vote(
        proposal=kept.ref,
        yes=tuple(sorted((ballot.yes | (set(former.yes) - said)) & coming)),
        maybe=tuple(sorted((ballot.maybe - ballot.yes | (set(former.maybe) - said)) & coming)),
        despite=tuple(sorted((named & hindered(work, kept, (by,))[by] | (set(former.despite) - said)) & coming)),
        about=tuple(sorted(said | (_heard(kept, former) if before is not None else set()))),
    )
    written = work.records.add(vote, case=kept.case, author=by)
    if before is not None:
        work.records.put(before, state=Stand.REPLACED, superseded_by=written.ref)
    gone = frozenset(choices.numbers(kept.what)) - {number for number, _ in choices.numbered(kept.what)}
    return Cast(
        kept=written,
        again=before is not None,
        passed=tuple(sorted(named - coming - gone)),
        dropped=tuple(sorted(named & gone)),
    )


def check_numbers(work: Work, kept: Kept[Proposal], named: Collection[int], *, verb: str = "!vote {}") -> None:
    """``InvalidError`` for a number that is none; ``ConflictError`` where all those named have passed, or were dropped.

    ``verb`` is the command whose example is shown, with ``{}`` for the ref.
    """
    open_ones = [number for number, _ in choices.numbered(kept.what)]
    if not choices.numbers(kept.what).issuperset(named):
        raise InvalidError("refused/vote_number", ref=kept.ref, numbers=open_ones, verb=verb.format(kept.ref))
    coming = to_come(work, kept)
    if named and not set(named) & set(coming):
        over = "passed" if set(named) & set(open_ones) else "dropped"
        raise ConflictError(f"refused/vote_{over}", ref=kept.ref, numbers=sorted(coming), verb=verb.format(kept.ref))


def of(work: Work, kept: Kept[Proposal]) -> Mapping[str, Kept[Vote]]:
    """Give the last word of each, by person."""
    found = work.records.find(Vote, kept.case, states=frozenset({Stand.LAST}), since=kept.early)
    return {one.author: one for one in found if one.what.proposal == kept.ref}


def to_come(work: Work, kept: Kept[Proposal]) -> tuple[int, ...]:
    """Give the numbers of the times that are still to come, the best one first."""
    numbered = choices.numbered(kept.what)
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
        ballots={person: _counted(kept, vote.what, lost[person]) for person, vote in given.items()},
    )


def early(work: Work, kept: Kept[Proposal], race: Race, number: int) -> bool:
    """Say whether a time cannot be settled yet: answers still come in, and somebody is lacking who has to be there."""
    return work.now < kept.what.closes and not race.covered(race.can(number) | race.perhaps(number))


def awaited(work: Work, kept: Kept[Proposal]) -> tuple[str, ...]:
    """Give who is asked and has not voted, or has said nothing of a time that was added, in the order of joining."""
    given, partly = of(work, kept), unheard(work, kept)
    return tuple(person for person in proposals.asked(work, kept) if person not in given or person in partly)


def unheard(work: Work, kept: Kept[Proposal]) -> Mapping[str, tuple[int, ...]]:
    """Give, of those asked who have voted, what they have said nothing of: numbers of times to come that were added since."""
    coming, given = set(to_come(work, kept)), of(work, kept)
    found = {one: coming - _heard(kept, given[one].what) for one in proposals.asked(work, kept) if one in given}
    return {person: tuple(sorted(left)) for person, left in found.items() if left}


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


def _counted(kept: Kept[Proposal], said: Vote, lost: frozenset[int]) -> Ballot:
    gone = lost - set(said.despite)
    silent = choices.numbers(kept.what) - _heard(kept, said)
    return Ballot(yes=frozenset(said.yes) - gone, maybe=frozenset(said.maybe) - gone, silent=silent)


def _heard(kept: Kept[Proposal], said: Vote) -> frozenset[int]:
    """The numbers that a vote says something about."""
    return frozenset(said.about) or choices.first_ones(kept.what)
