"""Taking back one's own last act, and saying yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import unsigned
from bot.care.errors import InvalidError, NotFoundError
from bot.care.facts import Value
from bot.care.people import EVERYONE, Actor
from bot.chat import confirm
from bot.chat.editing import REDACTED, retract, take_back
from bot.chat.parameters import Word
from bot.chat.seat import seat_of
from bot.chat.spec import Undo, command
from bot.chat.takers import confirmed
from bot.chat.turn import Reply, Turn


@command("undo", allow=EVERYONE, case=False, undo=Undo.NEVER, example="!undo")
def undo(turn: Turn) -> Reply:
    """Take back your last act here. It works if nothing depends on it."""
    seat = seat_of(turn)
    done = take_back(seat)
    unsigned.look_again(seat.desk, seat.person)
    return done


@confirmed(REDACTED, allow=EVERYONE, case=False)
def redacted(turn: Turn, draft: Mapping[str, Value]) -> Reply:
    """Take back what a message had written that was removed."""
    seat = seat_of(turn)
    done = retract(seat, str(draft["event"]))
    unsigned.look_again(seat.desk, seat.person)
    return done


@command("yes", allow=EVERYONE, case=False, in_locked_room=True, undo=Undo.NEVER, example="!yes C-7K3FX")
def yes(actor: Actor, turn: Turn, code: Annotated[str, Word("which code")] = "") -> Reply:
    """Confirm what you were asked. Replying `yes` to the message that asks does the same."""
    seat = seat_of(turn)
    found = [one for one in seat.desk.dialogues.confirmations(actor.id) if turn.direct or confirm.asked_here(seat, one)]
    waiting = [one.code for one in found]
    if code or not waiting:
        raise NotFoundError("refused/nothing_to_confirm")
    raise InvalidError("refused/yes_what", codes=waiting)
