"""A conference that is booked: what everybody may know of it, and how it is announced, with a calendar file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.care import apologies, conferences, guests, holds, losses, preparing, quorum, reminders, sittings
from bot.care.booked import expected
from bot.care.conferences import Conference, Standing
from bot.care.facts import File, Line, Message, Value, case_room, direct
from bot.care.overheard import NOBODY, Overheard
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat import calendar
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted, told

REPLY = "conference reply"
"""The ``@answer`` that takes what people reply to what is said of a conference."""

_AMPLE = timedelta(minutes=10)
"""With less time left, nobody snoozes."""


def shown(work: Work, kept: Kept[Conference]) -> dict[str, Value]:
    """What everybody may know of a conference."""
    hold = holds.on(work, kept.case, modality=kept.what.modality, kept=kept)
    sitting = sittings.running(work, kept.case)
    return {
        "ref": kept.ref,
        "at": kept.what.at,
        "minutes": (kept.what.end - kept.what.at) // timedelta(minutes=1),
        "people": conferences.participants(work, kept),
        "everyone": not kept.what.people and not kept.what.roles,
        "question": bool(kept.what.question),
        "link": kept.what.link,
        "vacant": [role.person for role in conferences.vacant(work, kept)],
        "modality": kept.what.modality.words if kept.what.modality else "",
        "held": holds.words(hold) if hold is not None else "",
        "running": sitting is not None and sitting.what.conference == kept.ref,
        "outside": kept.what.outside,
        "away": _away(work, kept),
        "lacking": apologies.lacking(work, kept),
        "leaderless": quorum.is_vacated(work, kept.case, conferences.quorum_of(kept)),
        "apologies": apologies.apologies_of(work, kept.case, kept.ref),
        **_list(work, kept),
    }


def reminder(work: Work, kept: Kept[Conference]) -> dict[str, Value]:
    """What a reminder tells."""
    left = kept.what.at - work.now
    hour = timedelta(hours=1)
    return {**shown(work, kept), "ample": left >= _AMPLE, "early": left > hour, "nap": "30m" if left >= hour else "5m"}


def hears(kept: Kept[Conference]) -> tuple[str, str]:
    """Have replies to a message of a conference understood: apologies, and a snooze."""
    return REPLY, f"{kept.case} {kept.ref}"


def everywhere(work: Work, kept: Kept[Conference], message: Message) -> tuple[tuple[str, Message], ...]:
    """Say it where the team reads it, and where those do who are not there; each is rung where they are."""
    return ((case_room(kept.case), message), *apart(work, kept, message))


def apart(work: Work, kept: Kept[Conference], message: Message) -> tuple[tuple[str, Message], ...]:
    """The same for whoever is not in the case's room: guests in the room of the conference, if they have one, all others alone."""
    place = work.places.get(case_room(kept.case))
    theirs = in_guest_room(work, kept, message)
    read = {*(place.present if place is not None else ()), *(one for _, said in theirs for one in said.mentions)}
    alone = ((direct(one), replace(message, mentions=(one,))) for one in message.mentions if one not in read)
    return (*theirs, *alone)


def in_guest_room(work: Work, kept: Kept[Conference], message: Message) -> tuple[tuple[str, Message], ...]:
    """The same for the room of the conference alone; nothing where there is none."""
    place = work.places.get(guests.key_of(kept.ref))
    room = guests.room_of(work, kept.case, kept.ref)
    if place is None or room is None or room.state != guests.Stand.OPEN:
        return ()
    rings = tuple(one for one in room.what.guests if one in place.present)
    return ((place.key, replace(message, mentions=rings, rest_directly=False)),)


def announced(
    work: Work,
    kept: Kept[Conference],
    template: str,
    by: str,
    *,
    before: datetime | None = None,
    lines: tuple[Line, ...] = (),
    absent: tuple[str, ...] = (),
) -> Message:
    """Tell the team of a booking, a move or a cancellation, with the calendar file; rings who takes part, but whoever did it.

    ``before``: when it was to be until now; ``absent``: whose apologies were for that.
    """
    still = reminders.to_come(work, kept)
    own: dict[str, Value] = {"by": by, "before": before, "absent": absent, "reminders": still}
    return Message(
        template=template,
        values={**shown(work, kept), **own},
        lines=lines,
        case=kept.case,
        mentions=tuple(one for one in expected(work, kept) if one != by),
        file=entry(work, kept),
        hears=hears(kept) if kept.state == Standing.BOOKED else None,
    )


def read_there(turn: Turn, case: str, heard: Overheard) -> bool:
    """What was typed in the team's own room was read there, unless it was taken out."""
    return turn.place.key == case_room(case) and not heard


def answered(
    turn: Turn,
    actor: Actor,
    work: Work,
    kept: Kept[Conference],
    template: str,
    *,
    before: datetime | None = None,
    absent: tuple[str, ...] = (),
    heard: Overheard = NOBODY,
    lines: tuple[Line, ...] = (),
) -> Reply:
    """Tell the team where it reads it, whoever is not there where they do, and whoever did it where they did it."""
    message = announced(work, kept, template, actor.id, before=before, lines=lines, absent=absent)
    values = {**message.values, "what": template.partition("/")[2], **told(heard)}
    also = apart(work, kept, message)
    otherwise = Reply(template="conference/told", values=values, refs=(kept.ref,), also=also, hears=message.hears)
    return posted(turn, kept.case, message, otherwise, heard=heard)


def entry(work: Work, kept: Kept[Conference]) -> File:
    """Give the calendar file of a conference as it stands now."""
    what = calendar.Entry(
        ref=kept.ref,
        uid=conferences.uid(work, kept),
        sequence=kept.what.sequence,
        stamp=work.now,
        at=kept.what.at,
        end=kept.what.end,
        zone=kept.what.zone,
        link=kept.what.link,
        cancelled=kept.state == Standing.CANCELLED,
    )
    return calendar.file(what)


def _away(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """Who takes part and is away on its day, where they are."""
    return tuple(person for person in conferences.participants(work, kept) if losses.is_away(work, kept, person))


def _list(work: Work, kept: Kept[Conference]) -> dict[str, Value]:
    found = preparing.summary(work, kept)
    return {"things": found.things, "ready": found.ready, "locked": found.locked}
