"""Conferences that nobody names by a ref, in rooms that others are in: the room's own is meant, and no other one is told of."""

from __future__ import annotations

from bot.care import guests
from bot.care.conferences import Conference, Standing
from tests.commands.test_conference_guests import GUEST, two
from tests.unit.desk import PHYSICIAN
from tests.unit.team_ward import TeamWard


def test_in_the_room_of_a_conference_that_one_is_meant() -> None:
    ward, theirs, other = two()
    room = guests.key_of(theirs)
    assert f"conference {theirs}" in ward.say(GUEST, "!apologies", here=room)
    said = ward.say(PHYSICIAN, "!conference move 2026-12-11 14:00", here=room)
    assert f"Conference {theirs} has moved" in said
    assert other not in said


def test_in_a_team_room_it_is_asked_which_without_saying_what_there_is() -> None:
    ward = TeamWard()
    for day in ("10", "11"):
        ward.say(PHYSICIAN, f'!conference at 2026-12-{day} 14:00 "canary"')
    first, second = ward.desk.records.find(Conference, ward.code)
    (asked,) = ward.there(f"!conference {ward.code} cancel Not needed", PHYSICIAN)
    text = ward.read(asked).text
    assert "which conference" in text
    assert first.ref not in text
    assert "2026-12" not in text
    ward.hear(PHYSICIAN, second.ref, here=ward.key, reply_to=asked)
    states = [kept.state for kept in ward.desk.records.find(Conference, ward.code)]
    assert states == [Standing.BOOKED, Standing.CANCELLED]
