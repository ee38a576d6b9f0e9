"""The huddles of a team room: one series a room, kept for the organisation, since it is of no case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, cast

from bot.care import series
from bot.care.cadence import Rule
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.ports import Due, Work
from bot.care.records import ORGANISATION, Kept
from bot.care.series import Purpose, Run, Series, Skip
from bot.care.teamrooms import key_of

RINGS = "team huddle agenda"
"""The kind of due moment at which the agenda is posted."""


@dataclass(frozen=True, kw_only=True)
class TeamSeries(Series):
    """A series of huddles in a team room. The record's ``due`` is its next occurrence."""

    kind: ClassVar[str] = "team_series"
    room: str = ""
    """The ref of the team room."""


def current(work: Work, room: str) -> Kept[TeamSeries] | None:
    """The series of a team room that goes on, if there is one."""
    going = work.records.find(TeamSeries, ORGANISATION, states=frozenset({Run.ON}))
    return next((one for one in reversed(going) if one.what.room == room), None)


def establish(work: Work, room: str, by: str, rule: Rule) -> tuple[Kept[TeamSeries], Kept[TeamSeries] | None]:
    """Begin a series. Gives it, and the one that it takes the place of. ``InvalidError`` for one without any occurrence."""
    what = TeamSeries(purpose=Purpose.HUDDLE, rule=rule, room=room)
    first, before = _next(work, what), current(work, room)
    begun = work.records.add(what, case=ORGANISATION, author=by, due=first)
    if before is not None:
        work.records.put(before, state=Run.REPLACED, superseded_by=begun.ref)
        work.dues.cancel(_key(before))
    _ring_at(work, begun, first)
    return begun, before


def skip(work: Work, kept: Kept[TeamSeries], skipped: Skip) -> tuple[Kept[TeamSeries], datetime]:
    """Take one day out; gives the moment that is left out as well. ``InvalidError`` where nothing is still to come on that day."""
    found = series.occurrence(work, cast("Kept[Series]", kept), skipped.day)
    what = replace(kept.what, skips=(*kept.what.skips, replace(skipped, day=found.day)))
    return _advance(work, work.records.put(kept, what=what)), found.at


def stop(work: Work, kept: Kept[TeamSeries]) -> None:
    """End a series; nothing of it rings any more."""
    work.dues.cancel(_key(kept))
    work.records.put(kept, state=Run.STOPPED)


def rung(work: Work, moment: Due) -> Kept[TeamSeries] | None:
    """Give the series whose moment this is, its next occurrence set; None where it was stopped or replaced meanwhile."""
    found = work.records.locate(ORGANISATION, moment.subject)
    if found is None or not isinstance(found.what, TeamSeries) or found.state != Run.ON or found.due != moment.at:
        return None
    return _advance(work, found)


def shown(work: Work, kept: Kept[TeamSeries]) -> dict[str, Value]:
    """What an answer about a series tells: its ref, its rhythm, its next dates, and the closing days that it leaves out."""
    return series.shown(work, cast("Kept[Series]", kept))


def _advance(work: Work, kept: Kept[TeamSeries]) -> Kept[TeamSeries]:
    following = _next(work, kept.what)
    _ring_at(work, kept, following)
    return work.records.put(kept, due=following)


def _ring_at(work: Work, kept: Kept[TeamSeries], at: datetime) -> None:
    work.dues.put(Due(key=_key(kept), kind=RINGS, at=at, place=key_of(kept.what.room), subject=kept.ref))


def _key(kept: Kept[TeamSeries]) -> str:
    return f"team huddle:{kept.ref}"


def _next(work: Work, what: TeamSeries) -> datetime:
    found = next(what.timetable.coming(work.now, closed=work.clinic.closed), None)
    if found is None:
        raise InvalidError("refused/never_occurs")
    return found
