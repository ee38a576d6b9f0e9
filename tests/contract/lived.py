"""A world that lives on an engine's database, and what people say in it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.flow.messages import Batch, Inbound, Proof
from bot.store.engine import Database
from tests.contract.conftest import Engine
from tests.flow.crash_model import ROOMS
from tests.flow.world import START, FakeHomeserver, Fuse, TestClock, World

SOMEBODY = "@somebody:example.org"


@contextmanager
def world(url: str, keys: Path) -> Iterator[World]:
    """One process, which nothing stops."""
    with closing(World(url, keys, FakeHomeserver(fuse=Fuse(stops=set())), TestClock())) as lived:
        yield lived


def make(url: str) -> None:
    """Make the tables."""
    database = Database(url)
    database.create()
    database.close()


@contextmanager
def prepared(engine: Engine) -> Iterator[World]:
    """A world with its rooms made."""
    url = engine.url()
    make(url)
    with world(url, engine.folder / "keys.db") as lived:
        lived.prepare(ROOMS)
        settle(lived)
        yield lived


def settle(*worlds: World) -> None:
    """Go on until nothing is left to do."""
    while any([asyncio.run(one.turn()) for one in worlds]):  # noqa: C419 - each of them has its turn
        pass


def answers(lived: World) -> list[str]:
    """What the bot said because of what people said; the model's people are on no roster, which it tells as well."""
    return [body for body in lived.server.bodies() if not body.startswith("stranger:")]


def rooms(lived: World) -> list[str]:
    """The rooms in which people speak: all but the first."""
    return sorted(lived.server.rooms.values())[1:]


def receive(lived: World, *inbound: Inbound, cursor: str = "1") -> None:
    """A batch comes from the homeserver."""
    asyncio.run(lived.edge.receive(Batch(cursor=cursor, inbound=inbound)))


def said(room: str, body: str, *, event: str = "$one", index: int = 0) -> Inbound:
    """Something that somebody says in a room."""
    proof = Proof(device_id="D", sender_key="K", session_id="S", index=index, master_key="M", pin=1)
    return Inbound(event_id=event, room_id=room, sender=SOMEBODY, at=START, body=body, proof=proof)
