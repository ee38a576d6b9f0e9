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
"""So many commands of one person are taken at once, and as many a minute from then on: each waits for its own turn alone, in
order, and nothing is dropped. Whoever is one too quick waits for a second, and not for the minute to end: others in the room
would wait behind them."""

_WITHIN = timedelta(minutes=1)
_EACH = _WITHIN / PACE
ANSWER = "answer:"
"""What the mark of an answer begins with; behind it stands the message that was answered."""


def mark(seat: Seat, place: str) -> None:
    """Note that the message said last to ``place`` is an answer, so that a reply to it is known as one."""
    seat.desk.ask(place, f"{ANSWER}{seat.event_id}")


def keep_pace(seat: Seat) -> None:
    """Count a command. Raises ``NotYetError`` for one too many; it comes again, uncounted, when its turn has come.

    Each takes a second of a person's time; what is remembered is until when theirs is taken, which may lie a minute ahead.
    """
    memory, now = f"pace:{seat.person}", seat.desk.now
    kept = seat.desk.recall(memory)
    taken = datetime.fromisoformat(kept["taken"]) if kept is not None else now
    if not now <= taken <= now + _WITHIN:  # nothing is taken any more, or the clock has been set back
        taken = now
    if (turn := taken + _EACH - _WITHIN) > now:
        raise NotYetError(turn)
    seat.desk.remember(memory, taken=(taken + _EACH).isoformat())


def goes_round(seat: Seat) -> bool:
    """Say whether this message is a reply too many to our replies, and count it."""
    return _answers_us(seat) and _one_too_many(seat)


def goes_on(seat: Seat) -> bool:
    """The same of a message that is taken as if it were a reply, and is none; of one that is, ``goes_round`` says it."""
    return not _answers_us(seat) and _one_too_many(seat)


def _answers_us(seat: Seat) -> bool:
    key = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    return key is not None and (key.startswith(ANSWER) or heard(key) is not None)


def _one_too_many(seat: Seat) -> bool:
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
