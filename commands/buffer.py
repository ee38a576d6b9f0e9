"""How much time somebody wishes around their conferences, and how many a day: theirs alone, and kept where times are looked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from bot.care import paces
from bot.care.facts import Value
from bot.care.people import EVERYONE, Actor
from bot.care.ports import Work
from bot.chat.arguments.clocks import length
from bot.chat.arguments.errors import ArgumentError
from bot.chat.parameters import Rest
from bot.chat.spec import command
from bot.chat.tokens import Word, is_blank, split
from bot.chat.turn import Reply

_EXAMPLE = "!buffer 15m most 3 a day"
_BEFORE, _AFTER, _MOST = "before", "after", "most"
_BESIDE = frozenset({"and", "around"})
_A_DAY = ["a", "day"]
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What was said so far; None: nothing of that."""

    before: timedelta | None = None
    after: timedelta | None = None
    most: int | None = None


@command("buffer", allow=EVERYONE, case=False, example=("!buffer 15m", "!buffer 10m before 5m after", _EXAMPLE))
def buffer(actor: Actor, work: Work, text: Annotated[str, Rest("how much time around, and how many a day")] = "") -> Reply:
    """Say how much time you wish around your conferences and appointments, and how many conferences a day at most.

    Times that are proposed keep to it. Others are told nothing of it, but that you are not free; what you book or agree to yourself
    counts as ever. Without words, what you wish is shown.
    """
    if not is_blank(text):
        wished = _wished(split(text))
        paces.wish(work, actor.id, before=wished.before, after=wished.after, most=wished.most)
    return _shown(work, actor)


@command("buffer end", allow=EVERYONE, case=False, example="!buffer end", aliases=("buffer off", "buffer none"))
def unlimited(actor: Actor, work: Work) -> Reply:
    """Wish no time around your conferences any more, and any number a day."""
    paces.no_wish(work, actor.id)
    return _shown(work, actor)


def _shown(work: Work, actor: Actor) -> Reply:
    pace = paces.of(work, actor.id)
    values: dict[str, Value] = {"before": pace.before // _MINUTE, "after": pace.after // _MINUTE, "most": pace.most}
    return Reply(template="buffer/set", values=values, privately=True)


def _wished(words: tuple[Word, ...]) -> _Wish:
    """Read lengths, each with the side that it is for or else for both, and ``most 3 a day``; of the same, the last one counts."""
    found, left = _Wish(), words
    while left:
        if left[0].key in _BESIDE and found != _Wish():
            left = left[1:]
        else:
            found, left = _limit(found, left) if left[0].key == _MOST else _sides(found, left)
    return found


def _limit(found: _Wish, words: tuple[Word, ...]) -> tuple[_Wish, tuple[Word, ...]]:
    number, behind = words[1].key if words[1:] else "", words[2:]
    if not (number.isascii() and number.isdigit() and int(number)):
        raise _misread()
    said = [word.key for word in behind[: len(_A_DAY)]] == _A_DAY
    return replace(found, most=int(number)), behind[len(_A_DAY) :] if said else behind


def _sides(found: _Wish, words: tuple[Word, ...]) -> tuple[_Wish, tuple[Word, ...]]:
    try:
        read = length(words)
    except ArgumentError as error:
        raise _misread() from error
    if read is None:
        raise _misread()
    lasts, count = read
    side = words[count].key if words[count:] else ""
    if side == _BEFORE:
        return replace(found, before=lasts), words[count + 1 :]
    if side == _AFTER:
        return replace(found, after=lasts), words[count + 1 :]
    return replace(found, before=lasts, after=lasts), words[count:]


def _misread() -> ArgumentError:
    return ArgumentError("buffer", "minutes around a conference, or how many a day", _EXAMPLE)
