"""Asking after notes: one message a person and working day at most, with the refs of what waits for their signature or words.

It is asked in the morning, where the person is, on the first working day on which something has waited for a whole day; then
each working day, as long as something waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care import unanswered
from bot.care.absences import zone_of
from bot.care.cadence import at_clock
from bot.care.facts import direct
from bot.care.notes import DRAFT, KEPT, Missing, Note, missing, supervisor_of, to_cosign
from bot.care.ports import Due, Work
from bot.care.workdays import MORNING, is_workday, next_workday

DUE = "notes unsigned"
"""The kind of due moment at which somebody is asked after them."""

GRACE = timedelta(days=1)
"""So long nobody is asked after a note."""

_BEGIN, _END = time(8), time(18)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """One thing that waits for somebody."""

    case: str
    ref: str
    what: str
    """What is to be done with it, in neutral words: ``to sign``."""
    since: datetime


def expect(work: Work, person: str) -> None:
    """Have somebody asked in time, unless that is arranged."""
    key = f"{DUE}:{person}"
    if all(due.key != key for due in work.dues.at(direct(person))):
        _ask_at(work, person, after=work.now + GRACE)


def ring(work: Work, person: str) -> tuple[Waits, ...]:
    """Give what somebody is to be asked after now; nothing outside working hours. As long as anything waits, they will be again."""
    waiting = tuple(_waiting(work, person))
    if not waiting:
        return ()
    at_work = _working(work, person)
    _ask_at(work, person, after=work.now + (GRACE / 2 if at_work else timedelta(0)))
    return tuple(one for one in waiting if work.now - one.since >= GRACE) if at_work else ()


def _waiting(work: Work, person: str) -> Iterator[Waits]:
    for case in work.rosters.cases(person):
        for kept in work.records.find(Note, case, states=frozenset({DRAFT, KEPT}), author=person):
            if missing(kept) is Missing.COSIGNATURE:
                supervisor = supervisor_of(work, case, person)
                if supervisor is not None:
                    expect(work, supervisor)
                continue
            what = "to sign" if kept.state == KEPT else "to finish"
            yield Waits(case=case, ref=kept.ref, what=what, since=kept.created)
        for kept in to_cosign(work, case, person):
            yield Waits(case=case, ref=kept.ref, what="of your trainee, to sign", since=kept.created)
        for asked in unanswered.waiting_for(work, case, person):
            yield Waits(case=case, ref=asked.what.note, what="to read back", since=asked.created)


def _ask_at(work: Work, person: str, *, after: datetime) -> None:
    zone = zone_of(work, person)
    day = after.astimezone(ZoneInfo(zone)).date()
    if at_clock(day, MORNING, zone) < after:
        day += timedelta(days=1)
    at = at_clock(next_workday(work.clinic, day), MORNING, zone)
    work.dues.put(Due(key=f"{DUE}:{person}", kind=DUE, at=at, place=direct(person), subject=person))


def _working(work: Work, person: str) -> bool:
    here = work.now.astimezone(ZoneInfo(zone_of(work, person)))
    return is_workday(work.clinic, here.date()) and _BEGIN <= here.time() < _END
