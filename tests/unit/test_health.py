from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import health
from bot.matrix.sync import Receiver
from bot.store.store import SealedStore
from tests.flow.world import TestClock
from tests.store.opened import open_store


class Listening(Receiver):
    """A receiver that talks with nobody: what it heard is set by the test."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.heard = None
        self.ahead = None
        self.bad = Counter()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SealedStore]:
    opened = open_store(tmp_path, clock=TestClock())
    yield opened
    opened.database.close()


@pytest.fixture
def receiver() -> Listening:
    return Listening()


@pytest.fixture
async def asked(store: SealedStore, receiver: Listening) -> AsyncIterator[ClientSession]:
    """A client of the two pages, on a loopback port that nobody else has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address: tuple[str, int] = free.getsockname()
    listening = asyncio.create_task(health.listen(address, health.Pulse(clock=TestClock(), store=store, receiver=receiver)))
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(*address)
            writer.close()
            await writer.wait_closed()
            break
        await asyncio.sleep(0)
    async with ClientSession(f"http://{address[0]}:{address[1]}") as session:
        yield session
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening


async def test_health_is_503_before_commands_are_answered_200_while_they_are_and_503_in_an_outage(
    asked: ClientSession, receiver: Listening
) -> None:
    async with asked.get("/healthz") as said:
        assert said.status == 503
        figures = await said.json()
        assert (figures["ready"], figures["seconds_since_homeserver"]) == (False, None)
    receiver.ready.set()
    receiver.heard = TestClock().now() - timedelta(seconds=5)
    async with asked.get("/healthz") as said:
        assert said.status == 200
        assert (await said.json())["seconds_since_homeserver"] == 5
    receiver.heard = TestClock().now() - timedelta(seconds=91)
    async with asked.get("/healthz") as said:
        assert said.status == 503


async def test_metrics_are_the_same_figures_with_no_label_but_the_reason(asked: ClientSession, receiver: Listening) -> None:
    async with asked.get("/metrics") as said:
        assert said.status == 200
        assert said.content_type == "text/plain"
        lines = (await said.text()).splitlines()
        assert "carehuddle_ready 0.0" in lines
        assert not any(line.startswith("carehuddle_seconds_since_homeserver") for line in lines)
    receiver.ready.set()
    receiver.heard = TestClock().now() - timedelta(seconds=5)
    receiver.bad.update({"device not proven": 2})
    async with asked.get("/metrics") as said:
        lines = [line for line in (await said.text()).splitlines() if not line.startswith("#")]
    assert lines == [
        "carehuddle_ready 1.0",
        "carehuddle_seconds_since_homeserver 5.0",
        "carehuddle_oldest_unhandled_seconds 0.0",
        "carehuddle_oldest_unsent_seconds 0.0",
        "carehuddle_quarantined 0.0",
        'carehuddle_put_aside_total{reason="device not proven"} 2.0',
    ]


async def test_there_is_no_other_page(asked: ClientSession) -> None:
    async with asked.get("/") as said:
        assert said.status == 404


async def test_health_tells_how_far_the_clocks_are_apart(asked: ClientSession, receiver: Listening) -> None:
    async with asked.get("/healthz") as said:
        assert (await said.json())["seconds_clock_ahead"] is None
    receiver.ahead = timedelta(hours=-1)
    async with asked.get("/healthz") as said:
        assert (await said.json())["seconds_clock_ahead"] == -3600
    async with asked.get("/metrics") as said:
        assert "carehuddle_seconds_clock_ahead -3600.0" in await said.text()
