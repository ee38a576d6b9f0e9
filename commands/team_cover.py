"""Standing in for somebody of the team until a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.care import absences, covers, proposals
from bot.care.actions import end_of
from bot.care.dues import Due
from bot.care.facts import Message, Value, case_room
from bot.care.people import COORDINATION, LEAD, Actor
from bot.care.ports import Work
from bot.chat import lost
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import Undo, command
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn

_EXAMPLE = "!team cover @p3:clinic.example for @p2:clinic.example until 2027-03-31"


@command(
    "team cover",
    allow=COORDINATION | LEAD,
    before_consent=True,
    undo=Undo.NEVER,
    example=_EXAMPLE,
)
def cover(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("who stands in, for whom, until when")]
) -> Reply:
    """Have somebody stand in for somebody else of the team, until a day.

    They read what consent gives to the other one's role. What it gives to that person by name, or to the team, does not go along.
    Who leads stays as it is: `!team lead`.
    """
    person_in, absent, last = _cover(text, today=absences.today(work, actor.id))
    until = end_of(last, work.clinic.zone)
    known = work.rosters.member(case, person_in)
    standing = covers.stand_in(work, case, actor.id, person_in, absent, until)
    lost.tell(work, case)
    values: dict[str, Value] = {
        "person": standing.person,
        "covers": absent,
        "covers_as": [role.person for role in standing.covers.roles] if standing.covers else [],
        "covers_until": standing.covers.until if standing.covers else None,
        "own": standing.own,
        "new": known is None,
    }
    room = case_room(case)
    told = () if turn.place.key == room else ((room, Message(template="team/covered", values=values, case=case)),)
    return Reply(template="team/covers", values=values, also=told)


@due(covers.ENDED, late=Late.ACT)
def cover_ended(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - it ends just the same however late that is noticed
    """End what somebody did in another's place until now."""
    absent = covers.run_out(work, moment.case or "", moment.subject)
    if absent is not None and moment.case is not None:
        proposals.look_again(work, moment.case)
        lost.tell(work, moment.case)
        values = {"person": moment.subject, "absent": absent}
        work.say(case_room(moment.case), Message(template="team/cover_ended", values=values, case=moment.case))


def _cover(text: str, *, today: date) -> tuple[str, str, date]:
    """Read ``@b for @a until DATE``."""
    words = list(split(text))
    standing_in, count = person(words)
    words = words[count:]
    if not words or words[0].key != "for":
        raise ArgumentError("cover", "for, and whom they stand in for", _EXAMPLE)
    absent, count = person(words[1:])
    words = words[1 + count :]
    if not words or words[0].key != "until":
        raise ArgumentError("cover", "until, and the last day of it", _EXAMPLE)
    last, count = day(words[1:], today=today)
    if len(words) > 1 + count:
        raise ArgumentError("cover", "nothing behind the day", _EXAMPLE)
    return standing_in, absent, last
