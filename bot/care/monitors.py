"""Results that are asked for again and again: each at its interval, counted from the last result of its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from bot.care import holds, results, workdays
from bot.care.consent import Category, Modality
from bot.care.dues import Due
from bot.care.errors import NotFoundError, UnsharedError
from bot.care.facts import case_room
from bot.care.huddles import stir
from bot.care.intervals import Interval
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.results import Result
from bot.care.shared import may_read, reads
from bot.care.team import lead_of, on_team
from bot.care.workdays import morning

RING = "monitoring"
"""The kind of due moment at which a result is asked for."""


class Watch(IntEnum):
    """How far it is. Stored: values are for ever."""

    ON = 0
    ASKED = 1
    """Its day has come, and its owner was told."""
    STOPPED = 2
    REPLACED = 3


STANDING = frozenset({Watch.ON, Watch.ASKED})


@dataclass(frozen=True, kw_only=True)
class Monitor(Payload):
    """One result to be asked for. The record's owner is asked, its ``due`` is when, its state a ``Watch``."""

    kind: ClassVar[str] = "monitor"
    text: str
    """The name of the result, as typed."""
    interval: Interval
    categories: tuple[Category, ...] = (Category.RESULTS,)
    modality: Modality | None = None
    goal: str | None = None
    event: str = ""


def spelt(name: str) -> str:
    """Give a name for comparing: letters and figures alone, in lower case."""
    return "".join(one for one in name.casefold() if one.isalnum())


def check_shared(work: Work, case: str, by: str) -> None:
    """``UnsharedError``, whatever is asked for and whatever there is, for somebody who may not read results.

    When it is asked for next depends on what there is.
    """
    if not may_read(work, case, by, (Category.RESULTS,)):
        raise UnsharedError("refused/monitor_unshared")


def begin(work: Work, case: str, by: str, owner: str, what: Monitor) -> tuple[Kept[Monitor], Kept[Monitor] | None]:
    """Ask for a result from now on. Gives it, and the one of the same name that it takes the place of.

    ``InvalidError`` where its owner is not on the team; ``UnsharedError`` for somebody who may not read results.
    """
    check_shared(work, case, by)
    on_team(work, case, owner)
    stir(work, case)
    before = named(work, case, what.text)
    kept = work.records.add(what, case=case, author=by, owner=owner, due=_next(work, case, what))
    if before is not None:
        work.dues.cancel(_key(before))
        work.records.put(before, state=Watch.REPLACED, superseded_by=kept.ref)
    _await(work, kept)
    return kept, before


def stop(work: Work, case: str, by: str, name: str) -> Kept[Monitor]:
    """Ask for it no more. ``NotFoundError`` where nothing of this name, or ref, is asked for that ``by`` may read."""
    found = named(work, case, name)
    if found is None or not reads(work, found, by):
        raise NotFoundError("refused/no_such_monitor")
    work.dues.cancel(_key(found))
    return work.records.put(found, state=Watch.STOPPED)


def end(work: Work, case: str) -> None:
    """The case is closed: nothing is asked for any more."""
    for kept in standing(work, case):
        work.dues.cancel(_key(kept))
        work.records.put(kept, state=Watch.STOPPED)


def came(work: Work, kept: Kept[Result]) -> Kept[Monitor] | None:
    """A result is here: whatever asks for one of its name waits for the next. Gives that; None: nothing does."""
    return _count_anew(work, named(work, kept.case, kept.what.name))


def moved(work: Work, kept: Kept[Any], before: str) -> None:
    """A result, or what asks for one, was moved from the case ``before``: in both cases it is counted anew."""
    if isinstance(kept.what, Result):
        came(work, kept)
        _count_anew(work, named(work, before, kept.what.name))
    elif isinstance(kept.what, Monitor) and kept.state in STANDING:
        _count_anew(work, kept)


def named(work: Work, case: str, name: str) -> Kept[Monitor] | None:
    """Give what asks for a result of this name, or has this ref."""
    wanted = spelt(name)
    return next((one for one in standing(work, case) if wanted and wanted in {spelt(one.what.text), one.ref.casefold()}), None)


def standing(work: Work, case: str) -> list[Kept[Monitor]]:
    """Give what is asked for, what is due first at the top."""
    found = work.records.find(Monitor, case, states=frozenset(STANDING))
    return sorted(found, key=lambda kept: (kept.due or work.now, kept.id))


def ring(work: Work, moment: Due) -> Kept[Monitor] | None:
    """Give what is to be asked for now. None: it was stopped or put off meanwhile, or it is held, and waits for another day."""
    found = work.records.locate(moment.case or "", moment.subject)
    if found is None or not isinstance(found.what, Monitor) or found.state != Watch.ON or found.due is None:
        return None
    if found.due > work.now:
        _await(work, found)
        return None
    if holds.on(work, found.case, modality=None, kept=found) is not None:
        tomorrow = workdays.today(work) + timedelta(days=1)
        _await(work, found, at=morning(work.clinic, tomorrow))
        return None
    return work.records.put(found, state=Watch.ASKED)


def with_it(work: Work, kept: Kept[Monitor]) -> tuple[Kept[Monitor], ...]:
    """Give what else of the case is due now and asked of the same person: it is asked for with this, and not by itself."""
    due = [one for one in standing(work, kept.case) if one.state == Watch.ON and one.due is not None and one.due <= work.now]
    free = [one for one in due if holds.on(work, one.case, modality=None, kept=one) is None]
    same = [one for one in free if to_ask(work, one) == to_ask(work, kept)]
    return tuple(work.records.put(one, state=Watch.ASKED) for one in same)


def to_ask(work: Work, kept: Kept[Monitor]) -> str | None:
    """Say who is asked: its owner, else whoever leads the case; None: the coordinators."""
    if kept.owner is not None and work.rosters.member(kept.case, kept.owner) is not None:
        return kept.owner
    lead = lead_of(work, kept.case)
    return lead.person if lead is not None else None


def last(work: Work, case: str, name: str) -> Kept[Result] | None:
    """Give the newest result of this name."""
    return next((kept for kept in results.newest_first(work, case) if spelt(kept.what.name) == spelt(name)), None)


def _count_anew(work: Work, kept: Kept[Monitor] | None) -> Kept[Monitor] | None:
    if kept is None:
        return None
    again = work.records.put(kept, state=Watch.ON, due=_next(work, kept.case, kept.what))
    _await(work, again)
    return again


def _next(work: Work, case: str, what: Monitor) -> datetime:
    """The morning of the day that is due; tomorrow's, where that is past."""
    zone = ZoneInfo(work.clinic.zone)
    before, today = last(work, case, what.text), work.now.astimezone(zone).date()
    begins = results.at(before).astimezone(zone).date() if before is not None else today
    return morning(work.clinic, max(what.interval.after(begins), today + timedelta(days=1)))


def _await(work: Work, kept: Kept[Monitor], *, at: datetime | None = None) -> None:
    moment = at or kept.due
    if moment is not None:
        work.dues.put(Due(key=_key(kept), kind=RING, at=moment, place=case_room(kept.case), case=kept.case, subject=kept.ref))


def _key(kept: Kept[Monitor]) -> str:
    return f"monitor:{kept.ref}"
