"""Who may hold the keys of a room: by them what is said there is sent, and whoever else is in it is a stranger.

It is decided by the rosters, by the configuration and by whom the room was made for, and never by who is in it.
"""

from __future__ import annotations

from typing import Protocol

from bot.care import teamrooms
from bot.care.clinic import Clinic
from bot.care.guests import GuestRoom, key_of
from bot.care.people import PlaceKind, Role
from bot.care.places import Place
from bot.care.records import Records
from bot.care.rosters import Rosters


class Known(Protocol):
    """The part of a transaction that knows them."""

    @property
    def clinic(self) -> Clinic:
        """What the configuration says."""

    @property
    def records(self) -> Records:
        """The sealed repository."""

    @property
    def rosters(self) -> Rosters:
        """Who is on which case."""


def of(known: Known, place: Place) -> frozenset[str]:
    """Give the coordinators, the people of a team room, one person, or the roster of a case; of any other place, nobody.

    A guest holds the keys of a room that they were asked into, of one conference, and never those of the room of a case.
    """
    if place.kind is PlaceKind.CONTROL:
        return frozenset(known.clinic.coordinators)
    if place.kind is PlaceKind.TEAM:
        return teamrooms.members(known, place)
    if place.person is not None:
        return frozenset({place.person})
    if place.case is None:
        return frozenset()
    guests = _guests(known, place, place.case)
    roster = known.rosters.of(place.case)
    return frozenset(one.person for one in roster if Role.GUEST not in one.roles or one.person in guests)


def _guests(known: Known, place: Place, case: str) -> frozenset[str]:
    if place.kind is not PlaceKind.CONFERENCE:
        return frozenset()
    rooms = (kept for kept in known.records.find(GuestRoom, case) if key_of(kept.what.conference) == place.key)
    return frozenset(person for kept in rooms for person in kept.what.guests)
