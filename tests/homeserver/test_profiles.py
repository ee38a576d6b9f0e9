"""The zones of profiles as a real homeserver keeps them: people write them there, and the bot reads them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio

from bot.flow.messages import Observed
from bot.matrix.client import Client
from bot.matrix.profiles import AGAIN, FIELDS, Profiles
from bot.sandbox.homeserver import Homeserver
from tests.conftest import Peers
from tests.homeserver.edge import open_client

pytestmark = [pytest.mark.homeserver, pytest.mark.asyncio(loop_scope="session")]

STABLE, UNSTABLE = FIELDS


class Book:
    """What is kept of everybody, and a clock."""

    def __init__(self, *people: str) -> None:
        self.people = frozenset(people)
        self.kept: dict[str, str] = {}
        self.time = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    async def enrolled(self) -> frozenset[str]:
        return self.people

    async def zones(self) -> Mapping[str, str]:
        return dict(self.kept)

    async def observe(self, *observed: Observed) -> None:
        self.kept |= {one.person: one.detail for one in observed}

    async def sleep(self, _seconds: float) -> None:
        await asyncio.sleep(0)


@pytest_asyncio.fixture(loop_scope="session")
async def clients(homeserver: Homeserver, peers: Peers, tmp_path: Path) -> AsyncIterator[tuple[Client, Client, Client]]:
    """The bot, and two people."""
    roles = ("carehuddle", "nurse", "physician")
    made = [await open_client(homeserver.url, await peers.account(role), tmp_path / role) for role in roles]
    yield made[0], made[1], made[2]
    for client in made:
        await client.close()


async def put(client: Client, field: str, value: str | None) -> None:
    """Write a field of one's own profile; None takes it away."""
    path = f"/_matrix/client/v3/profile/{quote(client.user_id)}/{field}"
    await client.request("DELETE" if value is None else "PUT", path, None if value is None else {field: value})


async def test_what_people_write_in_their_profiles_is_read_and_what_they_take_away_is_gone(
    clients: tuple[Client, Client, Client],
) -> None:
    bot, nurse, physician = clients
    nobody = f"@nobody:{str(bot.user_id).partition(':')[2]}"
    book = Book(nurse.user_id, physician.user_id, nobody)
    profiles = Profiles(bot, book, book, sleep=book.sleep)
    await put(nurse, STABLE, "Europe/London")
    await put(physician, UNSTABLE, "Asia/Tokyo")
    await profiles.step()
    assert book.kept == {nurse.user_id: "Europe/London", physician.user_id: "Asia/Tokyo"}
    await put(nurse, STABLE, "no zone at all")
    await put(physician, UNSTABLE, None)
    book.time += AGAIN
    await profiles.step()
    assert book.kept == {nurse.user_id: "", physician.user_id: ""}
