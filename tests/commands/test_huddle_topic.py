from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.huddles import Topic
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST
from tests.unit.meeting import Meeting
from tests.unit.ward import Ward


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def refs(ward: Ward, kind: str) -> list[str]:
    return [one.ref for one in ward.desk.state.records.values() if one.what.kind == kind]


def three() -> tuple[Ward, list[str]]:
    """A huddle with three topics on its agenda."""
    ward = Ward()
    for name in ("One", "Two", "Three"):
        ward.say(PHYSICIAN, f"!huddle add {name} canary")
    ward.say(SEX_THERAPIST, "!huddle start")
    return ward, refs(ward, "topic")


def test_next_goes_from_line_to_line_and_tells_what_is_left_and_how_long_it_took() -> None:
    ward, (one, two, three_) = three()
    text = ward.say(SEX_THERAPIST, "!huddle topic next")
    assert text.startswith(f"Now {one}, number 1 of this huddle, 2 to come; under a minute since it began.")
    assert "added today: One canary" in text
    ward.desk.later(timedelta(minutes=4))
    text = ward.say(SEX_THERAPIST, "!topic next")
    assert f"Now {two}, number 2 of this huddle, 1 to come; 4 minutes since it began. On {one}: 4 minutes." in text
    assert f"Now {three_}" in ward.say(SEX_THERAPIST, "!topic next")
    assert "Every line of the agenda was taken up" in ward.say(SEX_THERAPIST, "!topic next")


def test_what_is_dealt_with_or_put_off_is_not_taken_up() -> None:
    ward, (one, two, three_) = three()
    ward.say(SEX_THERAPIST, f"!done {one}")
    ward.say(SEX_THERAPIST, f"!defer {two}")
    assert f"Now {three_}, number 1 of this huddle, the last one" in ward.say(SEX_THERAPIST, "!topic next")


def test_what_was_given_to_somebody_in_the_huddle_itself_is_not_next_and_is_taken_up_by_its_ref() -> None:
    ward, (one, *_) = three()
    ward.say(PHYSICIAN, f"!action A letter {PHYSICIAN} due 2026-12-08")
    assert f"Now {one}, number 1 of this huddle, 2 to come" in ward.say(SEX_THERAPIST, "!topic next")
    (action,) = refs(ward, "action")
    assert f"Now {action}" in ward.say(SEX_THERAPIST, f"!topic {action}")


def test_a_ref_goes_to_that_line_and_alone_it_says_where_one_is() -> None:
    ward, (one, two, _) = three()
    assert "Nothing is taken up yet." in ward.say(SEX_THERAPIST, "!topic")
    assert f"Now {two}, number 1" in ward.say(SEX_THERAPIST, f"!topic {two}")
    assert ward.say(PHYSICIAN, "!topic").startswith(f"Still {two}, number 1 of this huddle, 2 to come")
    ward.say(SEX_THERAPIST, f"!done {two}")
    assert f"{two} was taken up just now and is dealt with; 2 to come." in ward.say(PHYSICIAN, "!topic")
    assert f"Now {one}" in ward.say(SEX_THERAPIST, "!topic next")


def test_the_minutes_tell_on_what_something_was_said() -> None:
    ward, (one, *_) = three()
    ward.say(SEX_THERAPIST, "!info Before all")
    ward.say(SEX_THERAPIST, "!topic next")
    ward.say(PHYSICIAN, f"!action A letter {PHYSICIAN} due 2026-12-09")
    (action,) = refs(ward, "action")
    minutes = ward.say(SEX_THERAPIST, "!huddle end")
    assert f"- {action}, the physician ({PHYSICIAN}), due Wed 9 Dec 2026, on {one}: A letter" in minutes
    assert ": Before all" in minutes
    assert "on" not in minutes.split(": Before all")[0].rsplit("\n", 1)[1]


def test_a_line_that_not_all_may_read_is_shown_to_those_alone() -> None:
    ward, _ = three()
    ward.desk.grant(ward.code, Category.MEDICAL, to=SEX_THERAPIST, given=False)
    assert "canary" not in ward.say(SEX_THERAPIST, "!topic next")


def test_it_needs_an_open_huddle_and_a_line_of_its_agenda() -> None:
    ward = Ward()
    assert "No huddle is open." in ward.say(SEX_THERAPIST, "!huddle topic next")
    ward, _ = three()
    assert "That is not on the agenda now." in ward.say(SEX_THERAPIST, "!topic 7Z9Q")
    assert "Which line?" in ward.say(SEX_THERAPIST, "!topic the letter")


def test_it_is_taken_back() -> None:
    ward, (one, *_) = three()
    ward.say(SEX_THERAPIST, "!topic next")
    ward.say(SEX_THERAPIST, "!undo")
    assert f"Now {one}" in ward.say(SEX_THERAPIST, "!topic next")


def test_a_topic_takes_its_authors_category_or_a_tag_and_a_coordinator_is_asked(meeting: Meeting) -> None:
    assert ": medical." in meeting.read(PHYSICIAN, "!huddle add A topic")
    assert ": sexual history." in meeting.read(PHYSICIAN, "!huddle add #sexual_history A topic")
    asked = meeting.say(COORDINATOR, "!huddle add A topic")[0]
    assert meeting.shown(asked).startswith("What is it about?")
    assert len(meeting.desk.records.find(Topic, meeting.case)) == 2
    answered = meeting.say(COORDINATOR, "#summary", reply_to=asked.event_id)[0]
    assert ": summary." in meeting.shown(answered)


def test_a_topic_that_not_everyone_there_may_read_is_kept_taken_out_and_told_privately(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, "!huddle add #mental_health canary")
    assert [one.place for one in said] == [meeting.room, direct(PHYSICIAN)]
    assert meeting.desk.redacted == [(meeting.room, "$typed1")]
    assert meeting.shown(said[0]) == "Sent to you directly."
    told = meeting.shown(said[1])
    assert "mental health is not shared with the coordinator" in told
    assert "canary" not in told
    assert meeting.desk.records.find(Topic, meeting.case)[0].what.text == "canary"


def test_a_text_of_tags_alone_or_of_a_book_is_refused(meeting: Meeting) -> None:
    assert meeting.read(PHYSICIAN, "!huddle add #medical").startswith("There is no text")
    assert "4000" in meeting.read(PHYSICIAN, f"!huddle add {'x' * 4001}")
    assert meeting.desk.records.find(Topic, meeting.case) == []
