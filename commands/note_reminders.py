"""Asking after notes that wait for a signature, an answer, or a read-back."""

from __future__ import annotations

from bot.care import unsigned
from bot.care.dues import Due
from bot.care.ports import Work
from bot.chat import together
from bot.chat.due_actions import Late, due


@due(unsigned.DUE, late=Late.ACT)
def unsigned_ones(moment: Due, late: bool, work: Work) -> None:
    """Name what waits, in one message to one person."""
    if not together.left(work, moment, moment.subject, unsigned.DUE, late=late):
        together.tell(work, moment, moment.subject, {unsigned.DUE})
