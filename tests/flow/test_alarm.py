"""The real alarm over the real store, while the clock that both go by is moved."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.care.dues import Due
from bot.care.facts import case_room
from bot.flow.pipeline import ring
from bot.schedule import alarm
from bot.schedule.alarm import Alarm
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from tests.flow.world import START, TestClock
from tests.store.opened import open_store

AHEAD = {"in a minute": timedelta(minutes=1), "in an hour": timedelta(hours=1), "in a day": timedelta(days=1)}


class Bell:
    """Rings, and keeps what rang and what the clock said then."""

    def __init__(self, store: SealedStore) -> None:
        self._store = store
        self.rang: list[str] = []
        self.looked = 0

    async def ring(self) -> datetime | None:
        def run(opened: OpenWork) -> tuple[list[str], datetime | None]:
            ripe = [one.subject for one in opened.dues.ripe(200)]
            ring(opened)
            return ripe, opened.dues.earliest()

        rang, earliest = await self._store.act(run)
        self.rang += rang
        self.looked += 1
        return earliest

    async def looked_again(self, times: int = 3) -> None:
        """Wait until the sweep has come by so often."""
        until = self.looked + times
        async with asyncio.timeout(10):
            while self.looked < until:  # noqa: ASYNC110 - the alarm tells nobody that it found nothing
                await asyncio.sleep(0.005)


def put(opened: OpenWork) -> None:
    for name, ahead in AHEAD.items():
        opened.dues.put(Due(key=name, kind="later", at=opened.now + ahead, place=case_room("C-1"), subject=name))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([timedelta(hours=1)], ["in a minute", "in an hour"], id="an hour on"),
        pytest.param([timedelta(hours=8)], ["in a minute", "in an hour"], id="suspended for eight hours"),
        pytest.param([timedelta(days=1)], list(AHEAD), id="a day on"),
        pytest.param([timedelta(days=3)], list(AHEAD), id="three days on"),
        pytest.param([-timedelta(hours=1)], [], id="an hour back"),
        pytest.param([-timedelta(days=1)], [], id="a day back"),
        pytest.param([timedelta(hours=1), -timedelta(days=1), timedelta(days=2)], list(AHEAD), id="on, back, and on"),
        pytest.param([timedelta(days=1), -timedelta(days=1), timedelta(days=1)], list(AHEAD), id="twice at the same hour"),
    ],
)
async def test_whatever_the_clock_does_each_moment_rings_once_and_none_before_its_time(
    steps: list[timedelta], expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm, "_FAR", 0.01)
    monkeypatch.setattr(alarm, "_CLOSE", 0.01)
    clock = TestClock(START)
    store = open_store(tmp_path, kinds=(), clock=clock)
    await store.act(put)
    bell = Bell(store)
    running = asyncio.create_task(Alarm(bell.ring, clock, asyncio.Event()).run())
    await bell.looked_again()
    assert bell.rang == []
    for step in steps:
        clock.time += step
        await bell.looked_again()
    assert bell.rang == expected
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    store.database.close()
