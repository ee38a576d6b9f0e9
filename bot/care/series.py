"""What comes again: one series of huddles and one of plan reviews a case, each ringing through a due moment of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from itertools import islice
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.care.cadence import Closing, Rule, describe
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.errors import InvalidError
from bot.care.facts import Value, case_room
from bot.care.ports import Due, Work
from bot.care.records import Kept, Payload
from bot.care.timetable import Move, Occurrence, Timetable

NEXT = 3
"""How many dates an answer about a series names."""


class Purpose(StrEnum):
    """What a series is of. Stored: values are for ever."""

    HUDDLE = "huddle"
    REVIEW = "review"


RINGS = {Purpose.HUDDLE: "huddle agenda", Purpose.REVIEW: "plan review"}
"""The kind of due moment that each purpose rings with."""


class Run(IntEnum):
    """Whether a series goes on. Stored: values are for ever."""

    ON = 0
    STOPPED = 1
    REPLACED = 2


@dataclass(frozen=True, kw_only=True)
class Skip:
    """One day taken out of a series, and why."""

    day: date
    reason: str
    by: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, kw_only=True)
class Series(Payload):
    """A series. The record's ``due`` is its next occurrence."""

    kind: ClassVar[str] = "series"
    purpose: Purpose
    rule: Rule
    skips: tuple[Skip, ...] = ()
    moves: tuple[Move, ...] = ()
    later: tuple[Rule, ...] = ()
    """What the rule will be from the first day of each of these on, in order."""

    @property
    def skipped(self) -> frozenset[date]:
        """The days taken out."""
        return frozenset(one.day for one in self.skips)

    @property
    def timetable(self) -> Timetable:
        """When it comes."""
        return Timetable(rules=(self.rule, *self.later), skipped=self.skipped, moves=self.moves)


def current(work: Work, case: str, purpose: Purpose) -> Kept[Series] | None:
    """The series of this purpose that goes on, if there is one."""
    going = work.records.find(Series, case, states=frozenset({Run.ON}))
    return next((one for one in reversed(going) if one.what.purpose is purpose), None)


def needed(work: Work, case: str, purpose: Purpose) -> Kept[Series]:
    """The series that goes on. ``InvalidError`` where there is none."""
    found = current(work, case, purpose)
    if found is None:
        raise InvalidError(f"refused/no_{purpose.value}_series")
    return found


def establish(work: Work, case: str, by: str, purpose: Purpose, rule: Rule) -> tuple[Kept[Series], Kept[Series] | None]:
    """Begin a series. Gives it, and the one that it takes the place of."""
    first = _next(work, Timetable(rules=(rule,)))
    before = current(work, case, purpose)
    begun = work.records.add(Series(purpose=purpose, rule=rule), case=case, author=by, due=first)
    if before is not None:
        work.records.put(before, state=Run.REPLACED, superseded_by=begun.ref)
        work.dues.cancel(key(before))
    _ring_at(work, begun, first)
    return begun, before


def advance(work: Work, kept: Kept[Series]) -> Kept[Series]:
    """Set the next occurrence after now. A later rule whose day has come takes the place of the one before."""
    what = kept.what
    rules = Timetable(rules=(what.rule, *what.later)).in_force(work.now)
    following = _next(work, what.timetable)
    _ring_at(work, kept, following)
    return work.records.put(kept, what=replace(what, rule=rules[0], later=rules[1:]), due=following)


def reanchor(work: Work, kept: Kept[Series], start: date) -> Kept[Series]:
    """Count the weeks anew from ``start``, and set the next occurrence."""
    return advance(work, work.records.put(kept, what=replace(kept.what, rule=replace(kept.what.rule, start=start))))


def skip(work: Work, kept: Kept[Series], skipped: Skip) -> Kept[Series]:
    """Take one day out. ``InvalidError`` where nothing of the series is still to come on that day, or would be left of it."""
    found, what = occurrence(work, kept, skipped.day), kept.what
    skips = (*what.skips, replace(skipped, day=found.day))
    moves = tuple(one for one in what.moves if one.day != found.day)
    return advance(work, work.records.put(kept, what=replace(what, skips=skips, moves=moves)))


def occurrence(work: Work, kept: Kept[Series], day: date) -> Occurrence:
    """What is still to come of the series on a day of its own clocks. ``InvalidError`` where nothing is."""
    found = kept.what.timetable.on(day, closed=work.clinic.closed)
    if found is None or found.at <= work.now:
        raise InvalidError("refused/no_occurrence", next=dates(work, kept, 1)[0])
    return found


def move(work: Work, kept: Kept[Series], found: Occurrence, to: datetime, by: str) -> Kept[Series]:
    """Hold one occurrence at another moment. ``InvalidError`` where that day has one already."""
    what = kept.what
    there = what.timetable.on(to.astimezone(ZoneInfo(found.zone)).date(), closed=work.clinic.closed)
    if there is not None and there.day != found.day:
        raise InvalidError("refused/occurrence_there", at=there.at)
    moves = (*(one for one in what.moves if one.day != found.day), Move(day=found.day, to=to, by=by))
    return advance(work, work.records.put(kept, what=replace(what, moves=moves)))


def change(work: Work, kept: Kept[Series], rule: Rule) -> Kept[Series]:
    """Go on by another rule from its first day on; what was taken out or moved of later days is forgotten."""
    what = kept.what
    skips = tuple(one for one in what.skips if one.day < rule.start)
    moves = tuple(one for one in what.moves if one.day < rule.start)
    later = (*(one for one in what.later if one.start < rule.start), rule)
    changed = replace(what, skips=skips, moves=moves, later=later)
    if _next(work, changed.timetable) >= rule.on(rule.start):
        changed = replace(changed, rule=rule, later=())
    return advance(work, work.records.put(kept, what=changed))


def stop(work: Work, kept: Kept[Series]) -> Kept[Series]:
    """End a series; nothing of it rings any more."""
    work.dues.cancel(key(kept))
    return work.records.put(kept, state=Run.STOPPED)


def rung(work: Work, moment: Due) -> Kept[Series] | None:
    """Give the series whose moment this is, its next occurrence set; None where it was stopped or moved meanwhile."""
    found = work.records.locate(moment.case or "", moment.subject)
    if found is None or not isinstance(found.what, Series) or found.state != Run.ON or found.due != moment.at:
        return None
    return advance(work, found)


def dates(work: Work, kept: Kept[Series], count: int = NEXT) -> tuple[datetime, ...]:
    """The next occurrences."""
    return tuple(islice(kept.what.timetable.coming(work.now, closed=work.clinic.closed), count))


def shown(work: Work, kept: Kept[Series]) -> dict[str, Value]:
    """What an answer about a series tells: its ref, its rhythm, now and later, its next dates, and what closing days change."""
    what, following = kept.what, dates(work, kept)
    until = following[-1] if following else work.now
    return {
        "ref": kept.ref,
        "rhythm": describe(what.rule),
        "later": [{"rhythm": describe(rule), "day": spoken_day(_first_day(rule, work))} for rule in what.later],
        "puts_off": what.rule.closing is Closing.MOVE,
        "dates": following,
        "closed": [spoken_day(day) for day in what.timetable.left_out(work.now, until, closed=work.clinic.closed)],
        "moved": [
            {"day": spoken_day(day), "to": spoken_day(to)}
            for day, to in what.timetable.put_off(work.now, until, closed=work.clinic.closed)
        ],
    }


def key(kept: Kept[Series]) -> str:
    """The key of the series' due moment."""
    return f"{kept.what.purpose.value}:{kept.ref}"


def _first_day(rule: Rule, work: Work) -> date:
    days = (rule.start + timedelta(days=number) for number in range(366))
    return next((day for day in days if rule.falls_on(day, closed=work.clinic.closed)), rule.start)


def _ring_at(work: Work, kept: Kept[Series], at: datetime) -> None:
    kind = RINGS[kept.what.purpose]
    work.dues.put(Due(key=key(kept), kind=kind, at=at, place=case_room(kept.case), case=kept.case, subject=kept.ref))


def _next(work: Work, timetable: Timetable) -> datetime:
    found = next(timetable.coming(work.now, closed=work.clinic.closed), None)
    if found is None:
        raise InvalidError("refused/never_occurs")
    return found
