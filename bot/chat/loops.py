"""Two programs that answer each other must come to an end, and nobody takes more than their share."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.care.codes import parse_ref
from bot.chat import words
from bot.chat.seat import Seat
from bot.chat.tokens import split
from bot.flow.inbox import NotYetError
from bot.flow.talk import heard

MOST = 3
"""So many replies to our replies are answered within a minute, from one person in one place."""

LINES = 30
"""So many where each begins with a ref: the lines of an agenda are dealt with one after another, within a minute or two."""

PACE = 60
"""So many commands of one person are taken within a minute; what is more waits, in order, and nothing is dropped."""

_WITHIN = timedelta(minutes=1)
ANSWER = "answer:"
"""What the mark of an answer begins with; behind it stands the message that was answered."""


def mark(seat: Seat, place: str) -> None:
    """Note that the message said last to ``place`` is an answer, so that a reply to it is known as one."""
    seat.desk.ask(place, f"{ANSWER}{seat.event_id}")


def keep_pace(seat: Seat) -> None:
    """Count a command. Raises ``NotYetError`` for one too many; it comes again, uncounted, when the minute is over."""
    memory = f"pace:{seat.person}"
    since, count = _counted(seat, memory)
    if count >= PACE:
        raise NotYetError(since + _WITHIN)
    seat.desk.remember(memory, since=since.isoformat(), count=count + 1)


def goes_round(seat: Seat) -> bool:
    """Say whether this message is a reply too many to our replies, and count it."""
    key = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    if key is None or not (key.startswith(ANSWER) or heard(key)):
        return False
    memory = f"hops:{seat.place.key}:{seat.person}"
    since, count = _counted(seat, memory)
    seat.desk.remember(memory, since=since.isoformat(), count=count + 1)
    first = split(words.without_quote(seat.text), limit=1)
    return count + 1 > (LINES if first and parse_ref(first[0].text) is not None else MOST)


def _counted(seat: Seat, memory: str) -> tuple[datetime, int]:
    """Since when, and how often within the minute that runs."""
    kept = seat.desk.recall(memory)
    since = datetime.fromisoformat(kept["since"]) if kept is not None else None
    if kept is not None and since is not None and since <= seat.desk.now < since + _WITHIN:  # the clock may have been set back
        return since, int(kept["count"])
    return seat.desk.now, 0
