"""Rooms: making them locked from their first event and exactly once, and asking people in and out.

Matrix has no transaction id for making a room. Each wish carries a random token in the creation event, and the bot's rooms
are searched for it before one is made. Members may talk and nothing else: every state event, invitation and removal is the
bot's. In room version 12 the creator's power is beyond numbers and must not be listed; in older ones the server lists it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from bot.matrix.audience import fetch_state
from bot.matrix.client import Client
from bot.matrix.http import RefusedError
from bot.matrix.posture import ALGORITHM, MEGOLM

TOKEN = "org.carehuddle.token"  # noqa: S105 - the name of a field
DIRECT = "m.direct"
ROOMS = "/_matrix/client/v3/rooms"
CREATION = "m.room.create"
PRESENT = frozenset({"join", "invite"})
BOT_ONLY = 100

POWER: Mapping[str, object] = {
    "users_default": 0,
    "events_default": 0,
    "state_default": BOT_ONLY,
    "invite": BOT_ONLY,
    "kick": BOT_ONLY,
    "ban": BOT_ONLY,
    "redact": BOT_ONLY,
    "events": {},
}


def creation(*, token: str, name: str, invite: Sequence[str], direct: bool, federate: bool) -> dict[str, object]:
    """What is asked of ``createRoom``. ``name`` is neutral; there is no topic, for the server reads both."""
    locks = (
        (MEGOLM, {"algorithm": ALGORITHM}),
        ("m.room.history_visibility", {"history_visibility": "joined"}),
        ("m.room.guest_access", {"guest_access": "forbidden"}),
        ("m.room.join_rules", {"join_rule": "invite"}),
    )
    return {
        "preset": "private_chat",
        "visibility": "private",
        "creation_content": {TOKEN: token, "m.federate": federate},
        "initial_state": [{"type": kind, "state_key": "", "content": content} for kind, content in locks],
        "power_level_content_override": POWER,
        "invite": list(invite),
        "is_direct": direct,
        **({"name": name} if name else {}),
    }


class Rooms:
    """Acts on rooms. ``federate`` lets other servers in; ``deadline`` is in seconds, for each request.

    Everything may be repeated, and raises the errors of ``bot.matrix.http``.
    """

    def __init__(self, client: Client, *, federate: bool, deadline: float) -> None:
        self._client = client
        self._federate = federate
        self._deadline = deadline
        self._listing = asyncio.Lock()

    async def create(self, *, token: str, name: str, invite: Sequence[str], direct: bool) -> str:
        """Make the room of this token, or find it; answers with its id."""
        room_id = await self.of_token(token)
        if room_id is None:
            wish = creation(token=token, name=name, invite=invite, direct=direct, federate=self._federate)
            try:
                said = await self._ask("POST", "/_matrix/client/v3/createRoom", wish)
                room_id = str(said["room_id"])
            except RefusedError:
                room_id = await self.of_token(token)  # a refused invitation leaves the room behind, made
                if room_id is None:
                    raise
        members = await fetch_state(self._client, room_id)
        for person in invite:
            if members.get(("m.room.member", person), {}).get("membership") not in PRESENT:
                await self.invite(room_id, person)
        if direct:
            await self._list_direct(room_id, invite)
        return room_id

    async def of_token(self, token: str) -> str | None:
        """The bot's room that was made for this token, the ones that the sync has not brought yet last."""
        for room_id, state in self._client.state.items():
            if state.get((CREATION, ""), {}).get(TOKEN) == token:
                return room_id
        for room_id in await self._joined():
            if room_id not in self._client.state and await self._token_of(room_id) == token:
                return room_id
        return None

    async def invite(self, room_id: str, person: str) -> None:
        """Ask somebody in; who is in or asked already stays so."""
        await self._move(room_id, "invite", person, unless=PRESENT)

    async def kick(self, room_id: str, person: str) -> None:
        """Put somebody out, or take an invitation back; who is not there stays out."""
        await self._move(room_id, "kick", person, unless=frozenset({None, "leave", "ban"}))

    async def leave(self, room_id: str) -> None:
        """Leave; done already, nothing happens."""
        try:
            await self._ask("POST", f"{ROOMS}/{_part(room_id)}/leave", {})
        except RefusedError:
            if room_id in await self._joined():
                raise

    async def state(self, room_id: str, kind: str, key: str, content: Mapping[str, object]) -> str:
        """Set a piece of state; answers with the event's id. The same content twice is one event."""
        said = await self._ask("PUT", f"{ROOMS}/{_part(room_id)}/state/{_part(kind)}/{_part(key)}", content)
        return str(said.get("event_id"))

    async def redact(self, room_id: str, event_id: str, effect_id: str) -> str:
        """Redact an event, without a reason (it would travel in clear); answers with the redaction's id.

        The server remembers transaction ids for all kinds of events together: this kind has a suffix of its own.
        """
        path = f"{ROOMS}/{_part(room_id)}/redact/{_part(event_id)}/{_part(effect_id)}.redact"
        return str((await self._ask("PUT", path, {})).get("event_id"))

    async def _move(self, room_id: str, verb: str, person: str, *, unless: frozenset[str | None]) -> None:
        try:
            await self._ask("POST", f"{ROOMS}/{_part(room_id)}/{verb}", {"user_id": person})
        except RefusedError:
            member = (await fetch_state(self._client, room_id)).get(("m.room.member", person), {})
            if member.get("membership") not in unless:
                raise

    async def _joined(self) -> list[str]:
        joined = (await self._ask("GET", "/_matrix/client/v3/joined_rooms")).get("joined_rooms")
        return [str(room_id) for room_id in joined] if isinstance(joined, list) else []

    async def _token_of(self, room_id: str) -> object:
        try:
            return (await self._ask("GET", f"{ROOMS}/{_part(room_id)}/state/{CREATION}/")).get(TOKEN)
        except RefusedError:
            return None

    async def _list_direct(self, room_id: str, people: Sequence[str]) -> None:
        """Note a direct room in the account's own list, by which clients tell it from others."""
        path = f"/_matrix/client/v3/user/{_part(self._client.user_id)}/account_data/{DIRECT}"
        async with self._listing:
            try:
                said = await self._ask("GET", path)
            except RefusedError as error:
                if error.errcode != "M_NOT_FOUND":
                    raise
                said = {}
            listed = {person: list(rooms) for person, rooms in said.items() if isinstance(rooms, list)}
            if any(room_id not in listed.get(person, []) for person in people):
                fresh = {person: [*(one for one in listed.get(person, []) if one != room_id), room_id] for person in people}
                await self._ask("PUT", path, {**listed, **fresh})

    async def _ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, object]:
        return await self._client.request(method, path, body, timeout=self._deadline)


def _part(text: str) -> str:
    return quote(text, safe="")
