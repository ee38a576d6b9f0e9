"""What changes its owner when a role is taken over: the role, what its giver still owes, whom they supervise, and the lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.care import consent_reviews, covers, handovers
from bot.care.consent_reviews import Cause
from bot.care.handovers import Handover, Stand
from bot.care.holds import Precedence
from bot.care.holds import Stand as Held
from bot.care.mine import OWED
from bot.care.notes import Note
from bot.care.people import CLINICIANS, Membership
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.team import on_team, remove

_STATES: tuple[tuple[type[Payload], frozenset[int]], ...] = (
    *((kind, frozenset(states)) for kind, states in OWED.items() if kind not in {Note, Handover}),
    (Precedence, frozenset({int(Held.ON)})),
)
"""What somebody else can see to just as well, and in which states that waits for its owner."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of a handover."""

    kept: Kept[Handover]
    leaves: bool
    """It was the giver's only role here: they are off the team."""
    review: bool
    """Consent has to be reviewed before ``team`` includes the receiver."""
    covered: tuple[str, ...]
    """Who stood in for the giver until now."""


def owed(work: Work, case: str, person: str) -> Iterator[Kept[Any]]:
    """Give what somebody owes on a case and another one can take over. A note is its author's for ever, and so is an answer."""
    for kind, states in _STATES:
        yield from (kept for kept in work.records.owned(kind, person, states=states) if kept.case == case)


def own_notes(work: Work, case: str, person: str) -> tuple[str, ...]:
    """Give somebody's notes that wait for their own hand: they cannot be handed over."""
    waiting = work.records.owned(Note, person, states=frozenset(OWED[Note]))
    return tuple(kept.ref for kept in waiting if kept.case == case)


def leads_along(giver: Membership, handover: Handover) -> bool:
    """Say whether the lead goes along: with a clinical role, or because its giver keeps none."""
    return giver.lead and (handover.role in CLINICIANS or not _kept(giver, handover))


def leaves(giver: Membership, handover: Handover) -> bool:
    """Say whether the giver has no other role here."""
    return not _kept(giver, handover)


def take(work: Work, case: str, ref: str, receiver: str) -> Taken:
    """Carry it out, as things stand now. ``ConflictError`` where it is settled, ``InvalidError`` where it cannot be done any more.

    Whoever reads as the team because they treat this patient goes on doing so; the lead is asked to review consent all the same.
    """
    kept = handovers.waiting(work, case, ref, receiver)
    giver, taker = on_team(work, case, kept.author), on_team(work, case, receiver)
    handovers.check(giver, kept.what.role, taker)
    led, going = leads_along(giver, kept.what), leaves(giver, kept.what)
    moved = tuple(owed(work, case, giver.person))
    for item in moved:
        work.records.put(item, owner=receiver)
    new = kept.what.role not in taker.roles
    roles = (*taker.roles, kept.what.role) if new else taker.roles
    work.rosters.put(replace(taker, roles=roles, lead=taker.lead or led, reviewed=taker.reviewed and (taker.clinician or not new)))
    if going:
        _supervise(work, case, giver.person, receiver)
        remove(work, case, receiver, giver.person)
        covered = covers.without(work, case, giver.person)
    else:
        covered = ()
        work.rosters.put(replace(giver, roles=_kept(giver, kept.what), lead=giver.lead and not led))
    if new:
        consent_reviews.ask(work, case, Cause.NEW_MEMBER, ref=receiver, told=led or taker.lead)
    handovers.settle(work, kept)
    what = replace(kept.what, moved=tuple(item.ref for item in moved), led=led, at=work.now)
    settled = work.records.put(kept, what=what, state=Stand.TAKEN)
    return Taken(kept=settled, leaves=going, review=new, covered=covered)


def _kept(giver: Membership, handover: Handover) -> tuple[Any, ...]:
    return tuple(role for role in giver.roles if role is not handover.role)


def _supervise(work: Work, case: str, before: str, after: str) -> None:
    supervised = tuple(member for member in work.rosters.of(case) if member.supervisor == before)
    if on_team(work, case, after).clinician:
        for member in supervised:
            work.rosters.put(replace(member, supervisor=after))
