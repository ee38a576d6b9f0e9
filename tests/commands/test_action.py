"""An action as it is given to somebody in a meeting."""

from __future__ import annotations

import pytest

from bot.care.facts import direct
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST
from tests.unit.meeting import Meeting


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_an_action_rings_its_owner_and_asks_for_what_is_missing(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f"!action Ask for the results {SEX_THERAPIST} due tomorrow")
    assert said[0].message.mentions == (SEX_THERAPIST,)
    assert "due Tue 8 Dec 2026" in meeting.shown(said[0])
    who = meeting.say(PHYSICIAN, "!action Ask for the results")[0]
    assert meeting.shown(who).startswith("Who does it?")
    when = meeting.say(PHYSICIAN, SEX_THERAPIST, reply_to=who.event_id)[0]
    assert meeting.shown(when).startswith("By when?")
    done = meeting.say(PHYSICIAN, "due mon", reply_to=when.event_id)[0]
    assert "due Mon 14 Dec 2026" in meeting.shown(done)


def test_an_owner_is_told_directly_where_the_room_may_not_read_it(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f"!action #mental_health canary {SEX_THERAPIST} due tomorrow")
    assert [one.place for one in said] == [meeting.room, direct(PHYSICIAN), direct(SEX_THERAPIST), direct(PHYSICIAN)]
    assert said[2].message.mentions == (SEX_THERAPIST,)
    assert "canary" not in meeting.shown(said[2])
    assert said[3].message.template == "action/unread"
    assert meeting.shown(said[2]).startswith(f"{meeting.case}: the physician ({PHYSICIAN}) asks you to do 8B2A")


def test_a_name_that_a_client_sent_in_place_of_an_id_is_taken_from_the_mention(meeting: Meeting) -> None:
    answer = meeting.read(PHYSICIAN, "!action Ask for the results, Dr Role due tomorrow", mentions=(SEX_THERAPIST,))
    assert f"the sex therapist ({SEX_THERAPIST})" in answer
