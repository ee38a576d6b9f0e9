"""The sync loop: asks for what happened, keeps it, and moves the cursor last.

One answer is taken in a fixed order: to-device messages (keys), changed devices, rooms and members, key queries, timelines
through the guard, and then everything with the cursor in one transaction. A crash anywhere before that fetches the same
answer again, and each step knows what it has seen. No handler runs here.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import NoReturn
from urllib.parse import urlencode

from bot import logs
from bot.clock import Clock
from bot.flow.messages import Batch, Observed
from bot.flow.ports import Mailroom
from bot.matrix import keys, posture, signing
from bot.matrix.backfill import gap
from bot.matrix.backoff import Backoff
from bot.matrix.census import Census
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.errands import decline, unwedge
from bot.matrix.http import HomeserverError, RevokedError, UnavailableError
from bot.matrix.memory import Memory
from bot.matrix.sealed import SealedFile
from bot.matrix.session import alive
from bot.matrix.timeline import Event, Timeline
from bot.matrix.todevice import RolledBackError, ToDevice

POLL = 30
"""Seconds that the homeserver may hold a request while nothing happens."""
HURRIED = 5
"""The same while something waits that has to be said aloud in time."""
_NOTHING: dict[str, object] = {"types": []}
_ROOM = {"timeline": {"limit": 100}, "state": {"lazy_load_members": False}, "ephemeral": _NOTHING, "account_data": _NOTHING}
FILTER = json.dumps({"room": _ROOM, "presence": _NOTHING, "account_data": _NOTHING}, separators=(",", ":"))

_APART = timedelta(seconds=30)
"""Clocks that differ by more than this are worth a word to the operator."""

_log = logs.get(__name__)


class Receiver:
    """Receives for one device. ``identity`` holds the seeds of the bot's identity; ``random`` is in [0, 1).

    ``ready`` is set once rooms and devices are known: nothing can be sent before. ``heard`` is when the homeserver was last
    understood, ``ahead`` by how much our clock was ahead of its clock then, ``bad`` counts what was put aside, by reason.
    """

    def __init__(
        self,
        client: Client,
        mailroom: Mailroom,
        devices: Devices,
        clock: Clock,
        identity: SealedFile,
        *,
        random: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.ready = asyncio.Event()
        self.heard: datetime | None = None
        self.ahead: timedelta | None = None
        self.bad: Counter[str] = Counter()
        self._client = client
        self._mailroom = mailroom
        self._devices = devices
        self._clock = clock
        self._identity = identity
        self._backoff = Backoff(random)
        self._sleep = sleep
        self._census = Census(client)
        memory = Memory(client.store.database)
        self._to_device = ToDevice(client, memory, devices.judge_again, self.bad)
        self._timeline = Timeline(client, devices, memory, clock, self.bad)
        self._prepared = False

    async def run(self) -> NoReturn:
        """Receive until cancelled.

        Raises ``RevokedError``, ``IdentityError``, ``SessionError``, and ``RolledBackError`` when it happens twice running.
        """
        rolled_back = False
        while True:
            try:
                await self.step()
            except RevokedError:
                raise
            except RolledBackError:
                if rolled_back:
                    raise
                rolled_back = True
            except HomeserverError as error:
                wait = self._backoff.after(error)
                _log.warning("homeserver failed", kind=type(error).__name__, seconds=round(wait, 1))
                await self._sleep(wait)
            else:
                rolled_back = False
                self._backoff.succeeded()

    async def step(self) -> None:
        """Prepare the device if that is not done, ask once, and keep what came."""
        if not self._prepared:
            await alive(self._client)
            await keys.upload(self._client, held=None, fallback_unused=True)
            await signing.ensure(self._client, self._identity)
            self._prepared = True
        since = await self._mailroom.cursor()
        asked = asyncio.get_running_loop().time()
        body = await self._ask(since)
        self._compare_clocks()
        await self._take(body, since)
        self.heard = self._clock.now()
        self.ready.set()
        if body["next_batch"] == since and (spent := asyncio.get_running_loop().time() - asked) < 1.0:
            await self._sleep(1.0 - spent)

    def _compare_clocks(self) -> None:
        """Everything due goes by our clock: say so once whenever it has come to differ from the homeserver's."""
        said, before = self._client.answered, self.ahead
        self.ahead = self._clock.now() - said if said is not None else None
        apart = self.ahead is not None and abs(self.ahead) > _APART
        if apart and self.ahead is not None and (before is None or abs(before) <= _APART):
            _log.warning("clocks differ", seconds=round(self.ahead.total_seconds()))

    async def _ask(self, since: str | None) -> Mapping[str, object]:
        first = not self.ready.is_set()
        poll = 0 if first else HURRIED if self._timeline.waiting() else POLL
        query = {"filter": FILTER, "timeout": str(poll * 1000), "set_presence": "offline"}
        if since is not None:
            query["since"] = since
        if first:
            query["full_state"] = "true"
        body = await self._client.request("GET", f"/_matrix/client/v3/sync?{urlencode(query)}", timeout=poll + 30.0)
        if not isinstance(body.get("next_batch"), str):
            raise UnavailableError("the homeserver's answer names no place to go on from")
        return body

    async def _take(self, body: Mapping[str, object], since: str | None) -> None:
        came = await self._to_device.read(_list(_map(body.get("to_device")).get("events")), since or "")
        lists = _map(body.get("device_lists"))
        changed = {str(person) for person in _list(lists.get("changed"))}
        self._devices.forget(changed | {str(person) for person in _list(lists.get("left"))})
        rooms = _map(body.get("rooms"))
        observed, touched, events = await self._rooms(_map(rooms.get("join")), since)
        observed += [self._census.left(room_id, self._clock.now()) for room_id in _map(rooms.get("leave"))]
        first = not self.ready.is_set()
        people = self._census.people(self._client.rooms if first else touched)
        senders = {str(event.raw["sender"]) for event in events if isinstance(event.raw, Mapping) and "sender" in event.raw}
        if people or senders or changed:
            await self._devices.current(people | senders | changed)
        waited = self._timeline.waiting(None if first else came)
        said = await self._timeline.read([*waited, *events])
        postures = tuple(posture.read(room_id, self._client.state[room_id]) for room_id in sorted(touched))
        await self._mailroom.receive(
            Batch(cursor=str(body["next_batch"]), inbound=tuple(said), observed=tuple(observed), postures=postures)
        )
        self._timeline.stored(waited)
        if overdue := self._timeline.overdue():
            await self._mailroom.observe(*overdue)
            self._timeline.told(overdue)
        await self._errands(body, _map(rooms.get("invite")))

    async def _rooms(self, joined: Mapping[str, object], since: str | None) -> tuple[list[Observed], set[str], list[Event]]:
        """What to tell of the rooms, which of them changed their state, and their messages, gaps filled."""
        observed: list[Observed] = []
        touched: set[str] = set()
        events: list[Event] = []
        for room_id, room in joined.items():
            said = _map(_map(room).get("timeline"))
            timeline = _list(said.get("events"))
            told, changed = self._census.apply(room_id, [*_list(_map(_map(room).get("state")).get("events")), *timeline])
            observed += told
            touched |= {room_id} if changed else set()
            if since is None:
                continue
            before = said.get("prev_batch")
            if said.get("limited") is True and isinstance(before, str):
                timeline = [*await gap(self._client, room_id, before, since), *timeline]
            events += [Event(room_id=room_id, raw=raw) for raw in timeline]
        return observed, touched, events

    async def _errands(self, body: Mapping[str, object], invites: Mapping[str, object]) -> None:
        """What the answer asks of us besides; it is asked again if it fails, so failing holds nothing up."""
        counts, unused = body.get("device_one_time_keys_count"), body.get("device_unused_fallback_key_types")
        held = _map(counts).get("signed_curve25519", 0) if isinstance(counts, Mapping) else None
        try:
            await keys.upload(
                self._client,
                held=held if isinstance(held, int) else None,
                fallback_unused="signed_curve25519" in unused if isinstance(unused, list) else True,
            )
            await unwedge(self._client, self.bad)
            await decline(self._client, invites)
        except RevokedError:
            raise
        except HomeserverError as error:
            self.bad[f"errand: {type(error).__name__}"] += 1


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
