"""The edge as ``app`` puts it together, over a mailroom in memory: what tests of receiving and sending share."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import SystemClock
from bot.flow.messages import Batch, Inbound, Observed, Pin, Posture
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.sealed import SealedFile
from bot.matrix.session import open_session
from bot.matrix.signing import FILE
from bot.matrix.sync import Receiver
from bot.matrix.trust import Policy

PICKLE_KEY = bytes(range(32))


def sealed(plain: bytes) -> bytes:
    """Not a seal, but nothing of it stands in clear."""
    return bytes(byte ^ 0x5A for byte in plain)


@dataclass
class MemoryMailroom:
    """Implements ``bot.flow.ports.Mailroom``: skips what it has seen, and tells when something came."""

    people: set[str] = field(default_factory=set)
    rooms: set[str] = field(default_factory=set)
    said: dict[str, Inbound] = field(default_factory=dict)
    noticed: dict[str, Observed] = field(default_factory=dict)
    postures: dict[str, Posture] = field(default_factory=dict)
    pinned: dict[str, Pin] = field(default_factory=dict)
    place: str | None = None
    batches: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def cursor(self) -> str | None:
        return self.place

    async def receive(self, batch: Batch) -> None:
        self.batches += 1
        for each in batch.inbound:
            self.said.setdefault(each.event_id, each)
        self.postures |= {posture.room_id: posture for posture in batch.postures}
        self.place = batch.cursor
        await self.observe(*batch.observed)

    async def observe(self, *observed: Observed) -> None:
        for each in observed:
            self.noticed.setdefault(each.id, each)
        self.news.set()

    async def pins(self) -> Mapping[str, Pin]:
        return dict(self.pinned)

    async def pin(self, pin: Pin) -> None:
        before = self.pinned.get(pin.person)
        assert before is None or before.master_key == pin.master_key
        self.pinned[pin.person] = pin

    async def enrolled(self) -> frozenset[str]:
        return frozenset(self.people)

    async def recipients(self, room_id: str) -> frozenset[str]:
        return frozenset(self.people) if room_id in self.rooms else frozenset()

    async def ours(self) -> frozenset[str]:
        return frozenset(self.rooms)

    async def until(self, happened: Callable[[], bool], within: float = 60.0) -> None:
        async with asyncio.timeout(within):
            while not happened():
                self.news.clear()
                await self.news.wait()

    async def hears(self, body: str) -> Inbound:
        await self.until(lambda: any(each.body == body for each in self.said.values()))
        return next(each for each in self.said.values() if each.body == body)


@dataclass
class Edge:
    """One running bot."""

    client: Client
    mailroom: MemoryMailroom
    devices: Devices
    receiver: Receiver
    running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.running = asyncio.create_task(self.receiver.run())
        ready = asyncio.create_task(self.receiver.ready.wait())
        await asyncio.wait({self.running, ready}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            await self.running

    async def stop(self) -> None:
        if self.running is not None:
            self.running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.running
        await self.client.close()

    async def make_room(self, *people: str) -> str:
        """An encrypted room as the bot makes them, with these invited."""
        said = await self.client.request(
            "POST",
            "/_matrix/client/v3/createRoom",
            {
                "preset": "private_chat",
                "invite": list(people),
                "initial_state": [
                    {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
                    {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "joined"}},
                    {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "forbidden"}},
                ],
            },
        )
        room_id = str(said["room_id"])
        self.mailroom.rooms.add(room_id)
        return room_id


async def open_client(url: str, account: tuple[str, str | None], folder: Path) -> Client:
    user_id, password = account
    return await open_session(
        homeserver=url,
        user_id=user_id,
        password=password,
        device_name="carehuddle",
        folder=folder,
        pickle_key=PICKLE_KEY,
        seal=sealed,
        unseal=sealed,
    )


async def open_edge(
    url: str, account: tuple[str, str | None], folder: Path, *, mailroom: MemoryMailroom | None = None, policy: Policy = Policy.TOFU
) -> Edge:
    """Everything put together; ``start`` lets it run."""
    client = await open_client(url, account, folder)
    room = mailroom or MemoryMailroom()
    clock = SystemClock()
    devices = Devices(client, room, clock, policy)
    identity = SealedFile(path=folder / FILE, seal=sealed, unseal=sealed)
    receiver = Receiver(client, room, devices, clock, identity, random=random.random)
    return Edge(client=client, mailroom=room, devices=devices, receiver=receiver)
