"""From something said to what each room is sent: who gets which lines, and who may be there when they arrive.

The gate decides here, when a row is rendered; the edge only compares, when it is sent. Each parcel therefore names everyone
who may be in the room. A parcel that holds nothing of a category is plain: anybody who is there may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.care.consent import Grant
from bot.care.facts import File, Message, Picture, direct
from bot.care.gate import NO_OTHERS
from bot.care.gate import split as gated
from bot.care.people import Membership, PlaceKind
from bot.care.places import Place
from bot.flow.said import Body

INNER_ID = "org.carehuddle.id"
"""The key inside the encrypted content by which a message that was sent is found again."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What one place is sent of a message: numbers of its lines."""

    place: str
    lines: tuple[int, ...]
    covered: frozenset[str] | None
    """Who may be there when it arrives; None: it is plain."""
    rest: bool = False


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who is on the case, and what they were granted."""

    roster: tuple[Membership, ...]
    grants: tuple[Grant, ...]
    now: datetime
    coordinators: frozenset[str] = frozenset()
    """Of the organisation: they know of every case, be they on its roster or not."""
    rosters: Mapping[str, tuple[Membership, ...]] = field(default_factory=lambda: NO_OTHERS)
    """Those that lines name: who is on each of these cases."""

    @property
    def everybody(self) -> frozenset[str]:
        """Whoever is on one of the cases that the message speaks of."""
        return frozenset(member.person for roster in (self.roster, *self.rosters.values()) for member in roster)


def parcels(message: Message, place: Place, audience: Audience, posted: frozenset[int] | None = None) -> tuple[Parcel, ...]:
    """Divide a message. ``posted``: its part for the room was sent before, with these lines; only the rest is divided.

    Nothing comes of it where somebody is told of a case that they are no longer on; only what they asked for is answered, without
    any line of the case but those that name them. In a team room nothing is said of a case whose roster somebody there is not on,
    and nothing clinical of any; and no line of a case goes into the room of another one.
    """
    if place.kind is PlaceKind.DIRECT and place.person is not None:
        knows = _knows(message, place.person, audience)
        if message.reply_to is None and not knows:
            return ()
        mine = () if place.locked else _readable(message, place.person, audience)
        mine = tuple(n for n in mine if knows or message.lines[n].exception)
        return (Parcel(place=place.key, lines=mine, covered=frozenset({place.person})),)
    divided: list[Parcel] = []
    if place.kind is PlaceKind.TEAM and message.case is not None and place.present - audience.everybody:
        posted = posted or frozenset()
    if posted is None:
        split = gated(message.lines, place.present, audience.roster, audience.grants, audience.now, audience.rosters)
        kept_apart = [line for line in message.lines if line.exception or (line.about and place.kind is PlaceKind.TEAM)]
        shown = tuple(n for n, line in enumerate(message.lines) if line in split.for_all and line not in kept_apart)
        elsewhere = place.case is not None and message.case not in {None, place.case}
        for_all = () if place.locked or elsewhere else shown
        posted = frozenset(for_all)
        covered = _covered(message, for_all, audience)
        if place.kind is PlaceKind.TEAM and message.case is not None and covered is None:
            covered = audience.everybody
        divided.append(Parcel(place=place.key, lines=for_all, covered=covered))
    if message.rest_directly:
        for person in sorted(place.present & audience.everybody):
            left = tuple(n for n in _readable(message, person, audience) if n not in posted)
            if left:
                divided.append(Parcel(place=direct(person), lines=left, covered=frozenset({person}), rest=True))
    return tuple(divided)


def contents(message: Message, bodies: tuple[Body, ...], place: Place, *, rest: bool) -> list[dict[str, Any]]:
    """The events of one parcel, in order, still without their inner ids. The first answers what was asked; it alone rings."""
    mentions = _there(message.mentions, place)
    events: list[dict[str, Any]] = []
    for number, body in enumerate(bodies):
        rings = mentions if number == 0 and not rest else ()
        event: dict[str, Any] = {
            "msgtype": "m.text" if rings else "m.notice",
            "body": body.text,
            "format": "org.matrix.custom.html",
            "formatted_body": body.html,
            "m.mentions": {"user_ids": sorted(rings)} if rings else {},
        }
        if message.reply_to is not None and number == 0 and not rest:
            event["m.relates_to"] = {"m.in_reply_to": {"event_id": message.reply_to}}
        events.append(event)
    return events


def files(message: Message, parcel: Parcel) -> tuple[File | Picture, ...]:
    """The files of one parcel: the message's own, which is for everyone in its place, and those of the lines that it holds.

    A picture is drawn right before it is sent.
    """
    own = (message.file,) if message.file is not None and not parcel.rest else ()
    lines = (message.lines[n] for n in parcel.lines)
    return (*own, *(one for line in lines for one in (line.file, line.picture) if one is not None))


def names(roster: tuple[Membership, ...]) -> Mapping[str, str]:
    """Who people are, in the words of the roster."""
    return {member.person: member.role.person for member in roster}


def _there(people: tuple[str, ...], place: Place) -> tuple[str, ...]:
    """Those whom something reaches that is said there; all, where the bot's own invitation may be on its way to them.

    That is so of a room that is still to be made, and of each that is neither a case's nor one person's.
    """
    if place.kind is PlaceKind.DIRECT:
        return tuple(one for one in people if one == place.person)
    expected = place.room_id is None or place.kind is not PlaceKind.CASE
    return people if expected else tuple(one for one in people if one in place.present)


def _knows(message: Message, person: str, audience: Audience) -> bool:
    """Say whether somebody may hear of a case at all."""
    if message.case is None or person in audience.coordinators or person in message.exception:
        return True
    return any(member.person == person for member in audience.roster)


def _readable(message: Message, person: str, audience: Audience) -> tuple[int, ...]:
    split = gated(message.lines, frozenset({person}), audience.roster, audience.grants, audience.now, audience.rosters)
    return tuple(n for n, line in enumerate(message.lines) if line in split.for_all)


def _covered(message: Message, lines: tuple[int, ...], audience: Audience) -> frozenset[str] | None:
    about = [message.lines[n] for n in lines if message.lines[n].about or message.lines[n].roster]
    if not about:
        return None
    return frozenset(person for person in audience.everybody if _reads_all(about, person, audience))


def _reads_all(about: list[Any], person: str, audience: Audience) -> bool:
    split = gated(tuple(about), frozenset({person}), audience.roster, audience.grants, audience.now, audience.rosters)
    return len(split.for_all) == len(about)
