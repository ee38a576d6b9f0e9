"""The record that a command is about because it was typed as a reply: to the message that made it, or to what told of it alone.

What a message replies to stands in clear: a homeserver may point it anywhere. So it is followed to nothing that its author could
not have named in that room, and the answer names what was understood.
"""

from __future__ import annotations

from bot.chat import loops
from bot.chat.acting import DONE
from bot.chat.replies import OF_CASE
from bot.chat.seat import Seat
from bot.flow import talk


def record(seat: Seat) -> tuple[str, str] | None:
    """Give its case and ref; None where it replies to none, or to several."""
    if seat.reply_to is None:
        return None
    mark = seat.desk.dialogues.asked_in(seat.reply_to)
    told = talk.heard(mark) if mark else None
    case, ref = _told(told[1]) if told is not None else _made(seat, mark)
    place = seat.place.case
    own = case == place if place is not None else seat.desk.rosters.member(case, seat.person) is not None
    return (case, ref) if ref and own and seat.desk.records.locate(case, ref) is not None else None


def _told(about: str) -> tuple[str, str]:
    case, _, refs = about.rpartition(OF_CASE)
    return case, refs


def _made(seat: Seat, mark: str | None) -> tuple[str, str]:
    """What came of a message, or of the one that we answered."""
    event = seat.reply_to or "" if mark is None else mark.removeprefix(loops.ANSWER)
    act = seat.desk.acts.of(event)
    if act is None or act.outcome != DONE or not act.refs or (seat.direct and act.person != seat.person):
        return "", ""
    return act.case or "", act.refs[0]
