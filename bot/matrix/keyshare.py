"""The Megolm session of a room: who holds its key, when it is replaced, and how its key reaches whoever lacks it.

A key goes to proven devices of the given people and to nothing else. A device that is neither proven nor refused stops the
send. When a device or a person goes, the next session is a new one, so that who left cannot read on; who comes is given the
key as it stands now, and cannot read what was before. Sessions live in memory: a new process begins new ones, and since a
key is always handed out before the message that needs it, what was accepted before a crash stays readable.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from nio.crypto import OlmDevice

from bot.clock import Clock
from bot.flow.messages import RetryLaterError
from bot.matrix.channels import Channels, blocks
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.posture import ALGORITHM
from bot.matrix.withheld import Withheld

SHARE_SECONDS = 30.0
TRIES = 4
"""How often the people's devices may change under our hands before the send is put off."""

MessageSession = Any
"""nio's OutboundGroupSession, which carries no types."""
Holder = tuple[str, str]
"""A person and the id of their device."""


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """When a session is replaced at the latest, whoever holds it."""

    messages: int = 100
    age: timedelta = timedelta(days=7)

    @classmethod
    def of(cls, encryption: Mapping[str, object]) -> Rotation:
        """What a room's ``m.room.encryption`` asks for, where that is more often than our own."""
        messages, age = encryption.get("rotation_period_msgs"), encryption.get("rotation_period_ms")
        return cls(
            messages=min(max(messages, 1), cls.messages) if isinstance(messages, int) else cls.messages,
            age=min(max(timedelta(milliseconds=min(age, 2**50)), timedelta(hours=1)), cls.age) if isinstance(age, int) else cls.age,
        )


@dataclass(kw_only=True)
class Held:
    """A session, since when it exists, and the Curve25519 key of each device that was given its key."""

    session: MessageSession
    since: datetime
    keys: dict[Holder, str] = field(default_factory=dict)
    missed: frozenset[Holder] = frozenset()
    """Devices that should have the key and could not be reached. They are tried again at the next send."""

    def outworn(self, proven: Mapping[Holder, str], rotation: Rotation, now: datetime) -> bool:
        """Whether the next message needs a new session: too many, too old, or held by a device that may not read on."""
        spent = self.session.message_count >= rotation.messages or now - self.since >= rotation.age
        return spent or not self.keys.items() <= proven.items()


class KeyShare:
    """The outbound sessions of every room."""

    def __init__(self, client: Client, devices: Devices, clock: Clock) -> None:
        self._client = client
        self._devices = devices
        self._clock = clock
        self._channels = Channels(client, clock)
        self._withheld = Withheld(client)
        self._held: dict[str, Held] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def missed(self) -> Mapping[str, frozenset[Holder]]:
        """By room, the devices that lack the key of its session because they could not be reached. For ``doctor``."""
        return {room_id: held.missed for room_id, held in self._held.items() if held.missed}

    async def share(self, room_id: str, people: frozenset[str], rotation: Rotation) -> MessageSession:
        """Give every proven device of ``people`` the key, and answer with the session to encrypt with, at once.

        Raises ``RetryLaterError`` while somebody's device is undecided, and the errors of ``bot.matrix.http``.
        """
        async with self._locks[room_id]:
            for _ in range(TRIES):
                await self._devices.current(people)
                proven = self._proven(people)
                held = self._session(room_id, proven, rotation)
                await self._hand_out(room_id, held, proven)
                refused = {(person, name) for person in people for name in self._devices.refused_devices(person)}
                await self._withheld.tell(room_id, held.session.id, refused)
                if self._stands(room_id, held, people, rotation):
                    return held.session
        raise RetryLaterError(1.0)

    def _proven(self, people: frozenset[str]) -> dict[Holder, OlmDevice]:
        """Every device that gets the key. Fails closed over one of which nobody has decided."""
        store, own = self._client.olm.device_store, (self._client.user_id, self._client.device_id)
        live = [device for person in sorted(people) for device in store.active_user_devices(person)]
        if any(not device.verified and not device.blacklisted for device in live):
            self._devices.forget(people)
            raise RetryLaterError(1.0)
        return {
            (device.user_id, device.device_id): device
            for device in live
            if device.verified and (device.user_id, device.device_id) != own
        }

    def _session(self, room_id: str, proven: Mapping[Holder, OlmDevice], rotation: Rotation) -> Held:
        """The room's session, a new one if need be. nio drops its own reference when it sees a reason, and so do we."""
        olm, held = self._client.olm, self._held.get(room_id)
        alive = held is not None and olm.outbound_group_sessions.get(room_id) is held.session
        if held is not None and alive and not held.outworn(_curves(proven), rotation, self._clock.now()):
            return held
        if held is not None:
            self._withheld.forget(held.session.id)
        with self._client.store.database.atomic():
            olm.create_outbound_group_session(room_id)
        session = olm.outbound_group_sessions[room_id]
        session.max_messages, session.max_age = sys.maxsize, timedelta.max  # it is replaced by our count and our clock
        session.mark_as_shared()
        self._held[room_id] = Held(session=session, since=self._clock.now())
        return self._held[room_id]

    async def _hand_out(self, room_id: str, held: Held, proven: Mapping[Holder, OlmDevice]) -> None:
        lacking = [device for holder, device in proven.items() if holder not in held.keys]
        if lacking:
            await self._channels.establish(lacking)
        reachable = [device for device in lacking if self._channels.open(device)]
        content = {
            "algorithm": ALGORITHM,
            "room_id": room_id,
            "session_id": held.session.id,
            "session_key": held.session.session_key,
        }
        for block in blocks(reachable):
            messages = self._channels.sealed(block, "m.room_key", content)
            path = f"/_matrix/client/v3/sendToDevice/m.room.encrypted/{secrets.token_hex(12)}"
            await self._client.request("PUT", path, {"messages": messages}, timeout=SHARE_SECONDS)
            held.keys.update({(device.user_id, device.device_id): device.curve25519 for device in block})
        held.missed = frozenset(proven.keys() - held.keys.keys())

    def _stands(self, room_id: str, held: Held, people: frozenset[str], rotation: Rotation) -> bool:
        """Whether nothing changed while we waited: syncs go on, and bring devices and members."""
        proven = self._proven(people)
        same = self._client.olm.outbound_group_sessions.get(room_id) is held.session
        whole = proven.keys() <= held.keys.keys() | held.missed
        return same and whole and not held.outworn(_curves(proven), rotation, self._clock.now())


def _curves(devices: Mapping[Holder, OlmDevice]) -> dict[Holder, str]:
    return {holder: device.curve25519 for holder, device in devices.items()}
