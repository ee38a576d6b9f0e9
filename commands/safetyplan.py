"""The patient's own safety plan: shown and written down part by part, each change a version of its own."""

from __future__ import annotations

from typing import Annotated

from bot.care import safetyplans
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.people import CLINICAL, ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.safetyplans import Part, SafetyPlan
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.tags import check_untagged
from bot.chat.parameters import CaseCode, Rest, Word
from bot.chat.spec import Undo, command
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

_SAFETY = (Category.SAFETY,)


@command("safetyplan", allow=ROSTER, before_consent=True, read=True, example="!safetyplan")
def show(case: CaseCode, work: Work, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """Show the patient's safety plan. Their warning signs, what helps, and whom to call."""
    if not is_blank(words):
        raise InvalidError("refused/safetyplan_verb")
    return _shown(safetyplans.current(work, case), current=True)


@command("safetyplan version", allow=ROSTER, before_consent=True, read=True, example="!safetyplan version 2")
def earlier(case: CaseCode, work: Work, number: Annotated[str, Word("which version")]) -> Reply:
    """Show the safety plan as it was. Each change made a new version, and none is lost."""
    if not (number.isascii() and number.isdigit()) or len(number) > 4:  # noqa: PLR2004 - more versions than anybody writes
        raise ArgumentError("version", "a number", "!safetyplan version 2")
    found = safetyplans.version(work, case, int(number))
    return _shown(found, current=found.state == safetyplans.Standing.CURRENT)


@command(
    "safetyplan warning",
    allow=CLINICAL,
    before_consent=True,
    undo=Undo.NEVER,
    example="!safetyplan warning Not sleeping; answering nobody",
)
def warning(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which signs warn the patient")]
) -> Reply:
    """Write down the patient's warning signs, in their words. What stood there stays in the version before."""
    return _written(case, actor, work, turn, Part.WARNING, text)


@command(
    "safetyplan helps", allow=CLINICAL, before_consent=True, undo=Undo.NEVER, example="!safetyplan helps A walk; music; her sister"
)
def helps(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("what helps the patient")]) -> Reply:
    """Write down what helps the patient, in their words. What stood there stays in the version before."""
    return _written(case, actor, work, turn, Part.HELPS, text)


@command(
    "safetyplan call",
    allow=CLINICAL,
    before_consent=True,
    undo=Undo.NEVER,
    example="!safetyplan call First her sister, then the crisis line",
)
def call(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("whom the patient calls")]) -> Reply:
    """Write down whom the patient calls, in their order. What stood there stays in the version before."""
    return _written(case, actor, work, turn, Part.CALL, text)


def _written(case: str, actor: Actor, work: Work, turn: Turn, part: Part, text: str) -> Reply:
    if is_blank(text):
        raise InvalidError("refused/nothing_said")
    check_untagged(text)
    kept, before = safetyplans.write(work, case, actor.id, part, text)
    heard = heard_in(work, case, turn, actor.id, _SAFETY)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "title": part.words,
        "version": kept.what.version,
        "replaced": kept.what.version - 1 if before is not None else 0,
        "missing": [one.words.lower() for one in Part if kept.what.of(one) is None],
        **told(heard),
    }
    lines = (safetyplans.line(before, "before"),) if before is not None and (turn.direct or heard) else ()
    return Reply(template="safetyplan/kept", values=values, lines=lines, refs=(kept.ref,), privately=bool(heard))


def _shown(kept: Kept[SafetyPlan] | None, *, current: bool) -> Reply:
    values: dict[str, Value] = {
        "ref": kept.ref if kept is not None else "",
        "version": kept.what.version if kept is not None else 0,
        "at": kept.created if kept is not None else None,
        "current": current,
        "titles": [one.words for one in Part],
        "parts": [one.part.words for one in kept.what.parts] if kept is not None else [],
    }
    return Reply(template="safetyplan/show", values=values, lines=safetyplans.lines(kept) if kept is not None else ())
