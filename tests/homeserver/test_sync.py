"""Receiving from a real homeserver, with a second device of our own kind: crashes, gaps and late keys lose nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from nio.crypto import SessionStore

from bot.flow.messages import Batch, Seen
from bot.matrix import keys
from bot.matrix.http import HomeserverError
from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from tests.conftest import Peers
from tests.homeserver.edge import Edge, MemoryMailroom, open_edge
from tests.homeserver.person import Person, message_number, sign

pytestmark = [pytest.mark.homeserver, pytest.mark.asyncio(loop_scope="session")]


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again, for a minute at most."""
    async with asyncio.timeout(60):
        while not await true():  # noqa: ASYNC110 - only the homeserver knows, and it tells nobody
            await asyncio.sleep(0.1)


@dataclass
class Scene:
    url: str
    account: tuple[str, str]
    folder: Path
    bot: Edge
    person: Person
    room_id: str

    async def restart(self, mailroom: MemoryMailroom | None = None) -> None:
        """The bot's process ended; another begins, with the same files and the same database."""
        await self.bot.stop()
        self.bot = await open_edge(self.url, (self.account[0], None), self.folder, mailroom=mailroom or self.bot.mailroom)

    def bodies(self) -> list[str]:
        return [each.body for each in self.bot.mailroom.said.values()]


@pytest_asyncio.fixture(loop_scope="session")
async def scene(homeserver: Homeserver, peers: Peers, tmp_path: Path) -> AsyncIterator[Scene]:
    account = await peers.account("bot")
    bot = await open_edge(homeserver.url, account, tmp_path / "bot")
    person = Person(await open_edge(homeserver.url, await peers.account("nurse"), tmp_path / "nurse"))
    await bot.start()
    await sign(person.edge, tmp_path / "nurse")
    bot.mailroom.people.add(person.user_id)
    room_id = await bot.make_room(person.user_id)
    await person.join(room_id)
    await bot.mailroom.until(lambda: room_id in bot.mailroom.postures and person.user_id in bot.mailroom.postures[room_id].joined)
    stage = Scene(url=homeserver.url, account=account, folder=tmp_path / "bot", bot=bot, person=person, room_id=room_id)
    yield stage
    await stage.bot.stop()
    await person.edge.stop()


async def test_who_comes_and_how_the_room_is_are_told(scene: Scene) -> None:
    seen = [(each.what, each.person) for each in scene.bot.mailroom.noticed.values() if each.room_id == scene.room_id]
    assert seen == [(Seen.INVITED, scene.person.user_id), (Seen.JOINED, scene.person.user_id)]
    posture = scene.bot.mailroom.postures[scene.room_id]
    assert not posture.locked
    assert posture.joined == {scene.bot.client.user_id, scene.person.user_id}
    await scene.person.edge.client.request("POST", f"/_matrix/client/v3/rooms/{quote(scene.room_id)}/leave", {})
    await scene.bot.mailroom.until(lambda: Seen.LEFT in [each.what for each in scene.bot.mailroom.noticed.values()])
    assert scene.bot.client.rooms[scene.room_id].users.keys() == {scene.bot.client.user_id}


async def test_a_message_is_received_once_however_often_it_is_fetched(scene: Scene) -> None:
    await scene.person.share(scene.room_id, scene.bot)
    await scene.person.say(scene.room_id, "canary")
    heard = await scene.bot.mailroom.hears("canary")
    assert heard.proof is not None
    assert (heard.sender, heard.proof.index) == (scene.person.user_id, 0)
    await scene.restart()
    await scene.bot.start()
    await scene.person.say(scene.room_id, "after")
    await scene.bot.mailroom.hears("after")
    assert scene.bodies() == ["canary", "after"]


class Crashing(MemoryMailroom):
    """Ends the process once, before a batch with messages is stored."""

    crashed = False

    async def receive(self, batch: Batch) -> None:
        if batch.inbound and not self.crashed:
            self.crashed = True
            raise RuntimeError("kill -9")
        await super().receive(batch)


async def test_a_crash_between_the_keys_and_the_inbox_loses_no_message(scene: Scene) -> None:
    before = scene.bot.mailroom
    crashing = Crashing(people=before.people, rooms=before.rooms, pinned=before.pinned, place=before.place)
    await scene.restart(crashing)
    await scene.person.share(scene.room_id, scene.bot)
    for number in range(3):
        await scene.person.say(scene.room_id, f"canary {number}")
    with pytest.raises(RuntimeError):
        await scene.bot.receiver.run()
    assert (crashing.crashed, crashing.said) == (True, {})
    await scene.restart(crashing)
    await scene.bot.start()
    await scene.bot.mailroom.hears("canary 2")
    await scene.person.share(scene.room_id, scene.bot)
    await scene.person.say(scene.room_id, "with the next key")
    await scene.bot.mailroom.hears("with the next key")
    assert scene.bodies() == ["canary 0", "canary 1", "canary 2", "with the next key"]
    assert scene.bot.client.olm.wedged_devices == []


async def test_a_gap_in_a_timeline_is_filled_in_order(scene: Scene) -> None:
    await scene.person.share(scene.room_id, scene.bot)
    await scene.bot.stop()
    wanted = [f"canary {number}" for number in range(250)]
    for body in wanted:
        await scene.person.say(scene.room_id, body)
    scene.bot = await open_edge(scene.url, (scene.account[0], None), scene.folder, mailroom=scene.bot.mailroom)
    await scene.bot.start()
    assert scene.bodies() == wanted


async def test_what_was_said_before_the_bot_ever_listened_is_not_acted_upon(scene: Scene, peers: Peers, tmp_path: Path) -> None:
    bot = await open_edge(scene.url, await peers.account("bot"), tmp_path / "another")
    bot.mailroom.people.add(scene.person.user_id)
    await sign(bot, tmp_path / "another")
    room_id = await bot.make_room(scene.person.user_id)
    await scene.person.join(room_id)
    await scene.person.share(room_id, bot)
    await scene.person.say(room_id, "history")
    await bot.start()
    await scene.person.say(room_id, "new")
    await bot.mailroom.hears("new")
    assert [each.body for each in bot.mailroom.said.values()] == ["new"]
    await bot.stop()


async def test_a_message_whose_key_comes_late_is_read_when_it_comes(scene: Scene) -> None:
    client = scene.person.edge.client
    client.olm.create_outbound_group_session(scene.room_id)
    client.olm.outbound_group_sessions[scene.room_id].mark_as_shared()
    session = client.olm.outbound_group_sessions[scene.room_id]
    kept = session.session_key
    await scene.person.say(scene.room_id, "late")
    await asyncio.sleep(1)
    assert scene.bodies() == []
    content = {"algorithm": "m.megolm.v1.aes-sha2", "room_id": scene.room_id, "session_id": session.id, "session_key": kept}
    bot = scene.bot.client
    scene.person.edge.mailroom.people.add(bot.user_id)
    await scene.person.edge.devices.current([bot.user_id])
    await client.keys_claim({bot.user_id: [bot.device_id]})
    device = client.olm.device_store[bot.user_id][bot.device_id]
    message = client.olm._olm_encrypt(client.olm.session_store.get(device.curve25519), device, "m.room_key", content)  # noqa: SLF001
    path = f"/_matrix/client/v3/sendToDevice/m.room.encrypted/{message_number(scene.person)}"
    await client.request("PUT", path, {"messages": {bot.user_id: {bot.device_id: message}}})
    await scene.bot.mailroom.hears("late")


async def test_garbage_in_a_room_stops_nothing(scene: Scene) -> None:
    await scene.person.share(scene.room_id, scene.bot)
    good = scene.person.sealed(scene.room_id, "clear")
    for broken in ({**good, "ciphertext": "AAAA"}, {**good, "ciphertext": 7}, {**good, "session_id": [7]}, {"algorithm": 7}):
        await scene.person.post(scene.room_id, broken)
    path = f"/_matrix/client/v3/rooms/{quote(scene.room_id)}/send/m.room.message/{message_number(scene.person)}"
    await scene.person.edge.client.request("PUT", path, {"msgtype": "m.text", "body": "in clear"})
    await scene.person.say(scene.room_id, "heard")
    await scene.bot.mailroom.hears("heard")
    assert scene.bodies() == ["heard"]
    assert scene.bot.receiver.bad == {"ciphertext": 1, "envelope": 2, "algorithm": 1, "clear text": 1}


async def test_one_time_keys_are_filled_up_while_the_bot_runs(scene: Scene) -> None:
    bot, client = scene.bot.client, scene.person.edge.client
    for _ in range(40):
        await client.request(
            "POST", "/_matrix/client/v3/keys/claim", {"one_time_keys": {bot.user_id: {bot.device_id: "signed_curve25519"}}}
        )
    await scene.person.share(scene.room_id, scene.bot)
    await scene.person.say(scene.room_id, "wake up")
    await scene.bot.mailroom.hears("wake up")

    async def filled() -> bool:
        said = await bot.request("POST", "/_matrix/client/v3/keys/upload", {})
        counts = said["one_time_key_counts"]
        assert isinstance(counts, dict)
        return bool(counts["signed_curve25519"] >= keys.ENOUGH)

    await until(filled)


async def test_a_broken_channel_is_healed_and_the_other_side_is_told(scene: Scene) -> None:
    await scene.person.share(scene.room_id, scene.bot)
    await scene.person.say(scene.room_id, "before")
    await scene.bot.mailroom.hears("before")
    olm, curve25519 = scene.bot.client.olm, scene.person.edge.client.olm.account.identity_keys["curve25519"]
    olm.session_store = SessionStore()
    await scene.person.share(scene.room_id, scene.bot)
    await scene.person.say(scene.room_id, "lost")

    came: list[str] = []
    since = ""

    async def told() -> bool:
        nonlocal since  # a first answer is kept by the homeserver for two minutes: each question goes on from the one before
        said: Any = await scene.person.edge.client.request("GET", f"/_matrix/client/v3/sync?timeout=0{since}")
        came.extend(event["type"] for event in said.get("to_device", {}).get("events", ()))
        since = f"&since={said['next_batch']}"
        return came != []

    await until(told)
    assert came == ["m.room.encrypted"]
    assert olm.session_store.get(curve25519) is not None
    assert (olm.wedged_devices, olm.outgoing_to_device_messages) == ([], [])
    assert scene.bot.receiver.bad == {"to-device: no session": 1}


async def test_an_invitation_from_outside_is_declined(scene: Scene) -> None:
    client, bot = scene.person.edge.client, scene.bot.client
    said = await client.request("POST", "/_matrix/client/v3/createRoom", {"preset": "private_chat", "invite": [bot.user_id]})
    path = f"/_matrix/client/v3/rooms/{quote(str(said['room_id']))}/state/m.room.member/{quote(bot.user_id)}"

    async def declined() -> bool:
        return (await client.request("GET", path))["membership"] == "leave"

    await until(declined)
    assert said["room_id"] not in bot.rooms


async def test_an_outage_is_waited_out(sandbox_environment: Environment, tmp_path: Path) -> None:
    async with Homeserver(tmp_path / "own", sandbox_environment.python) as own:
        assert await own.register("bot", "a password")
        bot = await open_edge(own.url, (own.user_id("bot"), "a password"), tmp_path / "bot")
        await bot.start()
        await own.restart()
        batches = bot.mailroom.batches
        room_id = ""
        async with asyncio.timeout(60):
            while not room_id:
                try:
                    room_id = await bot.make_room()
                except HomeserverError:
                    await asyncio.sleep(0.2)
        await bot.mailroom.until(lambda: room_id in bot.mailroom.postures)
        assert bot.mailroom.batches > batches
        await bot.stop()
