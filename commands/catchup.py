"""Telling people, once for all their cases, what was skipped or came late while nobody looked after the due moments."""

from __future__ import annotations

from bot.care import catching_up
from bot.care.ports import Due, Work
from bot.chat.spec import Late, due


@due(catching_up.TELL, late=Late.ACT, apart=True)
def tell(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - it is about what is late
    """Tell one person, in one message."""
    for case in catching_up.say(work, moment):
        work.fact(moment.kind, actor=work.clinic.bot, case=case)
