from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.schedule.alarm import Alarm, sweep_after

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)


class StillClock:
    """A clock that stands: nothing is ever near by it, so that only an alarm or a waker rings."""

    def now(self) -> datetime:
        return datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "seconds"),
    [(None, 30.0), (timedelta(hours=1), 30.0), (timedelta(seconds=61), 30.0), (timedelta(seconds=60), 1.0), (timedelta(0), 0.05)],
)
def test_the_sweep_is_quick_near_a_due_moment_and_slow_otherwise(ahead: timedelta | None, seconds: float) -> None:
    assert sweep_after(None if ahead is None else NOW + ahead, NOW) == seconds


def test_what_is_left_after_a_ring_is_looked_at_at_once() -> None:
    assert sweep_after(NOW - timedelta(days=3), NOW) < 1


class Table:
    """Stands for the table of due moments: each ring answers the next of ``earliest``."""

    def __init__(self, *earliest: Callable[[], datetime | None]) -> None:
        self.left = list(earliest)
        self.rings = 0
        self.emptied = asyncio.Event()

    async def ring(self) -> datetime | None:
        self.rings += 1
        if not self.left:
            self.emptied.set()
            return None
        return self.left.pop(0)()


async def rung(table: Table, woken: asyncio.Event) -> None:
    alarm = asyncio.create_task(Alarm(table.ring, StillClock(), woken).run())
    async with asyncio.timeout(10):
        await table.emptied.wait()
    alarm.cancel()
    await asyncio.gather(alarm, return_exceptions=True)
    assert alarm.cancelled()


def soon() -> datetime:
    return SystemClock().now() + timedelta(milliseconds=20)


async def test_the_alarm_rings_at_the_earliest_due_moment() -> None:
    table = Table(soon)
    await rung(table, asyncio.Event())
    assert table.rings == 2


async def test_an_earlier_moment_replaces_the_one_that_the_alarm_was_set_to() -> None:
    woken = asyncio.Event()

    def late_then_woken() -> datetime:
        asyncio.get_running_loop().call_soon(woken.set)
        return SystemClock().now() + timedelta(days=1)

    table = Table(late_then_woken, soon)
    await rung(table, woken)
    assert table.rings == 3


async def test_a_moment_long_past_rings_at_once_whatever_its_lateness() -> None:
    table = Table(lambda: SystemClock().now() - timedelta(days=400))
    await rung(table, asyncio.Event())


async def test_a_moment_that_rang_too_early_does_not_ring_without_end() -> None:
    past = SystemClock().now() - timedelta(hours=1)
    again = asyncio.Event()

    def still_past() -> datetime:
        again.set()
        return past

    table = Table(lambda: past, still_past)
    alarm = asyncio.create_task(Alarm(table.ring, StillClock(), asyncio.Event()).run())
    async with asyncio.timeout(10):
        await again.wait()
        for _ in range(200):
            await asyncio.sleep(0)
    assert table.rings == 2, "the clock that the table goes by has not come to it yet"
    alarm.cancel()
    await asyncio.gather(alarm, return_exceptions=True)


async def test_nothing_due_takes_the_alarm_back() -> None:
    woken = asyncio.Event()

    def nothing_more() -> None:
        asyncio.get_running_loop().call_soon(woken.set)

    def set_and_wake() -> datetime:
        asyncio.get_running_loop().call_soon(woken.set)
        return SystemClock().now() + timedelta(days=1)

    table = Table(set_and_wake, nothing_more)
    await rung(table, woken)
    assert table.rings == 3


async def test_what_goes_wrong_while_ringing_is_not_swallowed() -> None:
    async def broken() -> datetime | None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - a database error has no message of ours
        await Alarm(broken, StillClock(), asyncio.Event()).run()
