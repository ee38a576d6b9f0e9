"""A note by questions: one a field, in order, with a way back. Where it stands is kept in the draft, so that it can go on later."""

from __future__ import annotations

from dataclasses import replace

from bot.care.formats import LAYOUTS, Field
from bot.care.notes import Note, Section


def begin(note: Note) -> Note:
    """Stand at the first field."""
    return replace(note, step=0)


def asked(note: Note) -> Field:
    """The field that is asked for."""
    return LAYOUTS[note.format].fields[note.step or 0]


def answer(note: Note, text: str) -> Note:
    """Fill the field that was asked for, as typed, and go to the next one."""
    label = asked(note).label
    filled = {section.label: section for section in note.sections}
    filled[label] = Section(label=label, text=text)
    ordered = tuple(filled[field.label] for field in LAYOUTS[note.format].fields if field.label in filled)
    return _at(replace(note, sections=ordered), (note.step or 0) + 1)


def skip(note: Note) -> Note:
    """Leave the field as it is, and go to the next one."""
    return _at(note, (note.step or 0) + 1)


def back(note: Note) -> Note:
    """Go to the field before."""
    return _at(note, max(0, (note.step or 0) - 1))


def _at(note: Note, step: int) -> Note:
    return replace(note, step=step if step < len(LAYOUTS[note.format].fields) else None)
