"""Appointments that stand too close together.

They are staggered, so that each can work before the next one, and no week is too much for the patient. Whoever makes one is told
what it stands close to. Nothing is refused: sometimes two visits in one journey are what the patient wants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.care import holds
from bot.care.appointments import Appointment, Moment, booked
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.workdays import is_workday

CLOSE = timedelta(hours=48)
"""Two that begin nearer to each other than this are close; without a time of day, on the same day or the next."""

FULL_WEEK = 2
"""More than this within seven days are too many."""

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_LOOKED = 60
"""How many days ahead a free one is looked for."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """What an appointment stands close to."""

    others: tuple[Kept[Appointment], ...]
    """The earliest first."""
    free: date | None
    """The next working day on which it would stand close to none; None where there is none in two months, or no need."""


def cluster(work: Work, kept: Kept[Appointment]) -> Cluster:
    """Say what it stands close to. What is held does not take place for now, and counts for nothing."""
    standing = holds.of(work, kept.case)
    others = tuple(
        one
        for one in booked(work, kept.case)
        if one.ref != kept.ref and not any(hold.applies(modality=None, kept=one) for hold in standing)
    )
    when = kept.what.when
    near = _near(when, others)
    days = (when.day + number * _DAY for number in range(1, _LOOKED)) if near else ()
    free = next((day for day in days if is_workday(work.clinic, day) and not _near(_on(when, day), others)), None)
    return Cluster(others=near, free=free)


def _near(when: Moment, others: Iterable[Kept[Appointment]]) -> tuple[Kept[Appointment], ...]:
    """Those less than two days away, and those of a week that holds too many."""
    around = [one for one in others if abs(one.what.when.day - when.day) < _WEEK]
    weeks = (
        [one for one in around if first <= one.what.when.day < first + _WEEK]
        for first in (when.day - number * _DAY for number in range(_WEEK.days))
    )
    refs = {one.ref for week in weeks if len(week) >= FULL_WEEK for one in week}
    return tuple(one for one in around if one.ref in refs or _close(one.what.when, when))


def _close(one: Moment, other: Moment) -> bool:
    if one.at is not None and other.at is not None:
        return abs(one.at - other.at) < CLOSE
    return abs(one.day - other.day) < CLOSE


def _on(when: Moment, day: date) -> Moment:
    """The same on another day, but for an hour where clocks change."""
    apart = day - when.day
    return replace(when, day=day, at=when.at + apart if when.at is not None else None, end=when.end + apart)
