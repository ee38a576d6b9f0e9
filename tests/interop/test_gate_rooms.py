"""The gate in real rooms: what is not shared with somebody who is there is said to the others alone."""

from __future__ import annotations

import re

import pytest

from bot.sandbox.scenes import COVERED, PRIMARY_CARE, SEX_THERAPIST
from bot.sandbox.sights import PeerEvent
from tests.interop.practice import Practice

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]


def ref_in(answer: PeerEvent) -> str:
    found = re.search(r"note ([0-9A-Z]{4,})", answer.body)
    assert found is not None, answer.body
    return found[1]


async def test_a_room_shows_no_line_that_somebody_there_may_not_read_and_each_covered_person_finds_it_alone(
    practice: Practice,
) -> None:
    stage, room = practice.stage, practice.case.room
    direct = await stage.direct(SEX_THERAPIST)
    kept = await stage.asks(SEX_THERAPIST, direct, f"!note {practice.case.code} Canary.\nRisk: none reported")
    marks = stage.marks()
    agenda = await stage.asks(SEX_THERAPIST, room, "!huddle start")
    assert "Canary" not in agenda.body
    assert ref_in(kept) not in agenda.body
    for person in COVERED:
        own = await stage.heard(await stage.direct(person), stage.speaks, what="lines of their own", after=marks)
        assert "Canary" in own.body
        assert ref_in(kept) in own.body
    theirs = await stage.direct(PRIMARY_CARE)
    answer = await stage.asks(PRIMARY_CARE, theirs, f"!notes {practice.case.code}")
    assert [event.event_id for event in practice.told(PRIMARY_CARE, theirs, marks[PRIMARY_CARE])] == [answer.event_id]
    assert ref_in(kept) not in answer.body


async def test_a_note_typed_before_somebody_who_may_not_read_it_is_kept_and_taken_out_of_the_room(practice: Practice) -> None:
    stage, room = practice.stage, practice.case.room
    marks, direct = stage.marks(), await stage.direct(SEX_THERAPIST)
    sent = await practice.peer(SEX_THERAPIST).send_text(room.id, "!note A topic.\nRisk: none reported")
    for person in room.people:

        def taken_out(event: PeerEvent) -> bool:
            return event.type == "m.room.redaction" and event.content.get("redacts") == sent

        redaction = await practice.peer(person).wait_event(room.id, taken_out)
        assert redaction.sender == stage.bot
    left = [event for event in await practice.peer(PRIMARY_CARE).timeline(room.id) if event.event_id == sent]
    assert [(event.redacted, event.body) for event in left] == [(True, "")]
    told = await stage.heard(direct, stage.speaks, what="word of it", after=marks)
    assert "sexual history is not shared with" in told.body
    listed = await stage.asks(SEX_THERAPIST, direct, f"!note {practice.case.code} show {ref_in(told)}")
    assert "A topic." in listed.body
    in_room = [event for event in await practice.peer(PRIMARY_CARE).timeline(room.id) if event.sender == stage.bot]
    assert not any("A topic." in event.body for event in in_room)
