"""The sender: makes effects happen outside, in the order of each place, places in parallel.

state of a row     what happens                                  becomes
unsent             claimed                                       sending
sending            the world gave it an id                       sent
sending            the world said not now (limit, outage)        unsent, resting
sending            somebody unexpected is there                  recalled: decided anew
sending            it can never be                               undeliverable: what follows it goes on
sending            nobody knows (time-out, crash)                sending, performed again with the same id, looked for first
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.flow.messages import AudienceChangedError, Effect, RetryLaterError, UndeliverableError
from bot.flow.pipeline import Report, Wakers
from bot.flow.ports import Opened, Store, Transport

_AT_ONCE = 32
_POLL = 1.0
_UNKNOWN_REST = timedelta(seconds=2)


class Sender:
    """Empties the outbox."""

    def __init__(self, store: Store, transport: Transport, wakers: Wakers, *, report: Report, reference: Callable[[], str]) -> None:
        self._store = store
        self._transport = transport
        self._wakers = wakers
        self._report = report
        self._reference = reference
        self._busy: set[str] = set()

    async def run(self) -> None:
        """Send whatever comes, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._wakers.outbox.clear()
                for lane, effect in await self._claimed():
                    tasks.create_task(self._sent(lane, effect))
                try:
                    async with asyncio.timeout(_POLL):
                        await self._wakers.outbox.wait()
                except TimeoutError:
                    continue

    async def step(self) -> int:
        """Send once what can be sent now, one effect a place; gives their number."""
        claimed = await self._claimed()
        for lane, effect in claimed:
            await self._sent(lane, effect)
        return len(claimed)

    async def _claimed(self) -> list[tuple[str, Effect]]:
        room = _AT_ONCE - len(self._busy)
        if room <= 0:
            return []
        busy = frozenset(self._busy)

        def claim(opened: Opened) -> list[tuple[str, Effect]]:
            effects = opened.claim_effects(busy, room)
            opened.finish()
            return effects

        claimed = await self._store.act(claim)
        self._busy.update(lane for lane, _ in claimed)
        return claimed

    async def _sent(self, lane: str, effect: Effect) -> None:
        try:
            await self._store.act(await self._outcome(lane, effect))
        finally:
            self._busy.discard(lane)
            self._wakers.inbox.set()
            self._wakers.outbox.set()

    async def _outcome(self, lane: str, effect: Effect) -> Callable[[Opened], None]:
        try:
            answer = await self._transport.perform(effect)
        except RetryLaterError as error:
            rest = timedelta(seconds=error.after)
            return lambda opened: opened.undelivered(effect, until=opened.now + rest, known=True)
        except AudienceChangedError:
            return lambda opened: opened.unexpected(effect)
        except UndeliverableError as error:
            self._report(self._reference(), error, attempt=1)
            reason = error.reason
            return lambda opened: opened.undeliverable(effect, reason)
        except Exception as error:  # noqa: BLE001 - an effect whose fate is unknown is performed again, whatever it was
            self._report(self._reference(), error, attempt=1)
            return lambda opened: opened.undelivered(effect, until=opened.now + _UNKNOWN_REST, known=False)
        return lambda opened: opened.delivered(effect, lane, answer)
