"""The minutes of a conference: one document, written when it ends, to which corrections are added, and which is then locked.

It is a copy. Whatever becomes of a decision afterwards changes the ledger, and no word of the minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.errors import ConflictError
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload

FORM = 1
"""The form of the bytes that are hashed. Another one is another number; what was locked in this one stays as it is."""


class Part(StrEnum):
    """What an entry is, in the order in which minutes tell it. Stored: values are for ever."""

    FACT = "fact"
    OPTION = "option"
    DECISION = "decision"
    DISSENT = "dissent"
    REJECTION = "rejection"
    TELLING = "telling"
    ACTION = "action"
    INFO = "info"


class Closing(StrEnum):
    """How a conference ended. Stored: values are for ever."""

    ENDED = "ended"
    BY_CLOCK = "by_clock"
    OVERTAKEN = "overtaken"
    """The next one of the case began."""


@dataclass(frozen=True, kw_only=True)
class Attendant:
    """Somebody who was asked to come, as the roster had them when it ended."""

    person: str
    role: Role | None
    """None: they were no longer on the team."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that was said, as it was when the conference ended."""

    part: Part
    ref: str
    at: datetime
    author: str
    text: str
    categories: tuple[Category, ...]
    owner: str = ""
    """Who carries it out, does it, or tells the patient."""
    day: date | None = None
    """By the end of this day."""
    reason: str = ""
    of: str = ""
    """The ref of the decision that a dissent is about, or in whose place a decision stands."""
    was: str = ""
    """The words of that decision, where this one changes it."""
    was_author: str = ""
    was_categories: tuple[Category, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Addition:
    """A correction, as it was when the minutes were locked."""

    ref: str
    at: datetime
    author: str
    text: str
    categories: tuple[Category, ...]
    of: str = ""
    """The ref of the entry that it is about; empty: the whole."""


@dataclass(frozen=True, kw_only=True)
class ConferenceMinutes(Payload):
    """The minutes of one conference."""

    kind: ClassVar[str] = "conference_minutes"
    form: int = FORM
    case: str
    conference: str
    """The ref of the conference."""
    question: str
    question_categories: tuple[Category, ...]
    asked_by: str
    """Whose question it is."""
    planned: datetime
    begun: datetime
    ended: datetime
    closing: Closing
    present: tuple[Attendant, ...]
    apologies: tuple[Attendant, ...]
    lacking: tuple[str, ...]
    """Who of its quorum was not there; nobody: what it decided counts, else it is advice."""
    entries: tuple[Entry, ...]
    additions: tuple[Addition, ...] = ()
    """The corrections, once the minutes are locked; until then each is a record of its own."""
    locked: datetime | None = None
    digest: str = ""
    """SHA-256 of the canonical bytes of everything above, in hexadecimal; empty until the minutes are locked."""


def of(work: Work, case: str, conference: str) -> Kept[ConferenceMinutes] | None:
    """Give the minutes of a conference; None: it has not ended."""
    return next((kept for kept in work.records.find(ConferenceMinutes, case) if kept.what.conference == conference), None)


def needed(work: Work, case: str, ref: str) -> tuple[Kept[ConferenceMinutes], str]:
    """Give the minutes that a ref means: that of the conference, of the minutes, or of one of their entries, which is named then.

    ``NotFoundError`` for a ref that this case does not have, ``ConflictError`` for one that no minutes have.
    """
    for kept in work.records.find(ConferenceMinutes, case):
        if ref in {kept.what.conference, kept.ref}:
            return kept, ""
        if any(entry.ref == ref for entry in kept.what.entries):
            return kept, ref
    raise ConflictError("refused/no_minutes", ref=ref)
