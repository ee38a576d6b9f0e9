"""Proposals: several times for one conference, on which people vote until a deadline. What comes of them: ``deciding``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from typing import ClassVar

from bot.care import guests, quorum, vote_reminders
from bot.care.consent import Category, Modality
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import case_room
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.quorum import Group, Quorum
from bot.care.records import Kept, Payload
from bot.care.team import on_team
from bot.care.texts import checked

CLOSES = "conference vote closes"
"""The kind of due moment at which the votes are counted."""

LOOKS = "conference vote looked at"
"""The kind of due moment at which votes are looked at since the team has changed."""

PASSES = "conference times passed"
"""The kind of due moment at which the last of the times has come, and none is settled."""


class Stage(IntEnum):
    """How far it is. Stored: values are for ever."""

    OPEN = 0
    SETTLED = 1
    WITHDRAWN = 2
    UNDECIDED = 3
    """The deadline came without a quorum: votes still count, and somebody may settle it."""
    LAPSED = 4
    """Every time has passed."""


STANDING = frozenset({Stage.OPEN, Stage.UNDECIDED})
"""While votes count."""


@dataclass(frozen=True, kw_only=True)
class Time:
    """One of the times. Its number is its place, from 1."""

    at: datetime
    end: datetime
    outside: tuple[str, ...] = ()
    """Who is outside their working hours then."""
    absent: tuple[str, ...] = ()
    """Who cannot come then, as far as their calendars said when it was proposed."""
    rank: int = 0
    """The least is the best one, where votes are equal."""
    added: bool = False
    """It was put to the vote after the others."""
    dropped: bool = False
    """Nobody votes on it any more; its number stays its own."""


@dataclass(frozen=True, kw_only=True)
class Proposal(Payload):
    """One proposal. The record's ``due`` is its deadline, its owner whoever proposes, its state a ``Stage``."""

    kind: ClassVar[str] = "proposal"
    times: tuple[Time, ...]
    closes: datetime
    zone: str
    """IANA name of the zone of whoever proposes."""
    question: str = ""
    categories: tuple[Category, ...] = ()
    people: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    """Whoever holds one of these at the moment of use. Neither people nor roles: the whole team."""
    modality: Modality | None = None
    chair: str = ""
    presenter: str = ""
    required: tuple[Role, ...] = ()
    first: date | None = None
    last: date | None = None
    """The days between which it was to be, in ``zone``, if that was said."""
    conference: str = ""
    """The ref of the conference that it was settled as."""
    withdrawn: str = ""
    """Why it was withdrawn."""

    def gist(self) -> str:
        """The question."""
        return self.question


def propose(work: Work, case: str, by: str, what: Proposal) -> Kept[Proposal]:
    """Keep it, and set its deadline and its reminder. ``InvalidError`` for the past, and for somebody who is not on the team."""
    for person in what.people:
        on_team(work, case, person)
    if not what.times or what.closes <= work.now:
        raise InvalidError("refused/date_past")
    needs = quorum.needed(work, case, by=by, people=what.people, roles=what.roles)
    whole = replace(what, question=checked(what.question), chair=needs.chair, presenter=needs.presenter, required=needs.disciplines)
    kept = work.records.add(whole, case=case, author=by, owner=by, due=what.closes)
    arrange(work, kept, CLOSES, what.closes)
    vote_reminders.arrange(work, kept)
    return kept


def quorum_of(what: Proposal) -> Quorum:
    """Say who has to be there."""
    return Quorum(chair=what.chair, presenter=what.presenter, disciplines=what.required)


def groups(work: Work, kept: Kept[Proposal]) -> tuple[Group, ...]:
    """Give the groups of whom one each has to be there, as the roster is now."""
    return quorum.groups(work, kept.case, quorum_of(kept.what))


def asked(work: Work, kept: Kept[Proposal]) -> tuple[str, ...]:
    """Give whose votes are asked for, as the roster is now, in the order of joining: with chair, presenter and who stands in."""
    return quorum.asked_for(work, kept.case, quorum_of(kept.what), kept.what.people, kept.what.roles)


def is_known_to(work: Work, kept: Kept[Proposal], *people: str) -> bool:
    """Say whether these may hear of it at all: a guest hears of what they are asked about alone."""
    visiting = guests.among(work, kept.case, people)
    return visiting <= set(asked(work, kept)) if visiting else True


def open_ones(work: Work, case: str) -> tuple[Kept[Proposal], ...]:
    """Those that votes count for, the earliest deadline first."""
    found = work.records.find(Proposal, case, states=frozenset(STANDING))
    return tuple(sorted(found, key=lambda one: (one.what.closes, one.ref)))


def standing(work: Work, case: str, ref: str) -> Kept[Proposal]:
    """One that votes count for. ``ConflictError`` for one that is settled, withdrawn or over."""
    kept = work.records.get(Proposal, case, ref)
    if kept.state not in STANDING:
        stage = Stage(kept.state).name.lower()
        raise ConflictError("refused/proposal_over", ref=kept.ref, stage=stage, conference=kept.what.conference)
    return kept


def is_one(work: Work, case: str, ref: str) -> bool:
    """Say whether a ref is that of a proposal."""
    kept = work.records.locate(case, ref)
    return kept is not None and isinstance(kept.what, Proposal)


def withdraw(work: Work, case: str, ref: str, reason: str) -> Kept[Proposal]:
    """Withdraw it: no vote counts any more, and nobody is reminded."""
    kept = standing(work, case, ref)
    return finish(work, kept, Stage.WITHDRAWN, replace(kept.what, withdrawn=checked(reason)))


def end(work: Work, case: str) -> tuple[Kept[Proposal], ...]:
    """Withdraw all that are open, since their case is closed."""
    return tuple(finish(work, kept, Stage.WITHDRAWN) for kept in open_ones(work, case))


def look_again(work: Work, case: str) -> None:
    """Have the votes looked at once more: somebody has left the team, and is waited for no longer."""
    for kept in open_ones(work, case):
        arrange(work, kept, LOOKS, work.now)


def undecided(work: Work, kept: Kept[Proposal]) -> Kept[Proposal]:
    """The deadline came, and there is no quorum: it waits for somebody to settle it, until the last of its times."""
    arrange(work, kept, PASSES, max(one.at for one in kept.what.times if not one.dropped))
    return work.records.put(kept, state=Stage.UNDECIDED)


def finish(work: Work, kept: Kept[Proposal], stage: Stage, what: Proposal | None = None) -> Kept[Proposal]:
    """Bring it to its end; none of its moments comes any more."""
    calm(work, kept)
    return work.records.put(kept, state=stage, what=what)


def calm(work: Work, kept: Kept[Proposal]) -> None:
    """Forget all of its moments."""
    for due in work.dues.of(kept.case):
        if due.key.startswith(f"{vote_reminders.PREFIX}{kept.ref}:"):
            work.dues.cancel(due.key)


def arrange(work: Work, kept: Kept[Proposal], kind: str, at: datetime) -> None:
    """Set one of its moments, in place of the one of its kind that was set before."""
    key = f"{vote_reminders.PREFIX}{kept.ref}:{kind}"
    work.dues.put(Due(key=key, kind=kind, at=at, place=case_room(kept.case), case=kept.case, subject=kept.ref))
