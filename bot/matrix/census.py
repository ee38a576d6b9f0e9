"""Who is in each room and what its state says: kept from what stands outside of ciphertexts, and from nothing else.

nio's rooms get their members from here (keys are shared with them), ``Client.state`` gets the state as it is, and what
changed is told. Names people gave themselves are not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from nio import MatrixRoom

from bot.flow.messages import Observed, Seen
from bot.matrix.client import Client

_TOLD = {"join": Seen.JOINED, "invite": Seen.INVITED, "leave": Seen.LEFT, "ban": Seen.LEFT}


class Census:
    """Applies state events to ``client``. Malformed ones are passed over: nothing is known by them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def apply(self, room_id: str, events: Iterable[object]) -> tuple[list[Observed], bool]:
        """Take state events of a joined room, oldest first. Answers with what to tell, and whether any state changed."""
        room = self._room(room_id)
        state = self._client.state.setdefault(room_id, {})
        told: list[Observed] = []
        touched = False
        for event in events:
            if not isinstance(event, Mapping):
                continue
            kind, key, content = event.get("type"), event.get("state_key"), event.get("content")
            if not isinstance(kind, str) or not isinstance(key, str) or not isinstance(content, Mapping):
                continue
            touched = True
            before = state.get((kind, key), {})
            state[kind, key] = content
            if kind == "m.room.member":
                self._member(room, key, content)
                told += self._tell(room_id, event, key, content, before)
            elif kind == "m.room.encryption":
                room.encrypted = True
                self._client.encrypted_rooms.add(room_id)
                self._client.store.save_encrypted_rooms({room_id})
        return told, touched

    def left(self, room_id: str, at: datetime) -> Observed:
        """The bot is no longer in the room."""
        self._client.rooms.pop(room_id, None)
        self._client.state.pop(room_id, None)
        own = self._client.user_id
        return Observed(id=f"left:{room_id}", what=Seen.LEFT, at=at, person=own, room_id=room_id)

    def people(self, room_ids: Iterable[str]) -> set[str]:
        """Everyone joined or invited in these rooms."""
        rooms = self._client.rooms
        return {person for room_id in room_ids if room_id in rooms for person in rooms[room_id].users}

    def _room(self, room_id: str) -> MatrixRoom:
        client = self._client
        if room_id not in client.rooms:
            room = MatrixRoom(room_id, client.user_id, room_id in client.encrypted_rooms)
            room.members_synced = True
            client.rooms[room_id] = room
        return client.rooms[room_id]

    def _member(self, room: MatrixRoom, person: str, content: Mapping[str, object]) -> None:
        """Keep nio's list of members. The room's key is made anew whenever it changes."""
        membership = content.get("membership")
        known = room.users.get(person)
        invited = membership == "invite"
        if membership in {"join", "invite"}:
            if known is not None and known.invited == invited:
                return
            room.remove_member(person)
            room.add_member(person, None, None, invited)
        elif known is None:
            return
        else:
            room.remove_member(person)
        self._client.invalidate_outbound_session(room.room_id)

    def _tell(
        self, room_id: str, event: Mapping[str, object], person: str, content: Mapping[str, object], before: Mapping[str, object]
    ) -> list[Observed]:
        membership, event_id, stamp = content.get("membership"), event.get("event_id"), event.get("origin_server_ts")
        unsigned = event.get("unsigned")
        previous = unsigned.get("prev_content") if isinstance(unsigned, Mapping) else None
        earlier = before or (previous if isinstance(previous, Mapping) else {})
        if not isinstance(membership, str) or membership not in _TOLD or membership == earlier.get("membership"):
            return []
        if not isinstance(event_id, str) or not isinstance(stamp, int) or person == self._client.user_id:
            return []
        try:
            at = datetime.fromtimestamp(stamp / 1000, UTC)
        except (ValueError, OverflowError, OSError):
            return []
        return [Observed(id=f"member:{event_id}", what=_TOLD[membership], at=at, person=person, room_id=room_id)]
