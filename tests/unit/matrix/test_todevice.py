from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import peewee
import pytest
from nio.responses import KeysQueryResponse

from bot.matrix.client import Client
from bot.matrix.memory import Memory
from bot.matrix.todevice import RolledBackError, ToDevice
from tests.unit.matrix.people import ROOM, Person, Phone, answer, bot_client


class Reading:
    """A bot process that reads to-device messages; ``again`` is what a fresh process would find."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client: Client = bot_client(folder)
        self.memory = Memory(self.client.store.database)
        self.bad: Counter[str] = Counter()
        self.reloads = 0
        self.reader = ToDevice(self.client, self.memory, self.reloaded, self.bad)

    def reloaded(self) -> None:
        self.reloads += 1

    async def again(self) -> Reading:
        await self.client.close()
        return Reading(self.folder)

    def holds(self, phone: Phone) -> bool:
        return self.client.olm.inbound_group_store.get(ROOM, phone.curve25519, phone.group.session_id) is not None


@pytest.fixture
def phone() -> Phone:
    return Person("sex_therapist").phone()


async def test_a_room_key_is_there_for_the_next_process(tmp_path: Path, phone: Phone) -> None:
    reading = Reading(tmp_path)
    came = await reading.reader.read([phone.hand_key(reading.client, phone.channel(reading.client))], "s1")
    assert came == {phone.group.session_id}
    reading = await reading.again()
    assert reading.holds(phone)
    await reading.client.close()


async def test_what_was_not_saved_is_not_remembered_and_can_be_fetched_again(
    tmp_path: Path, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading(tmp_path)
    message = phone.hand_key(reading.client, phone.channel(reading.client))

    def full(*_: object) -> None:
        raise peewee.OperationalError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(reading.client.olm, "save_account", full)
        with pytest.raises(RolledBackError):
            await reading.reader.read([message], "s1")
    assert (reading.holds(phone), reading.reloads) == (False, 1)
    assert await reading.reader.read([message], "s1") == {phone.group.session_id}
    reading = await reading.again()
    assert reading.holds(phone)
    await reading.client.close()


async def test_a_crash_before_the_cursor_brings_messages_twice_and_harms_nobody(tmp_path: Path) -> None:
    person = Person("sex_therapist")
    phone = person.phone()
    reading = Reading(tmp_path)
    await reading.client.take(KeysQueryResponse, answer([person]))
    channel = phone.channel(reading.client)
    messages = [phone.hand_key(reading.client, channel) for _ in range(3)]
    await reading.reader.read(messages, "s1")
    reading = await reading.again()
    assert await reading.reader.read(messages, "s1") == set()
    assert (reading.client.olm.wedged_devices, reading.bad) == ([], Counter())
    await reading.client.close()


async def test_marks_are_forgotten_once_the_cursor_has_passed(tmp_path: Path, phone: Phone) -> None:
    reading = Reading(tmp_path)
    message = phone.hand_key(reading.client, phone.channel(reading.client))
    marked = message["sender"], message["content"]["sender_key"], message["content"]["ciphertext"]
    await reading.reader.read([message], "s1")
    assert not reading.memory.first_time(*marked, "s1")
    await reading.reader.read([], "s2")
    assert reading.memory.first_time(*marked, "s2")
    await reading.client.close()


async def test_a_bad_message_stops_none_of_its_neighbours(tmp_path: Path, phone: Phone) -> None:
    reading = Reading(tmp_path)
    good = phone.hand_key(reading.client, phone.channel(reading.client))
    own = reading.client.olm.account.identity_keys["curve25519"]

    def spoilt(**content: object) -> dict[str, Any]:
        return {**good, "content": {**good["content"], **content}}

    bad: list[object] = [
        None,
        7,
        {"type": "m.room.encrypted"},
        {"type": "m.room.encrypted", "sender": 7, "content": good["content"]},
        {"type": "m.room_key_request", "sender": phone.person, "content": {"action": "request"}},
        {"type": "m.key.verification.start", "sender": phone.person, "content": {}},
        spoilt(algorithm="m.megolm.v1.aes-sha2"),
        spoilt(ciphertext=7),
        spoilt(ciphertext={}),
        spoilt(ciphertext={own: {"type": 0, "body": "AAAA"}}),
        spoilt(ciphertext={own: {"type": 9, "body": "AAAA"}}),
        spoilt(sender_key="no key"),
    ]
    assert await reading.reader.read([*bad, *bad, good], "s1") == {phone.group.session_id}
    assert sum(reading.bad.values()) > 0
    reading = await reading.again()
    assert reading.holds(phone)
    await reading.client.close()


async def test_a_message_under_another_name_brings_no_key(tmp_path: Path, phone: Phone) -> None:
    reading = Reading(tmp_path)
    message = phone.hand_key(reading.client, phone.channel(reading.client))
    assert await reading.reader.read([{**message, "sender": "@coordinator:example.org"}], "s1") == set()
    assert not reading.holds(phone)
    await reading.client.close()
