"""What stood on an agenda, or was to be done: dealt with, or put off."""

from __future__ import annotations

from typing import Annotated, Any

from bot.care import outcomes, reminding
from bot.care.asks import Question
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.overheard import NOBODY
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.steps import Step
from bot.chat import remembered
from bot.chat.arguments.errors import ArgumentError
from bot.chat.endings import ending
from bot.chat.one_ref import check_alone
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.remarks import remark
from bot.chat.spec import command
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

MEETING = CLINICAL | COORDINATION

_DONE = "action/done"


@command("done", allow=MEETING, example=("!done 8R2Q", "!done 8R2Q The lab has called back"))
def done(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("what is dealt with")],
    said: Annotated[str, Said("what there is to say of it")] = "",
) -> Reply:
    """Close what is dealt with. A topic, an action, a decision, a reminder of yours; a note leaves the agenda.

    What you say behind it is kept beside it; of a step it is what was learnt. As a reply, or where a huddle is open: `8R2Q done`.
    """
    check_alone(work, case, ref, said, head="!done")
    if reminding.is_own(work, actor.id, case, ref):
        if not is_blank(said):
            raise ArgumentError("ref", "the ref of a reminder, and nothing behind it", f"!done {ref}")
        return remembered.finished(work, reminding.standing(work, actor, case, ref))
    subject = work.records.locate(case, ref)
    if subject is not None and isinstance(subject.what, Question) and not is_blank(said):
        raise InvalidError("refused/own_words", example=f"!answer {ref}")
    if subject is not None and isinstance(subject.what, Step) and not is_blank(said):
        end = ending(work, actor, subject, said)
        kept = outcomes.done(work, case, actor.id, ref, end)
        heard = heard_in(work, case, turn, actor.id, end.categories)
        values: dict[str, Value] = {"ref": kept.ref, "kind": kept.what.kind, "said": "", "learnt": True, **told(heard)}
        return Reply(template=_DONE, values=values, refs=(kept.ref,), privately=bool(heard))
    return _answered(_DONE, case, actor, work, turn, outcomes.done(work, case, actor.id, ref), said)


@command("defer", allow=MEETING, example=("!defer 8R2Q", "!defer 8R2Q The partner is away until then"))
def defer(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("what can wait")],
    said: Annotated[str, Said("what there is to say of it")] = "",
) -> Reply:
    """Put off to the next huddle. What you say behind it is kept. As a reply, or where a huddle is open: `8R2Q defer`."""
    check_alone(work, case, ref, said, head="!defer")
    return _answered("action/deferred", case, actor, work, turn, outcomes.defer(work, case, actor.id, ref), said)


def _answered(template: str, case: str, actor: Actor, work: Work, turn: Turn, kept: Kept[Any], said: str) -> Reply:
    values: dict[str, Value] = {"ref": kept.ref, "kind": kept.what.kind, "said": "", "learnt": False, **told(NOBODY)}
    if is_blank(said):
        return Reply(template=template, values=values, refs=(kept.ref,))
    found = remark(case, actor, work, turn, kept, said, head="!done " if template == _DONE else "!defer ")
    values = {**values, "said": found.kept.ref, **told(found.heard)}
    return Reply(template=template, values=values, refs=(kept.ref, found.kept.ref), privately=bool(found.heard))
