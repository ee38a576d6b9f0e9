"""A homeserver that limits how often one may speak, as public ones do: what is said arrives whole, in order, and once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.care.clinic import Clinic
from bot.care.facts import Message, control, direct
from bot.care.people import PlaceKind
from bot.clock import SystemClock
from bot.flow.messages import Effect, EffectKind, Posture, RetryLaterError
from bot.flow.pipeline import Wakers
from bot.flow.ports import Transport
from bot.flow.sender import Sender
from bot.matrix.client import Client
from bot.matrix.transport import MatrixTransport
from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from bot.store.engine import Database
from bot.store.store import EdgeStore, SealedStore
from bot.store.work import OpenWork
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import MasterKey
from tests.flow.world import render
from tests.sender import V3, BotHome, Member

pytestmark = [pytest.mark.homeserver, pytest.mark.asyncio(loop_scope="session")]

LIMIT = {"per_second": 2, "burst_count": 3}
EACH = 5
WITHIN = 60.0


@dataclass
class Watched:
    """The real transport; it notes what was asked of it, and how often the homeserver said: later."""

    inner: Transport
    tried: list[str] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)

    async def perform(self, effect: Effect) -> str:
        if effect.kind is EffectKind.MESSAGE:
            self.tried.append(effect.id)
        try:
            return await self.inner.perform(effect)
        except RetryLaterError as error:
            self.rests.append(error.after)
            raise


@pytest_asyncio.fixture(loop_scope="session")
async def limited(sandbox_environment: Environment, tmp_path: Path) -> AsyncIterator[Homeserver]:
    async with Homeserver(tmp_path / "limited", sandbox_environment.python, settings={"rc_message": LIMIT}) as running:
        yield running


async def read(client: Client, room_id: str) -> list[str]:
    """What was said in a room, in the homeserver's order, by our own copy of the keys."""
    said: Any = await client.request("GET", f"{V3}/rooms/{room_id}/messages?dir=f&limit=100")
    bodies = []
    for event in said["chunk"]:
        if event["type"] == "m.room.encrypted":
            content = event["content"]
            session = client.olm.inbound_group_store.get(room_id, content["sender_key"], content["session_id"])
            bodies.append(str(json.loads(session.decrypt(content["ciphertext"])[0])["content"]["body"]))
    return bodies


def opened_store(folder: Path, bot: str, people: tuple[str, ...]) -> SealedStore:
    clinic = Clinic(name="The clinic", zone="Europe/Berlin", emergency_text="Call 112.", coordinators=people, bot=bot)
    clock = SystemClock()
    keyring = Keyring(SqliteKeyStore(folder / "keys.db"), MasterKey(b"k" * 32), clock.now())
    database = Database(f"sqlite:///{folder}/store.db")
    database.create()
    return SealedStore(database, keyring, clock, clinic=clinic, kinds=(), offices={}, render=render, randbelow=secrets.randbelow)


async def sent(store: SealedStore, wakers: Wakers) -> None:
    """Wait until nothing is left to be sent."""
    async with asyncio.timeout(WITHIN):
        wakers.inbox.clear()
        while await store.act(lambda opened: opened.mail.oldest_unsent()):
            await wakers.inbox.wait()
            wakers.inbox.clear()


async def join(store: SealedStore, place: str, member: Member, bot: str) -> str:
    """Somebody joins the room of a place, and the bot knows."""
    room = await store.act(lambda opened: opened.room_of(place))
    assert room is not None
    await member.join(room)
    seen = Posture(
        room_id=room,
        encrypted=True,
        invite_only=True,
        history_joined=True,
        guests_forbidden=True,
        federated=False,
        joined=frozenset({bot, member.user_id}),
        invited=frozenset(),
    )
    await store.act(lambda opened: opened.places.see(seen))
    return room


async def test_a_burst_over_the_limit_arrives_whole_in_order_and_once(limited: Homeserver, tmp_path: Path) -> None:
    home = BotHome(limited, tmp_path / "bot")
    bot = await home.start()
    member = await home.member("coordinator")
    own = str(bot.client.user_id)
    store = opened_store(tmp_path, own, (member.user_id,))
    edge = EdgeStore(store, own, {}, lambda: None)
    places = (control(), direct(member.user_id))
    faults: list[BaseException] = []

    def make(opened: OpenWork) -> None:
        opened.places.make(control(), PlaceKind.CONTROL, invite=(member.user_id,))
        opened.places.make(direct(member.user_id), PlaceKind.DIRECT, invite=(member.user_id,), person=member.user_id)

    def burst(opened: OpenWork) -> None:
        for number in range(EACH):
            for place in places:
                opened.say(place, Message(template="", values={"text": f"{number}"}))
        opened.finish()

    def report(reference: str, error: BaseException, *, attempt: int) -> None:  # noqa: ARG001 - the signature is Report's
        faults.append(error)

    wakers = Wakers.fresh()
    transport = Watched(MatrixTransport(bot.client, edge, bot.devices, SystemClock()))
    sender = Sender(store, transport, wakers, report=report, reference=lambda: "7F3K")
    running = asyncio.create_task(sender.run())
    try:
        await store.act(make)
        wakers.outbox.set()
        await sent(store, wakers)
        rooms = [await join(store, place, member, own) for place in places]
        await store.act(burst)
        wakers.outbox.set()
        await sent(store, wakers)
        expected = [f"{number}" for number in range(EACH)]
        assert [await read(bot.client, room) for room in rooms] == [expected, expected]
        assert faults == []
        assert transport.rests, "the limit was met"
        assert len(transport.tried) <= 3 * EACH * len(places), "whoever is told to wait does not ask on and on"
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await home.stop()
        store.database.close()
