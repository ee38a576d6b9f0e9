from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.flow.messages import Seen
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.memory import Memory
from bot.matrix.timeline import Event, Timeline
from bot.matrix.trust import Policy
from tests.homeserver.edge import MemoryMailroom
from tests.unit.matrix.people import ROOM, Person, Phone, answer, bot_client


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


class World:
    """One room, one enrolled person, and a homeserver that answers key queries."""

    def __init__(self, folder: Path, person: Person) -> None:
        self.person = person
        self.client: Client = bot_client(folder)
        self.clock = Hands()
        self.memory = Memory(self.client.store.database)
        self.bad: Counter[str] = Counter()
        self.queries = 0
        self.mailroom = MemoryMailroom(people={person.user_id})
        devices = Devices(self.client, self.mailroom, self.clock, Policy.TOFU)
        self.timeline = Timeline(self.client, devices, self.memory, self.clock, self.bad)
        self.client.request = self.request  # type: ignore[assignment, method-assign]

    async def request(self, _method: str, _path: str, _body: Mapping[str, Any], **_: object) -> dict[str, object]:
        self.queries += 1
        return answer([self.person])

    def key_comes(self, phone: Phone) -> None:
        self.client.olm.inbound_group_store.add(phone.session())

    async def bodies(self, *raws: object) -> list[str]:
        return [said.body for said in await self.timeline.read([Event(room_id=ROOM, raw=raw) for raw in raws])]


def text(body: str) -> dict[str, object]:
    return {"msgtype": "m.text", "body": body}


async def test_devices_that_are_not_known_well_enough_are_asked_for_once(tmp_path: Path) -> None:
    person = Person("nurse")
    phone = person.phone()
    world = World(tmp_path, person)
    world.key_comes(phone)
    said = [phone.say(text(body), event_id=f"${body}") for body in ("one", "two", "three")]
    assert await world.bodies(*said) == ["one", "two", "three"]
    assert world.queries == 1
    await world.client.close()


async def test_what_stays_unproven_is_put_aside_and_holds_up_nobody(tmp_path: Path) -> None:
    person = Person("nurse")
    phone, other = person.phone(), person.phone("LAPTOP", signed=False)
    world = World(tmp_path, person)
    world.key_comes(phone)
    world.key_comes(other)
    assert await world.bodies(other.say(text("canary")), None, phone.say(text("heard"))) == ["heard"]
    assert world.bad == {"device not proven": 1, "envelope": 1}
    await world.client.close()


async def test_a_message_waits_for_its_key_through_a_restart(tmp_path: Path) -> None:
    person = Person("nurse")
    phone = person.phone()
    world = World(tmp_path, person)
    key = phone.session()
    raw = phone.say(text("late"))
    assert await world.bodies(raw) == []
    await world.client.close()
    world = World(tmp_path, person)
    world.client.olm.inbound_group_store.add(key)
    assert world.timeline.waiting(["another session"]) == []
    waiting = world.timeline.waiting([phone.group.session_id])
    assert [said.body for said in await world.timeline.read(waiting)] == ["late"]
    assert len(world.timeline.waiting()) == 1
    world.timeline.stored(waiting)
    assert world.timeline.waiting() == []
    await world.client.close()


async def test_a_message_without_its_key_is_said_aloud_after_a_minute_and_not_read_later(tmp_path: Path) -> None:
    person = Person("nurse")
    phone = person.phone()
    world = World(tmp_path, person)
    key = phone.session()
    await world.bodies(phone.say(text("lost"), event_id="$lost"))
    world.clock.time += timedelta(seconds=59)
    assert world.timeline.overdue() == []
    world.clock.time += timedelta(seconds=1)
    overdue = world.timeline.overdue()
    assert [(each.id, each.what, each.person, each.room_id) for each in overdue] == [
        ("unreadable:$lost", Seen.UNREADABLE, person.user_id, ROOM)
    ]
    world.timeline.told(overdue)
    world.client.olm.inbound_group_store.add(key)
    assert (world.timeline.overdue(), world.timeline.waiting()) == ([], [])
    await world.client.close()
