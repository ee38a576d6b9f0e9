"""Changing what is voted on, while votes count: a time of one's own, further ones, one that is dropped, another deadline.

What was said of the other times stands. Numbers never change their meaning (``choices``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.care import calendars, choices, finding, fitting, proposals, vote_reminders, votes
from bot.care.errors import ConflictError, InvalidError
from bot.care.people import Actor, Office, Role
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage, Time
from bot.care.records import Kept


@dataclass(frozen=True, kw_only=True)
class Named:
    """A time that somebody names."""

    at: datetime
    """Aware. It lasts as long as the others."""
    zone: str
    """IANA name of the zone in which it was named."""
    anyway: bool = False
    """It is to be put to the vote whatever it breaks."""


def check_allowed(kept: Kept[Proposal], actor: Actor) -> None:
    """``InvalidError`` for whoever neither proposed it, nor leads, nor coordinates."""
    coordinates = Role.COORDINATOR in actor.roles or Office.COORDINATOR in actor.offices
    if not (actor.id == kept.author or actor.lead or coordinates):
        raise InvalidError("refused/settle_who", by=kept.author, ref=kept.ref)


def add(work: Work, kept: Kept[Proposal], named: Named) -> Kept[Proposal]:
    """Put a time to the vote. ``ConflictError`` where it is there already, lies before the deadline, or is one too many.

    The same, unless it is to be ``anyway``, where nobody would be asked for it: nobody works on that day, or nobody of a group
    could come of whom somebody has to be there. ``InvalidError`` for the past.
    """
    what = kept.what
    end = named.at + (what.times[0].end - what.times[0].at)
    if named.at <= work.now:
        raise InvalidError("refused/date_past")
    if named.at <= what.closes:
        raise ConflictError("refused/time_before", ref=kept.ref, closes=what.closes)
    same = next((number for number, time in choices.numbered(what) if time.at == named.at), None)
    if same is not None:
        raise ConflictError("refused/time_there", ref=kept.ref, number=same)
    _check_room(work, kept)
    people = calendars.calendars_of(work, proposals.asked(work, kept), case=kept.case)
    groups = proposals.groups(work, kept)
    fit = fitting.fit(people, groups, (named.at, end), named.zone, closed=work.clinic.closed)
    if fit.breaks and not named.anyway:
        raise ConflictError(
            "refused/time_unfit", ref=kept.ref, at=named.at, closed=fit.closed, lacking=fit.lacking, absent=fit.absent
        )
    return _with(work, kept, (Time(at=named.at, end=end, outside=fit.outside, absent=fit.absent),))


def more(work: Work, kept: Kept[Proposal]) -> Kept[Proposal]:
    """Look for further times, as fair as can be beside those there are. ``ConflictError`` where there are none, or too many."""
    _check_room(work, kept)
    return _with(work, kept, finding.further(work, kept, most=min(finding.MORE, choices.room(kept.what))))


def drop(work: Work, kept: Kept[Proposal], numbers: Collection[int]) -> Kept[Proposal]:
    """Take times out again; their numbers stay their own. ``ConflictError`` where no time to come would be left."""
    votes.check_numbers(work, kept, numbers, verb="!conference times {} drop")
    if not set(votes.to_come(work, kept)) - set(numbers):
        raise ConflictError("refused/time_last", ref=kept.ref)
    times = enumerate(kept.what.times, start=1)
    return _keep(work, kept, tuple(replace(time, dropped=True) if number in numbers else time for number, time in times))


def close_at(work: Work, kept: Kept[Proposal], closes: datetime) -> Kept[Proposal]:
    """Have people vote until another moment; one whose deadline had come is open again.

    ``InvalidError`` for the past; ``ConflictError`` where one of the times comes before it.
    """
    if closes <= work.now:
        raise InvalidError("refused/date_past")
    early = [number for number, time in choices.numbered(kept.what) if work.now < time.at <= closes]
    if early:
        raise ConflictError("refused/deadline_after", ref=kept.ref, numbers=early)
    proposals.calm(work, kept)
    changed = work.records.put(kept, state=Stage.OPEN, what=replace(kept.what, closes=closes), due=closes)
    proposals.arrange(work, changed, proposals.CLOSES, closes)
    vote_reminders.arrange(work, changed)
    return changed


def _check_room(work: Work, kept: Kept[Proposal]) -> None:
    if choices.room(kept.what) < 1:
        number = min(votes.to_come(work, kept), default=1)
        raise ConflictError("refused/times_most", ref=kept.ref, most=choices.MOST, number=number)


def _with(work: Work, kept: Kept[Proposal], found: tuple[Time, ...]) -> Kept[Proposal]:
    """Put times behind the others: where votes are equal, those that were there before go first."""
    behind = max(time.rank for time in kept.what.times) + 1
    added = (replace(time, rank=behind + place, added=True) for place, time in enumerate(found))
    return _keep(work, kept, (*kept.what.times, *added))


def _keep(work: Work, kept: Kept[Proposal], times: tuple[Time, ...]) -> Kept[Proposal]:
    changed = work.records.put(kept, what=replace(kept.what, times=times))
    return proposals.undecided(work, changed) if changed.state == Stage.UNDECIDED else changed
