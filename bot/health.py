"""``/healthz``: can the bot answer commands now? Numbers only: no ids, nothing of any room."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from bot.clock import Clock
from bot.matrix.sync import Receiver
from bot.store.store import SealedStore
from bot.store.work import OpenWork

_STALE = 90.0
"""Seconds without an understood answer of the homeserver after which commands are not answered any more."""


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """Where health is read from."""

    clock: Clock
    store: SealedStore
    receiver: Receiver

    async def state(self) -> tuple[bool, dict[str, Any]]:
        """Whether commands are answered, and the figures behind it. Times in seconds."""

        def read(opened: OpenWork) -> tuple[float, float, int]:
            return opened.mail.oldest_unhandled(), opened.mail.oldest_unsent(), len(opened.mail.quarantined())

        waiting, unsent, quarantined = await self.store.act(read)
        heard = self.receiver.heard
        silence = None if heard is None else round((self.clock.now() - heard).total_seconds(), 1)
        ready = self.receiver.ready.is_set() and silence is not None and silence < _STALE
        figures = {
            "ready": ready,
            "seconds_since_homeserver": silence,
            "oldest_unhandled_seconds": round(waiting, 1),
            "oldest_unsent_seconds": round(unsent, 1),
            "quarantined": quarantined,
            "put_aside": dict(self.receiver.bad),
        }
        return ready, figures


async def listen(address: tuple[str, int], pulse: Pulse) -> NoReturn:
    """Answer until cancelled."""

    async def healthz(_: web.Request) -> web.Response:
        ready, figures = await pulse.state()
        return web.json_response(figures, status=200 if ready else 503)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, *address).start()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
    raise AssertionError
