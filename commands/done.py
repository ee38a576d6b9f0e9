"""What stood on an agenda, or was to be done: dealt with, or put off."""

from __future__ import annotations

from typing import Annotated

from bot.care import outcomes, reminding
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.chat import remembered
from bot.chat.parameters import CaseCode, RefWord
from bot.chat.spec import command
from bot.chat.turn import Reply

MEETING = CLINICAL | COORDINATION


@command("done", allow=MEETING, example="!done 8R2Q")
def done(case: CaseCode, actor: Actor, work: Work, ref: Annotated[str, RefWord("what is dealt with")]) -> Reply:
    """Close what is dealt with. A topic, an action, a decision, a reminder of yours; a note leaves the agenda.

    As a reply, or where a huddle is open: `8R2Q done`.
    """
    if reminding.is_own(work, actor.id, case, ref):
        return remembered.finished(work, reminding.standing(work, actor, case, ref))
    kept = outcomes.done(work, case, actor.id, ref)
    return Reply(template="action/done", values={"ref": kept.ref, "kind": kept.what.kind}, refs=(kept.ref,))


@command("defer", allow=MEETING, example="!defer 8R2Q")
def defer(case: CaseCode, actor: Actor, work: Work, ref: Annotated[str, RefWord("what can wait")]) -> Reply:
    """Put off to the next huddle. As a reply, or where a huddle is open: `8R2Q defer`."""
    kept = outcomes.defer(work, case, actor.id, ref)
    return Reply(template="action/deferred", values={"ref": kept.ref, "kind": kept.what.kind}, refs=(kept.ref,))
