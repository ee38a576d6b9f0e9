"""A conference as it is held: from its minute, or from the word of somebody there, until somebody ends it or it has been silent.

At most one is held in a case. What is said in it names its ref. Silence counts from the planned end on: a long pause in the
middle ends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, ClassVar

from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.facts import case_room
from bot.care.ports import Work
from bot.care.records import Kept, Payload

BEGINS = "conference begins"
"""The kind of due moment at which a conference begins."""

QUIET_DUE = "conference quiet"
"""The kind of due moment at which it has been silent for long enough."""

AROUND = timedelta(hours=1)
"""So close to its minute a conference is the one that is meant where none is named."""

QUIET = timedelta(minutes=30)
"""So long after its planned end nothing is done in it, and it is over."""


class Stage(IntEnum):
    """How far it is. Stored: values are for ever."""

    OPEN = 0
    ENDED = 1
    BY_CLOCK = 2
    """Closed after half an hour of silence."""
    OVERTAKEN = 3
    """The next one of the case began while it was open."""


@dataclass(frozen=True, kw_only=True)
class Sitting(Payload):
    """One conference as it is held. It begins when its record is made."""

    kind: ClassVar[str] = "sitting"
    conference: str
    """The ref of the conference; what is said in it names this one."""
    planned: datetime
    """When it was to begin."""
    until: datetime
    """When it is to end."""
    present: tuple[str, ...] = ()
    """Who was said to be there; whoever brought something to it was there as well."""
    ended: datetime | None = None
    lacking: tuple[str, ...] = ()
    """Who of its quorum was not there, as it stood when it ended; nobody: what it decided counts."""
    huddle: datetime | None = None
    """When the huddle was planned that fell due meanwhile, and waits until this is over."""


def schedule(work: Work, kept: Kept[Any]) -> None:
    """Have a conference begin at its minute: the one at which it is booked now, in place of any other."""
    unschedule(work, kept.ref)
    if kept.what.at > work.now:
        due = Due(key=_begins(kept.ref), kind=BEGINS, at=kept.what.at, place=case_room(kept.case), case=kept.case, subject=kept.ref)
        work.dues.put(due)


def unschedule(work: Work, ref: str) -> None:
    """Have a conference not begin by itself: it is called off, or has begun."""
    work.dues.cancel(_begins(ref))


def running(work: Work, case: str) -> Kept[Sitting] | None:
    """The conference that is held in a case now, if one is."""
    return next(iter(work.records.find(Sitting, case, states=frozenset({Stage.OPEN}), newest=1)), None)


def needed(work: Work, case: str) -> Kept[Sitting]:
    """The same. ``ConflictError`` where none is; it says whether one could be begun now without being named."""
    found = running(work, case)
    if found is None:
        soon = any(one.kind == BEGINS and one.at - AROUND <= work.now for one in work.dues.of(case))
        raise ConflictError("refused/no_conference_open", soon=soon)
    return found


def of(work: Work, case: str, conference: str) -> Kept[Sitting] | None:
    """How a conference was held, or is; None: it has not begun."""
    return next((kept for kept in work.records.find(Sitting, case) if kept.what.conference == conference), None)


def begin(work: Work, case: str, by: str, conference: str, *, planned: datetime, until: datetime) -> Kept[Sitting]:
    """Begin it now, planned to last ``until``. Whoever begins one that is open otherwise closes that first."""
    unschedule(work, conference)
    begun = work.records.add(Sitting(conference=conference, planned=planned, until=until), case=case, author=by)
    stir(work, case)
    return begun


def close(work: Work, sitting: Kept[Sitting], stage: Stage, *, at: datetime | None = None) -> Kept[Sitting]:
    """End it, now or as of an earlier moment."""
    work.dues.cancel(_quiet(sitting.case))
    return work.records.put(sitting, what=replace(sitting.what, ended=at or work.now), state=stage)


def silent(work: Work, moment: Due) -> Kept[Sitting] | None:
    """Give the one that has been silent for so long; None where it is over anyway."""
    found = running(work, moment.case or "")
    return found if found is not None and found.ref == moment.subject else None


def stir(work: Work, case: str) -> str:
    """Note that something was done: the clock closes it half an hour later at the earliest. Gives the conference's ref, if any."""
    found = running(work, case)
    if found is None:
        return ""
    at = max(work.now, found.what.until) + QUIET
    work.dues.put(Due(key=_quiet(case), kind=QUIET_DUE, at=at, place=case_room(case), case=case, subject=found.ref))
    return found.what.conference


def attend(work: Work, case: str, people: Iterable[str]) -> Kept[Sitting]:
    """Write down who takes part. ``ConflictError`` where no conference is held."""
    found = needed(work, case)
    stir(work, case)
    present = tuple(dict.fromkeys((*found.what.present, *people)))
    return found if present == found.what.present else work.records.put(found, what=replace(found.what, present=present))


def put_off(work: Work, case: str, planned: datetime) -> Kept[Sitting]:
    """Let a huddle wait that falls due while a conference is held."""
    found = needed(work, case)
    return work.records.put(found, what=replace(found.what, huddle=planned))


def _begins(ref: str) -> str:
    return f"conference:{ref}:begins"


def _quiet(case: str) -> str:
    return f"conference quiet:{case}"
