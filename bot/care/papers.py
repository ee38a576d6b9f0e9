"""Minutes of a case by their ref, whatever met: a huddle or a conference. And the list of what there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.care import minute_lines, minutes
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.facts import Line, Message
from bot.care.gate import readers
from bot.care.huddles import Huddle, Stage
from bot.care.ports import Work
from bot.care.records import Kept

MOST = 10
"""So many of the last ones a list names."""


@dataclass(frozen=True, kw_only=True)
class Met:
    """One meeting of which there are minutes."""

    ref: str
    conference: bool
    at: datetime
    open: bool


def of(work: Work, case: str, ref: str, person: str) -> Message:
    """Give the minutes that a ref means. ``ConflictError`` where it means none, or none that this person may hear of."""
    found = work.records.locate(case, ref)
    if found is not None and isinstance(found.what, Huddle):
        return minutes.message(work, found)
    return minute_lines.message(work, minute_lines.shown_to(work, case, ref, person))


def listed(work: Work, case: str, person: str) -> tuple[Met, ...]:
    """The last meetings that somebody may hear of, the latest first."""
    huddles: list[Kept[Any]] = list(work.records.find(Huddle, case, newest=MOST))
    held: list[Kept[ConferenceMinutes]] = list(work.records.find(ConferenceMinutes, case, newest=MOST))
    found = [Met(ref=one.ref, conference=False, at=one.created, open=one.state == Stage.OPEN) for one in huddles]
    known = (one for one in held if minute_lines.may_know(work, one, person))
    found += [Met(ref=one.what.conference, conference=True, at=one.what.begun, open=False) for one in known]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:MOST])


def readable(work: Work, message: Message, person: str) -> tuple[Line, ...]:
    """The lines of minutes that somebody may read as they are shared now, wherever; what is theirs alone is not among them."""
    roster, grants = work.rosters.of(message.case or ""), work.consents.of(message.case or "")
    return tuple(line for line in message.lines if person in readers(line.about, roster, grants, work.now) and line.file is None)
