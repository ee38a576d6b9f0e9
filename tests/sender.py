"""A bot for tests of the sending half: its device is real, its mailroom is in memory, and it syncs only when it is told to."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.flow.messages import Batch, Effect, EffectKind, Inbound, Observed, Pin
from bot.matrix import keys, signing
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.http import UnavailableError
from bot.matrix.sealed import SealedFile
from bot.matrix.session import open_session
from bot.matrix.sync import Receiver
from bot.matrix.transport import MatrixTransport
from bot.matrix.trust import Policy
from bot.sandbox.homeserver import Homeserver

V3 = "/_matrix/client/v3"


@dataclass
class HandClock:
    """A clock that a test winds on."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment

    def wind(self, by: timedelta) -> None:
        self.moment += by


@dataclass
class MemoryMailroom:
    """What the edge asks of our database, in memory."""

    people: set[str] = field(default_factory=set)
    """Enrolled, and on the roster of every room."""
    rooms: set[str] = field(default_factory=set)
    pinned: dict[str, Pin] = field(default_factory=dict)
    observed: list[Observed] = field(default_factory=list)
    inbound: list[Inbound] = field(default_factory=list)
    stored: str | None = None

    async def cursor(self) -> str | None:
        return self.stored

    async def receive(self, batch: Batch) -> None:
        self.observed += batch.observed
        self.inbound += batch.inbound
        self.stored = batch.cursor

    async def observe(self, *observed: Observed) -> None:
        self.observed += observed

    async def pins(self) -> Mapping[str, Pin]:
        return dict(self.pinned)

    async def pin(self, pin: Pin) -> None:
        self.pinned[pin.person] = pin

    async def enrolled(self) -> frozenset[str]:
        return frozenset(self.people)

    async def recipients(self, room_id: str) -> frozenset[str]:
        return frozenset(self.people) if room_id else frozenset()

    async def ours(self) -> frozenset[str]:
        return frozenset(self.rooms)


class Wire:
    """A client's wire, tapped: what is asked is noted, and a request can be cut, its answer lost or rewritten."""

    def __init__(self, client: Client) -> None:
        self.asked: list[tuple[str, str, bytes]] = []
        self.cut: Callable[[str], bool] = _never
        self.lose: Callable[[str], bool] = _never
        self.rewrite: Callable[[bytes], bytes] = bytes
        self._fetch = client.fetch
        client.fetch = self.fetch  # type: ignore[method-assign]

    async def fetch(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | bytes | None = None,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109 - the client's signature
        content_type: str = "application/json",
        most: int | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        if self.cut(path):
            raise UnavailableError("cut")
        self.asked.append((method, path, json.dumps(body).encode() if isinstance(body, Mapping) else body or b""))
        status, headers, said = await self._fetch(method, path, body, timeout=timeout, content_type=content_type, most=most)
        if self.lose(path):
            raise UnavailableError("lost")
        return status, headers, self.rewrite(said)

    def count(self, part: str) -> int:
        """How many requests had this in their path."""
        return sum(part in path for _, path, _ in self.asked)


def _never(_path: str) -> bool:
    return False


@dataclass(kw_only=True)
class Bot:
    """One start of the bot's process."""

    client: Client
    devices: Devices
    transport: MatrixTransport
    mailroom: MemoryMailroom
    clock: HandClock
    receiver: Receiver

    async def say(
        self, room_id: str, body: str, *, covered: set[str], effect_id: str | None = None, attempted: bool = False
    ) -> str:
        """Post a text through the transport."""
        content = {"msgtype": "m.text", "body": body}
        return await self.transport.perform(
            Effect(
                id=effect_id or f"effect-{secrets.token_hex(8)}",
                kind=EffectKind.MESSAGE,
                room_id=room_id,
                content=content,
                covered=frozenset(covered),
                attempted=attempted,
            )
        )

    async def sees(self, room_id: str, *people: str) -> None:
        """Wait until the sync has told the bot that they are in the room."""
        async with asyncio.timeout(60):
            while not all(self._is_in(room_id, person) for person in people):  # noqa: ASYNC110 - it is the sync that goes on
                await asyncio.sleep(0.02)

    def _is_in(self, room_id: str, person: str) -> bool:
        return self.client.state.get(room_id, {}).get(("m.room.member", person), {}).get("membership") == "join"

    async def room(self, *people: str, token: str | None = None, attempted: bool = False, direct: bool = False) -> str:
        """Make a room through the transport."""
        content = {"token": token or secrets.token_hex(8), "name": "Room 7", "invite": list(people), "direct": direct}
        effect_id = f"room-{secrets.token_hex(8)}"
        return await self.transport.perform(Effect(id=effect_id, kind=EffectKind.CREATE_ROOM, content=content, attempted=attempted))

    async def act(self, kind: EffectKind, room_id: str, **content: object) -> str:
        """Do something else to a room."""
        effect_id = f"{kind}-{secrets.token_hex(8)}"
        return await self.transport.perform(Effect(id=effect_id, kind=kind, room_id=room_id, content=content))


class BotHome:
    """The bot's account and data folder; ``start`` begins a process on them, as often as a test likes."""

    def __init__(self, homeserver: Homeserver, folder: Path) -> None:
        self._homeserver = homeserver
        self._folder = folder
        self._password = secrets.token_urlsafe(16)
        self._localpart = f"carehuddle_{secrets.token_hex(4)}"
        self._started: list[Client] = []
        self.mailroom = MemoryMailroom()
        self.clock = HandClock()

    async def start(self) -> Bot:
        await self._homeserver.register(self._localpart, self._password)
        client = await open_session(
            homeserver=self._homeserver.url,
            user_id=self._homeserver.user_id(self._localpart),
            password=self._password,
            device_name="carehuddle",
            folder=self._folder,
            pickle_key=bytes(32),
            seal=bytes,
            unseal=bytes,
        )
        self._started.append(client)
        await keys.upload(client, held=None, fallback_unused=True)
        identity = SealedFile(path=self._folder / signing.FILE, seal=bytes, unseal=bytes)
        await signing.ensure(client, identity)
        devices = Devices(client, self.mailroom, self.clock, Policy.TOFU)
        transport = MatrixTransport(client, self.mailroom, devices, self.clock)
        receiver = Receiver(client, self.mailroom, devices, self.clock, identity, random=lambda: 0.5)
        return Bot(
            client=client,
            devices=devices,
            transport=transport,
            mailroom=self.mailroom,
            clock=self.clock,
            receiver=receiver,
        )

    async def member(self, role: str) -> Member:
        """A person with a fresh account, in no room yet."""
        localpart, password = f"{role}_{secrets.token_hex(4)}", secrets.token_urlsafe(16)
        await self._homeserver.register(localpart, password)
        client = await open_session(
            homeserver=self._homeserver.url,
            user_id=self._homeserver.user_id(localpart),
            password=password,
            device_name=role,
            folder=self._folder / localpart,
            pickle_key=bytes(32),
            seal=bytes,
            unseal=bytes,
        )
        self._started.append(client)
        return Member(client)

    async def stop(self) -> None:
        for client in self._started:
            await client.close()


class Member:
    """A person who publishes no keys: enough to be in a room, or to be a stranger in one."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.user_id = str(client.user_id)

    async def join(self, room_id: str) -> None:
        await self.client.request("POST", f"{V3}/rooms/{room_id}/join", {})

    async def leave(self, room_id: str) -> None:
        await self.client.request("POST", f"{V3}/rooms/{room_id}/leave", {})
