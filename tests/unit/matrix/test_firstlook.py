"""What is noticed of somebody before they are invited, and that an invitation waits for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.flow.messages import Effect, EffectKind, Looked, Pin, RetryLaterError, Seen
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.http import HomeserverError, LimitedError, RefusedError, RevokedError, UnavailableError
from bot.matrix.transport import MatrixTransport
from bot.matrix.trust import Policy
from tests.homeserver.edge import MemoryMailroom
from tests.unit.matrix.people import BOT, Person, answer

ROOM = "!room"


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 1, 1, 12, tzinfo=UTC)


class World:
    """A homeserver with these people, on which everybody else is unknown; what it is asked is kept in order."""

    def __init__(self, folder: Path, *people: Person) -> None:
        self.people = list(people)
        self.mailroom = MemoryMailroom()
        self.asked: list[str] = []
        self.wrong: dict[str, HomeserverError] = {}
        """By a part of the path: what it answers instead."""
        self.failures: dict[str, object] = {}
        client = Client("http://127.0.0.1:1", BOT, folder=folder, pickle_key=bytes(32))
        client.user_id = BOT
        client.request = self.request  # type: ignore[assignment, method-assign]
        self.transport = MatrixTransport(client, self.mailroom, Devices(client, self.mailroom, Noon(), Policy.TOFU), Noon())

    async def request(self, _method: str, path: str, body: Mapping[str, Any] | None = None, **_: object) -> dict[str, object]:
        self.asked.append(path)
        for part, error in self.wrong.items():
            if part in path:
                raise error
        if "keys/query" in path:
            known = [person for person in self.people if person.phones and person.user_id in (body or {})["device_keys"]]
            return {**answer(known), "failures": self.failures}
        if "profile" in path and not any(person.user_id[1:].partition(":")[0] in path for person in self.people):
            raise RefusedError("M_NOT_FOUND", 404)
        return {}

    async def look(self, *people: str, effect_id: str = "look-1") -> list[tuple[Seen, str]]:
        """Look at them, and give what was noticed so far."""
        effect = Effect(id=effect_id, kind=EffectKind.LOOK, room_id=ROOM, content={"people": list(people)})
        assert await self.transport.perform(effect) == ""
        return self.noticed()

    async def invite(self, person: str) -> list[tuple[Seen, str]]:
        await self.transport.perform(Effect(id="invite-1", kind=EffectKind.INVITE, room_id=ROOM, content={"person": person}))
        return self.noticed()

    def noticed(self) -> list[tuple[Seen, str]]:
        return [(each.what, each.person) for each in self.mailroom.noticed.values()]


async def test_of_somebody_with_a_signed_device_nothing_is_noticed(tmp_path: Path) -> None:
    person = Person("nurse")
    person.phone()
    person.phone("LAPTOP", signed=False)
    world = World(tmp_path, person)
    assert await world.look(person.user_id, BOT) == []
    assert len(world.asked) == 1


async def test_whoever_has_no_signed_device_is_noticed_and_so_is_an_id_that_nobody_has(tmp_path: Path) -> None:
    unsigned, bare = Person("nurse"), Person("physician")
    unsigned.phone(signed=False)
    world = World(tmp_path, unsigned, bare)
    nobody = "@nobody:example.org"
    assert await world.look(unsigned.user_id, bare.user_id, nobody) == [
        (Seen.NO_ACCOUNT, nobody),
        (Seen.NO_IDENTITY, unsigned.user_id),
        (Seen.NO_IDENTITY, bare.user_id),
    ]
    assert {each.detail for each in world.mailroom.noticed.values()} == {Looked.ASKED}


async def test_the_same_look_twice_is_noticed_once_and_a_later_one_again(tmp_path: Path) -> None:
    person = Person("nurse")
    world = World(tmp_path, person)
    for effect_id, times in (("look-1", 1), ("look-1", 1), ("look-2", 2)):
        assert len(await world.look(person.user_id, effect_id=effect_id)) == times


async def test_whoever_shows_another_identity_than_the_pinned_one_is_noticed(tmp_path: Path) -> None:
    person = Person("nurse")
    person.phone()
    world = World(tmp_path, person)
    world.mailroom.pinned[person.user_id] = Pin(person=person.user_id, master_key=person.master_key)
    assert await world.look(person.user_id) == []
    person.reset()
    assert await world.look(person.user_id) == [(Seen.IDENTITY_CHANGED, person.user_id)]


async def test_whoever_is_invited_was_looked_at_before_and_a_look_pins_nobody(tmp_path: Path) -> None:
    person = Person("nurse")
    world = World(tmp_path, person)
    assert await world.invite(person.user_id) == [(Seen.NO_IDENTITY, person.user_id)]
    assert [path.rpartition("/")[2] for path in world.asked] == ["query", "%40nurse%3Aexample.org", "invite"]
    assert {each.detail for each in world.mailroom.noticed.values()} == {Looked.INVITING}
    assert world.mailroom.pinned == {}


async def test_whoever_is_invited_into_a_new_room_was_looked_at_before(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.wrong["createRoom"] = UnavailableError("down")
    content = {"token": "t", "name": "", "invite": ["@nurse:example.org"], "direct": True}
    with pytest.raises(RetryLaterError):
        await world.transport.perform(Effect(id="room-1", kind=EffectKind.CREATE_ROOM, content=content))
    assert world.noticed() == [(Seen.NO_ACCOUNT, "@nurse:example.org")]


@pytest.mark.parametrize("part", ["keys/query", "profile"])
async def test_without_an_answer_the_invitation_goes_on_and_the_doubt_is_noticed(tmp_path: Path, part: str) -> None:
    person = Person("nurse")
    world = World(tmp_path, person)
    world.wrong[part] = UnavailableError("down")
    assert await world.invite(person.user_id) == [(Seen.UNCHECKED, person.user_id)]
    assert world.asked[-1].endswith("/invite")


async def test_a_server_that_does_not_answer_leaves_its_own_people_in_doubt_alone(tmp_path: Path) -> None:
    person = Person("nurse")
    person.phone()
    world = World(tmp_path, person)
    world.failures = {"elsewhere.example:8448": {}}
    far = "@physician:elsewhere.example:8448"
    assert await world.look(person.user_id, far) == [(Seen.UNCHECKED, far)]


async def test_who_may_not_read_a_profile_does_not_take_an_account_for_none(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.wrong["profile"] = RefusedError("M_FORBIDDEN", 403)
    assert await world.look("@nurse:example.org") == [(Seen.NO_IDENTITY, "@nurse:example.org")]


@pytest.mark.parametrize(("error", "after"), [(LimitedError(17.5), 17.5), (RevokedError(), 300.0)])
async def test_a_limit_holds_the_invitation_back(tmp_path: Path, error: HomeserverError, after: float) -> None:
    world = World(tmp_path, Person("nurse"))
    world.wrong["keys/query"] = error
    with pytest.raises(RetryLaterError) as caught:
        await world.invite("@nurse:example.org")
    assert (caught.value.after, len(world.asked)) == (after, 1)
