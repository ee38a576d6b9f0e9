"""What somebody owes, and what waits for their word."""

from __future__ import annotations

from bot.care.facts import Value
from bot.care.mine import owed_by
from bot.care.people import EVERYONE, Actor
from bot.care.ports import Work
from bot.chat.seat import seat_of
from bot.chat.spec import command
from bot.chat.turn import Reply, Turn

_ASKED = {
    "case open": "opening a case",
    "case close": "closing the case",
    "signal close": "closing a signal",
    "consent form": "applying a consent form",
    "consent partner form": "applying the partner's form",
    "consent heard": "letting count what was heard",
    "note redacted": "retracting a note",
}
"""How that is called which waits for a yes."""


@command("mine", allow=EVERYONE, case=False, read=True, aliases=("me",), example="!mine")
def mine(actor: Actor, work: Work, turn: Turn) -> Reply:
    """Show what you owe. Over all your cases, with what waits for your word."""
    owed: list[Value] = [
        {"case": one.case, "ref": one.ref, "what": one.what, "due": one.due, "overdue": one.overdue}
        for one in owed_by(work, actor.id)
    ]
    asked: list[Value] = [
        {"case": one.case, "code": one.code, "what": _ASKED.get(one.kind, one.kind), "by": one.asked_by, "until": one.expires}
        for one in seat_of(turn).desk.dialogues.confirmations(actor.id)
    ]
    return Reply(template="mine/list", values={"owed": owed, "asked": asked})
