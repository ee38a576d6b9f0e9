"""Due moments of what is held: they wait, and come as they were set once nothing holds them any more.

A moment that waits stands among the dues under its own key, so that whoever calls it off or sets another does so as ever. It is
looked at again each day, and at once when a hold ends. What was to happen at it then happens as of the moment that was set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.care import carriers, holds
from bot.care.dues import Due
from bot.care.holds import Stand
from bot.care.ports import Work
from bot.care.records import Kept

_AGAIN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Lifted:
    """What came of the end of a hold."""

    kept: Kept[Any]
    goes_on: tuple[Kept[Any], ...]
    still: tuple[Kept[Any], ...]
    """What something else holds."""


def lift(work: Work, kept: Kept[Any], by: str) -> Lifted:
    """End a hold: a choice, a pause or a precedence. What waited for it alone goes on, unchanged, and its dues come."""
    held = carriers.held_by(work, kept.case, holds.as_hold(kept))
    ended = work.records.put(kept, what=replace(kept.what, ended=work.now, ended_by=by), state=Stand.OFF)
    release(work, kept.case)
    others = carriers.held(work, kept.case)
    return Lifted(
        kept=ended,
        goes_on=tuple(one for one in held if one.ref not in others),
        still=tuple(one for one in held if one.ref in others),
    )


def waits(work: Work, moment: Due) -> bool:
    """Let a moment wait if what it is about is held; False: it is for now. The first time is written down as a fact."""
    hold = carriers.holding(work, moment.case, moment.subject) if moment.case and moment.subject else None
    if hold is None:
        return False
    planned = as_set(work, moment)
    _set(work, planned, work.now + _AGAIN)
    if planned == moment:
        work.fact(moment.kind, actor=work.clinic.bot, case=moment.case, ref=moment.subject, outcome="held")
    return True


def as_set(work: Work, moment: Due) -> Due:
    """Give a moment as it was set before it waited; one that never waited as it is."""
    kept = work.recall(_key(moment))
    if kept is None or datetime.fromisoformat(kept["again"]) != moment.at:
        return moment
    return replace(moment, at=datetime.fromisoformat(kept["set"]))


def waited(work: Work, moment: Due) -> bool:
    """Say whether this moment, as it was set, comes only now because it had to wait."""
    kept = work.recall(_key(moment))
    return kept is not None and datetime.fromisoformat(kept["set"]) == moment.at


def over(work: Work, moment: Due) -> None:
    """Forget that a moment waited: it has come."""
    work.forget(_key(moment))


def release(work: Work, case: str) -> None:
    """Let everything come that waited and is held no more."""
    for due in work.dues.of(case):
        planned = as_set(work, due)
        if planned != due and carriers.holding(work, case, due.subject) is None:
            _set(work, planned, work.now)


def _set(work: Work, planned: Due, again: datetime) -> None:
    """Look at it again then: never at the very moment that was set, since that has rung, and nothing rings twice."""
    whole = again.replace(microsecond=0)
    at = whole if whole != planned.at else whole + timedelta(seconds=1)
    work.dues.put(replace(planned, at=at))
    work.remember(_key(planned), set=planned.at.isoformat(), again=at.isoformat())


def _key(moment: Due) -> str:
    return f"waits:{moment.key}"
