"""What has changed in a plan from one moment to another, change by change. Pure: it knows refs and dates, and no words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.care.consent import Modality
from bot.care.goals import GoalState
from bot.care.steps import StepState


@dataclass(frozen=True, kw_only=True)
class PlannedGoal:
    """One goal, as it stood."""

    ref: str
    state: int
    rating: int | None = None
    """How it was rated last."""


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    """One step, as it stood."""

    ref: str
    state: int
    goal: str
    owner: str | None
    day: date
    modality: Modality | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    """A plan, as it stood. Goals are in the order in which they matter to the patient."""

    goals: tuple[PlannedGoal, ...] = ()
    steps: tuple[PlannedStep, ...] = ()


class What(StrEnum):
    """What has become of something."""

    NEW = "new"
    REACHED = "reached"
    DONE = "done"
    DROPPED = "dropped"
    GONE = "gone"
    """Taken back, or moved to another case."""
    RATED = "rated"
    OWNER = "owner"
    DAY = "day"
    AFTER = "after"
    MODALITY = "modality"
    GOAL = "goal"
    ORDER = "order"
    """The goals matter in another order; its ref is that of the first."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that is not as it was."""

    what: What
    ref: str
    step: bool
    """It is about a step; else about a goal."""
    was: str | int | date | Modality | None = None
    now: str | int | date | Modality | None = None


_ENDED_STEP = {StepState.DONE: What.DONE, StepState.DROPPED: What.DROPPED}
_ENDED_GOAL = {GoalState.REACHED: What.REACHED, GoalState.DROPPED: What.DROPPED}


def diff(before: Content, after: Content) -> tuple[Change, ...]:
    """Compare two plans: goals first, in their order, then steps, the oldest first; what is gone comes last."""
    return (*_order(before, after), *_goals(before, after), *_steps(before, after))


def same(before: Content, after: Content) -> bool:
    """Say that nothing but ratings, which are no part of what is agreed upon, has changed."""
    return all(change.what is What.RATED for change in diff(before, after))


def _goals(before: Content, after: Content) -> Iterator[Change]:
    known, left = {one.ref: one for one in before.goals}, {one.ref for one in after.goals}
    for one in after.goals:
        was = known.get(one.ref)
        ended = _ENDED_GOAL.get(GoalState(one.state))
        if was is None:
            yield Change(what=What.NEW, ref=one.ref, step=False)
        if ended is not None and (was is None or was.state != one.state):
            yield Change(what=ended, ref=one.ref, step=False)
        if one.rating is not None and (was is None or was.rating != one.rating):
            yield Change(what=What.RATED, ref=one.ref, step=False, was=was.rating if was is not None else None, now=one.rating)
    yield from (Change(what=What.GONE, ref=one.ref, step=False) for one in before.goals if one.ref not in left)


def _steps(before: Content, after: Content) -> Iterator[Change]:
    known, left = {one.ref: one for one in before.steps}, {one.ref for one in after.steps}
    for one in after.steps:
        was = known.get(one.ref)
        ended = _ENDED_STEP.get(StepState(one.state))
        if was is None:
            yield Change(what=What.NEW, ref=one.ref, step=True)
        else:
            yield from _altered(was, one)
        if ended is not None and (was is None or was.state != one.state):
            yield Change(what=ended, ref=one.ref, step=True)
    yield from (Change(what=What.GONE, ref=one.ref, step=True) for one in before.steps if one.ref not in left)


def _altered(was: PlannedStep, one: PlannedStep) -> Iterator[Change]:
    pairs = (
        (What.OWNER, was.owner, one.owner),
        (What.DAY, was.day, one.day),
        (What.AFTER, was.after, one.after),
        (What.MODALITY, was.modality, one.modality),
        (What.GOAL, was.goal, one.goal),
    )
    yield from (Change(what=what, ref=one.ref, step=True, was=old, now=new) for what, old, new in pairs if old != new)


def _order(before: Content, after: Content) -> Iterator[Change]:
    """Tell that goals which were and are open stand in another order; one that came or went changes none."""
    still = {one.ref for one in before.goals if one.state == GoalState.OPEN}
    new = [one.ref for one in after.goals if one.state == GoalState.OPEN and one.ref in still]
    old = [one.ref for one in before.goals if one.ref in new]
    if new != old:
        yield Change(what=What.ORDER, ref=new[0], step=False, was=", ".join(old), now=", ".join(new))
