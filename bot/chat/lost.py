"""What is said when a conference that is booked loses its chair or its quorum, at that moment, and to those whom it concerns."""

from __future__ import annotations

from bot.care import apologies, losses
from bot.care.facts import Message, Value, case_room, control, direct
from bot.care.losses import Loss, Mend
from bot.care.ports import Work


def tell(work: Work, *cases: str) -> None:
    """Look at what the conferences of these cases have lost, and say it."""
    for case in cases:
        for loss in losses.look(work, case):
            _tell(work, loss)


def _tell(work: Work, loss: Loss) -> None:
    """Each alone; where nobody leads, the coordinators too, who can name somebody; where that is nobody, whoever comes."""
    kept = loss.conference
    values: dict[str, Value] = {
        "ref": kept.ref,
        "at": kept.what.at,
        "lost": loss.lost,
        "mend": loss.mend.value,
        "person": loss.person,
        "deputy": loss.deputy,
        "until": loss.until.isoformat() if loss.until is not None else "",
        "role": loss.role.value if loss.role is not None else "",
        "roles": loss.role.person if loss.role is not None else "",
    }
    message = Message(template="conference/lost", values=values, case=kept.case)
    for person in loss.tell:
        work.say(direct(person), _ringing(message, person))
    if loss.mend is Mend.LEAD:
        work.say(control(), _ringing(message, *work.clinic.coordinators))
    elif not loss.tell:
        work.say(case_room(kept.case), _ringing(message, *apologies.coming(work, kept)))


def _ringing(message: Message, *people: str) -> Message:
    return Message(template=message.template, values=message.values, case=message.case, mentions=people)
