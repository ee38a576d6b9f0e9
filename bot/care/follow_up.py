"""What came of meetings, and is asked after until it is done: actions, decisions, and what the patient is to be told.

What has a day is asked after from that day on. What has none is asked after once a week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.care import progress
from bot.care.actions import Action, Decision, TaskState
from bot.care.ports import Work
from bot.care.progress import Going
from bot.care.records import Kept
from bot.care.tellings import Telling, TellingState

WEEK = timedelta(days=7)
"""So often somebody is asked after what has no day."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something that is due from somebody."""

    case: str
    ref: str
    what: str
    late: int
    """For how many days it has been; 0: it is due today."""
    undated: bool = False
    """It has no day: ``late`` says for how many days it has been open."""
    begun: datetime | None = None
    """Since when it is in progress."""


def of(work: Work, case: str, person: str, today: date) -> Iterator[Task]:
    """Give what somebody is to be asked after today, in one case."""
    going = progress.of(work, case)
    for action in work.records.find(Action, case, states=frozenset({TaskState.OPEN}), owner=person):
        if action.what.day <= today:
            late = (today - action.what.day).days
            yield Task(case=case, ref=action.ref, what="action", late=late, begun=_since(going, action))
    for decision in work.records.find(Decision, case, states=frozenset({TaskState.OPEN}), owner=person):
        day = decision.what.day
        if day is None:
            weekly = _weekly(work, decision, "decision to carry out", today)
            yield from (replace(one, begun=_since(going, decision)) for one in weekly)
        elif day <= today:
            late, begun = (today - day).days, _since(going, decision)
            yield Task(case=case, ref=decision.ref, what="decision to carry out", late=late, begun=begun)
    for telling in work.records.find(Telling, case, states=frozenset({TellingState.OPEN}), owner=person):
        yield from _weekly(work, telling, "patient to tell", today)


def asked(work: Work, tasks: Iterable[Task], today: date) -> None:
    """Note that somebody was asked after what has no day: the next time is a week later."""
    for task in tasks:
        if task.undated:
            work.remember(_key(task.ref), day=today.isoformat())


def _weekly(work: Work, kept: Kept[Any], what: str, today: date) -> Iterator[Task]:
    made = kept.created.astimezone(ZoneInfo(work.clinic.zone)).date()
    before = work.recall(_key(kept.ref))
    last = date.fromisoformat(before["day"]) if before is not None else made
    if today - last >= WEEK:
        yield Task(case=kept.case, ref=kept.ref, what=what, late=(today - made).days, undated=True)


def _since(going: Mapping[str, Going], kept: Kept[Any]) -> datetime | None:
    return going[kept.ref].since if kept.ref in going else None


def _key(ref: str) -> str:
    return f"asked after:{ref}"
