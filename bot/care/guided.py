"""A note by questions: one a field, in order, with a way back. Where it stands is kept in the draft, so that it can go on later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.care.notes import Note, Section


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a format."""

    label: str
    names: tuple[str, ...]
    """What people may write in front of it."""
    question: str


SOAP = (
    Field(label="S", names=("S", "Subjective"), question="what the patient says, in their own words"),
    Field(label="O", names=("O", "Objective"), question="what you saw, heard or measured"),
    Field(label="A", names=("A", "Assessment"), question="what you make of it"),
    Field(label="P", names=("P", "Plan"), question="what happens next"),
)

LABELS: Mapping[str, str] = {name: field.label for field in SOAP for name in field.names}
"""From what people write to the label that it is kept under."""


def begin(note: Note) -> Note:
    """Stand at the first field."""
    return replace(note, step=0)


def answer(note: Note, text: str) -> Note:
    """Fill the field that was asked for, as typed, and go to the next one."""
    label = SOAP[note.step or 0].label
    filled = {section.label: section for section in note.sections}
    filled[label] = Section(label=label, text=text)
    ordered = tuple(filled[field.label] for field in SOAP if field.label in filled)
    return _at(replace(note, sections=ordered), (note.step or 0) + 1)


def skip(note: Note) -> Note:
    """Leave the field as it is, and go to the next one."""
    return _at(note, (note.step or 0) + 1)


def back(note: Note) -> Note:
    """Go to the field before."""
    return _at(note, max(0, (note.step or 0) - 1))


def _at(note: Note, step: int) -> Note:
    return replace(note, step=step if step < len(SOAP) else None)
