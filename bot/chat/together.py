"""What somebody is told by several moments that come within one hour: one message, whichever of them comes first.

These are what an absence made late, what is due from them in the morning, and the notes that wait for them: lists over all their
cases, in neutral words. As long as the one about an absence is to come, the others are left to it, since it waits until all else
was acted upon. What brings the words of a case, or a question of its own, passes the gate of that case, and is answered, by itself;
and what stands apart, the ladder of a signal above all, never waits for anything.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from bot.care import catching_up, checkins, mornings, outcomes, unsigned
from bot.care.dues import Due
from bot.care.facts import Message, Value, direct
from bot.care.mornings import Reminder
from bot.care.overdue import Late
from bot.care.ports import Work
from bot.care.unsigned import Waits

WITHIN = timedelta(hours=1)
"""What would be told so soon after something else is told with it: from when somebody begins to work to when mornings are told."""


def left(work: Work, moment: Due, person: str, kind: str, *, late: bool) -> bool:
    """Leave what a moment tells somebody to the message about an absence, if one is to come; say whether that was done."""
    if not catching_up.awaited(work, person, WITHIN) and not (late and catching_up.overslept(work, moment)):
        return False
    catching_up.bring(work, person, kind)
    return True


def tell(work: Work, moment: Due, person: str, kinds: Collection[str], late: tuple[Late, ...] = ()) -> None:
    """Tell somebody what came late, and what moments of these kinds, or of any within an hour of this one, tell them."""
    morning, notes = (soon(work, person, moment.at, WITHIN) for soon in (mornings.soon, unsigned.soon))
    found = mornings.remind(work, person, morning) if morning or mornings.OWN in kinds else None
    waiting = unsigned.ring(work, person, notes) if notes or unsigned.DUE in kinds else ()
    if not late and found is None and not waiting:
        return
    work.say(direct(person), _message(work, person, late, found, waiting))
    named = {
        catching_up.TELL: [one.case for one in late if one.case],
        mornings.OWN: found.cases if found is not None else (),
        unsigned.DUE: [one.case for one in waiting],
    }
    for kind, cases in named.items():
        for case in dict.fromkeys(cases):
            work.fact(kind, actor=work.clinic.bot, case=case)


def _message(work: Work, person: str, late: tuple[Late, ...], found: Reminder | None, waiting: tuple[Waits, ...]) -> Message:
    values = {**_due(found), "waiting": [{"case": one.case, "ref": one.ref, "what": one.what} for one in waiting]}
    hears = _hears(found, waiting) if found is not None else None
    if late:
        message = catching_up.message(work, person, late)
        return replace(message, values={**message.values, **values}, hears=hears)
    template = "morning/reminder" if found is not None else "note/unsigned"
    return Message(template=template, values=values, mentions=(person,), hears=hears)


def _due(found: Reminder | None) -> dict[str, Value]:
    if found is None:
        return {"tasks": [], "huddles": [], "reviews": []}
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
    return {"tasks": tasks, "huddles": huddles, "reviews": reviews}


def _hears(found: Reminder, waiting: tuple[Waits, ...]) -> tuple[str, str] | None:
    """What a reply is: a check-in for the one huddle, the wish to be asked by one team after the other, or a word about a line.

    A check-in for one of several is refused, since it does not say for which, and not lost.
    """
    if len({one.case for one in found.huddles}) == 1:
        return checkins.REPLIED, f"{found.huddles[0].case} "
    asking = next((one.case for one in found.huddles if one.asks), None)
    if asking is not None:
        return checkins.ROUND, f"{asking} "
    listed = [one.ref for one in found.tasks] + [one.ref for one in waiting] + [one.ref for one in found.reviews if one.ref]
    if found.huddles and not listed:
        return checkins.ROUND, f"{found.huddles[0].case} "
    cases = dict.fromkeys((*found.cases, *(one.case for one in waiting)))
    return outcomes.hears(next(iter(cases)) if len(cases) == 1 else "", *listed) if listed else None
