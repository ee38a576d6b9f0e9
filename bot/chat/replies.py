"""Replies to what the bot told several people: each of them may answer, at any time, and it is always handed to the same rule.

A question (``bot.chat.questions``) is to one person and expires; these are not and do not. In the direct room somebody's next
words count as one too, where nothing else was asked of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.care.facts import heard_next
from bot.chat import loops, words
from bot.chat.acting import Undertaking, undertake
from bot.chat.seat import Seat
from bot.chat.spec import DeclarationError
from bot.flow import talk


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a message answers: the ``@answer`` that takes it, and the ref of what it is about."""

    kind: str
    ref: str


def replied(seat: Seat) -> Heard | None:
    """Find what this message replies to, if whatever anybody replies to it is handed on."""
    mark = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    found = talk.heard(mark) if mark else None
    return Heard(kind=found[0], ref=found[1]) if found else None


def awaited(seat: Seat) -> Heard | None:
    """Find what the next words in the direct room answer."""
    kept = seat.desk.recall(heard_next(seat.person)) if seat.direct and seat.reply_to is None else None
    return Heard(kind=kept["kind"], ref=kept["ref"]) if kept else None


def take(seat: Seat, heard: Heard) -> None:
    """Hand the words to what takes them. A program that answers each of our answers is not answered for ever."""
    taker = seat.registry.answers.get(heard.kind)
    if taker is None:
        raise DeclarationError(f"nothing takes the answer {heard.kind!r}")
    if loops.goes_round(seat):
        return
    given = {"draft": {"ref": heard.ref}, "words": words.without_quote(seat.text)}
    undertaking = Undertaking(
        name=taker.kind,
        rule=taker.rule,
        run=taker.run,
        injected=taker.injected,
        arguments=lambda: given,
        case=None,
        undoable=False,
        at_once=True,
    )
    undertake(seat, undertaking)
