"""Reading the goals: all of them in the patient's order, or one with all that was done for it."""

from __future__ import annotations

from typing import Annotated

from bot.care import goals, steps
from bot.care.carriers import held
from bot.care.facts import Value
from bot.care.goals import Goal, GoalState
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.plan_lines import end_lines, goal_line, step_line
from bot.care.ports import Work
from bot.care.shared import hidden
from bot.chat.parameters import CaseCode, RefWord
from bot.chat.spec import command
from bot.chat.turn import Reply, Turn


@command("goals", allow=ROSTER | COORDINATION, read=True, example="!goals")
def listing(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """List the goals in the patient's words. In their order, with how far each is reached."""
    open_ones = goals.ranked(work, case)
    ended = [kept for kept in work.records.find(Goal, case) if kept.state != GoalState.OPEN]
    lines = tuple(goal_line(work, kept) for kept in (*open_ones, *ended))
    unseen = 0 if turn.here else hidden(work, case, actor.id, lines)
    return Reply(template="goal/list", values={"open": len(open_ones), "ended": len(ended), "hidden": unseen}, lines=lines)


@command("goal show", allow=ROSTER | COORDINATION, read=True, example="!goal show 8R2Q")
def show(case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: Annotated[str, RefWord("which goal")]) -> Reply:
    """Show one goal. Why it matters, how it was rated, what was done for it, and what was learnt."""
    goal, waiting = goals.needed(work, case, ref), held(work, case)
    rated: list[Value] = [
        {
            "value": goals.spoken(one.what.value),
            "by": one.author,
            "speaker": one.what.speaker.value if one.what.speaker else "",
            "at": one.created,
        }
        for one in goals.ratings(work, case, goal.ref)
    ]
    lines = [goal_line(work, goal, ratings=rated), *end_lines(goal.what.ending, goal.ref, goal.what.categories)]
    for kept in steps.of_goal(work, goal):
        lines += [step_line(work, kept, waiting.get(kept.ref)), *end_lines(kept.what.ending, kept.ref, kept.what.categories)]
    unseen = 0 if turn.here else hidden(work, case, actor.id, lines)
    return Reply(template="goal/show", values={"ref": goal.ref, "hidden": unseen}, lines=tuple(lines))
