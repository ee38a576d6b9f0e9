"""What happens to a signal at its moments: the next step of its ladder, the end of somebody's quiet hours, what came of it."""

from __future__ import annotations

from bot.care import signals, unplaced
from bot.care.dues import Due
from bot.care.ports import Work
from bot.care.ringing import CLIMB_DUE, OUTCOME_DUE, RING_DUE
from bot.chat.due_actions import Late, due


@due(CLIMB_DUE, late=Late.ACT, apart=True)
def climb(work: Work, moment: Due, late: bool) -> None:  # noqa: ARG001 - every due moment is told; it rings as it would have
    """Ring the next step of a ladder."""
    signals.climb(work, moment.subject)


@due(RING_DUE, late=Late.ACT, apart=True)
def ring(work: Work, moment: Due, late: bool) -> None:  # noqa: ARG001 - the same
    """Ring somebody whose quiet hours are over."""
    ref, _, person_to_ring = moment.subject.partition(" ")
    signals.ring(work, ref, person_to_ring)


@due(OUTCOME_DUE, late=Late.ACT, apart=True)
def ask_outcome(work: Work, moment: Due, late: bool) -> None:  # noqa: ARG001 - the same
    """Ask what happened."""
    signals.ask_outcome(work, moment.subject)


@due(unplaced.UNPLACED_DUE, late=Late.ACT, apart=True)
def not_placed(work: Work, moment: Due, late: bool) -> None:  # noqa: ARG001 - the same
    """Tell that a signal still has no case."""
    unplaced.tell(work, moment.subject)
