"""Who speaks for a team room: its people and the coordinators, inside it."""

from __future__ import annotations

from bot.care import teamrooms
from bot.care.errors import DeniedError
from bot.care.people import COORDINATION, Actor, Allow, PlaceKind
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.teamrooms import TeamRoom
from bot.chat.turn import Turn

MEETING = Allow(clinicians=True) | COORDINATION
"""Whoever meets: a case of their own makes somebody a clinician here. That they belong to the room is looked at as well."""

THERE = frozenset({PlaceKind.TEAM})


def room_at_hand(actor: Actor, work: Work, turn: Turn) -> Kept[TeamRoom]:
    """Give the room at hand. ``DeniedError`` for somebody who is none of its people and no coordinator."""
    room = teamrooms.at(work, turn.place)
    if room is None or not (actor.id in room.what.members or COORDINATION.offices & actor.offices):
        raise DeniedError
    return teamrooms.meant(work, turn.place, room.ref)
