"""What somebody asked to be reminded of, in words of their own, about a record, or both: alone, or in the room of the case.

Its words are as private as a note's, sealed with the key of their case. Of one that is for its author alone nobody else learns
anything. A moment of it is never taken from the dues: when it comes, ``bot.care.recalling`` sees whether it still stands. So what
is cancelled or moved, and taken back with ``!undo``, comes as if nothing had been.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import IntEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.care import absences
from bot.care.cadence import Rule, at_clock
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.facts import case_room, direct
from bot.care.people import COORDINATION, LEAD, Actor
from bot.care.ports import Due, Work
from bot.care.records import Kept, Payload
from bot.care.timetable import Timetable

OWN_DUE = "own reminder"
"""The kind of due moment that reminds one person, in their direct room."""

ROOM_DUE = "room reminder"
"""The kind of due moment that says it in the room of the case."""

MOST = 50
"""So many that are still to come one person has at most, over all their cases."""

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


def keep(work: Work, case: str, by: str, memo: Memo, at: datetime | None) -> Kept[Memo]:
    """Keep one; ``at`` is None for a series. ``ConflictError`` beyond the most that one person has."""
    if sum(one.state == Standing.OPEN for one in mine(work, by)) >= MOST:
        raise ConflictError("refused/reminders_most", most=MOST)
    moment = _first(work, memo, at)
    kept = work.records.add(memo, case=case, author=by, owner=by, due=moment)
    expect(work, kept, moment)
    return kept


def standing(work: Work, actor: Actor, case: str, ref: str) -> Kept[Memo]:
    """Give one that this person may change: their own, or one of the room that they look after.

    ``NotFoundError`` for another's own; ``InvalidError`` for another's of the room, unless they lead the case or coordinate it;
    ``ConflictError`` for one that has ended.
    """
    found = work.records.locate(case, ref)
    if found is None or not isinstance(found.what, Memo) or not (found.what.room or found.author == actor.id):
        raise NotFoundError("refused/no_such_ref")
    if found.author != actor.id and not (LEAD | COORDINATION).includes(actor):
        raise InvalidError("refused/reminder_whose", ref=found.ref, by=found.author)
    if found.state not in {Standing.OPEN, Standing.SAID}:
        raise ConflictError("refused/reminder_over", ref=found.ref)
    return found


def is_own(work: Work, person: str, case: str, ref: str) -> bool:
    """Whether a ref is that of a reminder of theirs."""
    found = work.records.locate(case, ref)
    return found is not None and isinstance(found.what, Memo) and found.author == person


def move(work: Work, kept: Kept[Memo], at: datetime | None, rule: Rule | None) -> Kept[Memo]:
    """Have it said at another moment, or by another rule. ``InvalidError`` where a series would become a single moment."""
    if kept.what.rule is not None and rule is None:
        raise InvalidError("refused/reminder_series", ref=kept.ref)
    what = replace(kept.what, rule=rule, again=None)
    moment = _first(work, what, at)
    expect(work, kept, moment)
    return work.records.put(kept, what=what, state=Standing.OPEN, due=moment)


def snooze(work: Work, kept: Kept[Memo], at: datetime) -> Kept[Memo]:
    """Have it said once more. A series goes on besides. ``InvalidError`` for the past."""
    if at <= work.now:
        raise InvalidError("refused/date_past")
    expect(work, kept, at)
    if kept.what.rule is None:
        return work.records.put(kept, state=Standing.OPEN, due=at)
    return work.records.put(kept, what=replace(kept.what, again=at))


def finish(work: Work, kept: Kept[Memo]) -> Kept[Memo]:
    """What it was about is done. Of a series that is the last one that came: it goes on."""
    if kept.what.rule is None:
        return work.records.put(kept, state=Standing.DONE)
    return work.records.put(kept, what=replace(kept.what, again=None))


def cancel(work: Work, kept: Kept[Memo]) -> Kept[Memo]:
    """Have it said no more."""
    return work.records.put(kept, state=Standing.CANCELLED)


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


def expect(work: Work, kept: Kept[Memo], at: datetime) -> None:
    """Have a moment of it come."""
    kind, place = (ROOM_DUE, case_room(kept.case)) if kept.what.room else (OWN_DUE, direct(kept.author))
    key = f"memo:{kept.ref}:{at.isoformat()}"
    work.dues.put(Due(key=key, kind=kind, at=at, place=place, case=kept.case, subject=kept.ref))


def _first(work: Work, memo: Memo, at: datetime | None) -> datetime:
    if at is None and memo.rule is not None:
        at = next(memo.timetable.coming(work.now, closed=work.clinic.closed), None)
    if at is None:
        raise InvalidError("refused/never_occurs", purpose="reminder")
    if at <= work.now:
        raise InvalidError("refused/date_past")
    return at


def _is_listed(work: Work, kept: Kept[Memo]) -> bool:
    return kept.due is not None and kept.due > work.now - _LISTED
