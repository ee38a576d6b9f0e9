"""That something is begun, and how far it is."""

from __future__ import annotations

from typing import Annotated

from bot.care import progress
from bot.care.facts import Value
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.chat.arguments.tags import tags
from bot.chat.one_ref import check_alone
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.spec import command
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told


@command(
    "action start",
    allow=ROSTER | COORDINATION,
    example=("!action start 8R2Q", "!started 8R2Q Called twice, they call back on Monday"),
    aliases=("started",),
    or_text=True,
)
def start(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which action, decision or step")],
    note: Annotated[str, Said("how far it is")] = "",
) -> Reply:
    """Say that something is in progress: an action, a decision to carry out, or a step. In a few words how far it is, if you like.

    It stands in lists, on agendas and in reminders as in progress, and is asked after as before until `!done`. Its owner may say
    it, and whoever may close it. To say later how far it is: the same again. As a reply, or where a huddle is open: `8R2Q started`.
    """
    check_alone(work, case, ref, note, head="!started")
    found, text = tags(note, now=work.now, zone=actor.zone)
    kept, said = progress.begin(work, case, actor, ref, text, found.categories)
    going = progress.of(work, case)[kept.ref]
    heard = heard_in(work, case, turn, actor.id, said.what.categories if said.what.text else ())
    values: dict[str, Value] = {
        "ref": kept.ref,
        "kind": kept.what.kind,
        "since": going.since,
        "noted": bool(said.what.text),
        "categories": [one.words for one in said.what.categories],
        **told(heard),
    }
    return Reply(template="action/started", values=values, refs=(kept.ref, said.ref), privately=bool(heard))
