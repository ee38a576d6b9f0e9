"""The sending half read by another client, which takes signed devices only: who gets a key, and who is told why not."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.flow.messages import Effect, EffectKind, RetryLaterError, Seen
from bot.matrix.audience import fetch_state
from bot.matrix.send import UnsureError
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.peer import Peer
from bot.sandbox.sights import PeerEvent
from tests.conftest import Peers
from tests.sender import V3, Bot, BotHome, Wire

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def home(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[BotHome]:
    made = BotHome(homeserver, tmp_path / "bot")
    yield made
    await made.stop()


def event_is(event_id: str) -> Callable[[PeerEvent], bool]:
    return lambda event: event.event_id == event_id


def readable(event_id: str) -> Callable[[PeerEvent], bool]:
    """A key that comes after its message opens it then."""
    return lambda event: event.event_id == event_id and event.decrypted


async def a_room(home: BotHome, bot: Bot, *people: Peer) -> str:
    """A room of the bot with these people in it, all of them enrolled."""
    home.mailroom.people |= {person.user_id for person in people}
    room_id = await bot.room(*{person.user_id for person in people})
    await asyncio.gather(*(person.joined(room_id) for person in people))
    return room_id


async def session_of(bot: Bot, room_id: str, event_id: str) -> str:
    event = await bot.client.request("GET", f"{V3}/rooms/{room_id}/event/{event_id}")
    content = event["content"]
    assert isinstance(content, dict)
    return str(content["session_id"])


async def test_a_message_is_read_without_a_warning_with_its_mention_and_its_relation(home: BotHome, peers: Peers) -> None:
    bot, person = await asyncio.gather(home.start(), peers("sex_therapist"))
    room_id = await a_room(home, bot, person)
    covered = {person.user_id}
    first = await bot.say(room_id, "canary", covered=covered)
    seen = await person.wait_event(room_id, event_is(first))
    assert (seen.body, seen.shield, seen.failure, seen.content["m.mentions"]) == ("canary", "none", None, {})
    content = {
        "msgtype": "m.text",
        "body": "a topic, ✓ ä 🙂",
        "m.mentions": {"user_ids": [person.user_id]},
        "m.relates_to": {"m.in_reply_to": {"event_id": first}},
    }
    effect = Effect(id="answer-1", kind=EffectKind.MESSAGE, room_id=room_id, content=content, covered=frozenset(covered))
    seen = await person.wait_event(room_id, event_is(await bot.transport.perform(effect)))
    assert (seen.body, seen.shield) == ("a topic, ✓ ä 🙂", "none")
    assert seen.content["m.mentions"] == {"user_ids": [person.user_id]}
    assert seen.relates_to == {"m.in_reply_to": {"event_id": first}}


async def test_a_file_is_opened_by_the_other_client(home: BotHome, peers: Peers) -> None:
    bot, person = await asyncio.gather(home.start(), peers("coordinator"))
    room_id = await a_room(home, bot, person)
    data = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    content = {
        "name": "conference.ics",
        "mime": "text/calendar",
        "data": base64.b64encode(data).decode(),
        "body": "",
        "reply_to": None,
        "id": "file-1",
    }
    effect = Effect(id="file-1", kind=EffectKind.FILE, room_id=room_id, content=content, covered=frozenset({person.user_id}))
    posted = await bot.transport.perform(effect)
    seen = await person.wait_event(room_id, event_is(posted))
    assert (seen.body, seen.content["info"]) == ("conference.ics", {"mimetype": "text/calendar", "size": len(data)})
    assert await person.download(room_id, posted) == data


async def test_an_unsigned_device_gets_no_key_and_is_told_so_once_while_the_signed_one_reads(home: BotHome, peers: Peers) -> None:
    account = await peers.account("psychiatrist")
    bot, signed = await asyncio.gather(home.start(), peers("psychiatrist", account=account))
    unsigned = await peers("psychiatrist", account=account, sign=False)
    room_id = await a_room(home, bot, signed, unsigned)
    wire = Wire(bot.client)
    said = await bot.say(room_id, "canary", covered={signed.user_id})
    assert (await signed.wait_event(room_id, event_is(said))).shield == "none"
    refused = await unsigned.wait_event(room_id, event_is(said))
    assert (refused.decrypted, refused.failure) == (False, "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE")
    await bot.say(room_id, "a topic", covered={signed.user_id})
    assert wire.count("/sendToDevice/m.room_key.withheld/") == 1
    given = [json.loads(body)["messages"] for _, path, body in wire.asked if "/sendToDevice/m.room.encrypted/" in path]
    assert [{person: list(devices) for person, devices in one.items()} for one in given] == [{signed.user_id: [signed.device_id]}]
    noticed = [one.detail for one in home.mailroom.observed if one.what is Seen.UNSIGNED_DEVICE]
    assert set(noticed) == {unsigned.device_id}


async def test_a_reset_identity_stops_that_person_alone(home: BotHome, peers: Peers) -> None:
    bot, person, other = await asyncio.gather(home.start(), peers("social_worker"), peers("coordinator"))
    room_id = await a_room(home, bot, person, other)
    covered = {person.user_id, other.user_id}
    before = await bot.say(room_id, "canary", covered=covered)
    await person.wait_event(room_id, readable(before))
    await person.reset_identity()
    bot.devices.forget([person.user_id])
    after = await bot.say(room_id, "a topic", covered=covered)
    assert (await other.wait_event(room_id, event_is(after))).shield == "none"
    assert not (await person.wait_event(room_id, event_is(after))).decrypted
    assert await session_of(bot, room_id, before) != await session_of(bot, room_id, after)


async def test_who_leaves_holds_no_key_of_what_is_said_afterwards(home: BotHome, peers: Peers) -> None:
    bot, stays, leaves = await asyncio.gather(home.start(), peers("sex_therapist"), peers("nurse"))
    room_id = await a_room(home, bot, stays, leaves)
    covered = {stays.user_id, leaves.user_id}
    first, second = [await bot.say(room_id, "canary", covered=covered) for _ in range(2)]
    await leaves.wait_event(room_id, readable(second))
    await leaves.leave(room_id)
    third = await bot.say(room_id, "a topic", covered=covered)
    assert (await stays.wait_event(room_id, event_is(third))).shield == "none"
    sessions = [await session_of(bot, room_id, event_id) for event_id in (first, second, third)]
    assert sessions[0] == sessions[1] != sessions[2]


async def test_who_comes_later_reads_on_and_not_back(home: BotHome, peers: Peers) -> None:
    bot, early, late = await asyncio.gather(home.start(), peers("sex_therapist"), peers("psychologist"))
    room_id = await a_room(home, bot, early)
    covered = {early.user_id, late.user_id}
    first = await bot.say(room_id, "canary", covered=covered)
    home.mailroom.people.add(late.user_id)
    await bot.act(EffectKind.INVITE, room_id, person=late.user_id)
    await late.joined(room_id)
    second = await bot.say(room_id, "a topic", covered=covered)
    assert (await late.wait_event(room_id, event_is(second))).body == "a topic"
    assert first not in {event.event_id for event in await late.timeline(room_id)}
    assert await session_of(bot, room_id, first) == await session_of(bot, room_id, second)


async def test_who_comes_in_the_second_in_which_something_is_said_reads_it(home: BotHome, peers: Peers) -> None:
    """The bot still takes them for invited when it speaks; to the server they are there. They have a room of their own with it."""
    bot, early, late = await asyncio.gather(home.start(), peers("sex_therapist"), peers("psychologist"))
    own, room_id = await a_room(home, bot, late), await a_room(home, bot, early)
    await bot.act(EffectKind.INVITE, room_id, person=late.user_id)
    bot.client.state |= {one: dict(await fetch_state(bot.client, one)) for one in (own, room_id)}
    await late.joined(room_id)
    crossed = await bot.say(room_id, "canary", covered={early.user_id, late.user_id})
    assert (await late.wait_event(room_id, event_is(crossed))).body == "canary"


async def test_killed_between_the_channel_and_the_room_key_everything_is_readable_after_the_restart(
    home: BotHome, peers: Peers
) -> None:
    bot, person = await asyncio.gather(home.start(), peers("coordinator"))
    room_id = await a_room(home, bot, person)
    Wire(bot.client).cut = lambda path: "/sendToDevice/" in path
    with pytest.raises(RetryLaterError):
        await bot.say(room_id, "canary", covered={person.user_id}, effect_id="killed-1")
    again = await home.start()
    said = await again.say(room_id, "canary", covered={person.user_id}, effect_id="killed-1", attempted=True)
    assert (await person.wait_event(room_id, readable(said))).shield == "none"


async def test_killed_after_the_server_took_it_the_message_is_there_once_and_readable(home: BotHome, peers: Peers) -> None:
    bot, person = await asyncio.gather(home.start(), peers("coordinator"))
    room_id = await a_room(home, bot, person)
    Wire(bot.client).lose = lambda path: "/send/" in path
    with pytest.raises(UnsureError):
        await bot.say(room_id, "canary", covered={person.user_id}, effect_id="killed-2")
    again = await home.start()
    said = await again.say(room_id, "canary", covered={person.user_id}, effect_id="killed-2", attempted=True)
    await again.say(room_id, "a topic", covered={person.user_id})
    await person.wait_event(room_id, lambda event: event.body == "a topic")
    shown = [(event.event_id, event.body) for event in await person.timeline(room_id) if event.type == "m.room.message"]
    assert shown == [(said, "canary"), (shown[-1][0], "a topic")]


async def test_a_key_handed_out_ahead_leaves_one_request_for_the_minute_itself(home: BotHome, peers: Peers) -> None:
    bot, person = await asyncio.gather(home.start(), peers("sex_therapist"))
    room_id = await a_room(home, bot, person)
    await bot.transport.prepare(room_id)
    wire = Wire(bot.client)
    said = await bot.say(room_id, "canary", covered={person.user_id})
    assert [path.split("/v3/")[1].split("/")[0] for _, path, _ in wire.asked if not path.endswith("/state")] == ["rooms"]
    assert (await person.wait_event(room_id, event_is(said))).shield == "none"


async def test_a_device_that_could_not_be_reached_is_tried_again_and_holds_up_nobody(home: BotHome, peers: Peers) -> None:
    bot, person, other = await asyncio.gather(home.start(), peers("sex_therapist"), peers("nurse"))
    room_id = await a_room(home, bot, person, other)
    covered = {person.user_id, other.user_id}
    wire = Wire(bot.client)
    name = other.user_id.encode()
    wire.rewrite = lambda body: body.replace(name, b"@nobody:example.org") if b'"one_time_keys"' in body else body
    said = await bot.say(room_id, "canary", covered=covered)
    assert (await person.wait_event(room_id, event_is(said))).shield == "none"
    assert bot.transport.keys.missed == {room_id: {(other.user_id, other.device_id)}}
    wire.rewrite = bytes
    await bot.say(room_id, "a topic", covered=covered)
    assert wire.count("/keys/claim") == 1
    bot.clock.wind(timedelta(minutes=2))
    late = await bot.say(room_id, "a second topic", covered=covered)
    assert (await other.wait_event(room_id, readable(late))).body == "a second topic"
    assert bot.transport.keys.missed == {}


async def test_rooms_that_start_together_claim_each_device_once(home: BotHome, peers: Peers) -> None:
    bot, person = await asyncio.gather(home.start(), peers("sex_therapist"))
    rooms = [await a_room(home, bot, person) for _ in range(4)]
    wire = Wire(bot.client)
    said = await asyncio.gather(*(bot.say(room_id, "canary", covered={person.user_id}) for room_id in rooms))
    assert wire.count("/keys/claim") == 1
    for room_id, event_id in zip(rooms, said, strict=True):
        assert (await person.wait_event(room_id, readable(event_id))).shield == "none"


async def test_while_the_sync_runs_members_and_devices_come_and_go_and_each_message_is_read_by_who_is_there(
    home: BotHome, peers: Peers
) -> None:
    account = await peers.account("sex_therapist")
    bot, person, other = await asyncio.gather(home.start(), peers("sex_therapist", account=account), peers("nurse"))
    syncing = asyncio.create_task(bot.receiver.run())
    try:
        await bot.receiver.ready.wait()
        room_id = await a_room(home, bot, person, other)
        covered = {person.user_id, other.user_id}
        await bot.sees(room_id, *covered)
        first = await bot.say(room_id, "canary", covered=covered)
        await asyncio.gather(*(one.wait_event(room_id, readable(first)) for one in (person, other)))
        second_device = await peers("sex_therapist", account=account, recovery_key=person.recovery_key)
        await second_device.joined(room_id)
        await person.send_text(room_id, "a topic")
        async with asyncio.timeout(60):
            while not home.mailroom.inbound:  # noqa: ASYNC110 - what is awaited happens in the sync
                await asyncio.sleep(0.02)
        second = await bot.say(room_id, "a second topic", covered=covered)
        seen = await asyncio.gather(*(one.wait_event(room_id, readable(second)) for one in (person, other, second_device)))
        assert {one.shield for one in seen} == {"none"}
        await other.leave(room_id)
        third = await bot.say(room_id, "a third topic", covered={person.user_id})
        assert (await second_device.wait_event(room_id, readable(third))).shield == "none"
        assert await session_of(bot, room_id, second) != await session_of(bot, room_id, third)
        assert [one.body for one in home.mailroom.inbound] == ["a topic"]
    finally:
        syncing.cancel()
        await asyncio.gather(syncing, return_exceptions=True)
