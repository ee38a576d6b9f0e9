"""Team rooms: one room for a team with many cases. What is said there of a case is for those on that case's roster alone.

The people of a room are named one by one, and hold its keys; the cases of a room are those that its huddle walks. Neither follows
from the other: whoever is in the room and not on a case's roster keeps that case out of what is said there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum
from typing import ClassVar, Protocol

from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.care.ports import Work
from bot.care.records import ORGANISATION, Kept, Payload, Records
from bot.care.rosters import Rosters

LONGEST_NAME = 60
"""The longest name of a room, in code points."""

CLOSED_DUE = "team room closed"
"""The kind of due moment at which everybody is taken out of a room that was closed."""

LAST_WORD = timedelta(minutes=10)
"""Between saying that a room closes and closing it, so that everybody in it reads that."""

_PREFIX = "team:"


class Stand(IntEnum):
    """Whether a room is in use. Stored: values are for ever."""

    OPEN = 0
    CLOSED = 1


@dataclass(frozen=True, kw_only=True)
class TeamRoom(Payload):
    """One team room. It belongs to no case."""

    kind: ClassVar[str] = "team_room"
    name: str
    """As a coordinator typed it: it is shown inside encrypted rooms, and never the name that the homeserver sees."""
    members: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    """Their codes, in the order in which they were added."""


class Known(Protocol):
    """The part of a transaction that knows who belongs in a team room."""

    @property
    def records(self) -> Records:
        """The sealed repository."""


class Listed(Protocol):
    """The part of a transaction that knows who is on a case."""

    @property
    def rosters(self) -> Rosters:
        """Who is on which case."""


def key_of(ref: str) -> str:
    """The place of a team room."""
    return f"{_PREFIX}{ref}"


def at(known: Known, place: Place) -> Kept[TeamRoom] | None:
    """Give the team room that a place is, in use or not; None for any other place."""
    found = known.records.locate(ORGANISATION, place.key.removeprefix(_PREFIX)) if place.kind is PlaceKind.TEAM else None
    return found if found is not None and isinstance(found.what, TeamRoom) else None


def members(known: Known, place: Place) -> frozenset[str]:
    """Who belongs in a team room: they alone may hold its keys."""
    found = at(known, place)
    return frozenset(found.what.members) if found is not None else frozenset()


def outsiders(listed: Listed, place: Place, case: str, *, bot: str) -> frozenset[str]:
    """Who is in a team room, or invited, and not on this case's roster. Nobody in a room of any other kind."""
    if place.kind is not PlaceKind.TEAM:
        return frozenset()
    return place.present - {bot} - {member.person for member in listed.rosters.of(case)}


def rooms(work: Work) -> tuple[Kept[TeamRoom], ...]:
    """Every team room in use, oldest first."""
    return tuple(work.records.find(TeamRoom, ORGANISATION, states=frozenset({Stand.OPEN})))


def meant(work: Work, place: Place, ref: str | None) -> Kept[TeamRoom]:
    """Give the room that a ref names; without one, the room at hand, or the only one there is.

    ``InvalidError`` where another room is named in a team room, or several are meant; ``NotFoundError`` and ``ConflictError``
    where there is none, or it is closed.
    """
    here, every = at(work, place), rooms(work)
    if here is not None and ref not in {None, here.ref}:
        raise InvalidError("refused/teamroom_other")
    if ref is None and here is None and len(every) > 1:
        raise InvalidError("refused/teamroom_which", refs=[one.ref for one in every])
    named = work.records.locate(ORGANISATION, ref) if ref is not None else next(iter(every), None)
    found = here or named
    if found is None or not isinstance(found.what, TeamRoom):
        raise NotFoundError("refused/no_teamroom")
    if found.state != Stand.OPEN:
        raise ConflictError("refused/teamroom_closed", ref=found.ref)
    return found


def check_opening(work: Work, name: str, people: Iterable[str]) -> str:
    """Give the name as it is kept. ``InvalidError`` for one that is empty or long, and for somebody whom the bot does not know."""
    bare = " ".join(name.split())
    if not bare or len(bare) > LONGEST_NAME:
        raise InvalidError("refused/teamroom_name", most=LONGEST_NAME)
    _check_people(work, people)
    return bare


def open_room(work: Work, by: str, name: str, people: tuple[str, ...]) -> Kept[TeamRoom]:
    """Make a team room, and invite these people into it."""
    what = TeamRoom(name=check_opening(work, name, people), members=people)
    kept = work.records.add(what, case=ORGANISATION, author=by)
    work.places.make(key_of(kept.ref), PlaceKind.TEAM, invite=people)
    return kept


def add_cases(work: Work, kept: Kept[TeamRoom], codes: tuple[str, ...]) -> Kept[TeamRoom]:
    """Put cases on its list. ``NotFoundError`` for one that is not there, ``ConflictError`` for one that is closed."""
    for code in codes:
        known = work.cases.get(code)
        if known is None:
            raise NotFoundError("refused/teamroom_case")
        if known.closed is not None:
            raise ConflictError("refused/closed")
    return _changed(work, kept, cases=tuple(dict.fromkeys((*kept.what.cases, *codes))))


def remove_cases(work: Work, kept: Kept[TeamRoom], codes: tuple[str, ...]) -> Kept[TeamRoom]:
    """Take cases off its list. ``NotFoundError`` for one that is not on it."""
    if not set(codes) <= set(kept.what.cases):
        raise NotFoundError("refused/teamroom_case")
    return _changed(work, kept, cases=tuple(code for code in kept.what.cases if code not in codes))


def invite(work: Work, kept: Kept[TeamRoom], people: tuple[str, ...]) -> Kept[TeamRoom]:
    """Let people in. Whoever is one of them already, and not in the room, is invited again."""
    _check_people(work, people)
    changed = _changed(work, kept, members=tuple(dict.fromkeys((*kept.what.members, *people))))
    place = work.places.get(key_of(kept.ref))
    for person in people:
        if place is None or person not in place.present:
            work.places.invite(key_of(kept.ref), person)
    return changed


def dismiss(work: Work, kept: Kept[TeamRoom], people: tuple[str, ...]) -> Kept[TeamRoom]:
    """Put people out of the room; they get no more of its keys. ``InvalidError`` for somebody who is none of its people."""
    if not set(people) <= set(kept.what.members):
        raise InvalidError("refused/teamroom_nobody")
    for person in people:
        work.places.remove(key_of(kept.ref), person)
    return _changed(work, kept, members=tuple(one for one in kept.what.members if one not in people))


def close(work: Work, kept: Kept[TeamRoom]) -> Kept[TeamRoom]:
    """Use it no more. Its people keep its keys for as long as they are in it, so that they read that it closes."""
    key, at_last = f"{CLOSED_DUE}:{kept.ref}", work.now + LAST_WORD
    work.dues.put(Due(key=key, kind=CLOSED_DUE, at=at_last, place=key_of(kept.ref), subject=kept.ref))
    return work.records.put(kept, state=Stand.CLOSED)


def empty(work: Work, ref: str) -> None:
    """Put everybody out of a closed room, the bot last."""
    place = work.places.get(key_of(ref))
    for person in sorted(place.present - {work.clinic.bot} if place is not None else ()):
        work.places.remove(key_of(ref), person)
    work.places.remove(key_of(ref), work.clinic.bot)


def kept_out(work: Work, kept: Kept[TeamRoom], code: str) -> tuple[str, ...]:
    """Whose being in the room keeps a case out of what is said there: they are not on its roster."""
    on_roster = {member.person for member in work.rosters.of(code)}
    place = work.places.get(key_of(kept.ref))
    there = place.present - {work.clinic.bot} if place is not None else frozenset()
    return tuple(sorted({*kept.what.members, *there} - on_roster))


def _changed(
    work: Work, kept: Kept[TeamRoom], *, members: tuple[str, ...] | None = None, cases: tuple[str, ...] | None = None
) -> Kept[TeamRoom]:
    what = replace(kept.what, members=kept.what.members if members is None else members)
    return work.records.put(kept, what=replace(what, cases=what.cases if cases is None else cases))


def _check_people(work: Work, people: Iterable[str]) -> None:
    for person in people:
        known = work.people.get(person)
        if person == work.clinic.bot or (known.enrolled is None and not known.offices):
            raise InvalidError("refused/teamroom_unknown")
