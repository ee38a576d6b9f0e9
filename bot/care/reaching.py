"""When somebody can be asked something that can wait until they work."""

from __future__ import annotations

from datetime import datetime

from bot.care import absences
from bot.care.ports import Work


def reachable(work: Work, person: str) -> datetime:
    """Give now, if they work at this hour and are not to be left in quiet, else when that is so again."""
    at = absences.next_working(work, person, work.now)
    quiet = absences.quiet_until(work, person, at)
    return at if quiet is None else absences.next_working(work, person, quiet)
