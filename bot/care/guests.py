"""The room of one conference that a guest joins: a guest never enters the room of a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care.dues import Due
from bot.care.people import PlaceKind, Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload

OPEN_FOR = timedelta(hours=48)
"""How long after its conference a room stays, for corrections."""

LAST_WORD = timedelta(minutes=10)
"""Between saying that a room closes and closing it, so that everybody in it reads that."""

CLOSING = "conference room closing"
"""The kind of due moment at which everybody in it is told that a room closes."""

CLOSED = "conference room closed"
"""The kind of due moment at which it is closed."""


class Stand(IntEnum):
    """Whether a room is still there. Stored: values are for ever."""

    OPEN = 0
    CLOSED = 1


@dataclass(frozen=True, kw_only=True)
class GuestRoom(Payload):
    """The room of one conference, and for whom it was made."""

    kind: ClassVar[str] = "guest_room"
    conference: str
    """The ref of the conference."""
    guests: tuple[str, ...]


def key_of(conference: str) -> str:
    """The place of one conference."""
    return f"conference:{conference}"


def room_of(work: Work, case: str, conference: str) -> Kept[GuestRoom] | None:
    """Give the room of a conference, whether it is still there or not."""
    return next((kept for kept in work.records.find(GuestRoom, case) if kept.what.conference == conference), None)


def among(work: Work, case: str, people: Collection[str]) -> frozenset[str]:
    """Give who of these is a guest of the case."""
    members = (work.rosters.member(case, person) for person in people)
    return frozenset(member.person for member in members if member is not None and Role.GUEST in member.roles)


def admit(work: Work, case: str, by: str, conference: str, guest: str, others: tuple[str, ...], end: datetime) -> bool:
    """Ask a guest and the ``others`` into the room of a conference that ends at ``end``. True if the room is new.

    It closes by itself ``OPEN_FOR`` after that.
    """
    kept, key = room_of(work, case, conference), key_of(conference)
    if kept is None:
        work.records.add(GuestRoom(conference=conference, guests=(guest,)), case=case, author=by)
        work.places.make(key, PlaceKind.CONFERENCE, invite=(*others, guest), case=case)
    else:
        place = work.places.get(key)
        present = place.present if place is not None else frozenset()
        if guest not in kept.what.guests:
            work.records.put(kept, what=replace(kept.what, guests=(*kept.what.guests, guest)))
        for person in (*others, guest):
            if person not in present:
                work.places.invite(key, person)
    close_at(work, case, conference, end + OPEN_FOR)
    return kept is None


def close_at(work: Work, case: str, conference: str, at: datetime) -> None:
    """Have it said then that the room closes; a second call moves that."""
    key = f"{CLOSING}:{conference}"
    work.dues.put(Due(key=key, kind=CLOSING, at=at, place=key_of(conference), case=case, subject=conference))


def follow(work: Work, case: str, conference: str, end: datetime | None) -> None:
    """Follow a conference that ends at another moment; ``end`` None: it was called off, and its room closes."""
    kept = room_of(work, case, conference)
    if kept is not None and kept.state == Stand.OPEN:
        close_at(work, case, conference, work.now if end is None else end + OPEN_FOR)


def close_soon(work: Work, case: str, conference: str) -> bool:
    """Have the room closed once everybody has had time to read that it closes; False where it is closed already."""
    kept = room_of(work, case, conference)
    if kept is None or kept.state == Stand.CLOSED:
        return False
    key, at = f"{CLOSED}:{conference}", work.now + LAST_WORD
    work.dues.put(Due(key=key, kind=CLOSED, at=at, place=key_of(conference), case=case, subject=conference))
    return True


def close(work: Work, case: str, conference: str) -> tuple[str, ...]:
    """Put everybody out, the bot last, and end the membership of each guest who is in no other room. Gives those guests."""
    kept = room_of(work, case, conference)
    if kept is None or kept.state == Stand.CLOSED:
        return ()
    work.records.put(kept, state=Stand.CLOSED)
    elsewhere = {guest for one in _open(work, case) for guest in one.what.guests}
    leaving = [one for one in kept.what.guests if one not in elsewhere]
    members = [member for one in leaving if (member := work.rosters.member(case, one)) is not None]
    for member in members:
        work.rosters.put(replace(member, until=work.now))
    key = key_of(conference)
    place = work.places.get(key)
    for person in sorted(place.present - {work.clinic.bot} if place is not None else ()):
        work.places.remove(key, person)
    work.places.remove(key, work.clinic.bot)
    return tuple(member.person for member in members)


def put_out(work: Work, case: str, person: str) -> None:
    """Put somebody who is no longer on the team out of every such room of the case."""
    for kept in _open(work, case):
        place = work.places.get(key_of(kept.what.conference))
        if place is not None and person in place.present:
            work.places.remove(place.key, person)


def wind_up(work: Work, case: str) -> None:
    """Have each room looked at anew, once what was due of a closed case is called off: it still has to close."""
    for kept in _open(work, case):
        close_at(work, case, kept.what.conference, work.now)


def _open(work: Work, case: str) -> list[Kept[GuestRoom]]:
    return work.records.find(GuestRoom, case, states=frozenset({Stand.OPEN}))
