"""What happens at its moment, and what becomes of it when the moment was missed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.care import waiting
from bot.care.errors import CareError
from bot.care.ports import Due, Work
from bot.chat.ports import Desk
from bot.chat.registry import Registry
from bot.chat.spec import DeclarationError, Late

LATE = {
    Late.POST_MARKED: timedelta(seconds=5),
    Late.SKIP: timedelta(minutes=1),
    Late.ACT: timedelta(minutes=1),
}
"""What is later than this is done as its declaration says. A mark costs nothing, so it begins where a person would notice."""


def happen(desk: Desk, registry: Registry, moment: Due, lateness: timedelta) -> None:
    """Do what is due; what is about something that is held waits.

    What a rule refuses is undone and stands in the audit alone: nobody asked, so nobody is answered.
    """
    action = registry.dues.get(moment.kind)
    if action is None:
        raise DeclarationError(f"nothing takes the due moment {moment.kind!r}")
    if waiting.waits(desk, moment):
        return
    planned = waiting.as_set(desk, moment)
    late = lateness + (moment.at - planned.at) > LATE[action.late]
    values_of: dict[object, Any] = {Work: desk, datetime: desk.now}
    wants = {name: values_of[hint] for name, hint in action.injected.items()}
    try:
        with desk.savepoint():
            action.run(moment=planned, late=late, **wants)
        if moment.case is not None and desk.journal():
            desk.fact(moment.kind, actor=desk.clinic.bot, case=moment.case, ref=moment.subject)
    except CareError as error:
        desk.fact(moment.kind, actor=desk.clinic.bot, case=moment.case, ref=moment.subject, outcome=error.outcome)
    if planned != moment:
        waiting.over(desk, moment)
