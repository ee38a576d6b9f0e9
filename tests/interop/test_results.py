"""A result and its file in real rooms: what is not shared with somebody who is there reaches the others alone, byte for byte."""

from __future__ import annotations

import secrets

import pytest

from bot.sandbox.scenes import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, SEX_THERAPIST
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import reply_to
from tests.interop.practice import Practice

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

RESULT = "Canary 4.9 mIU/L [0.4-4.0]"
PDF = b"%PDF-1.7\n" + secrets.token_bytes(200_000)


async def test_a_result_before_an_uncovered_member_reaches_the_covered_ones_alone_with_its_encrypted_file(
    practice: Practice,
) -> None:
    stage, room = practice.stage, practice.case.room
    author, uncovered = practice.peer(PHYSICIAN), practice.peer(PRIMARY_CARE)
    own, theirs = await stage.direct(PHYSICIAN), await stage.direct(PRIMARY_CARE)
    await stage.asks(SEX_THERAPIST, room, "!consent grant results to team")
    await stage.asks(SEX_THERAPIST, room, f"!consent withdraw results from {uncovered.user_id}")
    marks = stage.marks()

    sent = await author.send_text(room.id, f"!result lab {RESULT}")
    told = await stage.heard(own, stage.speaks, what="word of it", after=marks)
    assert f"results are not shared with the primary care clinician ({uncovered.user_id})" in told.body
    redaction = await uncovered.wait_event(
        room.id, lambda event: event.type == "m.room.redaction" and event.content.get("redacts") == sent, after=marks[PRIMARY_CARE]
    )
    assert redaction.sender == stage.bot

    file = await author.send_file(own.id, "scan.pdf", PDF, "application/pdf", reply_to=told.event_id)
    attached = await stage.heard(own, lambda event: stage.speaks(event) and reply_to(event) == file, what="word of the file")
    assert "Reply `direct` to send the result and its file" in attached.body
    marks_before = stage.marks()
    answer = await stage.replies(PHYSICIAN, own, attached, "direct")
    assert "was sent directly to" in answer.body
    for person in (SEX_THERAPIST, MENTAL_HEALTH):
        reader, place = practice.peer(person), await stage.direct(person)
        passed = await stage.heard(place, stage.speaks, what="the result", after=marks_before)
        assert f"{RESULT}, above its range." in passed.body

        def a_file(event: PeerEvent) -> bool:
            return event.sender == stage.bot and event.content.get("msgtype") == "m.file"

        event = await reader.wait_event(place.id, a_file, after=marks_before[person])
        assert (event.shield, "scan" in event.body) == ("none", False)
        assert await reader.download(place.id, event.event_id) == PDF

    listed = await stage.asks(PRIMARY_CARE, theirs, f"!results {practice.case.code}")
    assert "Canary" not in listed.body
    since = practice.told(PRIMARY_CARE, theirs, marks[PRIMARY_CARE])
    assert [event.event_id for event in since] == [listed.event_id]
    for place in (room, theirs):
        timeline = await uncovered.timeline(place.id)
        assert not any("Canary" in event.body for event in timeline)
        assert not any(event.content.get("msgtype") == "m.file" for event in timeline)
