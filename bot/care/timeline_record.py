"""What was written down in a case: notes, results, scores, medicines, the intake, contributors, and the patient's voice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.care import scores
from bot.care.dates import spoken_day
from bot.care.factors import Evidence, Factor
from bot.care.intakes import Intake, IntakeEntry
from bot.care.medicines import Medicine
from bot.care.notes import DRAFT, RETRACTED, Note, Risk, open_to
from bot.care.ports import Work
from bot.care.readbacks import Loop, Readback
from bot.care.records import Kept
from bot.care.results import Opinion, Result
from bot.care.scores import Score
from bot.care.timeline_events import WRITTEN, Event, known, shared
from bot.care.voices import Voice


def notes(work: Work, case: str, readers: tuple[str, ...]) -> Iterator[Event]:
    """Give notes, at the time that they are about; what somebody has not finished is theirs alone."""
    for kept in work.records.find(Note, case):
        if not all(open_to(work, kept, person) for person in readers):
            continue
        note, gone = kept.what, kept.state == RETRACTED
        what = "draft of a note" if kept.state == DRAFT else "note, retracted since" if gone else "note"
        yield shared(kept, what, at=kept.served or kept.created, text="" if gone else None)
        for number, one in enumerate(note.amendments, 1):
            yield shared(kept, "note added to", number, at=one.at, text="" if gone else one.text, concerns=one.categories)
        if note.retracted is not None:
            yield shared(kept, "note retracted", 900, at=note.retracted, text="")
    for risk in work.records.find(Risk, case):
        source = work.records.locate(case, risk.what.note)
        gone = source is not None and source.state == RETRACTED
        yield shared(risk, "risk named", at=risk.served or risk.created, text="" if gone else None)
    for back in work.records.find(Readback, case):
        said = back.what
        if back.state == Loop.CLOSED and said.at is not None:
            yield shared(
                back, "read back", at=said.at, by=said.by, ref=said.note, text=said.text, concerns=said.spoken, author=said.by
            )


def figures(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give results and what was made of them, scores, and medicines."""
    for kept in work.records.find(Result, case):
        yield shared(kept, "result", at=kept.served or kept.created)
        for number, one in enumerate(kept.what.opinions, 1):
            yield _judged(kept, "result looked at", number, one, one.text)
    for score in work.records.find(Score, case):
        yield shared(score, "score", at=scores.at(score))
    for medicine in work.records.find(Medicine, case):
        yield shared(
            medicine, "medicine changed" if medicine.what.before else "medicine", detail=f"since {spoken_day(medicine.what.since)}"
        )
        if medicine.what.ended is not None:
            yield shared(medicine, "medicine stopped", 1, at=medicine.what.ended, by="")


def history(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give the intake, section by section, what contributes, and what the patient or the partner wants to be heard."""
    for intake in work.records.find(Intake, case):
        yield known(intake, f"intake begun, {intake.what.way.value}")
        if intake.what.finished is not None:
            yield known(intake, "intake finished", 1, at=intake.what.finished, by="")
    for entry in work.records.find(IntakeEntry, case):
        yield shared(entry, f"intake, {entry.what.part.words}")
    for factor in work.records.find(Factor, case):
        yield shared(factor, f"contributor, {factor.what.sort.value}")
        for number, one in enumerate(factor.what.evidence, 1):
            yield _judged(factor, f"contributor {one.standing.value}", number, one, one.because)
    for voice in work.records.find(Voice, case):
        said = shared(voice, f"the {voice.what.speaker.value}'s voice", detail=f"on {spoken_day(voice.what.day)}")
        yield replace(said, hand=WRITTEN)


def _judged(kept: Kept[Any], what: str, number: int, one: Opinion | Evidence, text: str) -> Event:
    """Make one of what somebody makes of a record: it is for those who may read both."""
    both = tuple(dict.fromkeys((*kept.what.concerns(), *one.categories)))
    return shared(kept, what, number, at=one.at, by=one.by, text=text, concerns=both, author=one.by)
