"""One thing that a plan review looks at, what part of the review it belongs to, and how much it is needed.

Every family yields its own (``bot.care.review_told`` lists them all). Pure: what is composed depends on the record alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.care.facts import Line
from bot.care.items import Day
from bot.care.reviews import Looked


class Part(StrEnum):
    """The parts of a review, in their order: the patient's view comes first."""

    VOICES = "voices"
    GOALS = "goals"
    STEPS = "steps"
    SCORES = "scores"
    FACTORS = "factors"
    MEDICINES = "medicines"
    SAFETY = "safety"
    CONSENT = "consent"
    MODALITIES = "modalities"
    TEAM = "team"
    WORK = "work"
    ASKED = "asked"


class Need(IntEnum):
    """How much something is needed before everything else: the first number of ``Entry.need``. The least comes first."""

    SIGNAL = 0
    VOICE = 1
    """What each speaker said last; older words are news."""
    GOAL = 2
    RISK = 3
    HOLD = 4
    LATE = 5
    ASKED = 6
    WORSE = 7
    SCORE = 8
    ENDING = 9
    """Consent that ends soon, or is to be looked at."""
    OPEN = 10
    NEWS = 11
    REST = 12


@dataclass(frozen=True, kw_only=True)
class Span:
    """From where a review looks: its own day, since when something is new to it, and what the one before looked at."""

    day: Day
    until: datetime
    """When the next review is, as far as one can tell: what ends before then ends soon."""
    before: Looked | None
    begun: datetime | None = None
    """When the review before was begun."""
    closed: datetime | None = None
    """When the review before was closed."""

    @property
    def case(self) -> str:
        """The code of the case."""
        return self.day.case

    @property
    def since(self) -> datetime:
        """What was recorded from here on is new."""
        return self.day.since


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a review. It has a ref, or a reason, or both."""

    part: Part
    need: tuple[float, ...]
    """The least first: a ``Need``, and within it numbers. No two entries with the same ref have the same."""
    ref: str = ""
    label: str = ""
    """What it is, in neutral words that stand before "by whom"."""
    by: str = ""
    """Whose word it is: a Matrix id."""
    owner: str = ""
    """Who acts on it, or whom it is about: a Matrix id."""
    reason: str = ""
    """Why it is there, or how it stands."""
    text: str = ""
    quoted: bool = False
    """Its text is the patient's words: they stand before everything else in the line."""
    voice: str = ""
    """The patient's words that it serves."""
    about: tuple[str, ...] = ()
    """Categories; a reader needs all, those of ``voice`` included. None: it is in neutral words, for everyone on the roster."""
    author: str | None = None
    """May read it whatever the consent: all that stands in it is theirs."""


def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Put them in the order of need."""
    return tuple(sorted(entries, key=lambda one: (one.need, one.ref)))


def page(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """Put entries under their parts, each in the order given."""
    order = list(Part)
    placed = sorted(entries, key=lambda one: order.index(one.part))
    return tuple(
        Line(
            about=one.about,
            author=one.author,
            section=one.part.value,
            values={
                "ref": one.ref,
                "label": one.label,
                "by": one.by,
                "owner": one.owner,
                "reason": one.reason,
                "text": one.text,
                "quoted": one.quoted,
                "voice": one.voice,
            },
        )
        for one in placed
    )
