from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.flow.messages import Seen
from bot.matrix import posture
from bot.matrix.census import Census
from tests.unit.matrix.people import BOT, ROOM, bot_client

NURSE = "@nurse:example.org"


def member(person: str, membership: str, event_id: str, before: str | None = None) -> Mapping[str, object]:
    unsigned = {"prev_content": {"membership": before}} if before else {}
    content = {"membership": membership, "displayname": "canary"}
    return {
        "type": "m.room.member",
        "state_key": person,
        "event_id": event_id,
        "origin_server_ts": 1_760_000_000_000,
        "content": content,
        "unsigned": unsigned,
    }


async def test_members_are_those_that_the_room_says_and_no_name_is_kept(tmp_path: Path) -> None:
    client = bot_client(tmp_path)
    census = Census(client)
    steps = [
        (member(NURSE, "invite", "$1"), [Seen.INVITED], {NURSE: True}),
        (member(NURSE, "join", "$2"), [Seen.JOINED], {NURSE: False}),
        (member(NURSE, "join", "$3"), [], {NURSE: False}),
        (member(NURSE, "ban", "$4"), [Seen.LEFT], {}),
        (member(BOT, "join", "$5"), [], {BOT: False}),
    ]
    for event, seen, users in steps:
        told, touched = census.apply(ROOM, [event])
        assert ([each.what for each in told], touched) == (seen, True)
        assert {person: user.invited for person, user in client.rooms[ROOM].users.items()} == users
        assert all(user.display_name is None for user in client.rooms[ROOM].users.values())
        assert [each.id for each in told] == [f"member:{event['event_id']}"][: len(seen)]
    assert posture.read(ROOM, client.state[ROOM]).joined == {BOT}
    await client.close()


async def test_a_changed_name_after_a_restart_is_no_joining(tmp_path: Path) -> None:
    client = bot_client(tmp_path)
    assert Census(client).apply(ROOM, [member(NURSE, "join", "$1", before="join")])[0] == []
    await client.close()


async def test_encrypted_is_remembered_for_ever(tmp_path: Path) -> None:
    client = bot_client(tmp_path)
    encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    Census(client).apply(ROOM, [encryption])
    await client.close()
    again = bot_client(tmp_path)
    Census(again).apply(ROOM, [member(BOT, "join", "$1")])
    assert again.rooms[ROOM].encrypted
    await again.close()


async def test_whoever_comes_or_goes_gets_the_room_a_new_key(tmp_path: Path) -> None:
    client = bot_client(tmp_path)
    census = Census(client)
    for event in (member(NURSE, "join", "$1"), member(NURSE, "leave", "$2")):
        client.olm.create_outbound_group_session(ROOM)
        client.olm.outbound_group_sessions[ROOM].mark_as_shared()
        census.apply(ROOM, [event])
        assert ROOM not in client.olm.outbound_group_sessions
    await client.close()


async def test_malformed_state_and_messages_change_nothing(tmp_path: Path) -> None:
    client = bot_client(tmp_path)
    odd: list[object] = [
        None,
        7,
        {},
        {"type": "m.room.member", "state_key": 7, "content": {}},
        {"type": "m.room.member", "state_key": "", "content": 7},
        {"type": "m.room.message", "content": {}},
    ]
    assert Census(client).apply(ROOM, odd) == ([], False)
    strange = {**member(NURSE, "join", "$1"), "origin_server_ts": 10**30}
    assert Census(client).apply(ROOM, [strange]) == ([], True)
    await client.close()
