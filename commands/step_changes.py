"""What becomes of a step: done, dropped, or given to somebody else, with another day or behind another step."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from bot.care import orphans, outcomes, plan_lines, steps
from bot.care.dates import spoken_day
from bot.care.facts import Value
from bot.care.items import Way
from bot.care.people import CLINICAL, COORDINATION, WRITING, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.steps import Step
from bot.chat import owner, step_words
from bot.chat.arguments.errors import ArgumentError
from bot.chat.endings import ending
from bot.chat.parameters import CaseCode, RefWord, Rest, Said
from bot.chat.spec import command
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

PLANNING = CLINICAL | COORDINATION


@command(
    "step done", allow=WRITING | COORDINATION, example=("!step done 8R2Q", "!step done 8R2Q Short walks help more than long ones")
)
def done(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which step")],
    learnt: Annotated[str, Said("what was learnt")] = "",
) -> Reply:
    """Close a step that is done. Say what was learnt, if anything was."""
    return _ended(case, actor, work, turn, work.records.get(Step, case, ref), learnt, dropped=False)


@command("step drop", allow=PLANNING, example="!step drop 8R2Q It is too early for this")
def drop(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which step")],
    reason: Annotated[str, Said("why it is dropped")],
) -> Reply:
    """Take a step out of the plan, and say why. Nothing waits for it any more."""
    return _ended(case, actor, work, turn, work.records.get(Step, case, ref), reason, dropped=True)


@command(
    "step change",
    allow=PLANNING,
    example=(
        "!step change 8R2Q @nurse:clinic.example",
        "!step change 8R2Q due 2026-12-14",
        "!step change 8R2Q after none",
        "!step change 8R2Q >5M8T",
    ),
)
def change(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which step")],
    changes: Annotated[str, Rest("who does it now, by when, after which step, or for which goal")],
) -> Reply:
    """Change who does a step, by when, what it waits for, or which goal it serves. Its words stay as they are."""
    short = owner.short(work, case, actor, turn)
    said = step_words.step(changes, now=work.now, zone=actor.zone, mentions=turn.mentions, short=short)
    other = replace(said, person=None, day=None, after=None, goal=None)
    if not is_blank(said.text) or said == other or other != step_words.Said(text=said.text):
        expected = "a person, `due` with a day, `after` with a step, or `>` with a goal"
        raise ArgumentError("change", expected, "!step change 8R2Q due 2026-12-14")
    before = work.records.get(Step, case, ref)
    kept = steps.change(work, case, ref, owner=said.person, day=said.day, after=said.after, goal=said.goal)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "goal": kept.what.goal,
        "owner": kept.owner,
        "due": spoken_day(kept.what.day),
        "waits": steps.waits_for(work, kept),
    }
    new = kept.owner if kept.owner not in {before.owner, actor.id} else None
    also = (plan_lines.assigned(work, actor.id, kept, new),) if new is not None else ()
    return Reply(template="step/changed", values=values, refs=(kept.ref,), also=also)


def _ended(case: str, actor: Actor, work: Work, turn: Turn, kept: Kept[Step], text: str, *, dropped: bool) -> Reply:
    end = ending(work, actor, kept, text, why=f"!step drop {kept.ref} It is too early for this" if dropped else "")
    closed = (steps.drop if dropped else steps.finish)(work, case, kept.ref, end)
    outcomes.settle(work, closed, actor.id, Way.DONE)
    heard = heard_in(work, case, turn, actor.id, end.categories if end.text else ())
    values: dict[str, Value] = {
        "ref": closed.ref,
        "goal": closed.what.goal,
        "dropped": dropped,
        "learnt": bool(end.text),
        "last": any(goal.ref == closed.what.goal for goal in orphans.bare_goals(work, case)),
        **told(heard),
    }
    return Reply(template="step/ended", values=values, refs=(closed.ref,), privately=bool(heard))
