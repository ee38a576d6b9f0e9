"""What somebody asked to be reminded of, in words of their own, about a record, or both: alone, or in the room of the case.

Its words are as private as a note's, sealed with the key of their case. Of one that is for its author alone nobody else learns
anything. What may become of one: ``bot.care.reminding``; what comes of its moment: ``bot.care.recalling``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import IntEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.care import absences
from bot.care.cadence import Rule, at_clock
from bot.care.consent import Category
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.timetable import Timetable

OWN_DUE = "own reminder"
"""The kind of due moment that reminds one person, in their direct room."""

ROOM_DUE = "room reminder"
"""The kind of due moment that says it in the room of the case."""

_LISTED = timedelta(days=7)
"""So long one that was said and is not done stands in its author's list."""


class Standing(IntEnum):
    """What became of one. Stored: values are for ever."""

    OPEN = 0
    SAID = 1
    """It was said, and its author has not said that it is done."""
    DONE = 2
    CANCELLED = 3
    ENDED = 4
    """The case was closed, or its author is no longer on it."""
    LAPSED = 5
    """It was said long ago, and nothing was heard of it."""


@dataclass(frozen=True, kw_only=True)
class Memo(Payload):
    """One reminder. Its owner is its author, its ``due`` the next moment at which it is said, or the last one.

    It has no gist and is of no category for anybody else: whatever tells of records tells nothing of it.
    """

    kind: ClassVar[str] = "memo"
    words: str = ""
    categories: tuple[Category, ...] = ()
    subject: str = ""
    """The ref of the record that it is about."""
    room: bool = False
    """It is said in the room of the case."""
    people: tuple[str, ...] = ()
    """Who is rung by it there."""
    rule: Rule | None = None
    """It comes again and again."""
    again: datetime | None = None
    """One of a series is said once more then."""

    def concerns(self) -> tuple[Category, ...]:
        """For its author alone."""
        return ()

    @property
    def timetable(self) -> Timetable:
        """When a series comes. ``ValueError`` for what is none."""
        if self.rule is None:
            raise ValueError("no series")
        return Timetable(rules=(self.rule,))


def mine(work: Work, person: str) -> tuple[Kept[Memo], ...]:
    """List what somebody asked for on the open cases that they are on: in order of time, with what was said and is not done."""
    cases = frozenset(work.rosters.cases(person))
    found = work.records.owned(Memo, person, states=frozenset({Standing.OPEN, Standing.SAID}))
    kept = [one for one in found if one.case in cases and (one.state == Standing.OPEN or _is_listed(work, one))]
    return tuple(sorted(kept, key=lambda one: (comes(one), one.ref)))


def today(work: Work, person: str) -> tuple[Kept[Memo], ...]:
    """Give those for somebody alone whose day has come, by the calendar of where they are, and that are not done."""
    zone = absences.zone_of(work, person)
    ends = at_clock(work.now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1), time(), zone)
    return tuple(one for one in mine(work, person) if not one.what.room and comes(one) < ends)


def lapse(work: Work, person: str) -> None:
    """Wait no longer for a word of somebody's on what was said long ago."""
    for kept in work.records.owned(Memo, person, states=frozenset({Standing.SAID})):
        if not _is_listed(work, kept):
            work.records.put(kept, state=Standing.LAPSED)


def comes(kept: Kept[Memo]) -> datetime:
    """When it is said next, or was said last."""
    due = kept.due or kept.created
    return min(due, kept.what.again) if kept.what.again is not None else due


def _is_listed(work: Work, kept: Kept[Memo]) -> bool:
    return kept.due is not None and kept.due > work.now - _LISTED
