"""What happened in a case, in order of time: one list from all that is kept, a dozen at a time, for whoever is to read it.

Whatever one of its readers may not know of is not in it, and nothing tells that it is missing: neither a count nor a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.care import (
    timeline_conferences,
    timeline_huddles,
    timeline_outcomes,
    timeline_outside,
    timeline_plan,
    timeline_proposals,
    timeline_record,
    timeline_team,
)
from bot.care.facts import Line, Value
from bot.care.gate import readers as covered
from bot.care.gate import uncovered
from bot.care.ports import Work
from bot.care.timeline_events import Event

DOZEN = 12
"""How many one page has."""

SOURCES: tuple[Callable[[Work, str, tuple[str, ...]], Iterator[Event]], ...] = (
    timeline_team.case,
    timeline_team.people,
    timeline_team.consent,
    timeline_team.duties,
    timeline_outside.signals,
    timeline_outside.openings,
    timeline_record.notes,
    timeline_record.figures,
    timeline_record.history,
    timeline_plan.goals,
    timeline_plan.steps,
    timeline_plan.versions,
    timeline_plan.holds,
    timeline_outside.referrals,
    timeline_outside.appointments,
    timeline_huddles.huddles,
    timeline_huddles.topics,
    timeline_huddles.checkins,
    timeline_proposals.of,
    timeline_conferences.conferences,
    timeline_outcomes.outcomes,
    timeline_outcomes.words,
)
"""What gives something to it: a function a family, of the case and of those who are to read it."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of what happened, in order of time."""

    events: tuple[Event, ...]
    earlier: str = ""
    """The key before which it goes on; empty: there is nothing before, or it is read forwards."""
    later: str = ""
    """The key behind which it goes on; empty: there is nothing behind, or it is read backwards."""


def happened(work: Work, case: str, readers: tuple[str, ...]) -> tuple[Event, ...]:
    """Give everything of which each of ``readers`` may know, in order of time, with its words where each of them may read these."""
    people = tuple(one for one in dict.fromkeys(readers) if one != work.clinic.bot)
    found = [event for source in SOURCES for event in source(work, case, people)]
    roster, grants, present = work.rosters.of(case), work.consents.of(case), frozenset(people)

    def may(line: Line) -> bool:
        return not uncovered(line, present, roster, grants, work.now)

    known = (one if not one.text or may(_words(one)) else replace(one, text="") for one in found if may(_head(one)))
    named = (replace(one, by="") if one.by == work.clinic.bot else one for one in known)
    return tuple(sorted(named, key=lambda one: one.key))


def shared(work: Work, case: str, events: tuple[Event, ...], readers: tuple[str, ...]) -> tuple[Event, ...]:
    """Give what of them each of ``readers`` may read as it is shared now: what is somebody's alone as its author is not in it."""
    roster, grants = work.rosters.of(case), work.consents.of(case)
    people = frozenset(readers) - {work.clinic.bot}

    def may(categories: tuple[str, ...]) -> bool:
        return people <= covered(categories, roster, grants, work.now)

    left = (one for one in events if not one.about or may(one.about))
    return tuple(one if may(one.text_about) else replace(one, text="") for one in left)


def last(events: tuple[Event, ...], before: str = "") -> Page:
    """Give the last dozen, or the last one before a key."""
    left = tuple(one for one in events if not before or one.key < before)
    page = left[-DOZEN:]
    return Page(events=page, earlier=page[0].key if len(left) > len(page) else "")


def first(events: tuple[Event, ...], since: datetime | None = None, behind: str = "") -> Page:
    """Give the first dozen from a moment on, or behind a key."""
    left = tuple(one for one in events if (since is None or one.at >= since) and (not behind or one.key > behind))
    page = left[:DOZEN]
    return Page(events=page, later=page[-1].key if len(left) > len(page) else "")


def lines(events: tuple[Event, ...]) -> tuple[Line, ...]:
    """Give what can be read of each: that it happened, and what was said, each for those who may read it."""
    found: list[Line] = []
    for one in events:
        found.append(_head(one))
        if one.text:
            found.append(_words(one))
    return tuple(found)


def _words(one: Event) -> Line:
    return Line(about=one.text_about, author=one.text_author, section="words", values={"key": one.key, "text": one.text})


def _head(one: Event) -> Line:
    values: dict[str, Value] = {
        "key": one.key,
        "at": one.at,
        "what": one.what,
        "ref": one.ref,
        "by": one.by,
        "hand": one.hand,
        "whom": one.whom,
        "link": one.link,
        "detail": one.detail,
        "moment": one.moment,
    }
    return Line(about=one.about, author=one.author, section="event", values=values)
