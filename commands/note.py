"""Writing notes: free, of a contact, by SOAP, in one message or by questions, and what a draft is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.care import charting, guided
from bot.care.consent import Category
from bot.care.errors import InvalidError, UnfitError
from bot.care.facts import Value
from bot.care.notes import Format, Missing, Note, Section, missing
from bot.care.overheard import NOBODY, take_back
from bot.care.people import WRITING, Actor
from bot.care.ports import Work
from bot.care.tags import about
from bot.chat.arguments.sections import risk, sections
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import categories
from bot.chat.spec import CaseCode, Reply, Rest, Turn, answer, command
from bot.chat.tokens import is_blank, split
from commands.note_told import ask_field, send, told

_PROCESS = frozenset({"process", "psychotherapy"})
_SAFETY = (Category.SAFETY.value,)
_NO_ANSWER = frozenset({"back", "skip", "cancel", "later"})


@command(
    "note",
    allow=WRITING,
    example=(
        "!note #medication ~couple_work @14:30 Sleeps better since the change.\nRisk: none reported",
        "!note Talked about the plan.",
    ),
)
def note(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("what is to be kept")]) -> Reply:
    """Keep a progress note.

    Tags on the first line say what it is about (#category), which part of care (~modality), which goal (>REF) and when
    (@14:30). A line "Risk: …" says whether there is any risk today; else you are asked. What is sensitive is best written in
    your direct room.
    """
    _refuse_process_notes(text)
    return _keep(Format.FREE, text, case=case, actor=actor, work=work, turn=turn)


@command("note contact", allow=WRITING, example="!note contact Called, no answer.")
def contact(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("what happened")]) -> Reply:
    """Keep a short note of a contact that was none. A call without an answer, a message left; no risk is asked for."""
    return _keep(Format.CONTACT, text, case=case, actor=actor, work=work, turn=turn)


@command(
    "note soap",
    allow=WRITING,
    example=("!note soap S: sleeps better O: calm A: on the way P: go on\nRisk: none reported", "!note soap"),
)
def soap(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("S: … O: … A: … P: …")] = "") -> Reply:
    """Keep a note in four parts.

    Subjective, objective, assessment, plan: label them S: O: A: P: in any order. Without any text you are asked for one part
    after the other in your direct room, and may go on later with the same command.
    """
    found, body = tags(text, now=work.now, zone=actor.zone)
    if not is_blank(body):
        return _keep(Format.SOAP, text, case=case, actor=actor, work=work, turn=turn)
    begun = [one for one in work.records.find(Note, case, author=actor.id) if missing(one) is Missing.FIELDS]
    if begun and is_blank(text):
        return ask_field(begun[-1])
    fresh = guided.begin(
        Note(format=Format.SOAP, categories=found.categories, modality=found.modality, goal=found.goal, event=turn.event_id)
    )
    return ask_field(charting.keep(work, case, actor, fresh, found.at or work.now))


@answer("note guided", allow=WRITING)
def field(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what was said to one question of a guided note."""
    kept = charting.own(work, case, actor.id, str(draft["ref"]))
    said = _word(words)
    if missing(kept) is not Missing.FIELDS:
        return told(work, actor, kept)
    if said == "cancel":
        charting.discard(work, kept)
        return Reply(template="note/discarded", values={"ref": kept.ref})
    if not is_blank(words):
        step = {"back": guided.back, "skip": guided.skip}.get(said)
        kept = charting.write(work, kept, step(kept.what) if step else guided.answer(kept.what, words))
    if missing(kept) is Missing.FIELDS:
        return ask_field(kept)
    if not kept.what.sections:
        charting.discard(work, kept)
        return Reply(template="note/discarded", values={"ref": kept.ref})
    return told(work, actor, kept)


@answer("note missing", allow=WRITING, before_consent=True)
def complete(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what a draft was waiting for, or send on what could not be posted."""
    kept = charting.own(work, case, actor.id, str(draft["ref"]))
    wanted, said, offered = missing(kept), _word(words), bool(draft["offered"])
    if offered and said == "direct":
        return send(work, actor, kept)
    if wanted not in {Missing.CATEGORY, Missing.RISK}:
        return Reply(template="note/left", values={"ref": kept.ref}) if offered else told(work, actor, kept)
    if is_blank(words) or said in _NO_ANSWER:
        return told(work, actor, kept, offered=offered)
    if wanted is Missing.CATEGORY:
        return told(work, actor, charting.sort(work, kept, categories(split(words.replace("#", " ")))[0]), offered=offered)
    heard = NOBODY
    if not charting.is_none(words):
        heard = take_back(work, case, turn.place, turn.event_id, actor.id, _SAFETY)
    kept = charting.answer_risk(work, kept, words.strip(), heard.present)
    return told(work, actor, kept, heard, offered=offered)


def _keep(kind: Format, text: str, *, case: str, actor: Actor, work: Work, turn: Turn) -> Reply:
    found, body = tags(text, now=work.now, zone=actor.zone)
    named, body = risk(body)
    if is_blank(body) and (named is None or charting.is_none(named)):
        raise InvalidError("refused/note_empty")
    parts = sections(body, guided.LABELS) if kind is Format.SOAP else {}
    typed = Note(
        format=kind,
        text="" if parts else body,
        sections=tuple(Section(label=label, text=part) for label, part in parts.items()),
        categories=found.categories,
        modality=found.modality,
        goal=found.goal,
        event=turn.event_id,
    )
    kept = charting.keep(work, case, actor, typed, found.at or work.now)
    spoken = _SAFETY if named is not None and not charting.is_none(named) else ()
    heard = take_back(work, case, turn.place, turn.event_id, actor.id, about(kept.what.categories), spoken)
    if heard:
        kept = charting.write(work, kept, replace(kept.what, overheard=tuple(sorted(heard.present))))
    if named is not None:
        kept = charting.answer_risk(work, kept, named, heard.present)
    return told(work, actor, kept, heard)


def _refuse_process_notes(text: str) -> None:
    """Tell the name of a format, as typed in small letters, from a sentence that begins with the same word."""
    words = split(text, limit=2)
    first = words[0] if words else None
    if first is None or first.key.strip("#:") not in _PROCESS:
        return
    named = first.text.islower() or first.text.endswith(":")
    if named or (len(words) > 1 and words[1].key.strip(":,.") in {"note", "notes"}):
        raise UnfitError("refused/process_note")


def _word(text: str) -> str:
    return text.strip(" \t\r\n`'\".").lower()
