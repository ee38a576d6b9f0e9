"""Reminding people, on working mornings, of what is due from them, of the huddles to come and of plan reviews that wait."""

from __future__ import annotations

from bot.care import checkins, mornings
from bot.care.facts import Message, Value, direct
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
        {"case": one.case, "ref": one.ref, "what": one.what, "late": one.late, "undated": one.undated} for one in found.tasks
    ]
    huddles: list[Value] = [{"case": one.case, "at": one.at} for one in found.huddles]
    reviews: list[Value] = [{"case": one.case, "ref": one.ref, "since": one.since} for one in found.reviews]
    values: dict[str, Value] = {"tasks": tasks, "huddles": huddles, "reviews": reviews}
    cases = {one.case for one in found.huddles}
    hears = (checkins.REPLIED, f"{found.huddles[0].case} ") if len(cases) == 1 else None
    work.say(direct(person), Message(template="morning/reminder", values=values, mentions=(person,), hears=hears))
    for case in found.cases:
        work.fact(mornings.OWN, actor=work.clinic.bot, case=case)
