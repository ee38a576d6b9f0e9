"""What comes again: one series of huddles and one of plan reviews a case, each ringing through a due moment of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from bot.care.cadence import NoOccurrenceError, Rule, describe, left_out, next_after, upcoming
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.errors import InvalidError
from bot.care.facts import Value, case_room
from bot.care.ports import Due, Work
from bot.care.records import Kept, Payload

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

    @property
    def skipped(self) -> frozenset[date]:
        """The days taken out."""
        return frozenset(one.day for one in self.skips)


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
    first = _next(work, rule, frozenset())
    before = current(work, case, purpose)
    begun = work.records.add(Series(purpose=purpose, rule=rule), case=case, author=by, due=first)
    if before is not None:
        work.records.put(before, state=Run.REPLACED, superseded_by=begun.ref)
        work.dues.cancel(key(before))
    _ring_at(work, begun, first)
    return begun, before


def advance(work: Work, kept: Kept[Series]) -> Kept[Series]:
    """Set the next occurrence after now."""
    following = _next(work, kept.what.rule, kept.what.skipped)
    _ring_at(work, kept, following)
    return work.records.put(kept, due=following)


def reanchor(work: Work, kept: Kept[Series], start: date) -> Kept[Series]:
    """Count the weeks anew from ``start``, and set the next occurrence."""
    return advance(work, work.records.put(kept, what=replace(kept.what, rule=replace(kept.what.rule, start=start))))


def skip(work: Work, kept: Kept[Series], skipped: Skip) -> Kept[Series]:
    """Take one day out. ``InvalidError`` where nothing of the series is still to come on that day, or would be left of it."""
    series = kept.what
    if (
        not series.rule.falls_on(skipped.day, closed=work.clinic.closed)
        or skipped.day in series.skipped
        or series.rule.on(skipped.day) <= work.now
    ):
        raise InvalidError("refused/no_occurrence", next=dates(work, kept, 1)[0])
    return advance(work, work.records.put(kept, what=replace(series, skips=(*series.skips, skipped))))


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
    return upcoming(kept.what.rule, work.now, count, skipped=kept.what.skipped, closed=work.clinic.closed)


def shown(work: Work, kept: Kept[Series]) -> dict[str, Value]:
    """What an answer about a series tells: its ref, its rhythm, its next dates, and the closing days that it leaves out."""
    rule, following = kept.what.rule, dates(work, kept)
    passed = left_out(rule, work.now, following[-1], closed=work.clinic.closed) if following else ()
    return {
        "ref": kept.ref,
        "rhythm": describe(rule),
        "dates": following,
        "closed": [spoken_day(day) for day in passed if day not in kept.what.skipped],
    }


def key(kept: Kept[Series]) -> str:
    """The key of the series' due moment."""
    return f"{kept.what.purpose.value}:{kept.ref}"


def _ring_at(work: Work, kept: Kept[Series], at: datetime) -> None:
    kind = RINGS[kept.what.purpose]
    work.dues.put(Due(key=key(kept), kind=kind, at=at, place=case_room(kept.case), case=kept.case, subject=kept.ref))


def _next(work: Work, rule: Rule, skipped: frozenset[date]) -> datetime:
    try:
        return next_after(rule, work.now, skipped=skipped, closed=work.clinic.closed)
    except NoOccurrenceError:
        raise InvalidError("refused/never_occurs") from None
