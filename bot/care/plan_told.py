"""The plan as it is told: how it stands, one version of it, and what has changed."""

from __future__ import annotations

from bot.care import carriers, goals, orphans, plans
from bot.care.facts import Line, Message, Value
from bot.care.goals import Goal, GoalState
from bot.care.plan_diff import diff, same
from bot.care.plan_lines import change_line, goal_line, step_line
from bot.care.plan_versions import PlanState, PlanVersion
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.steps import Step, StepState
from bot.care.team import lead_of


def standing(work: Work, case: str) -> Message:
    """Give each goal with its open steps, the open ones in the patient's order; then the steps whose goal is gone."""
    open_ones = goals.ranked(work, case)
    waiting = carriers.held(work, case)
    found = work.records.find(Step, case, states=frozenset({StepState.OPEN}))
    ended = (kept for kept in work.records.find(Goal, case) if kept.state != GoalState.OPEN)
    aims = (*open_ones, *(kept for kept in ended if any(one.what.goal == kept.ref for one in found)))
    served = {goal.ref: [kept for kept in found if kept.what.goal == goal.ref] for goal in aims}
    loose = [kept for kept in found if kept.what.goal not in served]
    every = plans.versions(work, case)
    last = every[-1] if every else None
    values: dict[str, Value] = {
        "empty": not open_ones and not found,
        "open": bool(found),
        "version": version(work, last, last.author) if last is not None else None,
        "force": kept.what.number if (kept := plans.agreed(work, case)) is not None else 0,
        "changed": last is not None and not same(last.what.content, plans.now(work, case)),
    }
    lines: list[Line] = []
    for goal in aims:
        lines += [goal_line(work, goal), *(step_line(work, kept, waiting.get(kept.ref)) for kept in served[goal.ref])]
    lines += [step_line(work, kept, waiting.get(kept.ref)) for kept in loose]
    return Message(template="plan/shown", values=values, lines=tuple(lines), case=case)


def version(work: Work, kept: Kept[PlanVersion], by: str) -> dict[str, Value]:
    """Give what everyone may know of a version: its number, who signed, and whose word it waits for."""
    what = kept.what
    return {
        "ref": kept.ref,
        "number": what.number,
        "at": kept.created,
        "by": by,
        "state": PlanState(kept.state).name.lower(),
        "goals": sum(one.state == GoalState.OPEN for one in what.content.goals),
        "steps": sum(one.state == StepState.OPEN for one in what.content.steps),
        "signed": [{"person": one.person, "at": one.at} for one in what.signatures],
        "waits": what.waits if kept.state == PlanState.PROPOSED else (),
        "unsigned": kept.state == PlanState.PROPOSED and not what.signatures,
        "agreed": what.agreed,
        "reviewed": what.reviewed,
        "adrift": sum(bool(orphans.adrift(work, one)) for one in _open(work, kept.case)) + len(orphans.bare_goals(work, kept.case)),
    }


def announced(work: Work, kept: Kept[PlanVersion], by: str) -> Message:
    """Tell the team of a version that is proposed, or in force, with what is new in it; whoever can still sign is rung.

    So is whoever leads the case, where no clinician has signed it.
    """
    before = [one for one in plans.versions(work, kept.case) if one.what.number < kept.what.number]
    base = next((one for one in reversed(before) if one.what.agreed is not None), before[-1] if before else None)
    found = diff(base.what.content, kept.what.content) if base is not None else ()
    values = {**version(work, kept, by), "since": base.what.number if base is not None else 0, "hidden": 0}
    return Message(
        template="plan/agreed" if kept.state == PlanState.AGREED else "plan/proposed",
        values=values,
        lines=tuple(change_line(work, kept.case, one) for one in found),
        case=kept.case,
        mentions=_rung(work, kept) if kept.state == PlanState.PROPOSED else (),
    )


def changes(work: Work, case: str, before: Kept[PlanVersion], after: Kept[PlanVersion] | None) -> Message:
    """Tell what changed from one version to another, or to how the plan stands now."""
    content = after.what.content if after is not None else plans.now(work, case)
    found = diff(before.what.content, content)
    values: dict[str, Value] = {
        "was": before.what.number,
        "now": after.what.number if after is not None else 0,
        "count": len(found),
    }
    lines = tuple(change_line(work, case, one) for one in found)
    return Message(template="plan/diff", values=values, lines=lines, case=case)


def _rung(work: Work, kept: Kept[PlanVersion]) -> tuple[str, ...]:
    lead = lead_of(work, kept.case) if not kept.what.signatures else None
    return tuple(dict.fromkeys((*plans.signers(work, kept), *((lead.person,) if lead is not None else ()))))


def _open(work: Work, case: str) -> list[Kept[Step]]:
    return work.records.find(Step, case, states=frozenset({StepState.OPEN}))
