"""Writing notes: free, of a contact, or in one of the formats that have fields, in one message or begun by questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from bot.care import charting, guided
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.formats import LAYOUTS
from bot.care.notes import Format, Missing, Note, Section, missing
from bot.care.overheard import take_back
from bot.care.people import WRITING, Actor
from bot.care.ports import Work
from bot.care.tags import about
from bot.chat.arguments import receivers
from bot.chat.arguments.sections import risk, risk_apart, sections
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from commands.note_process import refuse
from commands.note_told import ask_field, told

_SAFETY = (Category.SAFETY.value,)


@command(
    "note",
    allow=WRITING,
    example=(
        "!note #medication ~couple_work @14:30 Sleeps better since the change.\nRisk: none reported",
        "!note Talked about the plan.",
    ),
)
def note(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what is to be kept")]) -> Reply:
    """Keep a progress note.

    Tags on the first line say what it is about (#category), which part of care (~modality), which goal (>REF) and when
    (@14:30). A line "Risk: …" says whether there is any risk today; else you are asked. What is sensitive is best written in
    your direct room.
    """
    return _keep(Format.FREE, text, case=case, actor=actor, work=work, turn=turn)


@command("note contact", allow=WRITING, example="!note contact Called, no answer.")
def contact(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what happened")]) -> Reply:
    """Keep a short note of a contact that was none. A call without an answer, a message left; no risk is asked for."""
    return _keep(Format.CONTACT, text, case=case, actor=actor, work=work, turn=turn)


@command(
    "note soap",
    allow=WRITING,
    example=("!note soap S: sleeps better O: calm A: on the way P: go on\nRisk: none reported", "!note soap"),
)
def soap(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("S: … O: … A: … P: …")] = "") -> Reply:
    """Keep a note in four parts.

    Subjective, objective, assessment, plan: label them S: O: A: P: in any order. Without any text you are asked for one part
    after the other in your direct room, and may go on later with the same command.
    """
    return _formatted(Format.SOAP, text, case=case, actor=actor, work=work, turn=turn)


@command(
    "note dap",
    allow=WRITING,
    example=("!note dap D: sleeps better A: on the way P: go on\nRisk: none reported", "!note dap"),
)
def dap(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("D: … A: … P: …")] = "") -> Reply:
    """Keep a note in three parts.

    Data, assessment, plan: label them D: A: P: in any order. Without any text you are asked for one part after the other in
    your direct room.
    """
    return _formatted(Format.DAP, text, case=case, actor=actor, work=work, turn=turn)


@command(
    "note birp",
    allow=WRITING,
    example=("!note birp B: tense at first I: breathing together R: calmer P: go on\nRisk: none reported", "!note birp"),
)
def birp(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("B: … I: … R: … P: …")] = "") -> Reply:
    """Keep a note of an intervention.

    Behaviour, intervention, response, plan: label them B: I: R: P: in any order. Without any text you are asked for one part
    after the other in your direct room.
    """
    return _formatted(Format.BIRP, text, case=case, actor=actor, work=work, turn=turn)


@command(
    "note girp",
    allow=WRITING,
    example=("!note girp G: to sleep through I: sleep diary R: likes it P: go on\nRisk: none reported", "!note girp"),
)
def girp(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("G: … I: … R: … P: …")] = "") -> Reply:
    """Keep a note that begins with the goal.

    Goal, intervention, response, plan: label them G: I: R: P: in any order. Without any text you are asked for one part after
    the other in your direct room.
    """
    return _formatted(Format.GIRP, text, case=case, actor=actor, work=work, turn=turn)


@command(
    "note sbar",
    allow=WRITING,
    example=(
        "!note sbar @physician:clinic.example S: dizzy B: new tablets A: may be those R: please look at them\nRisk: none reported",
        "!note sbar to physician",
    ),
)
def sbar(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("S: … B: … A: … R: …")] = "") -> Reply:
    """Ask something of somebody on the team.

    Situation, background, assessment, recommendation: label them S: B: A: R:, and name a person or a role in front. They are
    asked to read it back in their own words. Without any text you are asked for one part after the other in your direct room.
    """
    return _formatted(Format.SBAR, text, case=case, actor=actor, work=work, turn=turn)


@command(
    "note ipass",
    allow=WRITING,
    example=(
        "!note ipass to nurse I: stable P: as agreed A: call on Friday S: if sleep gets worse, call me\nRisk: none reported",
        "!note ipass",
    ),
)
def ipass(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("I: … P: … A: … S: …")] = "") -> Reply:
    """Hand over to somebody on the team.

    Illness severity, patient summary, action list, situation awareness: label them I: P: A: S:, and name a person or a role in
    front. The last part, the synthesis, is theirs to write. Without any text you are asked for one part after the other.
    """
    return _formatted(Format.IPASS, text, case=case, actor=actor, work=work, turn=turn)


def _formatted(kind: Format, text: str, *, case: str, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Keep what was typed; with nothing but tags and a receiver, ask for the fields, or go on with those of an open draft."""
    refuse(text)
    found, body = tags(text, now=work.now, zone=actor.zone)
    to, body = _receiver(kind, body, case=case, actor=actor, work=work, turn=turn)
    if not is_blank(body):
        return _keep(kind, text, case=case, actor=actor, work=work, turn=turn)
    drafts = work.records.find(Note, case, author=actor.id)
    begun = [one for one in drafts if missing(one) is Missing.FIELDS and one.what.format is kind]
    if begun and is_blank(text):
        return ask_field(begun[-1])
    typed = Note(format=kind, categories=found.categories, modality=found.modality, goal=found.goal, to=to, event=turn.event_id)
    return ask_field(charting.keep(work, case, actor, guided.begin(typed), found.at or work.now))


def _keep(kind: Format, text: str, *, case: str, actor: Actor, work: Work, turn: Turn) -> Reply:
    refuse(text)
    found, body = tags(text, now=work.now, zone=actor.zone)
    to, body = _receiver(kind, body, case=case, actor=actor, work=work, turn=turn)
    layout = LAYOUTS.get(kind)
    named, body = risk(risk_apart(body, layout.labels) if layout is not None else body)
    if is_blank(body) and (named is None or charting.is_none(named)):
        raise InvalidError("refused/note_empty")
    parts = sections(body, layout.labels) if layout is not None else {}
    refuse("", body, *parts.values())
    typed = Note(
        format=kind,
        text="" if parts else body,
        sections=tuple(Section(label=label, text=part) for label, part in parts.items()),
        categories=found.categories,
        modality=found.modality,
        goal=found.goal,
        to=to,
        event=turn.event_id,
    )
    kept = charting.keep(work, case, actor, typed, found.at or work.now)
    spoken = _SAFETY if named is not None and not charting.is_none(named) else ()
    heard = take_back(work, case, turn.place, turn.event_id, actor.id, about(kept.what.categories), spoken)
    if heard:
        kept = charting.write(work, kept, replace(kept.what, overheard=tuple(sorted(heard.present))))
    if named is not None:
        kept = charting.answer_risk(work, kept, named, heard.present)
    return told(work, actor, turn, kept, heard)


def _receiver(kind: Format, text: str, *, case: str, actor: Actor, work: Work, turn: Turn) -> tuple[tuple[str, ...], str]:
    return receivers.cut(text, work.rosters.of(case), actor.id, turn.mentions) if kind.received else ((), text)
