"""What is said where a conference begins and ends: in the case's room, and in its own room, where its guests read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.care import absences, agenda, apologies, booked, convening, disclosures, guests, minute_lines, minutes
from bot.care.adjourning import Ended
from bot.care.booked import Conference
from bot.care.convening import Begun
from bot.care.facts import Message, case_room, direct
from bot.care.gate import split
from bot.care.ports import Work
from bot.care.records import Kept

Said = tuple[tuple[str, Message], ...]
"""Places, and what is said there."""


def opening(work: Work, begun: Begun) -> Said:
    """Say that a conference begins, first in the case's room; whoever takes part is rung, but nobody who cannot come."""
    kept = begun.conference
    coming = frozenset(apologies.coming(work, kept)) - {begun.sitting.author}
    people = tuple(one for one in booked.expected(work, kept) if one in coming and absences.away(work, one) is None)
    message = Message(
        template="sitting/begun",
        values=convening.opening(work, begun),
        lines=convening.lines(work, begun),
        case=kept.case,
        mentions=people,
    )
    return ((case_room(kept.case), message), *for_guests(work, kept.case, kept.ref, message))


def ended_before(work: Work, begun: Begun) -> Said:
    """Give the minutes of what was open and ended with the beginning of a conference."""
    case, said = begun.conference.case, list[tuple[str, Message]]()
    if begun.huddle is not None:
        said.append((case_room(case), minutes.message(work, begun.huddle)))
    if begun.before is not None:
        said.extend(minutes_of(work, begun.before))
    return tuple(said)


def minuted(work: Work, ended: Ended) -> Said:
    """Give the minutes of a conference that is over, first in the case's room; then the agenda of a huddle that had to wait."""
    resumed = convening.resume(work, ended.sitting)
    said = minutes_of(work, ended)
    if resumed is None:
        return said
    case = ended.sitting.case
    return (*said, (case_room(case), agenda.opening(work, case, resumed, waited=True)))


def for_guests(work: Work, case: str, conference: str, message: Message) -> Said:
    """Say the same in the conference's own room, if it has one, as far as everyone in there may read it."""
    room = guests.room_of(work, case, conference)
    if room is None or room.state != guests.Stand.OPEN:
        return ()
    there = tuple(one for one in room.what.guests if work.rosters.member(case, one) is not None)
    mentions, notice = there if message.mentions else (), disclosures.notice(work, case)
    shown = replace(message, values={**message.values, "notice": notice}, mentions=mentions, rest_directly=False)
    return (
        (guests.key_of(conference), shown),
        *((direct(one), only) for one in there for only in _alone(work, shown, conference, one)),
    )


def _alone(work: Work, message: Message, conference: str, guest: str) -> Iterator[Message]:
    """Give what a guest may read, and somebody else in that room may not: it goes to the guest directly."""
    place, case = work.places.get(guests.key_of(conference)), message.case or ""
    present = place.present - {work.clinic.bot} if place is not None else frozenset[str]()
    rest = split(message.lines, present, work.rosters.of(case), work.consents.of(case), work.now).rest.get(guest, ())
    if rest:
        yield replace(message, lines=rest, mentions=())


def participants(work: Work, case: str, conference: str) -> tuple[str, ...]:
    """Give who takes part in a conference."""
    return booked.participants(work, work.records.get(Conference, case, conference))


def minutes_of(work: Work, ended: Ended) -> Said:
    """Give the minutes of a conference that is over, and nothing else."""
    kept: Kept[Conference] = work.records.get(Conference, ended.sitting.case, ended.sitting.what.conference)
    message = minute_lines.message(work, ended.minutes)
    return ((case_room(kept.case), message), *for_guests(work, kept.case, kept.ref, message))
