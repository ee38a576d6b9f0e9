"""What a case has for an agenda: one thing, with the reason why it is there, and how much it is needed.

Each family yields its own (``bot.care.sources`` lists them all); the order is ``bot.care.agenda``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.care.consent import Category
from bot.care.dates import WEEKDAYS, spoken_day
from bot.care.facts import Line
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import first_line

_LONGEST_DRAFT = timedelta(days=60)
"""A trainee's note is new when it is signed; so long before, it may have been written."""

_WEEK = 7
_TODAY = "today"


class Section(StrEnum):
    """The parts of an agenda, in their order."""

    SAFETY = "safety"
    UNFINISHED = "unfinished"
    NEW = "new"
    DUE = "due"
    TOPICS = "topics"
    ASKS = "asks"


class Need(IntEnum):
    """How much something is needed before everything else: the first number of ``Item.need``. The least comes first."""

    SIGNAL = 0
    HOLD = 1
    ABNORMAL = 2
    """An unreviewed result outside its range."""
    RISK = 3
    LATE = 4
    CARRIED = 5
    ADDED = 6
    OPEN = 7
    """Unfinished, and not yet late."""
    NEWS = 8
    ASK = 9
    SOON = 10


class Way(IntEnum):
    """What became of something that stood on an agenda. Stored: values are for ever."""

    DONE = 0
    DEFERRED = 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing for an agenda."""

    section: Section
    ref: str
    kind: str
    text: str
    about: tuple[str, ...]
    """Categories; a reader needs all, those of ``voice`` included."""
    author: str
    """May read it whatever the consent, as long as it is ``alone``."""
    reason: str
    """Why it is there, in neutral words: ``overdue 3 days``."""
    need: tuple[float, ...]
    """The least first: a ``Need``, and within it numbers."""
    label: str = ""
    """What it is, in neutral words that stand before "by whom": ``note``. Empty: its text says so."""
    owner: str | None = None
    voice: str = ""
    """The patient's words that it serves."""
    alone: bool = True
    """Nobody else's words or figures stand in its text."""
    note: Line | None = None
    """What somebody said of it, for those who may read that: how far it is, or the question of a conference."""
    at: datetime | None = None
    """When it begins, if it has an hour."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """From where the agenda looks: its own day, and since when a record is new."""

    case: str
    today: date
    zone: ZoneInfo
    since: datetime
    """The beginning of the huddle before."""
    words: Mapping[str, tuple[Way, datetime]]
    """What became last of each ref that was dealt with or put off, and when."""
    readers: tuple[str, ...] = ()
    """Who is to read it, where that is not the team: a guest hears of no conference but their own."""
    lasting: bool = False
    """What is said is kept, and read on other days: each day is told by its date."""

    def local(self, at: datetime) -> date:
        """Which day a moment is on."""
        return at.astimezone(self.zone).date()

    def spoken(self, at: datetime) -> str:
        """``today``, a weekday of the last week, or the date."""
        day = self.local(at)
        if self.lasting:
            return spoken_day(day)
        if day == self.today:
            return _TODAY
        return WEEKDAYS[day.weekday()][:3] if 0 <= (self.today - day).days < _WEEK else spoken_day(day)

    def dated(self, word: str, at: datetime) -> str:
        """``since Mon``, but ``today`` alone."""
        day = self.spoken(at)
        return day if day == _TODAY else f"{word} {day}"

    def put_off(self, ref: str) -> str:
        """``put off on Mon``; empty where nobody did."""
        return f"put off {self.dated('on', self.words[ref][1])}" if ref in self.words else ""

    def carried(self, ref: str) -> str:
        """Why something that was put off is here again; empty where it was not."""
        way = self.words.get(ref)
        return f"{self.put_off(ref)}, carried over" if way is not None and way[0] is Way.DEFERRED else ""

    @property
    def early(self) -> datetime:
        """No record from before this moment can be new, or carried over."""
        return min([self.since, *(at for way, at in self.words.values() if way is Way.DEFERRED)]) - _LONGEST_DRAFT


def lateness(day: Day, until: date, *, rank: Need = Need.OPEN) -> tuple[str, tuple[int, float]]:
    """Say how late something with a last day is, and how much that makes it needed; ``rank``: while it is not late."""
    late = (day.today - until).days
    if day.lasting:
        told = f"due {spoken_day(until)}{', overdue' if late > 0 else ''}"
        return told, (Need.LATE if late >= 0 else rank, -float(late) if late >= 0 else float(until.toordinal()))
    if late > 0:
        return f"overdue {late} {'day' if late == 1 else 'days'}", (Need.LATE, -float(late))
    if late == 0:
        return "due today", (Need.LATE, 0.0)
    return ("due tomorrow" if late == -1 else f"due {spoken_day(until)}"), (rank, float(until.toordinal()))


def joined(reason: str, put_off: str) -> str:
    """Two reasons as one."""
    return f"{reason}, {put_off}" if put_off else reason


def item(
    section: Section,
    kept: Kept[Any],
    *,
    reason: str,
    need: tuple[float, ...],
    label: str = "",
    owner: str | None = None,
    text: str | None = None,
    concerns: tuple[Category, ...] | None = None,
    voice: str = "",
    neutral: str = "",
    alone: bool = True,
    note: Line | None = None,
    at: datetime | None = None,
) -> Item:
    """Make one of a record: the first line of its gist (or of ``text``), for those who may read all that it concerns.

    With a ``voice``, ``concerns`` has the categories of both. ``neutral``: words of ours instead, for everyone on the roster.
    """
    return Item(
        section=section,
        ref=kept.ref,
        kind=kept.what.kind,
        text=neutral or first_line(kept.what.gist() if text is None else text),
        about=() if neutral else about(kept.what.concerns() if concerns is None else concerns),
        author=kept.author,
        reason=reason,
        need=need,
        label=label,
        owner=owner,
        voice=first_line(voice),
        alone=alone,
        note=note,
        at=at,
    )


def news(
    day: Day, kept: Kept[Any], *, at: datetime, label: str, reason: str = "", text: str | None = None, alone: bool = True
) -> Item | None:
    """Make one of something that is new since the last huddle, or was put off by it; None where it is neither."""
    carried = day.carried(kept.ref)
    if at < day.since and not carried:
        return None
    return item(
        Section.TOPICS if carried else Section.NEW,
        kept,
        reason=carried or reason or f"new {day.dated('since', day.since)}",
        need=(Need.CARRIED if carried else Need.NEWS, -at.timestamp()),
        label=label,
        text=text,
        alone=alone,
    )
