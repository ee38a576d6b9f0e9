"""Huddles: the short meeting that an agenda opens, and that minutes, or half an hour of silence, close.

At most one is open in a case. Each act within it moves the moment at which the clock closes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care import absentees, series, sittings
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.facts import case_room
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked

QUIET = timedelta(minutes=30)
"""So long nothing is done in a huddle, and it is over."""

QUIET_DUE = "huddle quiet"
"""The kind of due moment at which silence has lasted long enough."""


class Stage(IntEnum):
    """How far a huddle is. Stored: values are for ever."""

    OPEN = 0
    ENDED = 1
    BY_CLOCK = 2
    """Closed after half an hour of silence."""
    OVERTAKEN = 3
    """The next one fell due while it was open: closed without minutes."""


class TopicState(IntEnum):
    """Whether a topic still waits. Stored: values are for ever."""

    OPEN = 0
    DONE = 1


@dataclass(frozen=True, kw_only=True)
class Huddle(Payload):
    """One huddle. It begins when its record is made."""

    kind: ClassVar[str] = "huddle"
    since: datetime
    """What was recorded from here on is new in it: the beginning of the one before, or of the case."""
    planned: datetime | None = None
    """When it was to begin; None: somebody began it."""
    present: tuple[str, ...] = ()
    ended: datetime | None = None
    apologies: tuple[str, ...] = ()
    """Who did not come, as it stood when it ended."""


@dataclass(frozen=True, kw_only=True)
class Topic(Payload):
    """Something to talk about. It is carried over from huddle to huddle until somebody closes it."""

    kind: ClassVar[str] = "topic"
    text: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A huddle that has just begun."""

    huddle: Kept[Huddle]
    overtaken: Kept[Huddle] | None = None
    """The one that was still open."""


def running(work: Work, case: str) -> Kept[Huddle] | None:
    """The open huddle of a case, if there is one."""
    return next(iter(work.records.find(Huddle, case, states=frozenset({Stage.OPEN}), newest=1)), None)


def needed(work: Work, case: str) -> Kept[Huddle]:
    """The open huddle. ``ConflictError`` where there is none."""
    found = running(work, case)
    if found is None:
        raise ConflictError("refused/no_huddle_open")
    return found


def latest(work: Work, case: str) -> Kept[Huddle] | None:
    """The last huddle that began, open or not."""
    return next(iter(work.records.find(Huddle, case, newest=1)), None)


def news_since(work: Work, case: str) -> datetime:
    """From when on a record is new to the next agenda: the beginning of the last huddle, else of the case."""
    last = latest(work, case)
    if last is not None:
        return last.what.since if last.state == Stage.OPEN else last.created
    known = work.cases.get(case)
    return known.created if known is not None else work.now


def start(work: Work, case: str, by: str) -> Begun:
    """Begin a huddle now. ``ConflictError`` where one is open."""
    open_one = running(work, case)
    if open_one is not None:
        raise ConflictError("refused/huddle_open", ref=open_one.ref, since=open_one.created)
    return _begin(work, case, by, None)


def ring(work: Work, moment: Due) -> Begun | None:
    """Begin the huddle that is due. One that is still open is closed without minutes.

    None: it was called off meanwhile, or waits until the conference is over that is held now.
    """
    found = series.rung(work, moment)
    if found is None:
        return None
    if sittings.running(work, found.case) is not None:
        sittings.put_off(work, found.case, moment.at)
        return None
    open_one = running(work, found.case)
    if open_one is not None:
        open_one = close(work, open_one, Stage.OVERTAKEN)
    return replace(_begin(work, found.case, work.clinic.bot, moment.at), overtaken=open_one)


def begin_late(work: Work, case: str, planned: datetime) -> Begun:
    """Begin the one that had to wait until a conference was over."""
    return _begin(work, case, work.clinic.bot, planned)


def close(work: Work, huddle: Kept[Huddle], stage: Stage, *, at: datetime | None = None) -> Kept[Huddle]:
    """End a huddle, now or as of an earlier moment."""
    work.dues.cancel(_quiet_key(huddle.case))
    begun, what = huddle.created, huddle.what
    missed = absentees.apologies(work, huddle.case, at=begun, since=what.since, huddle=huddle.ref, present=what.present)
    return work.records.put(huddle, what=replace(what, ended=at or work.now, apologies=missed), state=stage)


def hush(work: Work, moment: Due) -> Kept[Huddle] | None:
    """Close the huddle that has been silent for so long, as of when it had been; None where it is over anyway."""
    found = running(work, moment.case or "")
    return close(work, found, Stage.BY_CLOCK, at=moment.at) if found is not None and found.ref == moment.subject else None


def stir(work: Work, case: str) -> str:
    """Note that something was done: the open huddle goes on for another half hour. Gives its ref; empty where none is open."""
    found = running(work, case)
    if found is None:
        return ""
    at = work.now + QUIET
    work.dues.put(Due(key=_quiet_key(case), kind=QUIET_DUE, at=at, place=case_room(case), case=case, subject=found.ref))
    return found.ref


def attend(work: Work, case: str, people: Iterable[str]) -> Kept[Huddle]:
    """Write down who takes part. ``ConflictError`` where no huddle is open."""
    found = needed(work, case)
    present = tuple(dict.fromkeys((*found.what.present, *people)))
    written = work.records.put(found, what=replace(found.what, present=present))
    stir(work, case)
    return written


def add_topic(work: Work, case: str, by: str, text: str, categories: tuple[Category, ...]) -> Kept[Topic]:
    """Put something on the agenda."""
    topic = work.records.add(Topic(text=checked(text), categories=categories), case=case, author=by)
    stir(work, case)
    return topic


def _begin(work: Work, case: str, by: str, planned: datetime | None) -> Begun:
    begun = work.records.add(Huddle(since=news_since(work, case), planned=planned), case=case, author=by)
    stir(work, case)
    return Begun(huddle=begun)


def _quiet_key(case: str) -> str:
    return f"huddle quiet:{case}"
