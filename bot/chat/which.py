"""Which conference is moved, called off, prepared or put right where no ref says it: the only one; of several, it is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeAlias

from bot.care import at_hand, booked, choices, guests, minute_lines, proposal_lines, proposals, voted
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.dates import spoken
from bot.care.errors import ConflictError
from bot.care.people import Actor, PlaceKind
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from bot.care.texts import first_line
from bot.care.voted import Wish
from bot.chat.arguments.clocks import clock, length
from bot.chat.arguments.errors import ArgumentError, Choice, WhichError
from bot.chat.tokens import Word, split
from bot.chat.turn import Turn

Meant: TypeAlias = Kept[Any]
"""A conference, a proposal, or the minutes of one."""

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
        typed = ref or here(turn)
        return typed if proposed and _stands(work, case, typed) else voted.conference_of(work, case, typed, actor.id, Wish.MOVE)
    found = at_hand.to_change(work, case, actor.id, proposed=proposed)
    return _only(work, found, actor)


def voted_on(work: Work, case: str, actor: Actor, ref: str) -> str:
    """Give the ref that was typed, else that of the only times that are voted on. ``ConflictError`` where there are none."""
    if ref:
        return ref
    found = proposals.open_ones(work, case)
    if not found:
        raise ConflictError("refused/no_proposal")
    return _only(work, found, actor)


def minuted(work: Work, case: str, actor: Actor, turn: Turn, ref: str) -> str:
    """Give the ref that was typed, or that of this room; else that of the only minutes that can be put right still."""
    if ref or here(turn):
        return voted.conference_of(work, case, ref or here(turn), actor.id, Wish.ATTEND)
    return _only(work, at_hand.to_correct(work, case, actor.id), actor)


def prepared(work: Work, case: str, actor: Actor, turn: Turn, ref: str, *, urgent: bool) -> str:
    """Give the ref that was typed, or that of this room; else that of the only conference whose list takes an addition."""
    if ref or here(turn):
        return voted.conference_of(work, case, ref or here(turn), actor.id, Wish.HOLD)
    return _only(work, at_hand.to_prepare(work, case, actor.id, urgent=urgent), actor)


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


def _stands(work: Work, case: str, ref: str) -> bool:
    kept = work.records.locate(case, ref)
    return kept is not None and isinstance(kept.what, Proposal) and not kept.what.conference


def _only(work: Work, found: Sequence[Meant], actor: Actor) -> str:
    """The only one; of several it is asked."""
    offered = [_choice(work, one, actor.zone) for one in found]
    if len(offered) > 1:
        raise WhichError(REF, offered)
    return offered[0].typed


def _choice(work: Work, kept: Meant, zone: str) -> Choice:
    what = kept.what
    if isinstance(what, ConferenceMinutes):
        asked = minute_lines.question(work, kept)
        line = replace(asked, values={"text": first_line(what.question)}) if asked is not None else None
        return Choice(label=f"{what.conference}, held {spoken(what.begun, zone)}", at=what.ended, typed=what.conference, line=line)
    if isinstance(what, Proposal):
        closes = f"answers by {spoken(what.closes, zone)}" if kept.state == Stage.OPEN else "none settled yet"
        times = choices.numbered(what)
        first = spoken(min(time.at for _, time in times), zone)
        label = f"{kept.ref}, times proposed: {len(times)}, the first {first}; {closes}"
        line = proposal_lines.line(kept) if what.question else None
        return Choice(label=label, at=what.closes, typed=kept.ref, line=line)
    line = booked.line(kept) if what.question else None
    return Choice(label=f"{kept.ref}, {spoken(what.at, zone)}", at=what.at, typed=kept.ref, line=line)
