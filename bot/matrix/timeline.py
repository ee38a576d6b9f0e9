"""Room events to what people said: through the guard, with patience for keys that are late.

What cannot be opened yet is parked in nio's file, tried again when its key comes, and said aloud after a minute. What
comes from a device that we do not hold for proven is judged once more after asking for its owner's keys anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot import logs
from bot.clock import Clock
from bot.flow.messages import Inbound, Observed, Seen
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.guard import Quarantined, admit
from bot.matrix.megolm import NoKeyError, UnprovenError
from bot.matrix.memory import Memory, Parked

PATIENCE = timedelta(minutes=1)
"""How long a message waits for its key before its sender is asked to say it again."""

_log = logs.get(__name__)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A raw event of a room."""

    room_id: str
    raw: object


class Timeline:
    """Reads timelines. ``bad`` counts what was put aside, by reason."""

    def __init__(self, client: Client, devices: Devices, memory: Memory, clock: Clock, bad: Counter[str]) -> None:
        self._client = client
        self._devices = devices
        self._memory = memory
        self._clock = clock
        self._bad = bad

    def waiting(self, sessions: Iterable[str] | None = None) -> list[Event]:
        """Parked events: those of these sessions, or all."""
        wanted = None if sessions is None else set(sessions)
        return [
            Event(room_id=parked.room_id, raw=parked.raw)
            for parked in self._memory.parked()
            if wanted is None or parked.session_id in wanted
        ]

    async def read(self, events: Sequence[Event]) -> list[Inbound]:
        """What was said, in the order of ``events``. Raises the errors of ``bot.matrix.http`` when keys cannot be asked for."""
        results = [self._judge(event) for event in events]
        doubtful = {str(event.raw["sender"]) for event, result in zip(events, results, strict=True) if _doubtful(event, result)}  # type: ignore[index]
        if doubtful:
            self._devices.forget(doubtful)
            await self._devices.current(doubtful)
            results = [
                self._judge(event) if isinstance(result, UnprovenError) else result
                for event, result in zip(events, results, strict=True)
            ]
        said = []
        for event, result in zip(events, results, strict=True):
            if isinstance(result, Inbound):
                said.append(result)
            elif isinstance(result, NoKeyError):
                self._park(event, result.session_id)
            elif isinstance(result, Quarantined):
                self._put_aside(result.reason)
            elif isinstance(result, UnprovenError):
                self._put_aside("device not proven")
        return said

    def stored(self, events: Iterable[Event]) -> None:
        """These parked events were read, and what they said is in our database: those that still have no key stay."""
        for event in events:
            if isinstance(event.raw, Mapping) and not isinstance(self._judge(event), NoKeyError):
                self._memory.release(str(event.raw["event_id"]))

    def overdue(self) -> list[Observed]:
        """Messages whose key did not come in time. After they are told, ``told`` lets them go."""
        now = self._clock.now()
        return [
            Observed(
                id=f"unreadable:{parked.event_id}",
                what=Seen.UNREADABLE,
                at=now,
                person=str(parked.raw["sender"]),
                room_id=parked.room_id,
            )
            for parked in self._memory.overdue(now - PATIENCE)
        ]

    def told(self, observed: Iterable[Observed]) -> None:
        """Their senders are asked to say it again, so they must not be read later."""
        for each in observed:
            self._memory.release(each.id.removeprefix("unreadable:"))

    def _judge(self, event: Event) -> Inbound | Quarantined | NoKeyError | UnprovenError | None:
        sessions = self._client.olm.inbound_group_store[event.room_id]
        try:
            return admit(event.room_id, event.raw, sessions, self._devices.proven, self._client.user_id)
        except (NoKeyError, UnprovenError) as error:
            return error

    def _park(self, event: Event, session_id: str) -> None:
        if not isinstance(event.raw, Mapping):
            return
        parked = Parked(event_id=str(event.raw["event_id"]), room_id=event.room_id, session_id=session_id, raw=event.raw)
        if not self._memory.park(parked, self._clock.now()):
            self._put_aside("too many without a key")

    def _put_aside(self, reason: str) -> None:
        self._bad[reason] += 1
        _log.warning("event put aside", kind=reason.replace(" ", "-"))


def _doubtful(event: Event, result: object) -> bool:
    return isinstance(result, UnprovenError) and isinstance(event.raw, Mapping)
