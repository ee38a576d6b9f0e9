"""Whether a room is fit for what is said in it, and what mends it."""

from __future__ import annotations

from bot.care.facts import Value
from bot.care.people import EVERYONE, PlaceKind
from bot.care.ports import Place, Work
from bot.chat.spec import Reply, Turn, command

_NAMES = {
    PlaceKind.CASE: "case room",
    PlaceKind.CONTROL: "control room",
    PlaceKind.DIRECT: "direct room",
    PlaceKind.TEAM: "team room",
    PlaceKind.CONFERENCE: "conference room",
}


@command("room", allow=EVERYONE, case=False, in_locked_room=True, example="!room")
def room(turn: Turn, work: Work) -> Reply:
    """Tell whether this room is fit for what is said in it, and what mends it."""
    place = turn.place
    expected = _expected(place, work)
    strangers = sorted(place.present - expected - {work.clinic.bot})
    absent = sorted(expected - place.present)
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


def _expected(place: Place, work: Work) -> frozenset[str]:
    """Who belongs in it: a case's roster, the coordinators, or one person."""
    if place.kind is PlaceKind.CONTROL:
        return frozenset(work.clinic.coordinators)
    if place.person is not None:
        return frozenset({place.person})
    return frozenset(member.person for member in work.rosters.of(place.case)) if place.case else place.present
