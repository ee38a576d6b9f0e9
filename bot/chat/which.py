"""Which conference is moved or called off where no ref says it: the only one there is; of several, it is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from bot.care import at_hand, choices, guests, proposals
from bot.care.booked import Conference
from bot.care.dates import spoken
from bot.care.errors import ConflictError
from bot.care.people import Actor, PlaceKind
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from bot.chat.arguments.clocks import clock, length
from bot.chat.arguments.errors import ArgumentError, Choice, WhichError
from bot.chat.tokens import Word, split
from bot.chat.turn import Turn

REF = "ref"
"""The name of the parameter that takes it."""


def here(turn: Turn) -> str:
    """Give the ref of the conference whose own room this is: nobody means another one there. Empty in any other place."""
    return turn.place.key.removeprefix(guests.key_of("")) if turn.place.kind is PlaceKind.CONFERENCE else ""


def meant(work: Work, case: str, actor: Actor, turn: Turn, ref: str, *, proposed: bool = False) -> str:
    """Give the ref that was typed, or that of this room; else that of the only one. ``ConflictError`` where there is none.

    The ref of times that are settled stands for the conference that they were settled as.

    ``WhichError`` where there are several. With ``proposed``, times that are voted on may be meant too.
    """
    if ref or here(turn):
        return at_hand.come_of(work, case, ref or here(turn))
    found = at_hand.to_change(work, case, actor.id, proposed=proposed)
    if len(found) > 1:
        raise WhichError(REF, [_choice(one, actor.zone) for one in found])
    return found[0].ref


def voted_on(work: Work, case: str, actor: Actor, ref: str) -> str:
    """Give the ref that was typed, else that of the only times that are voted on. ``ConflictError`` where there are none."""
    if ref:
        return ref
    found = proposals.open_ones(work, case)
    if not found:
        raise ConflictError("refused/no_proposal")
    if len(found) > 1:
        raise WhichError(REF, [_choice(one, actor.zone) for one in found])
    return found[0].ref


def ref_or_time(work: Work, case: str, ref: str, text: str) -> tuple[str, str]:
    """Tell a ref from the beginning of a time that looks like one: ``1h30m``, ``14h30``. A ref of the case stays one."""
    word = split(ref.lower())
    if not ref or work.records.locate(case, ref) is not None or not (_reads(clock, word) or _reads(length, word)):
        return ref, text
    return "", f"{ref.lower()} {text}"


def _reads(read: Callable[[Sequence[Word]], object], words: Sequence[Word]) -> bool:
    with suppress(ArgumentError):
        return read(words) is not None
    return False


def _choice(kept: Kept[Conference] | Kept[Proposal], zone: str) -> Choice:
    if isinstance(kept.what, Proposal):
        closes = f"answers by {spoken(kept.what.closes, zone)}" if kept.state == Stage.OPEN else "none settled yet"
        times = choices.numbered(kept.what)
        first = spoken(min(time.at for _, time in times), zone)
        label = f"{kept.ref}, times proposed: {len(times)}, the first {first}; {closes}"
        return Choice(label=label, at=kept.what.closes, typed=kept.ref)
    return Choice(label=f"{kept.ref}, {spoken(kept.what.at, zone)}", at=kept.what.at, typed=kept.ref)
