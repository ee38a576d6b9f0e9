"""What can be held, in one explicit list, and what of it is held now.

``bot.care.holds`` says why something waits, and knows none of these kinds, so that each of them may ask it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.care import holds
from bot.care.conferences import Conference, Standing
from bot.care.consent import Modality
from bot.care.goals import Goal, GoalState
from bot.care.holds import Hold
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.steps import Step, StepState

CARRIERS: Mapping[type[Payload], frozenset[int]] = {
    Conference: frozenset({Standing.BOOKED}),
    Goal: frozenset({GoalState.OPEN}),
    Step: frozenset({StepState.OPEN}),
}
"""Each kind that can be held, and its open states. What is kept may have the fields ``modality`` and ``goal``."""


def open_ones(work: Work, case: str) -> Iterator[Kept[Any]]:
    """Give everything open that can be held, kind by kind, the oldest first."""
    for kind, states in CARRIERS.items():
        yield from work.records.find(kind, case, states=states)


def carrying(work: Work, case: str, modality: Modality) -> tuple[Kept[Any], ...]:
    """Give what is open and carries this part of care."""
    return tuple(kept for kept in open_ones(work, case) if getattr(kept.what, "modality", None) is modality)


def held_by(work: Work, case: str, hold: Hold) -> tuple[Kept[Any], ...]:
    """Give what one hold holds."""
    return tuple(kept for kept in open_ones(work, case) if hold.applies(modality=None, kept=kept))


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
    standing = holds.of(work, case)
    kept = work.records.locate(case, ref) if standing else None
    if kept is None or kept.state not in CARRIERS.get(type(kept.what), frozenset()):
        return None
    return next((hold for hold in standing if hold.applies(modality=None, kept=kept)), None)
