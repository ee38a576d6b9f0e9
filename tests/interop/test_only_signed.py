"""Signed devices only, in both directions, with the whole bot: one person's trouble is nobody else's."""

from __future__ import annotations

import pytest

from bot.sandbox.scenes import PHYSICIAN, PRIMARY_CARE, SEX_THERAPIST
from bot.sandbox.sights import PeerEvent
from tests.interop.practice import Practice

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]


async def test_an_unsigned_device_gets_no_key_and_is_not_obeyed_while_signed_members_are_answered(practice: Practice) -> None:
    stage, room = practice.stage, practice.case.room
    marks = stage.marks()
    async with practice.unsigned(PHYSICIAN) as device:
        await device.joined(room.id)
        answer = await stage.asks(PHYSICIAN, room, "!huddle add The first topic")

        def closed(event: PeerEvent) -> bool:
            return event.event_id == answer.event_id and event.failure is not None

        kept_out = await device.wait_event(room.id, closed)
        assert kept_out.failure == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
        sent = await device.send_text(room.id, "!huddle add The second topic")
        agenda = await stage.asks(SEX_THERAPIST, room, "!agenda here")
        assert "The first topic" in agenda.body
        assert "The second topic" not in agenda.body
        assert await practice.answers_to(sent, SEX_THERAPIST, room) == []
        direct = await stage.direct(PHYSICIAN)
        warned = await stage.heard(direct, stage.speaks, what="warning", after=marks)
        assert device.device_id in warned.body


async def test_a_reset_identity_stops_that_person_alone_and_the_coordinator_is_told(practice: Practice) -> None:
    stage, room = practice.stage, practice.case.room
    marks, changed = stage.marks(), practice.peer(PRIMARY_CARE)
    await changed.reset_identity()
    told = await stage.heard(practice.control, stage.speaks, what="news of the identity", after=marks)
    assert changed.user_id in told.body
    assert told.content["m.mentions"]["user_ids"] == [practice.home.homeserver.user_id("coordinator")]
    sent = await changed.send_text(room.id, "!huddle add The third topic")
    others = practice.without(PRIMARY_CARE)
    agenda = await stage.asks(SEX_THERAPIST, others, "!agenda here")
    assert "The first topic" in agenda.body
    assert "The third topic" not in agenda.body
    assert await practice.answers_to(sent, SEX_THERAPIST, room) == []

    def closed(event: PeerEvent) -> bool:
        return event.event_id == agenda.event_id and event.failure is not None

    assert (await changed.wait_event(room.id, closed)).failure == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"
