"""Who has what to do in a case: actions, decisions to carry out and steps of the plan, and what was done lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.care import carriers, progress, steps
from bot.care.actions import Action, Decision, TaskState
from bot.care.consent import Category
from bot.care.items import Day, Way, lateness
from bot.care.outcomes import Outcome
from bot.care.ports import Work
from bot.care.progress import Going
from bot.care.records import Kept
from bot.care.steps import Step, StepState

LATELY = timedelta(days=28)
"""So long what was done stands in the list of that."""

_KINDS = (Action, Decision, Step)


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that somebody has to do, or did."""

    kept: Kept[Any]
    reason: str
    """When it is due, how late it is, or what it waits for, in neutral words."""
    late: bool
    day: date | None
    voice: str = ""
    """The patient's words that it serves."""
    concerns: tuple[Category, ...] = ()
    done: datetime | None = None
    by: str = ""
    """Who said that it is done."""
    going: Going | None = None
    """How far it is, where somebody has begun it."""


def open_ones(work: Work, case: str) -> tuple[Task, ...]:
    """Everything that is still to be done: the earliest due first, what has no day last."""
    zone = ZoneInfo(work.clinic.zone)
    day = Day(case=case, today=work.now.astimezone(zone).date(), zone=zone, since=work.now, words={})
    found: list[Kept[Any]] = [
        *work.records.find(Action, case, states=frozenset({TaskState.OPEN})),
        *work.records.find(Decision, case, states=frozenset({TaskState.OPEN})),
        *work.records.find(Step, case, states=frozenset({StepState.OPEN})),
    ]
    going = progress.of(work, case)
    return tuple(
        sorted((_open(work, day, one, going.get(one.ref)) for one in found), key=lambda one: (one.day or date.max, one.kept.ref))
    )


def done_lately(work: Work, case: str) -> tuple[Task, ...]:
    """What was done in the last four weeks, the latest first."""
    found: list[Task] = []
    for outcome in work.records.find(Outcome, case, since=work.now - LATELY):
        kept = work.records.locate(case, outcome.what.subject)
        if outcome.state == Way.DONE and kept is not None and isinstance(kept.what, _KINDS):
            found.append(_task(work, kept, reason="", late=False, done=outcome.created, by=outcome.author))
    return tuple(reversed(found))


def _open(work: Work, day: Day, kept: Kept[Any], going: Going | None) -> Task:
    until: date | None = kept.what.day
    reason = lateness(day, until)[0] if until is not None else f"since {day.spoken(kept.created)}"
    reason = progress.joined(reason, going, day.zone)
    before = steps.waits_for(work, kept) if isinstance(kept.what, Step) else ""
    if carriers.holding(work, kept.case, kept.ref) is not None:
        return _task(work, kept, reason="on hold", late=False, going=going)
    if before:
        return _task(work, kept, reason=f"{reason}, waits for {before}", late=False, going=going)
    return _task(work, kept, reason=reason, late=until is not None and until < day.today, going=going)


def _task(
    work: Work,
    kept: Kept[Any],
    *,
    reason: str,
    late: bool,
    done: datetime | None = None,
    by: str = "",
    going: Going | None = None,
) -> Task:
    voice, concerns = steps.with_voice(work, kept) if isinstance(kept.what, Step) else ("", kept.what.concerns())
    day = kept.what.day
    return Task(kept=kept, reason=reason, late=late, day=day, voice=voice, concerns=concerns, done=done, by=by, going=going)
