"""Reminding people, on working mornings, of what is due from them, of the huddles to come and of plan reviews that wait."""

from __future__ import annotations

from bot.care import checkins, mornings, outcomes
from bot.care.facts import Message, Value, direct
from bot.care.mornings import Reminder
from bot.care.ports import Due, Work
from bot.chat.spec import Late, due


@due(mornings.ROUND, late=Late.ACT)
def everybody(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - what is due is counted anew, late or not
    """Look at everybody, and set the next morning."""
    mornings.expect(work)
    for person in mornings.everybody(work):
        _remind(work, person)


@due(mornings.OWN, late=Late.ACT)
def somebody(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - the same
    """Look at somebody who begins to work later than others."""
    _remind(work, moment.subject)


def _remind(work: Work, person: str) -> None:
    found = mornings.remind(work, person)
    if found is None:
        return
    tasks: list[Value] = [
        {
            "case": one.case,
            "ref": one.ref,
            "what": one.what,
            "late": one.late,
            "undated": one.undated,
            "begun": one.begun,
        }
        for one in found.tasks
    ]
    huddles: list[Value] = [{"case": one.case, "at": one.at, "asks": one.asks} for one in found.huddles]
    reviews: list[Value] = [{"case": one.case, "ref": one.ref, "since": one.since} for one in found.reviews]
    values: dict[str, Value] = {"tasks": tasks, "huddles": huddles, "reviews": reviews}
    message = Message(template="morning/reminder", values=values, mentions=(person,), hears=_hears(found))
    work.say(direct(person), message)
    for case in found.cases:
        work.fact(mornings.OWN, actor=work.clinic.bot, case=case)


def _hears(found: Reminder) -> tuple[str, str] | None:
    """What a reply is: a check-in for the one huddle, the wish to be asked by one team after the other, or a word about a line."""
    if len({one.case for one in found.huddles}) == 1:
        return checkins.REPLIED, f"{found.huddles[0].case} "
    asking = next((one.case for one in found.huddles if one.asks), None)
    if asking is not None:
        return checkins.ROUND, f"{asking} "
    refs = [one.ref for one in found.tasks] + [one.ref for one in found.reviews if one.ref]
    return outcomes.hears(found.cases[0] if len(found.cases) == 1 else "", *refs) if refs else None
