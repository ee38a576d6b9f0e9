"""Versions of the plan: proposed, signed discipline by discipline, kept when a later one takes their place, and compared.

A version needs the word of each discipline that owns an open step in it or leads the case. Whoever proposes it signs by that.
What is needed is settled when it is proposed, and silence is never agreement: a discipline that has nobody left on the team
does not fall away, so that only another proposal goes on without it. Anybody else with a clinical role may sign as well.
A version that is agreed stays in force until the next one is agreed, too.
"""

from __future__ import annotations

from dataclasses import replace

from bot.care import consent_reviews, goals
from bot.care.consent_reviews import Cause
from bot.care.errors import ConflictError, InvalidError
from bot.care.goals import Goal, GoalState
from bot.care.huddles import stir
from bot.care.people import CLINICIANS, Membership, Role
from bot.care.plan_diff import Content, PlannedGoal, PlannedStep, same
from bot.care.plan_versions import PlanState, PlanVersion, Signature
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.steps import Step, StepState
from bot.care.team import lead_of, on_team


def now(work: Work, case: str) -> Content:
    """Give the plan as it stands, with what has ended of it: open goals in their order, then the others."""
    open_ones = goals.ranked(work, case)
    ended = (kept for kept in work.records.find(Goal, case) if kept.state != GoalState.OPEN)
    rated = {kept.what.goal: kept.what.value for kept in work.records.find(goals.Rating, case)}
    return Content(
        goals=tuple(PlannedGoal(ref=kept.ref, state=kept.state, rating=rated.get(kept.ref)) for kept in (*open_ones, *ended)),
        steps=tuple(_planned(kept) for kept in work.records.find(Step, case)),
    )


def versions(work: Work, case: str) -> list[Kept[PlanVersion]]:
    """Give every version, the first one first."""
    return work.records.find(PlanVersion, case)


def agreed(work: Work, case: str) -> Kept[PlanVersion] | None:
    """Give the version in force."""
    return next(iter(work.records.find(PlanVersion, case, states=frozenset({PlanState.AGREED}), newest=1)), None)


def proposed(work: Work, case: str) -> Kept[PlanVersion] | None:
    """Give the version that waits for signatures."""
    return next(iter(work.records.find(PlanVersion, case, states=frozenset({PlanState.PROPOSED}), newest=1)), None)


def has_open_step(work: Work, case: str) -> bool:
    """Say whether there is a step to agree on: without one nothing can be proposed."""
    return bool(work.records.find(Step, case, states=frozenset({StepState.OPEN}), newest=1))


def propose(work: Work, case: str, by: str, *, reviewed: bool = False) -> Kept[PlanVersion]:
    """Make the plan as it stands the next version; it takes the place of one not yet agreed. A clinician signs it by that.

    ``InvalidError`` where there is no open step. ``ConflictError`` where neither the plan nor who is to sign it has changed
    since the last version, unless it was ``reviewed``: then that is what the review found.
    """
    content, before = now(work, case), versions(work, case)
    if not has_open_step(work, case):
        raise InvalidError("refused/plan_empty")
    last, proposer = before[-1] if before else None, work.rosters.member(case, by)
    needed = disciplines(work, case, content) or (_standing_for(work, case, proposer) if proposer is not None else ())
    if last is not None and same(last.what.content, content) and last.what.needed == needed and not reviewed:
        raise ConflictError("refused/plan_unchanged", number=last.what.number)
    waiting = proposed(work, case)
    if waiting is not None:
        work.records.put(waiting, state=PlanState.SUPERSEDED)
    stir(work, case)
    number = last.what.number + 1 if last is not None else 1
    what = PlanVersion(number=number, content=content, needed=needed, reviewed=reviewed)
    kept = work.records.add(what, case=case, author=by)
    consent_reviews.ask(work, case, Cause.PLAN_VERSION)
    return _signed(work, kept, proposer) if proposer is not None and proposer.clinician else kept


def agree(work: Work, case: str, by: str, number: int | None = None) -> Kept[PlanVersion]:
    """Sign the version that waits, for every clinical role that one holds; the last signature needed puts it in force.

    ``number``: the version that is meant. ``ConflictError`` where none waits, where another one does, and for a second time.
    """
    kept = proposed(work, case)
    if kept is None:
        raise ConflictError("refused/no_plan_proposed")
    if number not in {None, kept.what.number}:
        raise ConflictError("refused/plan_other_version", number=kept.what.number)
    if any(one.person == by for one in kept.what.signatures):
        raise ConflictError("refused/plan_signed", number=kept.what.number)
    stir(work, case)
    return _signed(work, kept, on_team(work, case, by))


def to_sign(work: Work, case: str, person: str) -> Kept[PlanVersion] | None:
    """Give the version that waits for this person's discipline."""
    kept, member = proposed(work, case), work.rosters.member(case, person)
    waits = kept is not None and member is not None and bool(_signing(kept) & set(member.roles))
    return kept if waits else None


def signers(work: Work, kept: Kept[PlanVersion]) -> tuple[str, ...]:
    """Give everyone on the team who can sign for a discipline that has not."""
    waits = _signing(kept)
    return tuple(member.person for member in work.rosters.of(kept.case) if waits & set(member.roles))


def disciplines(work: Work, case: str, content: Content) -> tuple[Role, ...]:
    """Give the disciplines whose word a plan needs: the lead's, and those of whoever owns an open step (or their supervisor's)."""
    lead = lead_of(work, case)
    people = [lead.person] if lead is not None else []
    people += [step.owner for step in content.steps if step.state == StepState.OPEN and step.owner is not None]
    members = [member for one in people if (member := work.rosters.member(case, one)) is not None]
    return tuple(dict.fromkeys(role for member in members for role in _standing_for(work, case, member)[:1]))


def _signing(kept: Kept[PlanVersion]) -> frozenset[Role]:
    """The roles one of which has to sign now."""
    return CLINICIANS & set(kept.what.waits_for) if kept.what.needed else CLINICIANS


def _standing_for(work: Work, case: str, member: Membership) -> tuple[Role, ...]:
    """Every discipline that a person speaks for, the one they are first of all first."""
    own = tuple(role for role in member.roles if role in CLINICIANS)
    above = work.rosters.member(case, member.supervisor) if member.supervisor is not None and not own else None
    return own or (tuple(role for role in above.roles if role in CLINICIANS) if above is not None else ())


def _signed(work: Work, kept: Kept[PlanVersion], member: Membership) -> Kept[PlanVersion]:
    roles = tuple(role for role in member.roles if role in CLINICIANS)
    mark = Signature(person=member.person, roles=roles, at=work.now)
    what = replace(kept.what, signatures=(*kept.what.signatures, mark))
    if what.waits_for:
        return work.records.put(kept, what=what)
    for before in work.records.find(PlanVersion, kept.case, states=frozenset({PlanState.AGREED})):
        work.records.put(before, state=PlanState.SUPERSEDED)
    return work.records.put(kept, what=replace(what, agreed=work.now), state=PlanState.AGREED)


def _planned(kept: Kept[Step]) -> PlannedStep:
    what = kept.what
    return PlannedStep(
        ref=kept.ref,
        state=kept.state,
        goal=what.goal,
        owner=kept.owner,
        day=what.day,
        modality=what.modality,
        after=what.after,
    )
