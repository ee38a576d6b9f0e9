"""Which room is what. A place exists before its room: what is said to it waits until the homeserver has made one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, insert, select, update

from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.flow.messages import EffectKind, Posture
from bot.store.tables import places, postures
from bot.store.transaction import Transaction

_NAMES = {
    PlaceKind.CONTROL: "Coordination",
    PlaceKind.CASE: "Care team",
    PlaceKind.TEAM: "Team",
    PlaceKind.DIRECT: "Care bot",
    PlaceKind.CONFERENCE: "Conference",
}
"""Room names are readable by the homeserver: neutral, and the same for every case but for its code."""

Post = Callable[[str, EffectKind, dict[str, Any]], None]


_PLACE = select(places, postures.c.locked, postures.c.joined, postures.c.invited).select_from(
    places.outerjoin(postures, postures.c.room_id == places.c.room_id)
)
_BY_KEY = _PLACE.where(places.c.key == bindparam("key_"))
_BY_ROOM = _PLACE.where(places.c.room_id == bindparam("room_"))
_BY_CASE = _PLACE.where(places.c.case == bindparam("case_"), places.c.kind == PlaceKind.CASE.value)


class PlaceTable:
    """``bot.care.places.Places``. ``post`` puts an effect on the outbox of a place."""

    def __init__(self, transaction: Transaction, post: Post) -> None:
        self._open = transaction
        self._post = post

    def get(self, key: str) -> Place | None:
        """One, or None."""
        return self._open.glance.at("places", key, lambda: self._first(_BY_KEY, {"key_": key}))

    def of_case(self, code: str) -> Place | None:
        """The case room."""
        return self._first(_BY_CASE, {"case_": code})

    def in_room(self, room_id: str) -> Place | None:
        """What a room is for."""
        return self._first(_BY_ROOM, {"room_": room_id})

    def make(
        self, key: str, kind: PlaceKind, *, invite: tuple[str, ...], case: str | None = None, person: str | None = None
    ) -> Place:
        """Have a room made for this purpose, once."""
        there = self.get(key)
        if there is not None:
            return there
        columns = {"key": key, "kind": kind.value, "case": case, "person": person, "room_id": None, "created": self._open.now}
        self._open.glance.stale("places")
        self._open.connection.execute(insert(places), columns)
        name = f"{_NAMES[kind]} {case}" if case else _NAMES[kind]
        content = {"token": self._open.key(), "name": name, "invite": list(invite), "direct": kind is PlaceKind.DIRECT}
        self._post(key, EffectKind.CREATE_ROOM, content)
        return Place(key=key, kind=kind, case=case, person=person, invited=frozenset(invite))

    def invite(self, key: str, person: str) -> None:
        """Have somebody invited."""
        self._post(key, EffectKind.INVITE, {"person": person})

    def remove(self, key: str, person: str) -> None:
        """Have somebody put out of a room, or their invitation taken back. The bot itself leaves."""
        if person == self._open.account:
            self._post(key, EffectKind.LEAVE, {})
        else:
            self._post(key, EffectKind.KICK, {"person": person})

    def bind(self, key: str, room_id: str, *, invited: frozenset[str]) -> None:
        """The homeserver has made the room."""
        self._open.glance.stale("places")
        self._open.connection.execute(update(places).where(places.c.key == key).values(room_id=room_id))
        if self._open.connection.execute(select(postures.c.room_id).where(postures.c.room_id == room_id)).first() is None:
            columns = {
                "room_id": room_id,
                "locked": False,
                "joined": stored_ids({self._open.account}),
                "invited": stored_ids(invited),
            }
            self._open.connection.execute(insert(postures), columns)

    def see(self, posture: Posture) -> tuple[Place, Place] | None:
        """Write what a room was seen to be. Gives its place as it was and as it is; None for a room that is none of ours."""
        before = self.in_room(posture.room_id)
        self._open.glance.stale("places")
        columns = {
            "room_id": posture.room_id,
            "locked": posture.locked,
            "joined": stored_ids(posture.joined),
            "invited": stored_ids(posture.invited),
        }
        here = postures.c.room_id == posture.room_id
        there = self._open.connection.execute(select(postures.c.room_id).where(here)).first()
        statement = insert(postures) if there is None else update(postures).where(here)
        self._open.connection.execute(statement, columns)
        after = self.in_room(posture.room_id)
        return None if before is None or after is None else (before, after)

    def _first(self, query: Select[Any], asked: dict[str, Any]) -> Place | None:
        row = self._open.connection.execute(query, asked).one_or_none()
        return None if row is None else self._place(row)

    def _place(self, row: Row[Any]) -> Place:
        return Place(
            key=row.key,
            kind=PlaceKind(row.kind),
            case=row.case,
            person=row.person,
            room_id=row.room_id,
            locked=bool(row.locked),
            joined=_ids(row.joined) - {self._open.account},
            invited=_ids(row.invited) - {self._open.account},
        )


def stored_ids(ids: Collection[str]) -> str:
    """A set of Matrix ids as it stands in a column; equal sets are equal text."""
    return msgspec.json.encode(sorted(ids)).decode()


def _ids(stored: str | None) -> frozenset[str]:
    return frozenset(msgspec.json.decode(stored, type=list[str])) if stored else frozenset()
