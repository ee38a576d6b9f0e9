"""Signals: what cannot wait for the next huddle. One is kept before anything is asked, and stays open until two clinicians
close it.

What it says is of the category ``safety``, and is repeated in the direct rooms of its ladder alone (``bot.care.ladders``),
whatever the consent. Everybody else reads its ref, how urgent it is, and who has answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.ports import Work
from bot.care.records import Kept, Payload


class Severity(IntEnum):
    """How soon somebody has to act on it. Stored: values are for ever."""

    WATCH = 0
    """It stands on each agenda; nobody is rung."""
    CONCERN = 1
    """Somebody looks at it within a working day."""
    URGENT = 2
    """Somebody looks at it now."""

    @property
    def words(self) -> str:
        """As a person reads it."""
        return self.name.lower()


class Standing(IntEnum):
    """The states of a signal. Stored: values are for ever."""

    OPEN = 0
    """Nobody has answered it in their own words."""
    TAKEN = 1
    """Somebody has said what they will do."""
    HANDLED = 2
    """A clinician has said what came of it; a second one has not yet agreed."""
    CLOSED = 3


UNCLOSED = frozenset({Standing.OPEN, Standing.TAKEN, Standing.HANDLED})
"""What heads each agenda."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of a ladder that was rung."""

    name: str
    """Which step it was; see ``bot.care.ladders``."""
    people: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody said to a signal in their own words."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class Signal(Payload):
    """Something that somebody has to look at."""

    kind: ClassVar[str] = "signal"
    text: str
    severity: Severity
    source: str = ""
    """The ref of what it came from, such as a score."""
    named: str = ""
    """Whom it was addressed to; else the lead is its owner."""
    rungs: tuple[Rung, ...] = ()
    """Who was rung, in order."""
    ended: bool = False
    """The end of its ladder was said aloud."""
    taken_by: str = ""
    """Who has said last that they will act."""
    asked: datetime | None = None
    """When they were asked what happened, if that is unanswered."""
    answers: tuple[Answer, ...] = ()
    outcome: Answer | None = None
    """What came of it, by the first of two clinicians."""
    seconded: str = ""
    """The second of them."""

    def concerns(self) -> tuple[Category, ...]:
        """Safety, whatever it came from."""
        return (Category.SAFETY,)


def raise_signal(work: Work, case: str, by: str, severity: Severity, text: str, *, source: str = "") -> Kept[Signal]:
    """Keep a signal; it is never refused. ``source``: the ref of the record that it comes from."""
    kept = work.records.add(Signal(text=text, severity=severity, source=source), case=case, author=by, state=Standing.OPEN)
    work.fact("signal", actor=by, case=case, ref=kept.ref, outcome=severity.words)
    return kept


def open_signals(work: Work, case: str) -> tuple[Kept[Signal], ...]:
    """Give the signals of a case that are not closed: the most urgent first, and the oldest of these."""
    found = work.records.find(Signal, case, states=frozenset(UNCLOSED))
    return tuple(sorted(found, key=lambda kept: (-kept.what.severity, kept.created, kept.id)))
