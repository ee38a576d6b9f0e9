"""Replies to what the bot told several people: each of them may answer, at any time, and it is always handed to the same rule.

A question (``bot.chat.questions``) is to one person and expires; these are not and do not. In the direct room somebody's next
words count as one too, where nothing else was asked of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.care import outcomes
from bot.care.facts import heard_next
from bot.chat import loops, words
from bot.chat.acting import Undertaking, undertake
from bot.chat.declarations import DeclarationError
from bot.chat.seat import Seat
from bot.chat.takers import Answer
from bot.flow import talk

OF_CASE = " "
"""What stands between the code of a case and a ref, in what a message ``hears``."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a message answers: the ``@answer`` that takes it, and the ref of what it is about."""

    kind: str
    ref: str
    case: str | None = None
    """The case that it is about, where the message says so; the answer is then authorised as any other act in it."""


def replied(seat: Seat) -> Heard | None:
    """Find what this message replies to, if what anybody replies to it is handed on, and this is what its taker takes.

    What a message replies to stands in clear: a homeserver may point it anywhere. It is followed to what we said in this very
    place alone, so that nothing of another case is said or done here.
    """
    dialogues = seat.desk.dialogues
    here = seat.reply_to is not None and dialogues.ours(seat.reply_to, seat.place.key)
    mark = dialogues.asked_in(seat.reply_to) if here and seat.reply_to else None
    found = talk.heard(mark) if mark else None
    if found is None or found[0] == outcomes.TOLD or not _taker(seat, found[0]).takes(words.without_quote(seat.text)):
        return None
    case, _, ref = found[1].rpartition(OF_CASE)
    return Heard(kind=found[0], ref=ref, case=case or None)


def awaited(seat: Seat) -> Heard | None:
    """Find what the next words in the direct room answer."""
    kept = seat.desk.recall(heard_next(seat.person)) if seat.direct and seat.reply_to is None else None
    return Heard(kind=kept["kind"], ref=kept["ref"]) if kept else None


def take(seat: Seat, heard: Heard) -> None:
    """Hand the words to what takes them. A program that answers each of our answers is not answered for ever."""
    taker = _taker(seat, heard.kind)
    if loops.goes_round(seat):
        return
    given = {"draft": {"ref": heard.ref}, "words": words.without_quote(seat.text)}
    undertaking = Undertaking(
        name=taker.kind,
        rule=taker.rule,
        run=taker.run,
        injected=taker.injected,
        arguments=lambda: given,
        case=heard.case,
        undoable=False,
        at_once=heard.case is None,
    )
    undertake(seat, undertaking)


def _taker(seat: Seat, kind: str) -> Answer:
    taker = seat.registry.answers.get(kind)
    if taker is None:
        raise DeclarationError(f"nothing takes the answer {kind!r}")
    return taker
