"""Closing the loop: whoever receives an SBAR or an I-PASS says in their own words what has arrived, and the author reads it.

An unanswered one stands on the agenda as unfinished, under a ref of its own. What an SBAR asks of another discipline stands
there once it was read back, as an ask, until somebody has answered it. So nothing stands there twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category, Modality
from bot.care.facts import Line, Value
from bot.care.gate import readers
from bot.care.notes import Format, Note
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import lead_of

ANSWERED = timedelta(days=30)
"""So long a reply to the message that asks for it is a read-back; then it takes the command."""

_BARE = re.compile(
    r"ok(?:ay|i)?|k+|ye(?:s|p|ah?)|ya|y|sure|fine|good|great|thank(?:s|you)?|thx|ta|you|got|it|received|cop(?:y|ied)|roger|noted|"
    r"read|seen|underst(?:an|oo)d|ack(?:nowledged)?|agreed?|done|will|do|i|this|that|all|clear|and|the|a|have|perfect|cheers|msg|"
    r"message|note|your|back"
)
"""Words that say that something has arrived, and not what."""


class Loop(IntEnum):
    """How far it is. Stored: values are for ever."""

    OPEN = 0
    CLOSED = 1
    WITHDRAWN = 2
    """The note was changed, taken back, or given to somebody else: another one may have taken its place."""


class Ask(IntEnum):
    """Whether what was asked for is answered. Stored: values are for ever."""

    OPEN = 0
    DONE = 1
    WITHDRAWN = 2


@dataclass(frozen=True, kw_only=True)
class Readback(Payload):
    """What a receiver is to say back, and has said. Its author is the note's; its owner the receiver, where there is one only."""

    kind: ClassVar[str] = "readback"
    note: str
    """The ref of the note."""
    format: Format
    to: tuple[str, ...]
    request: str
    """What the note asks for: the beginning of it stands on the agenda."""
    categories: tuple[Category, ...]
    modality: Modality | None = None
    version: int = 1
    """Of the note that is to be read back."""
    text: str = ""
    """In the receiver's own words."""
    spoken: tuple[Category, ...] = ()
    """The categories of these words."""
    by: str = ""
    at: datetime | None = None

    def gist(self) -> str:
        """What is asked for; the receiver's words are for ``line`` to give."""
        return self.request


@dataclass(frozen=True, kw_only=True)
class Request(Payload):
    """What one discipline asks of another, once it was read back. Its author asked; its owner is the one who read it back."""

    kind: ClassVar[str] = "request"
    note: str
    text: str
    categories: tuple[Category, ...]
    modality: Modality | None = None


def bare(text: str) -> bool:
    """Say whether a text says no more than that something has arrived: ``ok``, ``got it, thanks``, a thumb."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return len(words) < 2 or all(_BARE.fullmatch(word) for word in words)  # noqa: PLR2004 - one word is nobody's own words


def every(work: Work, kept: Kept[Note]) -> tuple[Kept[Readback], ...]:
    """Give all of a note's read-backs, those that nobody waits for any more included; oldest first."""
    return tuple(one for one in work.records.find(Readback, kept.case) if one.what.note == kept.ref)


def of(work: Work, kept: Kept[Note]) -> tuple[Kept[Readback], ...]:
    """Give what stands of a note's read-backs, oldest first."""
    return tuple(one for one in every(work, kept) if one.state != Loop.WITHDRAWN)


def asked(work: Work, kept: Kept[Note]) -> Kept[Readback] | None:
    """The read-back of a note that is still to come."""
    return next((one for one in of(work, kept) if one.state == Loop.OPEN), None)


def able(work: Work, kept: Kept[Readback]) -> frozenset[str]:
    """Who can read it back now: those of its receivers who may read the note; the lead, once none of them is on the team."""
    roster = work.rosters.of(kept.case)
    here = {member.person for member in roster} & set(kept.what.to)
    lead = lead_of(work, kept.case)
    wanted = here or ({lead.person} if lead is not None and lead.person != kept.author else set())
    return frozenset(wanted) & readers(about(kept.what.categories), roster, work.consents.of(kept.case), work.now)


def line(kept: Kept[Readback], *, of: int = 1) -> Line:
    """What can be read of what a receiver said; ``of``: the version that the note has now."""
    what = kept.what
    values: dict[str, Value] = {
        "by": what.by,
        "at": what.at,
        "text": what.text,
        "synthesis": what.format is Format.IPASS,
        "version": what.version if what.version < of else 0,
    }
    return Line(about=about(what.spoken), author=what.by, section="readback", values=values)
