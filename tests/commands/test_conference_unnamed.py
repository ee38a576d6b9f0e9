"""Conferences that nobody names by a ref: the one that is meant is taken and named in the answer, or it is asked which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.care import reminders
from bot.care.apologies import apologies_of
from bot.care.conferences import Conference, Standing
from bot.care.consent import Category
from bot.care.facts import control, direct
from bot.care.records import Kept
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

AT = datetime(2026, 12, 10, 13, tzinfo=UTC)


def booked(ward: Ward, text: str = '2026-12-10 14:00-14:45 "canary"', *, person: str = PHYSICIAN) -> str:
    ward.say(person, f"!conference at {text}")
    return conferences(ward)[-1].ref


def conferences(ward: Ward) -> list[Kept[Conference]]:
    return ward.desk.records.find(Conference, ward.code)


def own_reminders(ward: Ward) -> list[tuple[datetime, str]]:
    return [(one.at, one.subject) for one in ward.desk.state.dues.values() if one.kind == reminders.OWN_DUE]


def begun(ward: Ward) -> list[Said]:
    return ward.talk.ring(min((one for one in ward.desk.dues.of(ward.code) if "begins" in one.kind), key=lambda one: one.at))


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_apologies_are_for_the_next_one_that_one_takes_part_in_and_say_which(ward: Ward) -> None:
    later = booked(ward, '2026-12-17 14:00 "later"')
    without = booked(ward, f'2026-12-09 14:00 "others" with {SEX_THERAPIST}')
    ref = booked(ward)
    assert f"conference {ref}, Thu 10 Dec 2026, 14:00 Berlin" in ward.say(MENTAL_HEALTH, "!apologies I am on the ward until 3pm")
    assert [apologies_of(ward.desk, ward.code, one) for one in (without, ref, later)] == [(), (MENTAL_HEALTH,), ()]
    ward.say(MENTAL_HEALTH, f"!apologies {later}")
    assert f"you come to conference {ref}" in ward.say(MENTAL_HEALTH, "!apologies withdraw")
    assert f"you come to conference {later}" in ward.say(MENTAL_HEALTH, "!apologies withdraw")
    assert "You have not said" in ward.say(MENTAL_HEALTH, "!apologies withdraw")


def test_apologies_while_one_is_held_without_oneself_are_not_taken_for_the_next(ward: Ward) -> None:
    held, after = booked(ward), booked(ward, '2026-12-17 14:00 "later"')
    begun(ward)
    assert ward.say(MENTAL_HEALTH, "!apologies") == (
        f"Conference {held} of Thu 10 Dec 2026, 14:00 Berlin is being held already, so apologies for it are not taken any more. "
        f"For the next one: `!apologies {after}`"
    )
    ward.say(MENTAL_HEALTH, f"!present {MENTAL_HEALTH}")
    assert f"do not come to conference {after}" in ward.say(MENTAL_HEALTH, "!apologies")


def test_a_snooze_in_ones_own_room_is_of_the_reminder_that_came_last_there_whatever_the_case(ward: Ward) -> None:
    other = ward.desk.case(TEAM)
    ward.desk.grant(other, Category.MEDICAL)
    booked(ward)
    ref = booked(ward, '2026-12-10 16:00 "later"')
    ward.talk.in_case(PHYSICIAN, other, "!conference at 2026-12-10 15:30")
    assert "Which case?" in ward.privately(SEX_THERAPIST, "snooze 30m")
    ward.say(SEX_THERAPIST, f"!snooze {ref} until 2026-12-10 13:00")
    while ward.desk.last.place != direct(SEX_THERAPIST) or ward.desk.last.message.template != "conference/reminder":
        ward.talk.ring(min(ward.desk.state.dues.values(), key=lambda one: one.at))
    ward.privately(SEX_THERAPIST, f"on {other}")
    assert f"{ward.code}: You are reminded of conference {ref} once more" in ward.privately(SEX_THERAPIST, "snooze 20m")
    assert own_reminders(ward) == [(ward.desk.now + timedelta(minutes=20), ref)]
    assert "It begins Thu 10 Dec 2026, 14:00 Berlin" in ward.say(SEX_THERAPIST, "!snooze 30m")


def test_words_that_only_look_like_a_ref_are_a_time_and_a_ref_stays_a_ref(ward: Ward) -> None:
    ref = booked(ward)
    later = booked(ward, '2026-12-17 14:00 "later"')
    assert f"conference {ref}" in ward.say(PHYSICIAN, "!snooze 1h30m")
    assert f"conference {later}" in ward.say(PHYSICIAN, f"!snooze {later} 1h30m")
    assert "nothing with that ref" in ward.say(PHYSICIAN, "!snooze 7K7M 1h30m")
    assert "ref" in ward.say(PHYSICIAN, "!apologies 8R2 on the ward")
    assert apologies_of(ward.desk, ward.code, ref) == ()


def test_words_that_begin_like_a_command_are_still_the_answer_to_what_is_asked(ward: Ward) -> None:
    ref = booked(ward)
    ward.privately(PHYSICIAN, f"!note {ward.code} retract")
    assert ward.desk.last.message.template == "ask/missing"
    ward.privately(PHYSICIAN, "apologies were what they talked about")
    assert apologies_of(ward.desk, ward.code, ref) == ()


def test_the_only_conference_is_moved_and_called_off_without_its_ref(ward: Ward) -> None:
    ref = booked(ward)
    assert f"Conference {ref} has moved from Thu 10 Dec 2026, 14:00 Berlin to" in ward.say(
        PHYSICIAN, "!conference move 2026-12-11 15:00"
    )
    assert f"Conference {ref}, Fri 11 Dec 2026, 15:00 Berlin, is called off" in ward.say(PHYSICIAN, "!conference cancel Not needed")
    assert conferences(ward)[0].state == Standing.CANCELLED


def test_of_several_it_is_asked_which_and_the_number_or_the_ref_does_it(ward: Ward) -> None:
    first, second = booked(ward), booked(ward, '2026-12-17 14:00 "later"')
    (asked,) = ward.hear(PHYSICIAN, "!conference move 2026-12-18 15:00")
    assert ward.read(asked).text == (
        "That can mean more than one thing. Which is meant? Reply to this message with its number.\n"
        f"1. {first}, Thu 10 Dec 2026, 14:00 Berlin: canary\n2. {second}, Thu 17 Dec 2026, 14:00 Berlin: later"
    )
    ward.say(PHYSICIAN, "2", reply_to=asked)
    assert [one.what.at for one in conferences(ward)] == [AT, datetime(2026, 12, 18, 14, tzinfo=UTC)]
    proposal = ward.hear(PHYSICIAN, '!conference propose "canary" with mental health')[0].message.values["ref"]
    (asked,) = ward.hear(PHYSICIAN, "!conference cancel Not needed")
    assert f"3. {proposal}, times proposed: 3, the first " in ward.read(asked).text
    ward.say(PHYSICIAN, first.lower(), reply_to=asked)
    assert [one.state for one in conferences(ward)] == [Standing.CANCELLED, Standing.BOOKED]
    assert [one.what.cancelled for one in conferences(ward)] == ["Not needed", ""]


def test_a_reason_that_not_all_may_read_is_taken_out_although_it_was_asked_which_is_meant(ward: Ward) -> None:
    booked(ward)
    booked(ward, '2026-12-17 14:00 "later"')
    ward.say(SEX_THERAPIST, f"!consent withdraw mental_health from {PHYSICIAN}")
    (asked,) = ward.hear(MENTAL_HEALTH, "!conference cancel #mental_health canary")
    typed = ward.talk.heard
    ward.say(MENTAL_HEALTH, "1", reply_to=asked)
    assert ward.desk.redacted[-1] == (ward.room, typed)


def test_a_coordinator_is_asked_what_their_reason_is_about(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!conference at 2026-12-10 14:00")
    (ref,) = (one.ref for one in conferences(ward))
    (asked,) = ward.hear(COORDINATOR, f"!conference {ward.code} cancel {ref} The room is taken", here=control())
    assert asked.message.template == "agenda/category"
    assert conferences(ward)[0].state == Standing.BOOKED
    ward.say(COORDINATOR, "summary", here=control(), reply_to=asked)
    assert conferences(ward)[0].state == Standing.CANCELLED
    (line,) = next(one for one in reversed(ward.desk.said) if one.place == ward.room).message.lines
    assert line.about == ("summary",)


def test_the_minutes_are_those_of_the_last_one_that_was_held(ward: Ward) -> None:
    assert "No conference has been held yet" in ward.say(PHYSICIAN, "!conference minutes")
    first = booked(ward)
    begun(ward)
    ward.say(PHYSICIAN, "!conference end")
    assert f"Minutes of conference {first}" in ward.say(PHYSICIAN, "!conference minutes")
    second = booked(ward, '2026-12-17 14:00 "later"')
    begun(ward)
    assert f"Minutes of conference {first}" in ward.say(PHYSICIAN, "!conference minutes here")
    ward.say(PHYSICIAN, "!conference end")
    assert f"Minutes of conference {second}" in ward.say(PHYSICIAN, "!conference minutes")


def test_the_word_alone_shows_the_next_one_or_how_to_make_one(ward: Ward) -> None:
    none = ward.say(PHYSICIAN, "!conference")
    assert "No conference is booked. To have times proposed" in none
    assert "To book one: `!conference " in none
    proposal = ward.hear(PHYSICIAN, '!conference propose "canary" with mental health')[0].message.values["ref"]
    assert f"Proposal {proposal}" in ward.say(PHYSICIAN, "!conference")
    ref = booked(ward)
    booked(ward, '2026-12-17 14:00 "later"')
    shown = ward.privately(PHYSICIAN, f"!conference {ward.code}")
    assert f"Conference {ref}: Thu 10 Dec 2026, 14:00 Berlin" in shown
    assert "Question: canary" in shown
    assert f"Conference {ref}" in ward.say(PHYSICIAN, "!conference here")
    assert f"Conference {ref}" in ward.privately(SEX_THERAPIST, "!conference")
    begun(ward)
    assert f"Conference {ref}, being held now" in ward.say(PHYSICIAN, "!conference")


def test_a_word_that_is_none_of_the_family_s_verbs_is_still_told_from_a_ref(ward: Ward) -> None:
    ref = booked(ward)
    assert "What there is of `!conference`: `!help conference`" in ward.say(PHYSICIAN, "!conference list")
    assert "Perhaps you meant `!conference cancel`" in ward.say(PHYSICIAN, f"!conference cancle {ref} Not needed")
    assert f"Conference {ref}" in ward.say(PHYSICIAN, f"!conference {ref}")
    assert ward.hear(PHYSICIAN, "conference went well", here=direct(PHYSICIAN)) == []
