"""Telling people, once for all their cases, what was skipped or came late while nobody looked after the due moments."""

from __future__ import annotations

from bot.care import catching_up
from bot.care.dues import Due
from bot.care.ports import Work
from bot.chat import together
from bot.chat.due_actions import Late, due


@due(catching_up.TELL, late=Late.ACT, apart=True)
def tell(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - it is about what is late
    """Tell one person, in one message, with what else is told them at about this time."""
    along = catching_up.along(work, moment.subject)
    told = catching_up.told(work, moment.subject)
    if told or along:
        together.tell(work, moment, moment.subject, along, told)
