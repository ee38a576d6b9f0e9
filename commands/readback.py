"""Reading back: what a receiver of an SBAR or an I-PASS has understood, and naming another receiver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import asking, charting, readbacks
from bot.care.dates import spoken
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.notes import CURRENT, Format
from bot.care.people import ROSTER, WRITING, Actor
from bot.care.ports import Work
from bot.care.readbacks import Readback
from bot.care.records import Kept
from bot.chat import questions
from bot.chat.arguments import receivers
from bot.chat.arguments.errors import Choice, WhichError
from bot.chat.parameters import CaseCode, RefWord, Rest, Said
from bot.chat.seat import seat_of
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, sorted_text, told


@command(
    "readback",
    allow=ROSTER,
    example=(
        "!readback 8R2Q You ask for another date this month, and I will look for one.",
        "!readback You ask for another date this month, and I will look for one.",
    ),
)
def readback(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    *,
    ref: Annotated[str, RefWord("which note")] = "",
    text: Annotated[str, Said("what you understood, in your own words")],
) -> Reply:
    """Say back what has arrived. Of an SBAR what you understood and will do; of an I-PASS your synthesis. In your own words.

    Without a ref it is the only note that waits for you; of several you are asked which.
    """
    return _answered(case, actor, work, turn, ref or _waiting(case, actor, work), text)


@answer("readback", allow=ROSTER)
def replied(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take a reply to the message that asked for it."""
    return _answered(case, actor, work, turn, str(draft["ref"]), words)


@command("readback ask", allow=WRITING, example="!readback ask 8R2Q @nurse:clinic.example")
def ask(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which note")],
    who: Annotated[str, Rest("who is to read it back")],
) -> Reply:
    """Ask somebody else to read back a note of yours. Whoever was asked before no longer has to."""
    kept = charting.own(work, case, actor.id, ref)
    if not kept.what.format.received:
        raise InvalidError("refused/readback_format", ref=kept.ref)
    to = receivers.whole(who, work.rosters.of(case), actor.id, turn.mentions)
    if not to:
        raise InvalidError("refused/readback_receiver")
    _ask_no_more(turn, kept.what.to, kept.ref)
    kept = charting.give(work, kept, to)
    waiting = readbacks.asked(work, kept)
    able = sorted(readbacks.able(work, waiting)) if waiting is not None else []
    for person in able:
        draft: dict[str, Value] = {"ref": kept.ref}
        span = readbacks.ANSWERED
        questions.request(seat_of(turn), person, kept.ref, kind="readback", draft=draft, case=case, span=span)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "asked": able,
        "unasked": list(to) if waiting is not None and not able else [],
        "draft": kept.state not in CURRENT,
        "synthesis": kept.what.format is Format.IPASS,
    }
    return Reply(template="readback/given", values=values, refs=(kept.ref,))


def _waiting(case: str, actor: Actor, work: Work) -> str:
    """The ref of the only note that waits for somebody. ``WhichError`` where there are several."""
    found = asking.waiting(work, case, actor.id)
    if len(found) > 1:
        raise WhichError("ref", [_choice(one, actor.zone) for one in found])
    return found[0].what.note


def _choice(kept: Kept[Readback], zone: str) -> Choice:
    return Choice(label=f"{kept.what.note}, by {kept.author}, {spoken(kept.created, zone)}", at=kept.created, typed=kept.what.note)


def _answered(case: str, actor: Actor, work: Work, turn: Turn, ref: str, text: str) -> Reply:
    kept = asking.find(work, case, actor.id, ref)
    said, body = sorted_text(work, actor, text)
    categories = said or kept.what.categories
    closed, request = asking.answer(work, kept, actor.id, body, categories)
    _ask_no_more(turn, closed.what.to, closed.what.note)
    heard = heard_in(work, case, turn, actor.id, categories)
    values: dict[str, Value] = {
        "ref": closed.what.note,
        "author": closed.author,
        "synthesis": closed.what.format is Format.IPASS,
        "request": request.ref if request else "",
        **told(heard),
    }
    return Reply(template="readback/kept", values=values, refs=(closed.ref,), privately=bool(heard))


def _ask_no_more(turn: Turn, people: tuple[str, ...], ref: str) -> None:
    for person in people:
        questions.withdraw(seat_of(turn).desk, person, ref)
