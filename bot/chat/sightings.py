"""What the transport noticed that nobody typed, and who is told: the person, the room, or the coordinators."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.care import zones
from bot.care.facts import Message, Value, control, direct
from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.chat.ports import Desk
from bot.flow.messages import Looked, Observed, Seen

_QUIET = {Looked.ASKED.value: timedelta(0), Looked.INVITING.value: timedelta(minutes=15), "": timedelta(days=30)}
"""For how long the coordinators are not told again what somebody lacks, by why it was noticed.

Who asks is always answered. Invitations follow a look that was asked for within ten minutes, and come in twos: to the case's
room and to one's own. Whoever joins in spite of it was looked at when invited.
"""


def tell(desk: Desk, observed: Observed) -> None:
    """Say what is to be known of it. Comings and goings of people's own accord are nobody's business."""
    place = desk.place_in(observed.room_id) if observed.room_id else None
    match observed.what:
        case Seen.UNSIGNED_DEVICE:
            _unsigned_device(desk, observed)
        case Seen.IDENTITY_CHANGED if not observed.detail:
            _coordinators(desk, observed, "seen/identity_changed", place)
        case Seen.NO_IDENTITY | Seen.NO_ACCOUNT | Seen.UNCHECKED | Seen.IDENTITY_CHANGED:
            _lacking(desk, observed, place)
        case Seen.STRANGER:
            if place is not None:
                _coordinators(desk, observed, "seen/stranger", place)
        case Seen.UNREADABLE:
            _unreadable(desk, observed, place)
        case Seen.POSTURE:
            _posture(desk, observed, place)
        case Seen.ZONE:
            _zone(desk, observed)
        case Seen.JOINED | Seen.LEFT | Seen.INVITED:
            return


def _unsigned_device(desk: Desk, observed: Observed) -> None:
    """To the person, on their signed devices, if they have a room with the bot."""
    desk.fact("seen unsigned device", actor=observed.person, outcome="warned")
    if desk.places.get(direct(observed.person)) is not None:
        values = {"device": observed.detail, "person": observed.person}
        desk.say(direct(observed.person), Message(template="seen/unsigned_device", values=values, mentions=(observed.person,)))


def _lacking(desk: Desk, observed: Observed, place: Place | None) -> None:
    """To the coordinators, who alone can reach such a person by another channel; not over and over again."""
    memory, at = f"lacking:{observed.person}", observed.at.timestamp()
    told = desk.recall(memory)
    quiet = _QUIET[observed.detail].total_seconds()
    if told is not None and told["what"] == observed.what.value and at - float(told["at"]) < quiet:
        return
    desk.remember(memory, what=observed.what.value, at=at)
    _coordinators(desk, observed, f"seen/{observed.what.value}", place, rings=False)


def _coordinators(desk: Desk, observed: Observed, template: str, place: Place | None, *, rings: bool = True) -> None:
    desk.fact(
        f"seen {observed.what.value.replace('_', ' ')}",
        actor=observed.person,
        case=place.case if place else None,
        outcome="warned",
    )
    values: dict[str, Value] = {"person": observed.person, **_room(place)}
    mentions = desk.clinic.coordinators if rings else ()
    desk.say(control(), Message(template=template, values=values, mentions=mentions))


def _unreadable(desk: Desk, observed: Observed, place: Place | None) -> None:
    """In its room, so that whoever wrote it knows that it was not heard."""
    if place is None:
        return
    desk.fact("seen unreadable", actor=observed.person, case=place.case, outcome="warned")
    desk.say(place.key, Message(template="seen/unreadable", values={"person": observed.person}, case=place.case))


def _posture(desk: Desk, observed: Observed, place: Place | None) -> None:
    """To the coordinators, when a room becomes open to others, and when it is fit again."""
    if place is None:
        return
    memory = f"locked:{place.key}"
    was_locked = desk.recall(memory) is not None
    if place.locked == was_locked:
        return
    if place.locked:
        desk.remember(memory, locked=True)
        _coordinators(desk, observed, "seen/locked", place)
    else:
        desk.forget(memory)
        _coordinators(desk, observed, "seen/fit", place, rings=False)


def _zone(desk: Desk, observed: Observed) -> None:
    """Keep what somebody's profile says. It is the homeserver's word: what they chose with ``!tz`` goes before it."""
    known = desk.people.get(observed.person)
    if known.enrolled is None and not known.offices:
        return
    desk.people.put(replace(known, profile_zone=zones.spelt(observed.detail)))
    desk.fact("seen zone", actor=observed.person, outcome="changed")


def _room(place: Place | None) -> dict[str, Value]:
    if place is None:
        return {"room": "", "room_case": None}
    kinds = {PlaceKind.CASE: "case room", PlaceKind.CONTROL: "control room", PlaceKind.DIRECT: "direct room"}
    return {"room": kinds.get(place.kind, f"{place.kind.value} room"), "room_case": place.case}
