"""What has come apart in a plan: steps whose owner left or whose goal ended, and goals that no step serves."""

from __future__ import annotations

from bot.care.goals import Goal, GoalState
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.steps import Step, StepState

OWNERLESS = "its owner left the team"
"""What an open step lacks where nobody on the team owns it."""


def adrift(work: Work, kept: Kept[Step]) -> str:
    """Say in neutral words what an open step lacks: its owner has left, or its goal is gone or has ended. Empty: nothing."""
    goal = work.records.locate(kept.case, kept.what.goal)
    if goal is None or not isinstance(goal.what, Goal):
        return "its goal is gone"
    if goal.state != GoalState.OPEN:
        return "its goal is reached" if goal.state == GoalState.REACHED else "its goal was dropped"
    owned = kept.owner is not None and work.rosters.member(kept.case, kept.owner) is not None
    return "" if owned else OWNERLESS


def bare_goals(work: Work, case: str) -> tuple[Kept[Goal], ...]:
    """Give the open goals that no open step serves, oldest first."""
    served = {kept.what.goal for kept in work.records.find(Step, case, states=frozenset({StepState.OPEN}))}
    return tuple(kept for kept in work.records.find(Goal, case, states=frozenset({GoalState.OPEN})) if kept.ref not in served)
