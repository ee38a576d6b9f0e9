"""What comes again: one series of huddles and one of plan reviews a case, each ringing through a due moment of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from itertools import islice, takewhile
from typing import ClassVar, TypeVar

from bot.care.cadence import Closing, Rule, describe
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import Value, case_room
from bot.care.ports import Work
from bot.care.records import ORGANISATION, Kept, Payload
from bot.care.timetable import Move, Timetable

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
    rung: datetime | None = None
    """The last occurrence that came. A clock that is set back brings it no second time, and none before it."""

    @property
    def skipped(self) -> frozenset[date]:
        """The days taken out."""
        return frozenset(one.day for one in self.skips)

    @property
    def timetable(self) -> Timetable:
        """When it comes."""
        return Timetable(rules=(self.rule, *self.later), skipped=self.skipped, moves=self.moves)

    def key(self, ref: str) -> str:
        """The key of its due moment."""
        return f"{self.purpose.value}:{ref}"

    def moment(self, case: str, ref: str, at: datetime) -> Due:
        """Its due moment, in the room where it rings."""
        return Due(key=self.key(ref), kind=RINGS[self.purpose], at=at, place=case_room(case), case=case, subject=ref)


S = TypeVar("S", bound=Series)


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
    before = current(work, case, purpose)
    return begin(work, case, by, Series(purpose=purpose, rule=rule), before), before


def begin(work: Work, case: str, by: str, what: S, before: Kept[S] | None) -> Kept[S]:
    """Keep a series that begins, in the place of the one before. ``ConflictError`` where that one is the very same."""
    if before is not None and what.timetable.is_same(before.what.timetable, work.now, closed=work.clinic.closed):
        rhythm = describe(what.rule)
        to = "tue 10:00" if what.rule.weekdays else "10:00"
        raise ConflictError(
            "refused/series_there", ref=before.ref, rhythm=rhythm, next=before.due, purpose=what.purpose.value, to=to
        )
    at = first(work, what.timetable, what.purpose)
    begun = work.records.add(what, case=case, author=by, due=at)
    if before is not None:
        work.records.put(before, state=Run.REPLACED, superseded_by=begun.ref)
        work.dues.cancel(before.what.key(before.ref))
    _ring_at(work, begun, at)
    return begun


def advance(work: Work, kept: Kept[S]) -> Kept[S]:
    """Set the next occurrence after now. A later rule whose day has come takes the place of the one before."""
    what = kept.what
    rules = Timetable(rules=(what.rule, *what.later)).in_force(work.now)
    following = first(work, what.timetable, what.purpose, what.rung)
    _ring_at(work, kept, following)
    return work.records.put(kept, what=replace(what, rule=rules[0], later=rules[1:]), due=following)


def reanchor(work: Work, kept: Kept[S], start: date) -> Kept[S]:
    """Count the weeks anew from ``start``, and set the next occurrence."""
    return advance(work, work.records.put(kept, what=replace(kept.what, rule=replace(kept.what.rule, start=start))))


def stop(work: Work, kept: Kept[S]) -> Kept[S]:
    """End a series; nothing of it rings any more."""
    work.dues.cancel(kept.what.key(kept.ref))
    return work.records.put(kept, state=Run.STOPPED)


def rung(work: Work, moment: Due) -> Kept[Series] | None:
    """Give the series whose moment this is, its next occurrence set; None where it was stopped or moved meanwhile."""
    found = work.records.locate(moment.case or ORGANISATION, moment.subject)
    if found is None or not isinstance(found.what, Series) or found.state != Run.ON or found.due != moment.at:
        return None
    return advance(work, replace(found, what=replace(found.what, rung=moment.at)))


def catch_up(work: Work, moment: Due) -> tuple[Due, tuple[datetime, ...]]:
    """Let the latest occurrence that has come stand for those before it, which are given: of a series, one alone is held late.

    A moment of anything else is given back as it is.
    """
    found = work.records.locate(moment.case or ORGANISATION, moment.subject)
    if found is None or not isinstance(found.what, Series) or found.state != Run.ON or found.due != moment.at:
        return moment, ()
    coming = found.what.timetable.coming(moment.at, closed=work.clinic.closed)
    come = (moment.at, *takewhile(lambda at: at <= work.now, coming))
    if len(come) > 1:
        work.records.put(found, due=come[-1])
    return replace(moment, at=come[-1]), come[:-1]


def dates(work: Work, kept: Kept[S], count: int = NEXT) -> tuple[datetime, ...]:
    """The next occurrences."""
    return tuple(islice(kept.what.timetable.coming(work.now, closed=work.clinic.closed), count))


def shown(work: Work, kept: Kept[S]) -> dict[str, Value]:
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


def first(work: Work, timetable: Timetable, purpose: Purpose, rung: datetime | None = None) -> datetime:
    """When it comes first, after now and after what has ``rung``. ``InvalidError`` where it never does."""
    after = max(work.now, rung) if rung is not None else work.now
    found = next(timetable.coming(after, closed=work.clinic.closed), None)
    if found is None:
        raise InvalidError("refused/never_occurs", purpose=purpose.value)
    return found


def _first_day(rule: Rule, work: Work) -> date:
    days = (rule.start + timedelta(days=number) for number in range(366))
    return next((day for day in days if rule.falls_on(day, closed=work.clinic.closed)), rule.start)


def _ring_at(work: Work, kept: Kept[S], at: datetime) -> None:
    work.dues.put(kept.what.moment(kept.case, kept.ref, at))
