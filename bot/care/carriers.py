"""What can be held, in one explicit list, and what of it is held now.

``bot.care.holds`` says why something waits, and knows none of these kinds, so that each of them may ask it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.care import booked as meetings
from bot.care import holds, proposals
from bot.care.appointments import Appointment, AppointmentState, booked
from bot.care.conferences import Conference, Standing
from bot.care.dates import spoken_day
from bot.care.goals import Goal, GoalState
from bot.care.holds import Hold, Stand
from bot.care.items import Day, Item, Need, Section, item
from bot.care.monitors import STANDING, Monitor
from bot.care.ports import Work
from bot.care.proposals import STANDING as VOTED_ON
from bot.care.proposals import Proposal
from bot.care.records import Kept, Payload
from bot.care.referral_states import OPEN
from bot.care.referrals import Referral
from bot.care.steps import Step, StepState

CARRIERS: Mapping[type[Payload], frozenset[int]] = {
    Appointment: frozenset({AppointmentState.BOOKED}),
    Conference: frozenset({Standing.BOOKED}),
    Goal: frozenset({GoalState.OPEN}),
    Monitor: frozenset(STANDING),
    Proposal: frozenset(VOTED_ON),
    Referral: frozenset(OPEN),
    Step: frozenset({StepState.OPEN}),
}
"""Each kind that can be held, and its open states. What is kept may have the fields ``modality`` and ``goal``."""

_LABELS = {"modality": "left out as the patient wishes, entered", "pause": "pause", "precedence": "medical evaluation first"}


def open_ones(work: Work, case: str) -> Iterator[Kept[Any]]:
    """Give everything open that can be held, kind by kind, the oldest first; what has an end that is past is over."""
    for kind, states in CARRIERS.items():
        yield from (kept for kept in work.records.find(kind, case, states=states) if not _over(work, kept))


def is_known_to(work: Work, kept: Kept[Any], *people: str) -> bool:
    """Say whether these may hear of it: a guest hears of no conference, and of no times for one, but those they are asked to."""
    if isinstance(kept.what, Conference):
        return meetings.is_known_to(work, kept, *people)
    return not isinstance(kept.what, Proposal) or proposals.is_known_to(work, kept, *people)


def held_by(work: Work, case: str, hold: Hold) -> tuple[Kept[Any], ...]:
    """Give what one hold holds, or held until it ended: an appointment that passed meanwhile too, since it needs another day."""
    passed = (kept for kept in booked(work, case) if hold.since <= kept.what.end < work.now)
    return tuple(kept for kept in (*passed, *open_ones(work, case)) if hold.applies(modality=None, kept=kept))


def held(work: Work, case: str) -> Mapping[str, Hold]:
    """Give everything that is held, by its ref, with what holds it first."""
    standing = holds.of(work, case)
    if not standing:
        return {}
    found = (
        (kept, next((one for one in standing if one.applies(modality=None, kept=kept)), None)) for kept in open_ones(work, case)
    )
    return {kept.ref: hold for kept, hold in found if hold is not None}


def holding(work: Work, case: str, ref: str) -> Hold | None:
    """Say what holds this record; None: nothing does, or it is none of those that can be held, or not open."""
    kept = work.records.locate(case, ref)
    if kept is None or kept.state not in CARRIERS.get(type(kept.what), frozenset()) or _over(work, kept):
        return None
    return holds.on(work, case, modality=None, kept=kept)


def moment(kept: Kept[Any]) -> tuple[datetime | None, bool]:
    """When something is: its beginning, if it has one, else its last moment; and whether the time of day matters.

    A beginning is a field ``at``, or that of a field ``when``.
    """
    at = getattr(kept.what, "at", None) or getattr(getattr(kept.what, "when", None), "at", None)
    return (at, True) if isinstance(at, datetime) else (kept.due, False)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give one neutral line for each hold: what it is, since when or until when, and how many things wait."""
    open_now = tuple(open_ones(work, day.case))
    for kind in holds.KINDS:
        for kept in work.records.find(kind, day.case, states=frozenset({Stand.ON})):
            hold = holds.as_hold(kept)
            count = sum(hold.applies(modality=None, kept=one) for one in open_now)
            if not count and hold.why == "modality":
                continue
            part = hold.modality.words if hold.modality is not None else ""
            waiting = f"{count or 'nothing'} {'things wait' if count > 1 else 'thing waits' if count else 'waits'}"
            yield item(
                Section.SAFETY,
                kept,
                reason=_since(day, hold),
                need=(Need.HOLD, hold.since.timestamp()),
                label=_LABELS[hold.why],
                owner=hold.owner,
                neutral=f"{part}, {waiting}" if part else waiting,
            )


def _over(work: Work, kept: Kept[Any]) -> bool:
    end = getattr(kept.what, "end", None)
    return isinstance(end, datetime) and end < work.now


def _since(day: Day, hold: Hold) -> str:
    if hold.until is None:
        return day.dated("since", hold.since)
    return f"until {spoken_day(hold.until)}{', which is past' if hold.until < day.today else ''}"
