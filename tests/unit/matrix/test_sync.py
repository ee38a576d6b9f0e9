from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import peewee
import pytest
import pytest_asyncio

from bot.matrix.devices import Devices
from bot.matrix.http import LimitedError, RevokedError, UnavailableError
from bot.matrix.sealed import SealedFile
from bot.matrix.sync import Receiver
from bot.matrix.todevice import RolledBackError
from bot.matrix.trust import Policy
from tests.homeserver.edge import MemoryMailroom, sealed
from tests.unit.matrix.people import ROOM, Person, answer, bot_client


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 1, 1, 12, tzinfo=UTC)


class EndOfScriptError(Exception):
    """The homeserver has nothing more to say."""


class World:
    """A homeserver that says what a script says, and the bot that listens to it."""

    def __init__(self, folder: Path, person: Person) -> None:
        self.script: list[Mapping[str, Any] | Exception] = []
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.slept: list[float] = []
        self.person = person
        self.mailroom = MemoryMailroom(people={person.user_id})
        self.client = bot_client(folder)
        devices = Devices(self.client, self.mailroom, Noon(), Policy.TOFU)
        identity = SealedFile(path=folder / "identity", seal=sealed, unseal=sealed)
        self.receiver = Receiver(self.client, self.mailroom, devices, Noon(), identity, random=lambda: 0.5, sleep=self.sleep)
        self.client.olm.account.shared = True
        self.receiver._prepared = True  # noqa: SLF001 - there is no account to prepare
        self.client.request = self.request  # type: ignore[assignment, method-assign]

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    async def request(self, _method: str, path: str, _body: object = None, **_: object) -> Mapping[str, object]:
        self.paths.append(urlsplit(path).path)
        if path.endswith("/keys/query"):
            return answer([self.person])
        if "/sync" not in path:
            return {"one_time_key_counts": {}}
        self.asked.append({key: values[0] for key, values in parse_qs(urlsplit(path).query).items()})
        if not self.script:
            raise EndOfScriptError
        said = self.script.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    async def play(self, *script: Mapping[str, Any] | Exception) -> None:
        self.script += script
        with pytest.raises(EndOfScriptError):
            await self.receiver.run()


def timeline(*events: object, **more: object) -> dict[str, Any]:
    return {"join": {ROOM: {"timeline": {"events": list(events), **more}}}}


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    stage = World(tmp_path, Person("nurse"))
    yield stage
    await stage.client.close()


async def test_each_question_goes_on_from_what_was_stored(world: World) -> None:
    await world.play({"next_batch": "s1"}, {"next_batch": "s2"})
    assert [asked.get("since") for asked in world.asked] == [None, "s1", "s2"]
    assert [asked.get("full_state") for asked in world.asked] == ["true", None, None]
    assert [asked["timeout"] for asked in world.asked] == ["0", "30000", "30000"]
    assert world.receiver.ready.is_set()
    assert (world.mailroom.place, world.slept, world.receiver.heard) == ("s2", [], Noon().now())


async def test_the_clock_is_compared_with_the_homeservers(world: World) -> None:
    await world.play({"next_batch": "s1"})
    assert world.receiver.ahead is None
    world.client.answered = Noon().now() - timedelta(hours=1)
    await world.play({"next_batch": "s2"})
    assert world.receiver.ahead == timedelta(hours=1)


async def test_while_it_fails_nobody_is_asked_more_than_once_a_second(world: World) -> None:
    failures: list[Exception] = [UnavailableError("down") for _ in range(20)]
    await world.play(*failures, LimitedError(42.0), {"no": "cursor"}, {"next_batch": "s1"})
    assert len(world.slept) == 22
    assert all(1.0 <= wait <= 10.0 for wait in [*world.slept[:20], world.slept[21]])
    assert world.slept[20] == 42.0


async def test_a_homeserver_that_answers_at_once_and_says_nothing_is_not_asked_at_full_speed(world: World) -> None:
    await world.play({"next_batch": "s1"}, {"next_batch": "s1"}, {"next_batch": "s1"})
    assert len(world.slept) == 2
    assert all(0.5 < wait <= 1.0 for wait in world.slept)


async def test_a_revoked_token_ends_it(world: World) -> None:
    world.script = [{"next_batch": "s1"}, RevokedError()]
    with pytest.raises(RevokedError):
        await world.receiver.run()
    assert world.slept == []


async def test_odd_answers_harm_nothing(world: World) -> None:
    odd: list[dict[str, Any]] = [
        {"to_device": 7, "rooms": [], "device_lists": {"changed": 7}},
        {"rooms": {"join": {ROOM: 7}, "leave": {ROOM: None}, "invite": 7}, "device_lists": []},
        {"rooms": timeline(None, 7, {}, {"sender": 7}, limited="yes"), "device_one_time_keys_count": {"signed_curve25519": "many"}},
        {"rooms": {"join": {ROOM: {"state": {"events": 7}, "timeline": {"events": {}}}}}, "device_unused_fallback_key_types": 7},
    ]
    await world.play({"next_batch": "s0"}, *({"next_batch": f"s{number}", **body} for number, body in enumerate(odd, 1)))
    assert (world.mailroom.place, world.slept) == ("s4", [])


async def test_keys_come_before_the_messages_that_need_them(world: World) -> None:
    phone = world.person.phone()
    key = phone.hand_key(world.client, phone.channel(world.client))
    said = phone.say({"msgtype": "m.text", "body": "canary"})
    await world.play(
        {"next_batch": "s0"},
        {"next_batch": "s1", "rooms": timeline(said), "to_device": {"events": [key]}},
    )
    assert [each.body for each in world.mailroom.said.values()] == ["canary"]


async def test_a_key_that_comes_later_opens_what_waited(world: World) -> None:
    phone = world.person.phone()
    key = phone.hand_key(world.client, phone.channel(world.client))
    said = phone.say({"msgtype": "m.text", "body": "canary"})
    await world.play(
        {"next_batch": "s0"},
        {"next_batch": "s1", "rooms": timeline(said)},
        {"next_batch": "s2", "to_device": {"events": [key]}},
    )
    assert [each.body for each in world.mailroom.said.values()] == ["canary"]
    assert [asked["timeout"] for asked in world.asked] == ["0", "30000", "5000", "30000"]


def failing(times: int, world: World) -> Callable[[], None]:
    """A disk that fails so often, and then does not."""
    save, left = world.client.olm.save_account, [times]

    def broken() -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise peewee.OperationalError("disk full")
        save()

    return broken


@pytest.mark.parametrize(("times", "survives"), [(1, True), (2, False)])
async def test_what_was_not_saved_is_fetched_again_and_a_second_failure_ends_it(
    world: World, monkeypatch: pytest.MonkeyPatch, times: int, *, survives: bool
) -> None:
    phone = world.person.phone()
    brought = {"next_batch": "s1", "to_device": {"events": [phone.hand_key(world.client, phone.channel(world.client))]}}
    monkeypatch.setattr(world.client.olm, "save_account", failing(times, world))
    world.script = [{"next_batch": "s0"}, brought, brought]
    with pytest.raises(EndOfScriptError if survives else RolledBackError):
        await world.receiver.run()
    assert [asked.get("since") for asked in world.asked][:3] == [None, "s0", "s0"]
    held = world.client.olm.inbound_group_store.get(ROOM, phone.curve25519, phone.group.session_id) is not None
    assert (held, world.mailroom.place) == (survives, "s1" if survives else "s0")
