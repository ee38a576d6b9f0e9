"""Two programs that answer each other must come to an end."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.seat import Seat

MOST = 3
"""So many replies to our replies are answered within a minute, from one person in one place."""

_WITHIN = timedelta(minutes=1)
_ANSWER = "answer:"


def mark(seat: Seat, place: str) -> None:
    """Note that the message said last to ``place`` is an answer, so that a reply to it is known as one."""
    seat.desk.ask(place, f"{_ANSWER}{seat.event_id}")


def goes_round(seat: Seat) -> bool:
    """Say whether this message is a reply too many to our replies, and count it."""
    key = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    if key is None or not key.startswith(_ANSWER):
        return False
    memory = f"hops:{seat.place.key}:{seat.person}"
    kept = seat.desk.recall(memory)
    since, count = seat.desk.now, 0
    if kept is not None and seat.desk.now - datetime.fromisoformat(kept["since"]) < _WITHIN:
        since, count = datetime.fromisoformat(kept["since"]), kept["count"]
    seat.desk.remember(memory, since=since.isoformat(), count=count + 1)
    return count + 1 > MOST
