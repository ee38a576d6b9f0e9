"""What a note's author is told of it: that it is kept, what it waits for, and what became of it in a room."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.care import charting, guided, readbacks
from bot.care.facts import Line, Value
from bot.care.formats import LAYOUTS
from bot.care.notes import CURRENT, Format, Missing, Note, lines, missing, risk_line
from bot.care.overheard import NOBODY, Overheard
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat import questions
from bot.chat.passing import heard_values, passed_on
from bot.chat.seat import seat_of
from bot.chat.turn import Ask, Reply, Turn


def told(work: Work, actor: Actor, turn: Turn, kept: Kept[Note], heard: Overheard = NOBODY, *, offered: bool = False) -> Reply:
    """Acknowledge a note as it stands, and ask for what it waits for."""
    asks = missing(kept) in {Missing.RECEIVER, Missing.CATEGORY, Missing.RISK}
    offers = bool(heard.readers) or offered
    given = receiving(work, turn, kept)
    values = {**values_of(kept, work.now, actor.zone), **heard_values(heard), **given, "offered": offers}
    template = "note/not_posted" if heard else "note/draft" if asks else "note/kept"
    return Reply(template=template, values=values, ask=question(kept, offered=offers), refs=(kept.ref,), privately=bool(heard))


def question(kept: Kept[Note], *, offered: bool = False) -> Ask | None:
    """Ask for what a draft waits for; with ``offered``, whether to send on what could not be posted."""
    match missing(kept):
        case Missing.FIELDS:
            return Ask(kind="note guided", draft={"ref": kept.ref})
        case Missing.RECEIVER | Missing.CATEGORY | Missing.RISK:
            return Ask(kind="note missing", draft={"ref": kept.ref, "offered": offered})
        case _:
            return Ask(kind="note missing", draft={"ref": kept.ref, "offered": True}) if offered else None


def receiving(work: Work, turn: Turn, kept: Kept[Note]) -> dict[str, Value]:
    """Take replies of those who have just been asked to read a note back, and give what its author is told of them."""
    waiting = readbacks.asked(work, kept) if kept.what.format.received and kept.state in CURRENT else None
    if waiting is None or waiting.created != work.now:
        return {"asked": [], "unasked": [], "synthesis": False}
    able = sorted(readbacks.able(work, waiting))
    for person in able:
        draft: dict[str, Value] = {"ref": kept.ref}
        span = readbacks.ANSWERED
        questions.request(seat_of(turn), person, kept.ref, kind="readback", draft=draft, case=kept.case, span=span)
    return {
        "asked": able,
        "unasked": [] if able else list(waiting.what.to),
        "synthesis": kept.what.format is Format.IPASS,
    }


def values_of(kept: Kept[Note], now: datetime, zone: str) -> dict[str, Value]:
    """Give what everyone may read of a note that was kept."""
    at, own = kept.served or kept.created, ZoneInfo(zone)
    waits = missing(kept)
    return {
        "ref": kept.ref,
        "missing": waits.value if waits else "",
        "categories": [category.words for category in kept.what.categories],
        "modality": kept.what.modality.words if kept.what.modality else "",
        "goal": kept.what.goal or "",
        "at": at,
        "today": at.astimezone(own).date() == now.astimezone(own).date(),
        "risk": kept.what.risk.value,
        "risk_ref": kept.what.risk_ref or "",
        "contact": kept.what.format is Format.CONTACT,
        "unlabelled": unlabelled(kept.what),
    }


def unlabelled(note: Note) -> list[Value]:
    """Give the labels that a note of a format with fields has none of; nothing where it has any."""
    layout = LAYOUTS.get(note.format)
    none = layout is not None and all(not section.label for section in note.sections)
    return [f"{field.label}:" for field in layout.fields] if layout is not None and none else []


def ask_field(kept: Kept[Note]) -> Reply:
    """Ask for the field at which a guided note stands."""
    step = kept.what.step or 0
    asked = guided.asked(kept.what)
    filled = any(section.label == asked.label for section in kept.what.sections)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "label": asked.names[-1],
        "question": asked.question,
        "number": step + 1,
        "of": len(LAYOUTS[kept.what.format].fields),
        "filled": filled,
    }
    ask = Ask(kind="note guided", draft={"ref": kept.ref})
    return Reply(template="note/field", values=values, ask=ask, refs=(kept.ref,), privately=True)


def readback_lines(work: Work, kept: Kept[Note]) -> tuple[Line, ...]:
    """Give what the receivers of a note have said back."""
    said = (one for one in readbacks.of(work, kept) if one.state == readbacks.Loop.CLOSED)
    return tuple(readbacks.line(one, of=kept.what.version) for one in said)


def send(work: Work, actor: Actor, kept: Kept[Note]) -> Reply:
    """Say what could not be posted to each person who may read it, in their direct room."""
    said = (*lines(kept), *readback_lines(work, kept), *(risk_line(one) for one in charting.risks(work, kept)))
    people, also = passed_on(work, kept.case, actor.id, said, "note/passed_on", {"ref": kept.ref, "by": actor.id})
    waits = missing(kept)
    values: dict[str, Value] = {"ref": kept.ref, "people": people, "missing": waits.value if waits else ""}
    return Reply(template="note/sent", values=values, also=also, ask=question(kept), refs=(kept.ref,))
