"""Who is in a room, against who may read what is to be said there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import quote

from bot.flow.messages import AudienceChangedError, Posture, UndeliverableError
from bot.matrix import http, posture
from bot.matrix.client import Client
from bot.matrix.posture import State

STATE_SECONDS = 30.0


async def posture_for(client: Client, room_id: str, covered: frozenset[str] | None) -> tuple[State, Posture]:
    """The room's state and what it means, asked anew where the sync has not seen it, or where it shows somebody uncovered.

    Somebody whom we removed a moment ago is still in the synced state; the homeserver's own answer decides.
    ``covered`` None asks for no comparison. Raises ``AudienceChangedError``, ``UndeliverableError`` when the bot is not in
    the room, and the errors of ``bot.matrix.http``.
    """
    state: State | None = client.state.get(room_id)
    seen = posture.read(room_id, state) if state else None
    if state is None or seen is None or (covered is not None and strangers(seen, client.user_id, covered)):
        state = await fetch_state(client, room_id)
        seen = posture.read(room_id, state)
    if client.user_id not in seen.joined:
        raise UndeliverableError("the bot is not in the room")
    if covered is not None and strangers(seen, client.user_id, covered):
        raise AudienceChangedError
    return state, seen


def strangers(seen: Posture, own: str, covered: frozenset[str]) -> frozenset[str]:
    """Who is in the room, or invited to it, and may not read this. An invitation counts as presence."""
    return (seen.joined | seen.invited) - covered - {own}


def present(client: Client, room_id: str) -> frozenset[str] | None:
    """Who is in the room or invited as the sync knows it now; None before it has seen the room."""
    state = client.state.get(room_id)
    if state is None:
        return None
    seen = posture.read(room_id, state)
    return seen.joined | seen.invited


def met(client: Client, people: frozenset[str]) -> frozenset[str]:
    """Those of ``people`` who are in some room with the bot: of them alone the homeserver says when their devices change."""

    def is_in(state: State, person: str) -> bool:
        return state.get(("m.room.member", person), {}).get("membership") == "join"

    rooms = [state for state in client.state.values() if is_in(state, client.user_id)] if people else []
    return frozenset(person for person in people if any(is_in(state, person) for state in rooms))


async def fetch_state(client: Client, room_id: str) -> State:
    """The room's whole state, as the homeserver says it now. Events that are no state are left out."""
    path = f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/state"
    status, headers, body = await client.fetch("GET", path, timeout=STATE_SECONDS)
    # the one answer of the API that is a list; in an object it is read like every other
    events = http.answer(status, headers, b'{"state":%b}' % body if status == HTTPStatus.OK else body).get("state")
    return {place: content for event in events for place, content in _placed(event)} if isinstance(events, list) else {}


def _placed(event: object) -> Iterator[tuple[tuple[str, str], Mapping[str, object]]]:
    match event:
        case {"type": str(kind), "state_key": str(key), "content": dict(content)}:
            yield (kind, key), content
