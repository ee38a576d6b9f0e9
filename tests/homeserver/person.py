"""Somebody whose client is made of the same parts as the bot, at a real homeserver."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.matrix import keys, signing
from bot.matrix.sealed import SealedFile
from tests.homeserver.edge import Edge, sealed


@dataclass
class Person:
    """Somebody whose client is made of the same parts as the bot, does not sync, and shares keys by hand."""

    edge: Edge

    @property
    def user_id(self) -> str:
        return str(self.edge.client.user_id)

    async def join(self, room_id: str) -> None:
        await self.edge.client.request("POST", f"/_matrix/client/v3/rooms/{quote(room_id)}/join", {})

    async def share(self, room_id: str, bot: Edge) -> None:
        """Give the bot's device a fresh key for the room."""
        client = self.edge.client
        other = bot.client.user_id, bot.client.device_id
        self.edge.mailroom.people.add(other[0])
        await self.edge.devices.current([other[0]])
        client.olm.create_outbound_group_session(room_id)
        if client.olm.session_store.get(bot.client.olm.account.identity_keys["curve25519"]) is None:
            await client.keys_claim({other[0]: [other[1]]})
        for _, message in client.olm.share_group_session_parallel(room_id, [other[0]]):
            path = f"/_matrix/client/v3/sendToDevice/m.room.encrypted/{message_number(self)}"
            await client.request("PUT", path, message)
        client.olm.outbound_group_sessions[room_id].mark_as_shared()
        client.olm.outbound_group_sessions[room_id].max_messages = 1000

    async def say(self, room_id: str, body: str) -> None:
        await self.post(room_id, self.sealed(room_id, body))

    def sealed(self, room_id: str, body: str) -> dict[str, Any]:
        payload = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": body}}
        content: dict[str, Any] = self.edge.client.olm.group_encrypt(room_id, payload)
        return content

    async def post(self, room_id: str, content: dict[str, Any]) -> None:
        path = f"/_matrix/client/v3/rooms/{quote(room_id)}/send/m.room.encrypted/{message_number(self)}"
        await self.edge.client.request("PUT", path, content)


NUMBERS = iter(range(10**9))


def message_number(person: Person) -> str:
    return f"{person.edge.client.device_id}{next(NUMBERS)}"


async def sign(edge: Edge, folder: Path) -> None:
    """What the receiver does before it listens."""
    await keys.upload(edge.client, held=None, fallback_unused=True)
    await signing.ensure(edge.client, SealedFile(path=folder / signing.FILE, seal=sealed, unseal=sealed))
