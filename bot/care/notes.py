"""Progress notes: what one is, what a draft of one waits for, and what of it each person may be shown.

``bot.care.charting`` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.care.consent import Category, Modality
from bot.care.facts import Line, Value
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about

DRAFT, KEPT, SIGNED, RETRACTED = 0, 1, 2, 3
"""The states of a note. A draft is read by its author alone, a trainee's by their supervisor too."""

CURRENT = frozenset({KEPT, SIGNED})
"""The states of a note that the team works with."""


class Format(StrEnum):
    """How a note is written. Stored: values are for ever."""

    FREE = "free"
    CONTACT = "contact"
    SOAP = "soap"
    DAP = "dap"
    BIRP = "birp"
    GIRP = "girp"
    SBAR = "sbar"
    IPASS = "ipass"

    @property
    def received(self) -> bool:
        """It is handed to somebody, who says in their own words what has arrived."""
        return self in {Format.SBAR, Format.IPASS}


class RiskAnswer(StrEnum):
    """What is known of risk at this contact. Stored: values are for ever."""

    OPEN = "open"
    NONE = "none"
    NAMED = "named"
    """It stands in a ``Risk`` record of its own."""


class Missing(StrEnum):
    """What a draft waits for, in the order of asking."""

    FIELDS = "fields"
    RECEIVER = "receiver"
    CATEGORY = "category"
    RISK = "risk"
    COSIGNATURE = "cosignature"


@dataclass(frozen=True, kw_only=True)
class Section:
    """One labelled part; the empty label is for what stood before the first one."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What was added later."""

    text: str
    categories: tuple[Category, ...]
    at: datetime
    signed: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Note(Payload):
    """A progress note."""

    kind: ClassVar[str] = "note"
    format: Format
    text: str = ""
    sections: tuple[Section, ...] = ()
    categories: tuple[Category, ...] = ()
    """A reader needs all. None yet: it is a draft for its author's eyes."""
    modality: Modality | None = None
    goal: str | None = None
    """The ref of a goal."""
    risk: RiskAnswer = RiskAnswer.OPEN
    risk_ref: str | None = None
    step: int | None = None
    """The field of a guided note that is asked for next; None: it is not guided, or all was asked."""
    to: tuple[str, ...] = ()
    """Who is to say what has arrived, where the format is one that is received; one of them is enough."""
    supervised: bool = False
    """A trainee wrote it: it is a draft until their supervisor signs."""
    event: str = ""
    """The message that it was typed in."""
    version: int = 1
    """Raised by each edit of its text."""
    overheard: tuple[str, ...] = ()
    """Who was in the room when it was typed there, without being covered for it."""
    amendments: tuple[Amendment, ...] = ()
    signed: datetime | None = None
    signed_by: str | None = None
    retracted: datetime | None = None
    retraction: str = ""
    """Why it was retracted."""
    retraction_categories: tuple[Category, ...] = ()
    """Of the reason; empty: those of the note."""

    def gist(self) -> str:
        """Its text, or its parts one after the other."""
        return self.text or "; ".join(one.text for one in self.sections)


@dataclass(frozen=True, kw_only=True)
class Risk(Payload):
    """A risk that somebody named; always of the category ``safety``."""

    kind: ClassVar[str] = "risk"
    text: str
    note: str
    """The ref of the note that it came from."""
    overheard: tuple[str, ...] = ()

    def concerns(self) -> tuple[Category, ...]:
        """Safety, whatever its note is about."""
        return (Category.SAFETY,)


def missing(kept: Kept[Note]) -> Missing | None:
    """Say what a draft waits for next; None for what is no draft, or could be kept at once."""
    if kept.state != DRAFT:
        return None
    if kept.what.step is not None:
        return Missing.FIELDS
    if kept.what.format.received and not kept.what.to:
        return Missing.RECEIVER
    if not kept.what.categories:
        return Missing.CATEGORY
    if kept.what.risk is RiskAnswer.OPEN and kept.what.format is not Format.CONTACT:
        return Missing.RISK
    return Missing.COSIGNATURE if kept.what.supervised else None


def to_cosign(work: Work, case: str, person: str) -> tuple[Kept[Note], ...]:
    """Give the trainees' notes of a case that wait for this person's signature, oldest first."""
    drafts = work.records.find(Note, case, states=frozenset({DRAFT}))
    return tuple(
        kept for kept in drafts if missing(kept) is Missing.COSIGNATURE and supervisor_of(work, case, kept.author) == person
    )


def supervisor_of(work: Work, case: str, author: str) -> str | None:
    """Give who signs what a trainee writes: their supervisor, or the lead once one of the two has left."""
    roster = work.rosters.of(case)
    supervisor = next((member.supervisor for member in roster if member.person == author), None)
    if any(member.person == supervisor for member in roster):
        return supervisor
    return next((member.person for member in roster if member.lead), None)


def open_to(work: Work, kept: Kept[Note], person: str) -> bool:
    """Say whether a note is out of its author's hands, as far as this person goes; consent is for the gate to see."""
    if kept.state != DRAFT or kept.author == person:
        return True
    return missing(kept) is Missing.COSIGNATURE and supervisor_of(work, kept.case, kept.author) == person


def lines(kept: Kept[Note]) -> tuple[Line, ...]:
    """Give what can be read of a note: its text, each amendment, and why it was retracted."""
    note = kept.what
    values: dict[str, Value] = {
        "ref": kept.ref,
        "by": kept.author,
        "at": kept.served or kept.created,
        "format": note.format.value,
        "text": note.text,
        "sections": [{"label": section.label, "text": section.text} for section in note.sections],
        "modality": note.modality.words if note.modality else "",
        "goal": note.goal or "",
        "risk": note.risk.value,
        "risk_ref": note.risk_ref or "",
        "version": note.version,
        "draft": kept.state == DRAFT,
        "signed": kept.state == SIGNED,
        "retracted": kept.state == RETRACTED,
    }
    found = [Line(about=about(note.categories), author=kept.author, section="note", values=values)]
    for one in note.amendments:
        added: dict[str, Value] = {"ref": kept.ref, "at": one.at, "text": one.text, "signed": one.signed is not None}
        found.append(Line(about=about(one.categories), author=kept.author, section="amendment", values=added))
    if note.retracted is not None:
        why: dict[str, Value] = {"ref": kept.ref, "at": note.retracted, "text": note.retraction}
        concerns = note.retraction_categories or note.categories
        found.append(Line(about=about(concerns), author=kept.author, section="retraction", values=why))
    return tuple(found)


def risk_line(kept: Kept[Risk]) -> Line:
    """Give what can be read of a risk."""
    values: dict[str, Value] = {
        "ref": kept.ref,
        "by": kept.author,
        "at": kept.served or kept.created,
        "text": kept.what.text,
        "note": kept.what.note,
    }
    return Line(about=(Category.SAFETY.value,), author=kept.author, section="risk", values=values)
