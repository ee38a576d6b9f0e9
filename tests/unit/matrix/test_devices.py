from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.flow.messages import Seen
from bot.matrix.client import Client, EncryptionMissingError
from bot.matrix.devices import Devices
from bot.matrix.http import UnavailableError
from bot.matrix.trust import Policy
from tests.homeserver.edge import MemoryMailroom
from tests.unit.matrix.people import BOT, Person, answer, bot_client


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 1, 1, 12, tzinfo=UTC)


class World:
    """A homeserver that answers key queries alone, and the bot's devices."""

    def __init__(self, folder: Path, *people: Person) -> None:
        self.people = list(people)
        self.mailroom = MemoryMailroom(people={person.user_id for person in people})
        self.client: Client = bot_client(folder)
        self.devices = Devices(self.client, self.mailroom, Noon(), Policy.TOFU)
        self.asked: list[list[str]] = []
        self.down = False
        self.client.request = self.request  # type: ignore[assignment, method-assign]

    async def request(self, _method: str, _path: str, body: Mapping[str, Any], **_: object) -> dict[str, object]:
        await asyncio.sleep(0)
        if self.down:
            raise UnavailableError("down")
        self.asked.append(sorted(body["device_keys"]))
        return answer(person for person in self.people if person.user_id in body["device_keys"])

    def states(self, person: Person) -> dict[str, tuple[bool, bool]]:
        """Of nio's devices: verified, deleted."""
        return {name: (device.verified, device.deleted) for name, device in self.client.olm.device_store[person.user_id].items()}

    def told(self) -> list[tuple[Seen, str, str]]:
        return [(each.what, each.person, each.detail) for each in self.mailroom.noticed.values()]


async def test_every_known_device_is_either_proven_or_refused(tmp_path: Path) -> None:
    person, stranger = Person("sex_therapist"), Person("stranger")
    phone = person.phone()
    person.phone("LAPTOP", signed=False)
    stranger.phone("OTHER")
    world = World(tmp_path, person, stranger)
    world.mailroom.people.discard(stranger.user_id)
    await world.devices.current({person.user_id, stranger.user_id, BOT, "not a person"})
    assert world.asked == [[person.user_id, stranger.user_id]]
    assert world.states(person) == {"PHONE": (True, False), "LAPTOP": (False, False)}
    assert world.states(stranger) == {"OTHER": (False, False)}
    assert all(device.verified is not device.blacklisted for device in world.client.olm.device_store)
    proven = world.devices.proven(person.user_id, phone.curve25519)
    assert proven is not None
    assert (proven.device_id, proven.master_key) == ("PHONE", person.master_key)
    assert world.devices.refused_devices(stranger.user_id) == ("OTHER",)
    assert world.told() == [(Seen.UNSIGNED_DEVICE, person.user_id, "LAPTOP")]
    await world.client.close()


async def test_known_keys_are_not_asked_for_again_until_somebody_changed_them(tmp_path: Path) -> None:
    person = Person("nurse")
    person.phone()
    world = World(tmp_path, person)
    for _ in range(3):
        await world.devices.current([person.user_id])
    person.phone("TABLET")
    world.devices.forget([person.user_id])
    await world.devices.current([person.user_id])
    assert len(world.asked) == 2
    assert {one.device_id for one in world.devices.proven_devices(person.user_id)} == {"PHONE", "TABLET"}
    await world.client.close()


async def test_a_query_that_failed_is_asked_again(tmp_path: Path) -> None:
    person = Person("nurse")
    person.phone()
    world = World(tmp_path, person)
    world.down = True
    with pytest.raises(UnavailableError):
        await world.devices.current([person.user_id])
    world.down = False
    await world.devices.current([person.user_id])
    assert len(world.devices.proven_devices(person.user_id)) == 1
    await world.client.close()


async def test_a_changed_identity_loses_all_devices_at_once_and_is_told_once(tmp_path: Path) -> None:
    person, other = Person("nurse"), Person("sex_therapist")
    phone = person.phone()
    other.phone()
    world = World(tmp_path, person, other)
    both = {person.user_id, other.user_id}
    await world.devices.current(both)
    person.reset()
    world.devices.forget(both)
    for _ in range(2):
        await world.devices.current(both)
    assert world.devices.proven(person.user_id, phone.curve25519) is None
    assert (world.states(person), world.states(other)) == ({"PHONE": (False, False)}, {"PHONE": (True, False)})
    assert world.told() == [(Seen.IDENTITY_CHANGED, person.user_id, "")]
    assert world.mailroom.pinned[person.user_id].changed
    await world.client.close()


async def test_enrolment_counts_without_asking_for_keys_again(tmp_path: Path) -> None:
    person = Person("nurse")
    person.phone()
    world = World(tmp_path, person)
    world.mailroom.people.clear()
    await world.devices.current([person.user_id])
    assert world.devices.proven_devices(person.user_id) == ()
    world.mailroom.people.add(person.user_id)
    await world.devices.current([person.user_id])
    assert (len(world.devices.proven_devices(person.user_id)), len(world.asked)) == (1, 1)
    await world.client.close()


async def test_a_device_that_vanished_and_came_back_with_its_keys_counts_again(tmp_path: Path) -> None:
    person = Person("nurse")
    phone = person.phone()
    person.phone("TABLET")
    world = World(tmp_path, person)
    seen = []
    for phones in ([phone, person.phones[1]], [person.phones[1]], [phone, person.phones[1]]):
        person.phones = phones
        world.devices.forget([person.user_id])
        await world.devices.current([person.user_id])
        seen.append((world.states(person)["PHONE"], world.devices.proven(person.user_id, phone.curve25519) is not None))
    assert seen == [((True, False), True), ((False, True), False), ((True, False), True)]
    await world.client.close()


async def test_a_new_process_trusts_nobody_before_it_has_asked(tmp_path: Path) -> None:
    person = Person("nurse")
    person.phone()
    world = World(tmp_path, person)
    await world.devices.current([person.user_id])
    await world.client.close()
    again = World(tmp_path, person)
    assert again.states(person) == {"PHONE": (False, False)}
    await again.devices.current([person.user_id])
    assert again.states(person) == {"PHONE": (True, False)}
    await again.client.close()


async def test_without_encryption_nothing_starts(tmp_path: Path) -> None:
    client = Client("http://127.0.0.1:1", BOT, folder=tmp_path / "keys", pickle_key=bytes(32))
    client.store_path = ""
    with pytest.raises(EncryptionMissingError):
        client.restore_login(BOT, "BOTDEVICE", "a token")
    await client.close()


async def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    client = bot_client(tmp_path / "keys")
    files = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert ((tmp_path / "keys").stat().st_mode & 0o777, files["crypto.db"]) == (0o700, 0o600)
    await client.close()
