"""Who gets a room's key, with a real store of keys and a homeserver that is only its answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nio.crypto import OlmAccount, OlmDevice, TrustState

from bot.flow.messages import RetryLaterError
from bot.matrix.client import Client
from bot.matrix.http import UnavailableError
from bot.matrix.keyshare import Held, KeyShare, Rotation
from bot.matrix.signatures import canonical

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEAD = "@sex_therapist:example.org"
NURSE = "@nurse:example.org"


@dataclass
class Session:
    message_count: int = 0


@dataclass
class Clock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@dataclass
class KnownDevices:
    """Stands for ``Devices`` when everything about people's devices is known."""

    refused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)

    async def current(self, people: frozenset[str]) -> None:
        pass

    def refused_devices(self, person: str) -> tuple[str, ...]:
        return self.refused.get(person, ())

    def forget(self, people: frozenset[str]) -> None:
        self.forgotten |= people


class Server:
    """Answers key claims with real one-time keys, takes to-device messages, and can be made to fail at either."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.accounts: dict[tuple[str, str], OlmAccount] = {}
        self.fails = ""
        self.forged = False
        self.delivered: list[tuple[str, str]] = []
        self.withheld: list[tuple[str, str]] = []
        client.request = self.request  # type: ignore[assignment, method-assign] # the bodies that are asked here

    def device(self, person: str, device_id: str, trust: TrustState = TrustState.verified) -> OlmDevice:
        account = OlmAccount()
        self.accounts[person, device_id] = account
        device = OlmDevice(person, device_id, dict(account.identity_keys), trust_state=trust)
        self.client.olm.device_store.add(device)
        return device

    async def request(
        self, method: str, path: str, body: Mapping[str, dict[str, dict[str, object]]], **_: object
    ) -> dict[str, object]:
        assert method in {"POST", "PUT"}
        if self.fails and self.fails in path:
            raise UnavailableError("no answer")
        if path.endswith("/keys/claim"):
            claimed = {
                person: {name: self._one_time_key(person, name) for name in devices}
                for person, devices in body["one_time_keys"].items()
            }
            return {"one_time_keys": claimed}
        told = self.withheld if "withheld" in path else self.delivered
        told += [(person, name) for person, devices in body["messages"].items() for name in devices]
        return {}

    def _one_time_key(self, person: str, device_id: str) -> dict[str, object]:
        account = self.accounts[person, device_id]
        account.generate_one_time_keys(1)
        ((name, key),) = account.one_time_keys["curve25519"].items()
        account.mark_keys_as_published()
        signer = OlmAccount() if self.forged else account
        signature = signer.sign(canonical({"key": key}).decode())
        return {f"signed_curve25519:{name}": {"key": key, "signatures": {person: {f"ed25519:{device_id}": signature}}}}


@dataclass(kw_only=True)
class World:
    server: Server
    devices: KnownDevices
    clock: Clock
    keys: KeyShare

    async def share(self, *people: str, room_id: str = "!room", rotation: Rotation | None = None) -> str:
        session = await self.keys.share(room_id, frozenset(people), rotation or Rotation())
        return str(session.id)


@pytest.fixture
def world(tmp_path: Path) -> World:
    client = Client("http://127.0.0.1:1", "@carehuddle:example.org", folder=tmp_path / "keys", pickle_key=bytes(32))
    client.restore_login("@carehuddle:example.org", "BOT", "token")
    devices, clock = KnownDevices(), Clock()
    keys = KeyShare(client, devices, clock)  # type: ignore[arg-type] # the part of it that is asked
    return World(server=Server(client), devices=devices, clock=clock, keys=keys)


async def test_a_key_goes_to_every_proven_device_once(world: World) -> None:
    for person, name in ((LEAD, "PHONE"), (LEAD, "DESK"), (NURSE, "PHONE")):
        world.server.device(person, name)
    first = await world.share(LEAD, NURSE)
    assert sorted(world.server.delivered) == [(NURSE, "PHONE"), (LEAD, "DESK"), (LEAD, "PHONE")]
    assert await world.share(LEAD, NURSE) == first
    assert len(world.server.delivered) == 3


async def test_a_refused_device_gets_no_key_and_one_notice_a_session(world: World) -> None:
    world.server.device(LEAD, "PHONE")
    world.server.device(LEAD, "ODD", TrustState.blacklisted)
    world.devices.refused = {LEAD: ("ODD",)}
    await world.share(LEAD)
    await world.share(LEAD)
    assert world.server.delivered == [(LEAD, "PHONE")]
    assert world.server.withheld == [(LEAD, "ODD")]


async def test_a_notice_that_could_not_be_sent_holds_up_nobody_and_is_tried_again(world: World) -> None:
    world.server.device(LEAD, "PHONE")
    world.devices.refused = {LEAD: ("ODD",)}
    world.server.fails = "withheld"
    await world.share(LEAD)
    assert world.server.delivered == [(LEAD, "PHONE")]
    world.server.fails = ""
    await world.share(LEAD)
    assert world.server.withheld == [(LEAD, "ODD")]


@pytest.mark.parametrize("trust", [TrustState.unset, TrustState.ignored])
async def test_a_device_of_which_nobody_has_decided_stops_the_send_and_is_asked_for_anew(world: World, trust: TrustState) -> None:
    world.server.device(LEAD, "PHONE")
    world.server.device(LEAD, "NEW", trust)
    with pytest.raises(RetryLaterError):
        await world.share(LEAD)
    assert world.server.delivered == []
    assert world.devices.forgotten == {LEAD}


async def test_another_person_s_device_with_the_bot_s_own_device_id_is_not_passed_over(world: World) -> None:
    world.server.device(LEAD, "BOT")
    await world.share(LEAD)
    assert world.server.delivered == [(LEAD, "BOT")]


async def test_a_new_device_gets_the_key_of_the_session_that_is_there(world: World) -> None:
    world.server.device(LEAD, "PHONE")
    first = await world.share(LEAD)
    world.server.device(LEAD, "DESK")
    assert await world.share(LEAD) == first
    assert world.server.delivered == [(LEAD, "PHONE"), (LEAD, "DESK")]


async def test_a_device_that_went_and_a_person_who_went_and_a_device_that_is_refused_now_end_the_session(world: World) -> None:
    phone, desk = world.server.device(LEAD, "PHONE"), world.server.device(LEAD, "DESK")
    world.server.device(NURSE, "PHONE")
    sessions = [await world.share(LEAD, NURSE)]
    desk.deleted = True
    sessions.append(await world.share(LEAD, NURSE))
    sessions.append(await world.share(LEAD))
    phone.trust_state = TrustState.blacklisted
    sessions.append(await world.share(LEAD))
    assert len(set(sessions)) == 4
    assert world.server.delivered[-1] == (LEAD, "PHONE")
    assert len(world.server.delivered) == 6


async def test_a_device_that_changed_its_key_under_the_same_name_ends_the_session(world: World) -> None:
    phone = world.server.device(LEAD, "PHONE")
    first = await world.share(LEAD)
    account = world.server.accounts[LEAD, "PHONE"] = OlmAccount()
    phone.keys = dict(account.identity_keys)
    assert await world.share(LEAD) != first


async def test_a_session_that_nio_dropped_or_lost_in_a_roll_back_is_not_used_again(world: World) -> None:
    world.server.device(LEAD, "PHONE")
    first = await world.share(LEAD)
    world.server.client.olm.outbound_group_sessions.clear()
    assert await world.share(LEAD) != first


async def test_a_failed_delivery_sends_nothing_and_the_next_try_goes_on(world: World) -> None:
    world.server.device(LEAD, "PHONE")
    world.server.fails = "sendToDevice"
    for _ in range(2):
        with pytest.raises(UnavailableError):
            await world.share(LEAD)
    world.server.fails = ""
    await world.share(LEAD)
    assert world.server.delivered == [(LEAD, "PHONE")]


async def test_a_one_time_key_that_the_device_did_not_sign_opens_no_channel_and_holds_up_nobody(world: World) -> None:
    world.server.device(LEAD, "PHONE")
    await world.share(LEAD)
    world.server.device(NURSE, "PHONE")
    world.server.forged = True
    await world.share(LEAD, NURSE)
    assert world.keys.missed == {"!room": {(NURSE, "PHONE")}}
    world.server.forged = False
    world.clock.moment += timedelta(minutes=2)
    await world.share(LEAD, NURSE)
    assert world.server.delivered == [(LEAD, "PHONE"), (NURSE, "PHONE")]


async def test_channels_are_on_disk_before_anything_leaves(world: World) -> None:
    device = world.server.device(LEAD, "PHONE")
    world.server.fails = "sendToDevice"
    with pytest.raises(UnavailableError):
        await world.share(LEAD)
    kept = world.server.client.store.load_sessions().get(device.curve25519)
    live = world.server.client.olm.session_store.get(device.curve25519)
    assert kept.id == live.id
    assert kept.encrypt("canary").to_parts() == live.encrypt("canary").to_parts()


@pytest.mark.parametrize(
    ("encryption", "messages", "age"),
    [
        ({}, 100, timedelta(days=7)),
        ({"rotation_period_msgs": 10, "rotation_period_ms": 86_400_000}, 10, timedelta(days=1)),
        ({"rotation_period_msgs": 5000, "rotation_period_ms": 10**30}, 100, timedelta(days=7)),
        ({"rotation_period_msgs": 0, "rotation_period_ms": -5}, 1, timedelta(hours=1)),
        ({"rotation_period_msgs": "9", "rotation_period_ms": None}, 100, timedelta(days=7)),
    ],
)
def test_a_room_may_ask_for_more_rotation_and_never_for_less(encryption: dict[str, object], messages: int, age: timedelta) -> None:
    assert Rotation.of(json.loads(json.dumps(encryption))) == Rotation(messages=messages, age=age)


@pytest.mark.parametrize(
    ("count", "passed", "outworn"),
    [
        (99, timedelta(0), False),
        (100, timedelta(0), True),
        (0, timedelta(days=7), True),
        (0, timedelta(days=6, hours=23), False),
    ],
)
def test_a_session_wears_out_by_messages_and_by_days(count: int, passed: timedelta, *, outworn: bool) -> None:
    held = Held(session=Session(count), since=NOON)
    assert held.outworn({}, Rotation(), NOON + passed) is outworn
