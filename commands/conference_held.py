"""Conferences as they are held: how they begin and end, and what is put right afterwards."""

from __future__ import annotations

from bot.care import conferences, convening, guests, minutes, sittings, waiting
from bot.care.conferences import Conference
from bot.care.convening import Begun, Unheld
from bot.care.facts import Message, Value, case_room
from bot.care.ports import Due, Work
from bot.care.records import Kept
from bot.chat.spec import Late, due


@due(sittings.BEGINS, late=Late.POST_MARKED)
def at_its_minute(moment: Due, late: bool, work: Work) -> None:
    """Begin the conference. One that was missed begins late; more than an hour past its end it does not, and that is said."""
    found = convening.ring(work, moment, waited=waiting.waited(work, moment))
    if isinstance(found, Unheld):
        kept = found.conference
        values: dict[str, Value] = {"ref": kept.ref, "at": kept.what.at, "posted": work.now, "held": found.held}
        work.say(moment.place, Message(template="sitting/unheld", values=values, case=kept.case))
        work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref, outcome="skipped")
    if isinstance(found, Begun):
        for place, message in _opened(work, found, late=late):
            work.say(place, message)
        work.fact(moment.kind, actor=work.clinic.bot, case=found.conference.case, ref=found.conference.ref)


@due(sittings.QUIET_DUE, late=Late.ACT)
def fallen_silent(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - it closes as of its moment, late or not
    """Close a conference in which nothing was done for half an hour after its planned end."""
    closed = sittings.hush(work, moment)
    if closed is not None:
        values: dict[str, Value] = {"ref": closed.what.conference, "by_clock": True}
        work.say(moment.place, Message(template="sitting/ended", values=values, case=closed.case))
        work.fact(moment.kind, actor=work.clinic.bot, case=closed.case, ref=closed.what.conference)


def _opened(work: Work, begun: Begun, *, late: bool = False) -> tuple[tuple[str, Message], ...]:
    """Give all that is said where a conference begins: what ended with it first."""
    case = begun.conference.case
    said: list[tuple[str, Message]] = []
    if begun.huddle is not None:
        said.append((case_room(case), minutes.message(work, begun.huddle)))
    people = tuple(one for one in conferences.participants(work, begun.conference) if one != begun.sitting.author)
    opening = Message(
        template="sitting/begun",
        values=convening.opening(work, begun, late=late),
        lines=convening.lines(begun),
        case=case,
        mentions=people,
    )
    return (*said, (case_room(case), opening), *_for_guests(work, begun.conference, opening))


def _for_guests(work: Work, kept: Kept[Conference], message: Message) -> tuple[tuple[str, Message], ...]:
    """Say the same in the conference's own room, as far as everyone there may read it."""
    room = guests.room_of(work, kept.case, kept.ref)
    if room is None or room.state != guests.Stand.OPEN:
        return ()
    people = tuple(one for one in room.what.guests if work.rosters.member(kept.case, one) is not None)
    shown = Message(
        template=message.template, values=message.values, lines=message.lines, case=kept.case, mentions=people, rest_directly=False
    )
    return ((guests.key_of(kept.ref), shown),)
