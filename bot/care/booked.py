"""A conference as it is kept: a question, a moment, those who take part, and those without whom it decides nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from bot.care import guests, sittings
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, NotFoundError
from bot.care.facts import Line, Value
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.quorum import Quorum
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import lead_of
from bot.care.texts import first_line


class Standing(IntEnum):
    """Whether it takes place. Stored: values are for ever."""

    BOOKED = 0
    CANCELLED = 1
    HELD = 2


@dataclass(frozen=True, kw_only=True)
class Moved:
    """That it was put at another moment."""

    on: datetime
    """When that was done."""
    was: datetime
    """At which moment it was to begin until then."""


@dataclass(frozen=True, kw_only=True)
class Conference(Payload):
    """One conference. The record's ``due`` is its beginning."""

    kind: ClassVar[str] = "conference"
    at: datetime
    end: datetime
    zone: str
    """IANA name of the zone in which it was booked."""
    question: str = ""
    categories: tuple[Category, ...] = ()
    people: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    """Whoever holds one of these at the moment of use. Neither people nor roles: the whole team."""
    link: str = ""
    """Where to call; empty where the clinic has no calls."""
    sequence: int = 0
    """Raised by each change, so that calendars take the newest."""
    cancelled: str = ""
    """Why it was called off."""
    modality: Modality | None = None
    """The part of care that it belongs to."""
    chair: str = ""
    """Who leads it."""
    presenter: str = ""
    """Who brings the question."""
    required: tuple[Role, ...] = ()
    """The disciplines without one of which it can decide nothing."""
    outside: tuple[str, ...] = ()
    """Who is outside their working hours then."""
    proposal: str = ""
    """The ref of what it was settled from, if people voted on its time."""
    moves: tuple[Moved, ...] = ()
    """The oldest first."""
    asked_by: str = ""
    """Whose question it is, if it is not that of whoever it was booked for: of what was proposed by somebody who has left."""


def standing(work: Work, case: str, ref: str, *people: str) -> Kept[Conference]:
    """Find one that is to come or goes on. ``ConflictError`` for one that was called off, and for one that is over.

    ``NotFoundError`` also for one of which not all these ``people`` hear.
    """
    kept = work.records.get(Conference, case, ref)
    if not is_known_to(work, kept, *people):
        raise NotFoundError("refused/no_such_ref")
    if kept.state == Standing.CANCELLED:
        raise ConflictError("refused/conference_cancelled", ref=kept.ref)
    held = sittings.running(work, case)
    if held is not None and held.what.conference == kept.ref:
        raise ConflictError("refused/conference_open", ref=kept.ref, since=held.created)
    if kept.what.end <= work.now or kept.state == Standing.HELD:
        raise ConflictError("refused/conference_over", ref=kept.ref)
    return kept


def to_come(work: Work, case: str) -> tuple[Kept[Conference], ...]:
    """Those booked that are not over, the next first."""
    booked = work.records.find(Conference, case, states=frozenset({Standing.BOOKED}))
    return tuple(sorted((one for one in booked if one.what.end > work.now), key=lambda one: one.what.at))


def participants(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """Who takes part, as the roster is now, in the order of joining; whoever booked it, presents or has the chair always does.

    A guest does who was asked by name, or was told of it in its room.
    """
    there, room = asked_to(work, kept.case, kept.author, kept.what), guests.room_of(work, kept.case, kept.ref)
    told = () if room is None else room.what.guests
    return tuple(one.person for one in work.rosters.of(kept.case) if one.person in there or one.person in told)


def is_known_to(work: Work, kept: Kept[Conference], *people: str) -> bool:
    """Say whether these may hear of it at all: a guest hears of their own conferences alone."""
    visiting = guests.among(work, kept.case, people)
    return visiting <= set(participants(work, kept)) if visiting else True


def asked_to(work: Work, case: str, by: str, what: Conference) -> tuple[str, ...]:
    """Who would take part in one that somebody books. No guest is of the whole team: each is there for another conference."""
    everyone = not what.people and not what.roles
    asked = {by, what.chair, what.presenter, *what.people}
    return tuple(
        member.person
        for member in work.rosters.of(case)
        if (everyone and Role.GUEST not in member.roles) or member.person in asked or set(member.roles) & set(what.roles)
    )


def expected(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """Who of them is told of it: whoever is in the case's room, or was asked by name or role, or is a guest.

    A coordinator who has opened the case and stays out of its room is on the roster, and not at each of its conferences.
    """
    what, room = kept.what, work.places.of_case(kept.case)
    present = room.present if room is not None else frozenset()
    asked = {kept.author, what.chair, what.presenter, *what.people}
    members = (work.rosters.member(kept.case, person) for person in participants(work, kept))
    return tuple(
        one.person
        for one in members
        if one is not None and (one.person in present | asked or set(one.roles) & {Role.GUEST, *what.roles})
    )


def quorum_of(kept: Kept[Conference]) -> Quorum:
    """Say who has to be there."""
    what = kept.what
    return Quorum(chair=what.chair or kept.author, presenter=what.presenter or kept.author, disciplines=what.required)


def leading(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """Who presents it, has the chair, and booked it: whoever leads the case, in the place of one who is no longer on the team."""
    wanted, lead = quorum_of(kept), lead_of(work, kept.case)
    instead = lead.person if lead is not None else ""
    people = (wanted.presenter, wanted.chair, kept.author)
    found = (one if work.rosters.member(kept.case, one) is not None else instead for one in people)
    return tuple(dict.fromkeys(one for one in found if one))


def vacant(work: Work, kept: Kept[Conference]) -> tuple[Role, ...]:
    """The roles that are to take part, and that nobody holds now."""
    held = {role for member in work.rosters.of(kept.case) for role in member.roles}
    return tuple(role for role in kept.what.roles if role not in held)


def line(kept: Kept[Conference]) -> Line:
    """Its question, as far as somebody may read it."""
    values: dict[str, Value] = {"ref": kept.ref, "at": kept.what.at, "end": kept.what.end, "text": first_line(kept.what.question)}
    return Line(about=about(kept.what.categories), author=asker(kept), section="question", values=values)


def asker(kept: Kept[Conference]) -> str:
    """Whose question it is."""
    return kept.what.asked_by or kept.author


def reason_line(kept: Kept[Conference], by: str, categories: tuple[Category, ...]) -> Line:
    """Why it was called off, as far as somebody may read it."""
    return Line(about=about(categories), author=by, section="reason", values={"text": first_line(kept.what.cancelled)})


def uid(work: Work, kept: Kept[Conference]) -> str:
    """What calendars know it by: the same for ever, and nothing can be read from it."""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, f'{work.clinic.bot}/{kept.ref}')}@carehuddle"
