"""The agenda between huddles: a look at it, and what did not fit on it."""

from __future__ import annotations

from bot.care import agenda, huddles
from bot.care.people import CLINICAL, COORDINATION, ROSTER
from bot.care.ports import Work
from bot.chat.spec import CaseCode, Undo, command
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted


@command("agenda", allow=ROSTER | COORDINATION, example=("!agenda", "!agenda here"), read=True)
def preview(case: CaseCode, work: Work) -> Reply:
    """Show the agenda as it is now."""
    message = agenda.preview(work, case)
    return Reply(template=message.template, values=message.values, lines=message.lines)


@command("agenda more", allow=CLINICAL | COORDINATION, example="!agenda more", undo=Undo.NEVER, aliases=("more",))
def more(case: CaseCode, work: Work, turn: Turn) -> Reply:
    """Show what did not fit on the agenda."""
    huddles.stir(work, case)
    message = agenda.more(work, case)
    plain = Reply(template=message.template, values=message.values, lines=message.lines)
    return plain if turn.direct else posted(turn, case, message, plain)
