"""The plan: goals with their steps, its versions, who has agreed to them, and what has changed."""

from __future__ import annotations

from typing import Annotated

from bot.care import plans
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.plan_told import announced, changes, standing, version
from bot.care.plan_versions import PlanState, PlanVersion
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import hidden
from bot.chat.arguments.errors import ArgumentError
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted

READING = ROSTER | COORDINATION
_EXAMPLE = "!plan diff now"
_TWO = 2


@command("plan", allow=READING, read=True, example="!plan")
def plan(case: CaseCode, actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """Show the plan. Each goal in the patient's words with its steps, and what lacks an owner, a goal or a step."""
    if not is_blank(words):
        raise InvalidError("refused/plan_verb")
    return _read(work, actor, turn, standing(work, case))


@command("plan propose", allow=CLINICAL, example="!plan propose")
def propose(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Propose the plan as it stands as the next version. You sign it by that.

    It is in force once each discipline that has a step in it, and the lead's, has signed. Silence is no signature.
    """
    kept = plans.propose(work, case, actor.id)
    return posted(turn, case, announced(work, kept, actor.id), _signed(work, actor, kept))


@command("plan agree", allow=CLINICAL, example=("!plan agree", "!plan agree 2"))
def agree(case: CaseCode, actor: Actor, work: Work, turn: Turn, number: Annotated[str, Rest("which version")] = "") -> Reply:
    """Sign the version that waits, for your discipline. The last signature that is needed puts it in force."""
    wanted = number.strip().removeprefix("version").strip(" .")
    if wanted and not (wanted.isascii() and wanted.isdigit()):
        raise ArgumentError("version", "the number of the version, or nothing", "!plan agree 2")
    kept = plans.agree(work, case, actor.id, int(wanted) if wanted else None)
    signed = _signed(work, actor, kept)
    return signed if kept.state != PlanState.AGREED else posted(turn, case, announced(work, kept, actor.id), signed)


@command("plan versions", allow=READING, read=True, example="!plan versions")
def versions(case: CaseCode, work: Work) -> Reply:
    """List the versions of the plan. When each was proposed, who signed it, and which one is in force."""
    rows: list[Value] = [version(work, kept, kept.author) for kept in plans.versions(work, case)]
    return Reply(template="plan/versions", values={"versions": rows, "open": plans.has_open_step(work, case)})


@command("plan diff", allow=READING, read=True, example=("!plan diff", _EXAMPLE, "!plan diff 1 3"))
def diff(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, which: Annotated[str, Rest("now, or two numbers of versions")] = ""
) -> Reply:
    """Tell what has changed in the plan. From the version before last to the last one.

    With `now`: since the version in force, to how it stands. With two numbers: from the one version to the other.
    """
    every = {kept.what.number: kept for kept in plans.versions(work, case)}
    if not every:
        raise InvalidError("refused/plan_no_version", open=plans.has_open_step(work, case))
    words, last = [word.key for word in split(which)], max(every)
    if words == ["now"] or (not words and last == 1):
        return _read(work, actor, turn, changes(work, case, plans.agreed(work, case) or every[last], None))
    pair = [int(word) for word in words if word.isascii() and word.isdigit()] if words else [last - 1, last]
    if len(pair) != max(_TWO, len(words)) or not set(pair) <= set(every):
        raise ArgumentError("version", "`now`, or the numbers of two versions", _EXAMPLE)
    return _read(work, actor, turn, changes(work, case, every[pair[0]], every[pair[1]]))


def _signed(work: Work, actor: Actor, kept: Kept[PlanVersion]) -> Reply:
    return Reply(template="plan/signed", values=version(work, kept, actor.id), refs=(kept.ref,))


def _read(work: Work, actor: Actor, turn: Turn, message: Message) -> Reply:
    unseen = 0 if turn.here or message.case is None else hidden(work, message.case, actor.id, message.lines)
    return Reply(template=message.template, values={**message.values, "hidden": unseen}, lines=message.lines)
