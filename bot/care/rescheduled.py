"""What people change in a series: a day left out, a date moved, another rule from a day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.care import series
from bot.care.cadence import Rule
from bot.care.errors import ConflictError, InvalidError
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.series import S, Skip
from bot.care.timetable import Move, Occurrence


def skip(work: Work, kept: Kept[S], skipped: Skip) -> Kept[S]:
    """Take one day out. ``InvalidError`` where nothing of the series is still to come on that day, or would be left of it."""
    found, what = occurrence(work, kept, skipped.day), kept.what
    skips = (*what.skips, replace(skipped, day=found.day))
    moves = tuple(one for one in what.moves if one.day != found.day)
    return series.advance(work, work.records.put(kept, what=replace(what, skips=skips, moves=moves)))


def occurrence(work: Work, kept: Kept[S], day: date) -> Occurrence:
    """What is still to come of the series on a day of its own clocks. ``InvalidError`` where nothing is."""
    found = kept.what.timetable.on(day, closed=work.clinic.closed)
    if found is None or found.at <= work.now:
        what, at = kept.what, kept.what.timetable.instead_of(day, work.now, closed=work.clinic.closed)
        out = day in what.skipped or (work.clinic.closed(day) and what.timetable.rule_of(day).named(day))
        raise InvalidError("refused/no_occurrence", next=series.dates(work, kept, 1)[0], instead=at, skipped=out and at is None)
    return found


def move(work: Work, kept: Kept[S], found: Occurrence, to: datetime, by: str) -> Kept[S]:
    """Hold one occurrence at another moment. ``InvalidError`` where that day has one already.

    ``ConflictError`` where it is that one, and is there already.
    """
    what = kept.what
    if found.at == to:
        raise ConflictError("refused/moved_already", at=to)
    there = what.timetable.on(to.astimezone(ZoneInfo(found.zone)).date(), closed=work.clinic.closed)
    if there is not None and there.day != found.day:
        raise InvalidError("refused/occurrence_there", at=there.at)
    moves = (*(one for one in what.moves if one.day != found.day), Move(day=found.day, to=to, by=by))
    return series.advance(work, work.records.put(kept, what=replace(what, moves=moves)))


def change(work: Work, kept: Kept[S], rule: Rule, found: Occurrence) -> Kept[S]:
    """Go on by another rule from an occurrence on; what was taken out or moved of the days of the rule is forgotten."""
    what = kept.what
    rule = replace(rule, start=what.timetable.first_day(rule, found.day, closed=work.clinic.closed))
    skips = tuple(one for one in what.skips if one.day < rule.start)
    moves = tuple(one for one in what.moves if one.day < rule.start)
    later = (*(one for one in what.later if one.start < rule.start), rule)
    changed = replace(what, skips=skips, moves=moves, later=later)
    if series.first(work, changed.timetable, what.purpose) >= rule.on(rule.start):
        changed = replace(changed, rule=rule, later=())
    return series.advance(work, work.records.put(kept, what=changed))
