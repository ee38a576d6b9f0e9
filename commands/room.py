"""Whether a room is fit for what is said in it, and what mends it."""

from __future__ import annotations

from bot.care import keyholders
from bot.care.facts import Value
from bot.care.people import EVERYONE, PlaceKind, Role
from bot.care.places import Place
from bot.care.ports import Work
from bot.chat.spec import command
from bot.chat.turn import Reply, Turn

_NAMES = {
    PlaceKind.CASE: "case room",
    PlaceKind.CONTROL: "control room",
    PlaceKind.DIRECT: "direct room",
    PlaceKind.TEAM: "team room",
    PlaceKind.CONFERENCE: "conference room",
}


@command("room", allow=EVERYONE, case=False, in_locked_room=True, example="!room")
def room(turn: Turn, work: Work) -> Reply:
    """Show whether this room is fit. If not, you are told what mends it."""
    place = turn.place
    expected = keyholders.of(work, place)
    strangers = sorted(place.present - expected - {work.clinic.bot})
    absent = sorted(expected - place.present - _elsewhere(place, work))
    values: dict[str, Value] = {
        "room": _NAMES[place.kind],
        "room_case": place.case,
        "locked": place.locked,
        "strangers": strangers,
        "absent": absent,
        "invited": sorted(place.invited & expected),
        "fit": not place.locked and not strangers,
    }
    return Reply(template="room/state", values=values)


def _elsewhere(place: Place, work: Work) -> frozenset[str]:
    """Who is on the roster and need not be in the room: a coordinator is there only if named at the opening, a guest never.

    In the room of a conference it is whoever was not asked in.
    """
    roster = work.rosters.of(place.case) if place.case else ()
    if place.kind is PlaceKind.CONFERENCE:
        return frozenset(member.person for member in roster)
    return frozenset(member.person for member in roster if set(member.roles) <= {Role.COORDINATOR, Role.GUEST})
