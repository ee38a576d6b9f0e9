"""The record's story: what each of six people sees of a case, and what none of them ever receives, by events and by room keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio

from bot.sandbox.environment import Environment
from bot.sandbox.lines import PeerError
from tests.interop.acts import play
from tests.interop.knowledge import World, key_holders, knowledge, readers
from tests.interop.record import COVERED, PDF, SHARED, SIX, TAKEN_OUT, C, G, M, P, R, Record, T, record_in, ref

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, kw_only=True)
class Played:
    record: Record
    world: World
    """What each of them has after it."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played(sandbox_environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Played]:
    async with record_in(tmp_path_factory.mktemp("record"), sandbox_environment) as record:
        await play(record)
        yield Played(record=record, world=await knowledge(record.stage.people))


@pytest.mark.parametrize("words", SHARED)
async def test_it_is_read_by_those_it_is_shared_with_and_nobody_else_receives_it(played: Played, words: str) -> None:
    assert readers(played.world, words) == SHARED[words]


@pytest.mark.parametrize("words", SHARED)
async def test_nobody_else_holds_a_key_to_anything_that_carries_it(played: Played, words: str) -> None:
    assert key_holders(played.world, words) == SHARED[words]


@pytest.mark.parametrize("words", TAKEN_OUT)
async def test_what_was_taken_out_of_the_room_is_said_to_those_alone_who_may_read_it(played: Played, words: str) -> None:
    record, world = played.record, played.world
    assert readers(world, words, by=record.stage.bot) == key_holders(world, words, by=record.stage.bot) == TAKEN_OUT[words]
    assert [world[outside].reads(words) for outside in (C, G)] == [(), ()]
    left = await record.stage.people[R].timeline(record.room.id)
    assert [(one.redacted, one.body) for one in left if one.event_id == record.sent[words]] == [(True, "")]


@pytest.mark.parametrize("name", SIX)
async def test_nothing_lies_in_anybodys_rooms_that_was_not_read_and_searched(played: Played, name: str) -> None:
    known = played.world[name]
    assert [one.event for one in known.sights if one.event.failure is not None] == []
    assert set(known.rooms.values()) == {"join"}
    assert {one.event.room_id for one in known.sights} == set(known.rooms)
    assert {room for room, _ in known.sessions} == set(known.rooms)


@pytest.mark.parametrize("outside", [C, G])
async def test_who_is_not_in_the_room_of_the_case_holds_no_key_of_it_and_is_refused_its_events(
    played: Played, outside: str
) -> None:
    room, people = played.record.room, played.record.stage.people
    assert all(played.world[inside].keys_of(room.id) for inside in room.people)
    assert (played.world[outside].keys_of(room.id), played.world[outside].rooms.get(room.id)) == (frozenset(), None)
    with pytest.raises(PeerError, match="M_FORBIDDEN"):
        await people[outside].timeline(room.id)


async def test_the_guest_is_in_the_room_of_the_conference_and_the_one_with_the_bot_and_in_no_other(played: Played) -> None:
    stage, held = played.record.stage, played.world[G]
    rooms = {(await stage.direct(G)).id, (await stage.room(f"Conference {played.record.code}", G)).id}
    assert held.rooms == dict.fromkeys(rooms, "join")
    assert {room for room, _ in held.sessions} == rooms
    assert "Left out" in played.record.said["brief"].body


async def test_the_intake_asks_what_else_was_considered_where_all_contributors_are_of_one_sort(played: Played) -> None:
    said = played.record.said
    assert "every contributor is organic. Which others were considered and excluded?" in said["others"].body
    assert "Considered and excluded: lifestyle" in said["finished"].body


async def test_an_answer_to_item_9_rings_the_lead_who_answers_and_two_close_it(played: Played) -> None:
    record = played.record
    number = ref(record.said["ring"])
    assert f"concern: {number}" in record.said["score"].body
    assert record.said["ring"].content["m.mentions"] == {"user_ids": [record.id(T)]}
    assert "is yours, and rings nobody else" in record.said["acked"].body
    assert "awaiting second" in record.said["handled"].body
    heard = [sight.event.body for sight in played.world[R].reads(f"Concern signal {number}", by=record.stage.bot)]
    steps = [next(part for part in ("nobody yet", "answered by", "awaiting", "closed by") if part in body) for body in heard]
    assert list(dict.fromkeys(steps)) == ["nobody yet", "answered by", "awaiting", "closed by"]


async def test_a_course_comes_in_words_and_as_an_encrypted_picture_to_those_who_may_read_it(played: Played) -> None:
    def pictures(name: str) -> dict[str, bytes]:
        sights = [one for one in played.world[name].sights if one.event.content.get("msgtype") == "m.image"]
        assert all(one.event.decrypted for one in sights)
        return {one.event.body.split()[0]: one.file[: len(PNG)] for one in sights}

    shown = {name: pictures(name) for name in SIX}
    assert shown == {C: {}, T: {"FSFI": PNG}, P: {"FSFI": PNG}, M: {"FSFI": PNG, "GAD-7": PNG}, R: {}, G: {}}
    assert "5 lower than the baseline" in played.record.said["course"].body


async def test_a_file_arrives_byte_for_byte_under_no_name_of_its_senders(played: Played) -> None:
    for name in (T, M):
        (sight,) = played.world[name].reads("canary-file")
        assert (sight.file, sight.event.sender, "scan" in sight.event.body) == (PDF, played.record.stage.bot, False)


async def test_what_is_left_out_is_held_and_goes_on_as_it_was(played: Played) -> None:
    said = played.record.said
    step = ref(said["step"])
    assert f"step {step}" in said["out"].body
    assert "couple work is left out for now, as the patient wishes" in said["without"].body
    assert f"step {step}" in said["in"].body
    assert "a medical evaluation comes first" in said["waiting"].body


async def test_the_agenda_and_the_minutes_hold_what_is_for_all_there_and_end_alike(played: Played) -> None:
    said, own = played.record.said, "Your own lines are in your direct room."
    for name, words in (("agenda", "canary-voice"), ("minutes", "canary-decision")):
        assert words in said[name].body
        assert said[name].body.endswith(own)


async def test_a_withdrawal_says_who_has_read_it_and_counts_from_then_on(played: Played) -> None:
    assert f"Read already: mental health, by the physician ({played.record.id(P)})" in played.record.said["withdrawn"].body
    assert played.world[P].reads("canary-data") != ()
    assert played.world[P].reads("canary-later") == ()


async def test_each_discipline_signs_and_the_second_version_tells_what_changed_to_those_who_may_read_it(played: Played) -> None:
    said, record = played.record.said, played.record
    first, second = said["version 2"].body.splitlines()[1:]
    assert all(record.id(one) in first for one in (T, M, R))
    assert "superseded" in first
    assert all(record.id(one) in second for one in (T, R))
    assert "Version 2" in second
    assert "in force since" in second
    assert "2 changes" in said["diff"].body
    assert "In the patient's words: canary-wish" in said["diff"].body
    assert said["diff apart"].body.endswith("2 changes:\n2 lines not shared with you.")


async def test_the_same_search_finds_what_is_passed_on_behind_the_bot_and_a_key_that_was(played: Played) -> None:
    people, world = played.record.stage.people, played.world
    with_key = {**world, R: replace(world[R], sessions=world[R].sessions | world[P].sessions)}
    assert key_holders(with_key, "canary-image") == COVERED | {R}
    room = await people[P].create_room(invite=[people[R].user_id])
    await people[R].joined(room)
    await people[P].send_text(room, "canary-image")
    sent = await people[P].send_file(room, "scan.pdf", PDF, "application/pdf")
    await people[R].wait_event(room, lambda event: event.event_id == sent and event.decrypted)
    after = await knowledge(people)
    for words in ("canary-image", "canary-file"):
        assert readers(after, words) == key_holders(after, words) == COVERED | {R}
