"""Who did what with a record, and when, where the record says no more than that it was done: the audit knows."""

from __future__ import annotations

from typing import Any

from bot.care.cases import Closing
from bot.care.ports import Work, Written
from bot.care.records import Kept
from bot.care.timeline_events import Event, known

_DONE = "done"
_ALL = 1_000_000
"""More facts than any case has."""


def facts(work: Work, case: str, ref: str | None) -> tuple[Written, ...]:
    """Give what was written down of a record, or of a whole case, the oldest first."""
    return tuple(reversed(work.written(case=case, ref=ref, newest=_ALL)))


def done(work: Work, case: str, ref: str | None, *actions: str) -> tuple[Written, ...]:
    """Give those of them that say that one of these was done."""
    return tuple(one for one in facts(work, case, ref) if one.action in actions and one.outcome == _DONE)


def called_off(work: Work, kept: Kept[Any], what: str, *actions: str) -> Event:
    """Make the event that it was called off, by whoever did one of these; else it went with its case, when that was closed."""
    off = next(reversed(done(work, kept.case, kept.ref, *actions)), None)
    if off is not None:
        return known(kept, what, 900, at=off.at, by=off.actor)
    closings = work.records.find(Closing, kept.case, since=kept.created)
    return known(kept, what, 900, at=closings[0].created if closings else None, by="")
