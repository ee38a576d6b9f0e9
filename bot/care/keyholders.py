"""Who may hold the keys of a room: by them what is said there is sent, and whoever else is in it is a stranger.

It is decided by the rosters, by the configuration and by whom the room was made for, and never by who is in it.
"""

from __future__ import annotations

from typing import Protocol

from bot.care import teamrooms
from bot.care.clinic import Clinic
from bot.care.people import PlaceKind
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
    """Give the coordinators, the people of a team room, one person, or the roster of a case; of any other place, nobody."""
    if place.kind is PlaceKind.CONTROL:
        return frozenset(known.clinic.coordinators)
    if place.kind is PlaceKind.TEAM:
        return teamrooms.members(known, place)
    if place.person is not None:
        return frozenset({place.person})
    return frozenset(member.person for member in known.rosters.of(place.case)) if place.case else frozenset()
