"""Trust, applied: what ``trust`` decides is written into nio's devices, kept for the guard, and told to people.

``wellformed`` and the verdict hang on the client, so that nio never learns a device without one. A person's first pin is
stored before any of their devices counts. ``current`` is what a sender calls before every post: it asks for keys that are
known to be stale, and judges again with the pins and the enrolment of this moment.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping

from nio.crypto import OlmDevice
from nio.responses import KeysQueryResponse

from bot.clock import Clock
from bot.flow.messages import Observed, Pin, Seen
from bot.flow.ports import Mailroom
from bot.matrix.client import Client
from bot.matrix.trust import Decision, Keys, Policy, Proven, decide, read, wellformed

QUERY_SECONDS = 30.0
AT_ONCE = 100
"""People in one key query."""

PERSON = re.compile(r"@[^:\s]{1,200}:\S{1,200}")
"""A homeserver that is asked for somebody else refuses the whole question."""


class Devices:
    """Every device that the bot knows of, and whether it is proven."""

    def __init__(self, client: Client, mailroom: Mailroom, clock: Clock, policy: Policy) -> None:
        self._client = client
        self._mailroom = mailroom
        self._clock = clock
        self._policy = policy
        self._keys: dict[str, Keys] = {}
        self._proven: dict[tuple[str, str], Proven] = {}
        self._stale: set[str] = set()
        self._pins: Mapping[str, Pin] = {}
        self._enrolled: frozenset[str] = frozenset()
        self._told: set[str] = set()
        self._lock = asyncio.Lock()
        client.wellformed = wellformed
        client.decide = self._absorb

    def proven(self, person: str, curve25519: str) -> Proven | None:
        """The live device of ``person`` with this key, if their pinned identity signed it."""
        return self._proven.get((person, curve25519))

    def proven_devices(self, person: str) -> tuple[Proven, ...]:
        """All devices of ``person`` that may have keys."""
        return tuple(one for (owner, _), one in self._proven.items() if owner == person)

    def refused_devices(self, person: str) -> tuple[str, ...]:
        """Ids of the live devices of ``person`` that get no keys, and are to be told so."""
        good = {one.device_id for one in self.proven_devices(person)}
        keys = self._keys.get(person)
        return tuple(name for name in keys.devices if name not in good) if keys else ()

    def forget(self, people: Iterable[str]) -> None:
        """Somebody changed their devices: ask again before they next count."""
        self._stale.update(people)

    async def current(self, people: Iterable[str]) -> None:
        """Know the devices of ``people`` as they are now. Raises the errors of ``bot.matrix.http`` when it cannot.

        What it noticed is stored before it returns.
        """
        wanted = {person for person in people if person != self._client.user_id and PERSON.fullmatch(person)}
        async with self._lock:
            self._pins, self._enrolled = await self._mailroom.pins(), await self._mailroom.enrolled()
            self._stale |= self._client.olm.users_for_key_query
            self._client.olm.users_for_key_query.clear()
            asked = sorted(wanted & self._stale | wanted - self._keys.keys())
            for start in range(0, len(asked), AT_ONCE):
                await self._query(asked[start : start + AT_ONCE])
            decision = self._judge(wanted)
            for pin in decision.pins:
                await self._mailroom.pin(pin)
            await self._tell(decision)
            if decision.pins:
                self._pins = await self._mailroom.pins()
                await self._tell(self._judge({pin.person for pin in decision.pins}))

    def judge_again(self) -> None:
        """Nio has loaded its devices anew, all refused: give them the verdicts of a moment ago."""
        self._judge(tuple(self._keys))

    async def _query(self, people: list[str]) -> None:
        self._stale.difference_update(people)
        body = {"device_keys": {person: [] for person in people}, "timeout": 10_000}
        try:
            said = await self._client.request("POST", "/_matrix/client/v3/keys/query", body, timeout=QUERY_SECONDS)
            await self._client.take(KeysQueryResponse, said)
        except BaseException:
            self._stale.update(people)
            raise
        self._stale.update(person for person in people if person not in self._keys)

    def _absorb(self, body: Mapping[str, object]) -> None:
        """New keys, judged in the step that brought them, by the pins of a moment ago."""
        fresh = read(body)
        self._keys.update(fresh)
        self._judge(fresh)

    def _judge(self, people: Iterable[str]) -> Decision:
        known = [self._keys[person] for person in people if person in self._keys]
        decision = decide(known, self._pins, self._enrolled, self._policy)
        judged = {keys.person for keys in known}
        self._proven = {at: one for at, one in self._proven.items() if at[0] not in judged}
        self._proven |= {(one.person, one.curve25519): one for one in decision.proven}
        for keys in known:
            for device in self._client.olm.device_store[keys.person].values():
                self._apply(keys, device)
        return decision

    def _apply(self, keys: Keys, device: OlmDevice) -> None:
        seen = keys.devices.get(device.device_id)
        same = seen is not None and (seen.ed25519, seen.curve25519) == (device.ed25519, device.curve25519)
        if same and device.deleted:
            device.deleted = False
            self._client.store.save_device_keys({device.user_id: {device.device_id: device}})
        proven = self._proven.get((device.user_id, device.curve25519))
        if same and proven is not None and (proven.device_id, proven.ed25519) == (device.device_id, device.ed25519):
            self._client.verify_device(device)
        else:
            self._client.blacklist_device(device)

    async def _tell(self, decision: Decision) -> None:
        now = self._clock.now()
        noticed = [
            Observed(id=f"identity:{person}:{key}", what=Seen.IDENTITY_CHANGED, at=now, person=person)
            for person, key in decision.changed
        ]
        noticed += [
            Observed(id=f"unsigned:{person}:{device}", what=Seen.UNSIGNED_DEVICE, at=now, person=person, detail=device)
            for person, device in decision.unsigned
        ]
        noticed += [
            Observed(id=f"no-identity:{person}", what=Seen.NO_IDENTITY, at=now, person=person)
            for person in decision.without_identity
        ]
        if new := [each for each in noticed if each.id not in self._told]:
            await self._mailroom.observe(*new)
            self._told.update(each.id for each in new)
