"""Reminding people, on working mornings, of what is due from them, of the huddles to come and of plan reviews that wait."""

from __future__ import annotations

from bot.care import mornings
from bot.care.dues import Due
from bot.care.ports import Work
from bot.chat import together
from bot.chat.due_actions import Late, due


@due(mornings.ROUND, late=Late.ACT)
def everybody(moment: Due, late: bool, work: Work) -> None:
    """Look at everybody, and set the next morning."""
    mornings.expect(work)
    for person in mornings.everybody(work):
        _remind(work, moment, person, late=late)


@due(mornings.OWN, late=Late.ACT)
def somebody(moment: Due, late: bool, work: Work) -> None:
    """Look at somebody who begins to work later than others."""
    _remind(work, moment, moment.subject, late=late)


def _remind(work: Work, moment: Due, person: str, *, late: bool) -> None:
    if not together.left(work, moment, person, mornings.OWN, late=late):
        together.tell(work, moment, person, {mornings.OWN})
