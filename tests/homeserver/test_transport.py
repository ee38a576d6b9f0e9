"""The sending half against the real homeserver: rooms, audiences, each thing once, and nothing readable on the wire."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.flow.messages import Attachment, AudienceChangedError, Effect, EffectKind, RetryLaterError, UndeliverableError
from bot.matrix import media, posture
from bot.matrix.audience import fetch_state
from bot.matrix.find import find
from bot.matrix.http import RefusedError
from bot.matrix.send import UnsureError
from bot.sandbox.homeserver import Homeserver
from tests.sender import V3, Bot, BotHome, Wire

pytestmark = [pytest.mark.homeserver, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def home(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[BotHome]:
    made = BotHome(homeserver, tmp_path / "bot")
    yield made
    await made.stop()


async def timeline(bot: Bot, room_id: str) -> list[dict[str, Any]]:
    """The room's events but for its state, oldest first."""
    said: Any = await bot.client.request("GET", f"{V3}/rooms/{room_id}/messages?dir=b&limit=100")
    return [event for event in reversed(said["chunk"]) if "state_key" not in event]


def opened(bot: Bot, room_id: str, event: dict[str, Any]) -> dict[str, Any]:
    """What our own copy of the key makes of an event."""
    content = event["content"]
    session = bot.client.olm.inbound_group_store.get(room_id, content["sender_key"], content["session_id"])
    plaintext, _ = session.decrypt(content["ciphertext"])
    payload: dict[str, Any] = json.loads(plaintext)
    return payload


async def test_a_new_room_is_closed_in_every_way_and_its_members_may_only_talk(home: BotHome) -> None:
    bot, member = await asyncio.gather(home.start(), home.member("sex_therapist"))
    room_id = await bot.room(member.user_id)
    await member.join(room_id)
    state = await fetch_state(bot.client, room_id)
    seen = posture.read(room_id, state)
    assert not seen.locked
    assert not seen.federated
    assert seen.joined == {bot.client.user_id, member.user_id}
    assert state["m.room.name", ""] == {"name": "Room 7"}
    assert ("m.room.topic", "") not in state
    for path, body in (
        (f"{V3}/rooms/{room_id}/state/m.room.name/", {"name": "canary"}),
        (f"{V3}/rooms/{room_id}/state/m.room.history_visibility/", {"history_visibility": "shared"}),
        (f"{V3}/rooms/{room_id}/state/m.room.power_levels/", {}),
    ):
        with pytest.raises(RefusedError):
            await member.client.request("PUT", path, body)
    stranger = await home.member("visitor")
    with pytest.raises(RefusedError):
        await member.client.request("POST", f"{V3}/rooms/{room_id}/invite", {"user_id": stranger.user_id})


async def test_a_room_whose_making_was_not_answered_is_found_and_not_made_again(home: BotHome) -> None:
    bot, member = await asyncio.gather(home.start(), home.member("coordinator"))
    wire = Wire(bot.client)
    wire.lose = lambda path: path.endswith("/createRoom")
    with pytest.raises(RetryLaterError):
        await bot.room(member.user_id, token="token-1")
    again = await home.start()
    room_id = await again.room(member.user_id, token="token-1", attempted=True)
    assert await again.room(member.user_id, token="token-1", attempted=True) == room_id
    assert (await again.client.request("GET", f"{V3}/joined_rooms"))["joined_rooms"] == [room_id]


async def test_a_room_that_was_left_half_made_by_a_refused_invitation_is_used(home: BotHome) -> None:
    bot, member = await asyncio.gather(home.start(), home.member("coordinator"))
    room_id = await bot.room(token="token-2")
    assert await bot.room(member.user_id, token="token-2") == room_id
    assert posture.read(room_id, await fetch_state(bot.client, room_id)).invited == {member.user_id}


async def test_direct_rooms_are_listed_as_such_and_invite_as_such(home: BotHome) -> None:
    bot, member, other = await asyncio.gather(home.start(), home.member("coordinator"), home.member("psychiatrist"))
    first = await bot.room(member.user_id, token="d-1", direct=True)
    second = await bot.room(other.user_id, token="d-2", direct=True)
    assert await bot.room(other.user_id, token="d-2", direct=True) == second
    listed = await bot.client.request("GET", f"{V3}/user/{bot.client.user_id}/account_data/m.direct")
    assert listed == {member.user_id: [first], other.user_id: [second]}
    state = await fetch_state(bot.client, first)
    assert state["m.room.member", member.user_id]["is_direct"] is True


async def test_a_message_put_twice_under_one_id_is_one_event(home: BotHome) -> None:
    bot = await home.start()
    room_id = await bot.room()
    first = await bot.say(room_id, "canary", covered=set(), effect_id="once-1")
    assert await bot.say(room_id, "canary", covered=set(), effect_id="once-1") == first
    (event,) = await timeline(bot, room_id)
    assert event["event_id"] == first
    payload = opened(bot, room_id, event)
    assert (payload["type"], payload["room_id"]) == ("m.room.message", room_id)
    assert payload["content"]["m.mentions"] == {}
    assert payload["content"]["org.carehuddle.id"] == "once-1"


async def test_a_message_whose_answer_was_lost_is_found_by_the_id_inside_after_a_crash(home: BotHome) -> None:
    bot = await home.start()
    room_id = await bot.room()
    wire = Wire(bot.client)
    wire.lose = lambda path: "/send/" in path
    with pytest.raises(UnsureError):
        await bot.say(room_id, "canary", covered=set(), effect_id="once-2")
    (event,) = await timeline(bot, room_id)
    again = await home.start()
    wire = Wire(again.client)
    found = await again.say(room_id, "canary", covered=set(), effect_id="once-2", attempted=True)
    assert (found, wire.count("/send/")) == (event["event_id"], 0)
    assert await find(again.client, room_id, "another") is None


async def test_the_id_inside_is_enough_to_find_a_message(home: BotHome) -> None:
    bot = await home.start()
    room_id = await bot.room()
    sent = await bot.say(room_id, "canary", covered=set(), effect_id="once-3")
    wire = Wire(bot.client)
    wire.rewrite = lambda body: body.replace(b"transaction_id", b"forgotten_id")
    assert await find(bot.client, room_id, "once-3") == sent


async def test_a_stranger_in_the_room_or_only_invited_stops_the_message(home: BotHome) -> None:
    bot, member, stranger = await asyncio.gather(home.start(), home.member("sex_therapist"), home.member("visitor"))
    home.mailroom.people = {member.user_id, stranger.user_id}
    room_id = await bot.room(member.user_id)
    await member.join(room_id)
    await bot.say(room_id, "canary", covered={member.user_id})
    await bot.act(EffectKind.INVITE, room_id, person=stranger.user_id)
    wire = Wire(bot.client)
    file = {"name": "a.ics", "mime": "text/calendar", "data": "", "body": "", "reply_to": None, "id": "f-1"}
    for _ in ("invited", "joined"):
        with pytest.raises(AudienceChangedError):
            await bot.say(room_id, "a topic", covered={member.user_id})
        with pytest.raises(AudienceChangedError):
            await bot.transport.perform(
                Effect(id="f-1", kind=EffectKind.FILE, room_id=room_id, content=file, covered=frozenset({member.user_id}))
            )
        await stranger.join(room_id)
    assert wire.count("/send/") == wire.count("/sendToDevice/") == wire.count("/upload") == 0
    await bot.act(EffectKind.KICK, room_id, person=stranger.user_id)
    await bot.say(room_id, "a topic", covered={member.user_id})
    assert len(await timeline(bot, room_id)) == 2


async def test_a_person_who_was_put_out_a_moment_ago_is_not_taken_for_a_stranger(home: BotHome) -> None:
    bot, member = await asyncio.gather(home.start(), home.member("sex_therapist"))
    room_id = await bot.room(member.user_id)
    bot.client.state[room_id] = dict(await fetch_state(bot.client, room_id))
    await bot.act(EffectKind.KICK, room_id, person=member.user_id)
    assert await bot.say(room_id, "canary", covered=set())


async def test_asking_in_and_out_twice_is_as_once(home: BotHome) -> None:
    bot, member = await asyncio.gather(home.start(), home.member("sex_therapist"))
    room_id = await bot.room()
    for _ in range(2):
        await bot.act(EffectKind.INVITE, room_id, person=member.user_id)
    await member.join(room_id)
    await bot.act(EffectKind.INVITE, room_id, person=member.user_id)
    for _ in range(2):
        await bot.act(EffectKind.KICK, room_id, person=member.user_id)
    await bot.act(EffectKind.KICK, room_id, person=f"@nobody{member.user_id[member.user_id.index(':') :]}")
    seen = posture.read(room_id, await fetch_state(bot.client, room_id))
    assert seen.joined | seen.invited == {bot.client.user_id}
    for _ in range(2):
        await bot.act(EffectKind.LEAVE, room_id)
    with pytest.raises(UndeliverableError, match="not permitted"):
        await bot.act(EffectKind.INVITE, room_id, person=member.user_id)


async def test_state_is_set_and_a_redaction_under_the_message_s_own_id_still_happens(home: BotHome) -> None:
    bot = await home.start()
    room_id = await bot.room()
    assert await bot.act(EffectKind.STATE, room_id, type="m.room.name", state_key="", content={"name": "Room 8"})
    assert (await fetch_state(bot.client, room_id))["m.room.name", ""] == {"name": "Room 8"}
    said = await bot.say(room_id, "canary", covered=set(), effect_id="same")
    redact = Effect(id="same", kind=EffectKind.REDACT, room_id=room_id, content={"event_id": said})
    assert await bot.transport.perform(redact) == await bot.transport.perform(redact)
    event, _ = await timeline(bot, room_id)
    assert event["content"] == {}


async def test_nothing_is_sent_into_a_room_that_is_not_encrypted_unless_it_is_one_of_ours_and_then_encrypted(home: BotHome) -> None:
    bot = await home.start()
    room_id = str((await bot.client.request("POST", f"{V3}/createRoom", {"preset": "private_chat"}))["room_id"])
    with pytest.raises(UndeliverableError, match="not encrypted"):
        await bot.say(room_id, "canary", covered=set())
    assert await timeline(bot, room_id) == []
    home.mailroom.rooms = {room_id}
    await bot.say(room_id, "canary", covered=set())
    (event,) = await timeline(bot, room_id)
    assert event["type"] == "m.room.encrypted"


async def test_what_can_never_be_sent_says_so(home: BotHome) -> None:
    bot = await home.start()
    room_id = await bot.room()
    with pytest.raises(UndeliverableError, match="too large"):
        await bot.say(room_id, "a" * 60_000, covered=set())
    with pytest.raises(UndeliverableError, match="not text"):
        await bot.say(room_id, "\ud800", covered=set())
    with pytest.raises(UndeliverableError, match="not permitted"):
        await bot.say("!nowhere", "canary", covered=set())
    await bot.act(EffectKind.LEAVE, room_id)
    with pytest.raises(UndeliverableError, match="not in the room"):
        await bot.say(room_id, "canary", covered=set())


async def test_the_largest_message_that_is_taken_at_all_arrives(home: BotHome) -> None:
    bot = await home.start()
    room_id = await bot.room()
    await bot.say(room_id, "ä" * 22_000, covered=set())
    (event,) = await timeline(bot, room_id)
    assert opened(bot, room_id, event)["content"]["body"] == "ä" * 22_000


async def test_a_file_comes_back_byte_for_byte_and_neither_it_nor_its_name_is_on_the_wire(home: BotHome) -> None:
    bot = await home.start()
    room_id = await bot.room()
    wire = Wire(bot.client)
    data = b"canary, and a topic\r\n" * 40
    content = {
        "name": "conference.ics",
        "mime": "text/calendar",
        "data": base64.b64encode(data).decode(),
        "body": "The conference as a calendar file",
        "reply_to": "$asked",
        "id": "file-1",
    }
    await bot.transport.perform(Effect(id="file-1", kind=EffectKind.FILE, room_id=room_id, content=content))
    (event,) = await timeline(bot, room_id)
    inner = opened(bot, room_id, event)["content"]
    assert (inner["msgtype"], inner["filename"], inner["body"]) == ("m.file", "conference.ics", content["body"])
    assert inner["org.carehuddle.id"] == "file-1"
    assert event["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": "$asked"}}
    file = inner["file"]
    attachment = Attachment(
        name=inner["filename"],
        mime=inner["info"]["mimetype"],
        size=inner["info"]["size"],
        url=file["url"],
        key=file["key"]["k"],
        iv=file["iv"],
        sha256=file["hashes"]["sha256"],
    )
    assert await media.download(bot.client, attachment) == data
    said = b"".join(path.encode() + body for _, path, body in wire.asked)
    for word in (b"canary", b"conference", b"calendar"):
        assert word not in said


async def test_the_server_sees_sizes_in_steps_and_no_word_of_what_was_said(home: BotHome) -> None:
    bot = await home.start()
    room_id = await bot.room()
    wire = Wire(bot.client)
    for body in ("canary", "canary and a topic", "canary" * 50):
        await bot.say(room_id, body, covered=set())
    events = await timeline(bot, room_id)
    short, longer, longest = (len(event["content"]["ciphertext"]) for event in events)
    assert short == longer < longest
    assert b"canary" not in b"".join(body for _, _, body in wire.asked)
