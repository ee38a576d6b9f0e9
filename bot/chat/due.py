"""What happens at its moment, and what becomes of it when the moment was missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.care import catching_up, series, waiting
from bot.care.dues import Due
from bot.care.errors import CareError
from bot.care.ports import Work
from bot.chat.declarations import DeclarationError
from bot.chat.due_actions import DueAction, Late
from bot.chat.gathering import pass_on
from bot.chat.ports import Desk
from bot.chat.registry import Registry

LATE = {
    Late.POST_MARKED: timedelta(seconds=5),
    Late.SKIP: timedelta(minutes=1),
    Late.ACT: timedelta(minutes=1),
}
"""What is later than this is done as its declaration says. A mark costs nothing, so it begins where a person would notice."""


def happen(desk: Desk, registry: Registry, moment: Due, lateness: timedelta) -> None:
    """Do what is due; what is about something that is held waits.

    What it changes in a case stands in the audit, once: what does it may say so itself, with the ref of what it made. What a rule
    refuses is undone and stands there alone: nobody asked, so nobody is answered.
    """
    action = registry.dues.get(moment.kind)
    if action is None:
        raise DeclarationError(f"nothing takes the due moment {moment.kind!r}")
    if waiting.waits(desk, moment):
        return
    planned = waiting.as_set(desk, moment)
    late = lateness + (moment.at - planned.at) > LATE[action.late]
    overslept = late and not action.apart and catching_up.overslept(desk, moment)
    noted = desk.noted(moment.kind, moment.case)
    try:
        with desk.savepoint():
            _do(desk, action, planned, late=late, overslept=overslept)
        if moment.case is not None and desk.journal() and desk.noted(moment.kind, moment.case) == noted:
            desk.fact(moment.kind, actor=desk.clinic.bot, case=moment.case, ref=moment.subject)
    except CareError as error:
        desk.fact(moment.kind, actor=desk.clinic.bot, case=moment.case, ref=moment.subject, outcome=error.outcome)
    if planned != moment:
        waiting.over(desk, moment)


def _do(desk: Desk, action: DueAction, planned: Due, *, late: bool, overslept: bool) -> None:
    """Act as of the moment that was set, of a series as of the latest that has come; what is said names those before it."""
    latest, missed = series.catch_up(desk, planned)
    values_of: dict[object, Any] = {Work: desk, datetime: desk.now}
    wants = {name: values_of[hint] for name, hint in action.injected.items()}
    with desk.aside() as said:
        action.run(moment=latest, late=late, **wants)
    for place, message in said:
        whole = replace(message, values={**message.values, "missed": missed}) if missed else message
        if overslept:
            pass_on(desk, action.late, latest, (place, whole), late=late, missed=missed)
        else:
            desk.say(place, whole)
