"""The alarm clock. What is due stands in our own table; this only rings so that somebody looks at it.

Two things ring: an alarm of APScheduler at the earliest due moment, replaced whenever that moment changes, and a sweep that
needs no alarm. The sweep is the truth: it finds what is due after a clock was set, a machine slept, or another process wrote.

What is due goes by the machine's clock alone, which the sweep asks each time. The alarm and the pauses of the sweep are spans of
the event loop's own time, which goes on steadily and stands still while a machine sleeps: whatever the clock does, and however
long a machine slept, the sweep comes by within half a minute of waking. An alarm that was set by the clock as it was before rings
too early or too late; then nothing is due yet, or the sweep was there before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.clock import Clock

_NEAR = timedelta(minutes=1)
_CLOSE = 1.0
_FAR = 30.0
_MORE = 0.05
_JOB = "earliest"


def sweep_after(earliest: datetime | None, now: datetime) -> float:
    """Seconds until the next look at the table, whatever rings: a second near a due moment, else half a minute.

    Where the earliest moment has passed, what rang was only a part of what is due: the next look follows at once.
    """
    if earliest is None or earliest - now > _NEAR:
        return _FAR
    return _MORE if earliest <= now else _CLOSE


class Alarm:
    """Calls ``ring`` at each due moment. ``ring`` acts on what is due and gives the next due moment, or None.

    ``woken`` is set by whoever wrote a due moment, which may be earlier than the one that the alarm is set to.
    """

    def __init__(self, ring: Callable[[], Awaitable[datetime | None]], clock: Clock, woken: asyncio.Event) -> None:
        self._ring = ring
        self._clock = clock
        self._woken = woken
        self._set_to: datetime | None = None

    async def run(self) -> None:
        """Ring until cancelled. What ``ring`` raises ends it."""
        scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})
        scheduler.start()
        try:
            while True:
                self._woken.clear()
                earliest = await self._ring()
                self._set(scheduler, earliest)
                try:
                    async with asyncio.timeout(sweep_after(earliest, self._clock.now())):
                        await self._woken.wait()
                except TimeoutError:
                    continue
        finally:
            scheduler.shutdown(wait=False)

    def _set(self, scheduler: AsyncIOScheduler, earliest: datetime | None) -> None:
        """Set the one alarm. The same moment is never set twice: after it rang too early (a clock was set), the sweep finds it."""
        if earliest == self._set_to:
            return
        self._set_to = earliest
        if earliest is not None:
            scheduler.add_job(self._rung, DateTrigger(run_date=earliest, timezone=UTC), id=_JOB, replace_existing=True)
        elif scheduler.get_job(_JOB) is not None:
            scheduler.remove_job(_JOB)

    async def _rung(self) -> None:
        """A coroutine, so that APScheduler calls it on the event loop and not in a thread."""
        self._woken.set()
