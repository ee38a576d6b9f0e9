"""Steps of the plan: what one person does for one goal, by a day. A step may wait for another one.

Whoever holds a ref of a goal may trust that it was one when the step was made; what has become of it since, orphans tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from bot.care.actions import end_of
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import Message, direct
from bot.care.gate import readers
from bot.care.goals import Ending, Goal, GoalState, Rating, voice_of
from bot.care.huddles import stir
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.team import on_team
from bot.care.texts import checked


class StepState(IntEnum):
    """How far a step is. Stored: values are for ever."""

    OPEN = 0
    DONE = 1
    DROPPED = 2


class Nature(StrEnum):
    """What kind of thing a step is. Stored: values are for ever."""

    MEDICAL = "medical"
    BEHAVIOURAL = "behavioural"
    COMMUNICATION = "communication"
    PSYCHOLOGICAL = "psychological"
    COPING = "coping"
    EDUCATION = "education"


@dataclass(frozen=True, kw_only=True)
class Step(Payload):
    """One step. The record's owner does it; its ``due`` is the last minute of its day, where the clinic is."""

    kind: ClassVar[str] = "step"
    text: str
    categories: tuple[Category, ...]
    goal: str
    """The ref of the goal that it serves."""
    day: date
    """By the end of this day."""
    modality: Modality | None = None
    after: str | None = None
    """The ref of the step that has to be done before."""
    nature: Nature | None = None
    event: str = ""
    """The message that it was typed in."""
    huddle: str = ""
    """The ref of the huddle it came from."""
    ending: Ending | None = None
    """What was learnt, or why it was dropped."""


def add(work: Work, case: str, by: str, owner: str, step: Step) -> Kept[Step]:
    """Plan a step. ``InvalidError`` without an open goal, with an owner who is not on the team, or behind no step of the case."""
    _check_goal(work, case, step.goal)
    on_team(work, case, owner)
    check_order(work, case, None, step.after)
    whole = replace(step, text=checked(step.text), huddle=stir(work, case))
    return work.records.add(whole, case=case, author=by, owner=owner, due=end_of(step.day, work.clinic.zone))


def change(
    work: Work,
    case: str,
    ref: str,
    *,
    owner: str | None = None,
    day: date | None = None,
    after: str | None = None,
    goal: str | None = None,
) -> Kept[Step]:
    """Change who does an open step, by when, behind which other one (``""``: none), and for which goal; None: it stays."""
    kept = needed(work, case, ref)
    if owner is not None:
        on_team(work, case, owner)
    if goal is not None:
        _check_goal(work, case, goal)
    check_order(work, case, kept.ref, after or None)
    stir(work, case)
    waits = kept.what.after if after is None else after or None
    what = replace(kept.what, day=day or kept.what.day, after=waits, goal=goal or kept.what.goal)
    due = end_of(day, work.clinic.zone) if day is not None else None
    return work.records.put(kept, what=what, owner=owner, due=due)


def finish(work: Work, case: str, ref: str, ending: Ending) -> Kept[Step]:
    """Close a step that is done, with what was learnt. Whoever's step waited for it is told that it may begin."""
    done = _end(work, needed(work, case, ref), StepState.DONE, ending)
    for kept in work.records.find(Step, case, states=frozenset({StepState.OPEN})):
        if kept.what.after == done.ref and kept.owner not in {None, ending.by} and work.rosters.member(case, kept.owner or ""):
            told = Message(
                template="step/free", values={"ref": kept.ref, "after": done.ref}, case=case, mentions=(kept.owner or "",)
            )
            work.say(direct(kept.owner or ""), told)
    return done


def drop(work: Work, case: str, ref: str, ending: Ending) -> Kept[Step]:
    """Take a step out of the plan, with the reason."""
    return _end(work, needed(work, case, ref), StepState.DROPPED, ending)


def needed(work: Work, case: str, ref: str) -> Kept[Step]:
    """Give an open step. ``ConflictError`` where it has ended."""
    kept = work.records.get(Step, case, ref)
    if kept.state != StepState.OPEN:
        raise ConflictError("refused/step_ended", ref=kept.ref, dropped=kept.state == StepState.DROPPED)
    return kept


def waits_for(work: Work, kept: Kept[Step]) -> str:
    """Give the ref of the step that has to be done before this one may begin; empty where none has.

    One that was dropped, or is gone, holds nothing up.
    """
    before = work.records.locate(kept.case, kept.what.after) if kept.what.after else None
    return before.ref if before is not None and isinstance(before.what, Step) and before.state == StepState.OPEN else ""


def with_voice(work: Work, kept: Kept[Step]) -> tuple[str, tuple[Category, ...]]:
    """Give the patient's words that ride along with a step, and the categories that a reader of both needs.

    Where somebody may read the step and not the words, be it as its author, it is shown without them, and not withheld.
    """
    own, (voice, theirs) = kept.what.categories, voice_of(work, kept.case, kept.what.goal)
    both = tuple(dict.fromkeys((*own, *theirs)))
    roster, grants = work.rosters.of(kept.case), work.consents.of(kept.case)
    sees = readers((*own,), roster, grants, work.now) | {one.person for one in roster if one.person == kept.author}
    voice = voice if sees <= readers((*both,), roster, grants, work.now) else ""
    return (voice, both) if voice else ("", own)


def of_goal(work: Work, goal: Kept[Goal]) -> tuple[Kept[Step], ...]:
    """Give every step that serves a goal, whatever became of it, oldest first."""
    return tuple(kept for kept in work.records.find(Step, goal.case) if kept.what.goal == goal.ref)


def belonging(work: Work, kept: Kept[Any]) -> tuple[Kept[Any], ...]:
    """Give what goes with a record to another case: with a goal its steps and its ratings; with anything else nothing."""
    if not isinstance(kept.what, Goal):
        return ()
    return (*of_goal(work, kept), *(one for one in work.records.find(Rating, kept.case) if one.what.goal == kept.ref))


def check_order(work: Work, case: str, ref: str | None, after: str | None) -> None:
    """Refuse to let a step wait for what is no step of the case, or for one that waits for it, over however many others."""
    if after is None:
        return
    order: Mapping[str, str | None] = {kept.ref: kept.what.after for kept in work.records.find(Step, case)}
    if after not in order:
        raise InvalidError("refused/no_such_step")
    seen: set[str] = set()
    before: str | None = after
    while before is not None and before not in seen:
        if before == ref:
            raise InvalidError("refused/step_circle")
        seen.add(before)
        before = order.get(before)


def _check_goal(work: Work, case: str, ref: str) -> None:
    goal = work.records.locate(case, ref)
    if goal is None or not isinstance(goal.what, Goal) or goal.state != GoalState.OPEN:
        raise InvalidError("refused/no_open_goal")


def _end(work: Work, kept: Kept[Step], state: StepState, ending: Ending) -> Kept[Step]:
    stir(work, kept.case)
    return work.records.put(kept, what=replace(kept.what, ending=replace(ending, text=checked(ending.text))), state=state)
