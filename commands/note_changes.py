"""What becomes of a note: added to, retracted, signed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from bot.care import charting
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.notes import CURRENT, Amendment, Note
from bot.care.overheard import Overheard, take_back
from bot.care.people import CLINICAL, WRITING, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.chat import questions
from bot.chat.arguments.sections import risk
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.passing import heard_values
from bot.chat.seat import seat_of
from bot.chat.spec import command
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import sorted_text
from commands.note_process import refuse
from commands.note_told import question, receiving, told, values_of

_SAFETY = (Category.SAFETY.value,)


@command("note amend", allow=WRITING, example="!note amend 8R2Q She also asked for a later appointment.")
def amend(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which note")],
    text: Annotated[str, Said("what is to be added")],
) -> Reply:
    """Add to a note of yours. What stood there stays as it was."""
    return add(charting.own(work, case, actor.id, ref), text, actor=actor, work=work, turn=turn)


@command("note retract", allow=WRITING, example="!note retract 8R2Q Written into the wrong case.")
def retract(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which note")],
    reason: Annotated[str, Said("why")],
) -> Reply:
    """Take a note of yours back. It needs a reason. It leaves every list and agenda; its text is kept with the reason."""
    kept = charting.own(work, case, actor.id, ref)
    found, body = tags(reason, now=work.now, zone=actor.zone)
    why = reason if found.modality or found.goal or found.at else body
    if is_blank(why):
        raise InvalidError("refused/reason_needed", example=f"!note retract {ref} Written into the wrong case.")
    categories = found.categories or kept.what.categories
    heard = take_back(work, case, turn.place, turn.event_id, actor.id, about(categories))
    ask_no_more(turn, kept)
    kept = charting.retract(work, kept, why, categories)
    values: dict[str, Value] = {"ref": kept.ref, "risk_ref": kept.what.risk_ref or "", **heard_values(heard)}
    return Reply(template="note/retracted", values=values, refs=(kept.ref,), privately=bool(heard))


@command("note sign", allow=WRITING, example="!note sign 8R2Q")
def sign(case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: Annotated[str, RefWord("which note")]) -> Reply:
    """Sign a note of yours. That includes whatever was added to it."""
    kept = charting.sign(work, charting.own(work, case, actor.id, ref), actor.id)
    return _signed(actor, work, turn, kept)


@command("note cosign", allow=CLINICAL, example="!note cosign 8R2Q")
def cosign(case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: Annotated[str, RefWord("which note")]) -> Reply:
    """Sign a note of your trainee. Until then it is a draft."""
    kept = charting.cosign(work, case, actor.id, ref)
    return _signed(actor, work, turn, kept)


def _signed(actor: Actor, work: Work, turn: Turn, kept: Kept[Note]) -> Reply:
    values: dict[str, Value] = {"ref": kept.ref, "at": work.now, "by": actor.id, "author": kept.author}
    values |= receiving(work, turn, kept)
    return Reply(template="note/signed", values=values, refs=(kept.ref,))


def add(kept: Kept[Note], text: str, *, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Keep an amendment, and the risk that it names."""
    said, body = sorted_text(work, actor, text)
    named, body = risk(body)
    if is_blank(body) and named is None:
        raise InvalidError("refused/note_empty")
    refuse("", body)
    categories = said or kept.what.categories
    heard = taken_back(work, turn, actor, kept, categories, named)
    current = kept.state in CURRENT
    if named is not None and current:
        kept = charting.answer_risk(work, kept, named, heard.present)
    if not is_blank(body):
        kept = charting.amend(work, kept, Amendment(text=body, categories=categories, at=work.now))
    if heard:
        kept = charting.write(work, kept, replace(kept.what, overheard=also(kept.what.overheard, heard)))
    if named is not None and not current:
        kept = charting.answer_risk(work, kept, named, heard.present)
    if is_blank(body) and not heard:
        return told(work, actor, turn, kept)
    values: dict[str, Value] = {
        **values_of(kept, work.now, actor.zone),
        "categories": [category.words for category in categories],
        "risk_ref": kept.what.risk_ref or "" if named is not None else "",
        "to_sign": kept.what.signed is not None,
        **heard_values(heard),
        **receiving(work, turn, kept),
    }
    return Reply(
        template="note/amended",
        values=values,
        ask=question(kept, offered=bool(heard.readers)),
        refs=(kept.ref,),
        privately=bool(heard),
    )


def taken_back(
    work: Work, turn: Turn, actor: Actor, kept: Kept[Note], categories: tuple[Category, ...], named: str | None
) -> Overheard:
    """Have a text taken out of its room, with the risk that it names, if somebody there may not read it."""
    spoken = _SAFETY if named is not None and not charting.is_none(named) else ()
    return take_back(work, kept.case, turn.place, turn.event_id, actor.id, about(categories), spoken)


def ask_no_more(turn: Turn, kept: Kept[Note]) -> None:
    """Take no reply for a read-back of it any more."""
    for person in kept.what.to:
        questions.withdraw(seat_of(turn).desk, person, kept.ref)


def also(before: tuple[str, ...], heard: Overheard) -> tuple[str, ...]:
    """Everyone who was in the room, then or now."""
    return tuple(sorted({*before, *heard.present}))
