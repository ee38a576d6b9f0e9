"""What a signal is: how urgent, who was rung, who has answered, and what came of it.

What it says is of the category ``safety``. It is repeated in the direct rooms of its ladder alone, whatever the consent; everybody
else reads its ref, how urgent it is, and who has answered. ``bot.care.signals`` raises one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.errors import NotFoundError
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

    step: str
    people: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Said:
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
    climbed: tuple[str, ...] = ()
    """Which steps were rung since nobody had it in hand."""
    ended: bool = False
    """The end of its ladder was said aloud."""
    taken_by: str = ""
    """Who has said last that they will act."""
    asked: datetime | None = None
    """When they were asked what happened, while that is unanswered."""
    answers: tuple[Said, ...] = ()
    outcome: Said | None = None
    """What came of it, by the first of two clinicians."""
    seconded: str = ""
    """The second of them."""

    @property
    def told(self) -> tuple[str, ...]:
        """Everyone who was rung, each once, in the order of ringing: its words are theirs to read."""
        return tuple(dict.fromkeys(person for one in self.rungs for person in one.people))

    def concerns(self) -> tuple[Category, ...]:
        """Safety, whatever it came from."""
        return (Category.SAFETY,)


def add(work: Work, case: str, by: str, what: Signal) -> Kept[Signal]:
    """Keep one. It is found by its ref alone afterwards: whoever is rung need not know of the case, or name it."""
    kept = work.records.add(what, case=case, author=by, state=Standing.OPEN)
    work.remember(key_of(kept.ref), case=case)
    return kept


def by_ref(work: Work, ref: str) -> Kept[Signal]:
    """Find one by its ref, whatever its case. ``NotFoundError`` where there is none."""
    known = work.recall(key_of(ref))
    if known is None:
        raise NotFoundError("refused/no_such_ref")
    return work.records.get(Signal, str(known["case"]), ref)


def unclosed(work: Work, case: str) -> tuple[Kept[Signal], ...]:
    """Give the signals of a case that are not closed: the most urgent first, and the oldest of these."""
    found = work.records.find(Signal, case, states=frozenset(UNCLOSED))
    return tuple(sorted(found, key=lambda kept: (-kept.what.severity, kept.created, kept.id)))


def key_of(ref: str) -> str:
    """Under which something is remembered of each signal that there is."""
    return f"signal:{ref}"
