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
from bot.care.dues import Due
from bot.care.facts import direct
from bot.care.notes import DRAFT, KEPT, Missing, Note, missing, supervisor_of, to_cosign
from bot.care.ports import Work
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


def look_again(work: Work, person: str) -> None:
    """Have somebody asked in time if something waits for them, and else not at all: they have taken back what they did."""
    if any(_waiting(work, person)):
        expect(work, person)
    else:
        work.dues.cancel(f"{DUE}:{person}")


def soon(work: Work, person: str, around: datetime, within: timedelta) -> datetime | None:
    """Give the moment at which somebody is asked on a day, if it is at most so far from another one, before or behind it."""
    day = around.astimezone(ZoneInfo(zone_of(work, person))).date()
    at = at_clock(day, MORNING, zone_of(work, person))
    return at if is_workday(work.clinic, day) and abs(at - around) <= within else None


def ring(work: Work, person: str, of: datetime | None = None) -> tuple[Waits, ...]:
    """Give what somebody is to be asked after now; nothing outside working hours. As long as anything waits, they will be again.

    ``of``: the moment that they are asked for, where that is still to come.
    """
    waiting = tuple(_waiting(work, person))
    if not waiting or _asked_today(work, person):
        return ()
    at_work = _working(work, person)
    _ask_at(work, person, after=work.now + (GRACE / 2 if at_work else timedelta(0)))
    named = tuple(one for one in waiting if max(of or work.now, work.now) - one.since >= GRACE) if at_work else ()
    if named:
        work.remember(_key(person), day=_today(work, person))
    return named


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


def _asked_today(work: Work, person: str) -> bool:
    return (work.recall(_key(person)) or {}).get("day") == _today(work, person)


def _today(work: Work, person: str) -> str:
    return work.now.astimezone(ZoneInfo(zone_of(work, person))).date().isoformat()


def _key(person: str) -> str:
    return f"asked after notes:{person}"
