"""Reminding whoever has not voted: once, on the last working morning before the deadline, or half-way to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.care.cadence import at_clock
from bot.care.dues import Due
from bot.care.facts import case_room, direct
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.workdays import MORNING, is_workday

REMINDS = "conference vote reminder"
"""The kind of due moment at which whoever has not voted is reminded: everybody, or in a direct room its one person."""

PREFIX = "proposal:"
"""What the keys of all moments of proposals begin with; behind it stands the ref."""

_DAY = timedelta(days=1)
_SHORT = timedelta(hours=2)
"""A vote that lasts no longer needs no reminder."""


def arrange(work: Work, kept: Kept[Any]) -> None:
    """Set the moment for everybody, if there is time for one."""
    at = moment(work, kept.what.closes)
    if at is not None:
        key = f"{PREFIX}{kept.ref}:{REMINDS}"
        work.dues.put(Due(key=key, kind=REMINDS, at=at, place=case_room(kept.case), case=kept.case, subject=kept.ref))


def later(work: Work, kept: Kept[Any], person: str, at: datetime) -> None:
    """Have one person reminded then, who cannot be rung at the moment for everybody."""
    key = f"{PREFIX}{kept.ref}:{REMINDS}:{person}"
    work.dues.put(Due(key=key, kind=REMINDS, at=at, place=direct(person), case=kept.case, subject=kept.ref))


def moment(work: Work, closes: datetime) -> datetime | None:
    """When to remind: on the last working morning before the day of the deadline, else half-way. None where it is too near."""
    left = closes - work.now
    if left <= _SHORT:
        return None
    zone = ZoneInfo(work.clinic.zone)
    today = work.now.astimezone(zone).date()
    day = closes.astimezone(zone).date() - _DAY
    while day > today and not is_workday(work.clinic, day):
        day -= _DAY
    at = at_clock(day, MORNING, work.clinic.zone)
    return at if at > work.now + _SHORT else (work.now + left / 2).replace(second=0, microsecond=0)
