"""What people's profiles say of their time zone (``m.tz``, Matrix 1.16), asked for gently: once they are known, then once a day.

Nobody signs a profile: it is the homeserver's word. So nothing but the name of a zone is taken from it, and what the person
chose themselves goes before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NoReturn
from urllib.parse import quote

from bot import logs
from bot.care.zones import spelt
from bot.clock import Clock
from bot.flow.messages import Observed, Seen
from bot.flow.ports import Directory
from bot.matrix.client import Client
from bot.matrix.http import HomeserverError, LimitedError, RefusedError, RevokedError

FIELDS = ("m.tz", "us.cloke.msc4175.tz")
"""The field, and its name from before it was in the specification."""
LOOK = 10.0
"""Seconds after which it is looked whether somebody is to be asked about."""
PAUSE = 1.0
"""Seconds between two questions."""
AGAIN = timedelta(days=1)
AFTER_FAILURE = timedelta(minutes=10)
_PATIENCE = 20.0

_log = logs.get(__name__)


class Profiles:
    """Asks the homeserver about everyone enrolled. ``directory`` knows what was kept, and is told of changes alone."""

    def __init__(
        self, client: Client, directory: Directory, clock: Clock, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._client = client
        self._directory = directory
        self._clock = clock
        self._sleep = sleep
        self._not_before: dict[str, datetime] = {}

    async def run(self) -> NoReturn:
        """Ask until cancelled. Raises ``RevokedError``."""
        while True:
            await self.step()
            await self._sleep(LOOK)

    async def step(self) -> None:
        """Ask about everyone who is new, or was last asked about a day ago. Raises ``RevokedError``."""
        now = self._clock.now()
        ripe = sorted(one for one in await self._directory.enrolled() if self._not_before.get(one, now) <= now)
        kept = await self._directory.zones() if ripe else {}
        for person in ripe:
            try:
                zone = await self._ask(person)
            except RevokedError:
                raise
            except LimitedError as error:
                await self._sleep(error.after)
                return
            except HomeserverError as error:
                _log.info("profile not read", kind=type(error).__name__)
                self._not_before[person] = now + AFTER_FAILURE
            else:
                self._not_before[person] = now + AGAIN
                if zone != kept.get(person, ""):
                    noticed = f"zone:{person}:{now.isoformat()}"
                    await self._directory.observe(Observed(id=noticed, what=Seen.ZONE, at=now, person=person, detail=zone))
            await self._sleep(PAUSE)

    async def _ask(self, person: str) -> str:
        """The zone of their profile; empty for none, and for what is no zone."""
        path = f"/_matrix/client/v3/profile/{quote(person, safe='')}"
        try:
            said = await self._client.request("GET", path, timeout=_PATIENCE)
        except RefusedError as error:
            if error.errcode != "M_NOT_FOUND":
                raise
            said = {}
        names = (said.get(field) for field in FIELDS)
        return next((zone for name in names if isinstance(name, str) and (zone := spelt(name))), "")
