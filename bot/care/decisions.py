"""Decisions and how they are changed: none is rewritten. Another one takes its place, with a reason; both stay."""

from __future__ import annotations

from datetime import date

from bot.care import actions, tellings
from bot.care.actions import Decision, TaskState
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import reads


def readable(work: Work, case: str, by: str, ref: str) -> Kept[Decision]:
    """Find a decision. ``NotFoundError`` for somebody who may not read it, as if it were not there."""
    kept = work.records.get(Decision, case, ref)
    if not may_read(work, kept, by):
        raise NotFoundError("refused/no_such_ref")
    return kept


def may_read(work: Work, kept: Kept[Decision], by: str) -> bool:
    """Say whether a decision is shared with somebody, or theirs."""
    return reads(work, kept, by)


def standing(work: Work, case: str, by: str, ref: str) -> Kept[Decision]:
    """Find one that counts. ``ConflictError`` for one in whose place another stands."""
    kept = readable(work, case, by, ref)
    if kept.state == TaskState.CHANGED:
        raise ConflictError("refused/decision_changed", ref=kept.ref, by=kept.superseded_by)
    return kept


def decide(
    work: Work,
    case: str,
    by: str,
    *,
    text: str,
    reason: str,
    categories: tuple[Category, ...],
    implementer: str,
    day: date | None = None,
    instead_of: str = "",
) -> Kept[Decision]:
    """Write a decision down, in the place of another one if there is ``instead_of``: that is then nobody's to carry out.

    What the patient is still to be told of the old one's conference is looked at again by whoever changed it, and whoever tells it.

    ``InvalidError`` for a change without a reason, and for an implementer who is not on the team.
    """
    old = standing(work, case, by, instead_of) if instead_of else None
    if old is not None and not reason.strip():
        raise InvalidError("refused/decision_reason", ref=old.ref)
    made = actions.decide(
        work,
        case,
        by,
        text=text,
        reason=reason,
        categories=categories,
        implementer=implementer,
        day=day,
        instead_of=old.ref if old is not None else "",
    )
    if old is not None:
        work.records.put(old, state=TaskState.CHANGED, superseded_by=made.ref)
        tellings.recheck(work, case, by, old.what.conference, old=old.ref, new=made.ref)
    return made


def changed_by(work: Work, kept: Kept[Decision]) -> Kept[Decision] | None:
    """Give the decision in whose place this one stands."""
    return work.records.get(Decision, kept.case, kept.what.instead_of) if kept.what.instead_of else None
