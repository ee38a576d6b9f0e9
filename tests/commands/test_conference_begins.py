"""A conference begins: at its minute, late, by hand, or not at all."""

from __future__ import annotations

from datetime import timedelta

from bot.care import sittings
from bot.care.actions import Action
from bot.care.preparing import ConferenceItem, Stand
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.held_conference import AT, booked, due, rung


def test_it_begins_at_its_minute_with_the_question_who_is_needed_and_whoever_takes_part_is_rung() -> None:
    ward, ref = booked()
    (said,) = ward.talk.ring(due(ward, sittings.BEGINS))
    text = ward.read(said).text
    assert text.startswith(f"Conference {ref} begins: Thu 10 Dec 2026, 14:00 Berlin, until 14:30.")
    assert "Question: What next?" in text
    assert "- the chair: nobody yet" in text
    assert "- a physician: nobody yet" in text
    assert said.place == ward.room
    assert set(said.message.mentions) == {SEX_THERAPIST, PHYSICIAN}
    assert [one for one in ward.desk.dues.of(ward.code) if one.kind == sittings.BEGINS] == []


def test_one_that_was_missed_begins_late_and_says_so() -> None:
    ward, _ = booked()
    assert "Posted late: Thu 10 Dec 2026, 14:20 Berlin." in rung(ward, sittings.BEGINS, late=timedelta(minutes=20))
    assert sittings.running(ward.desk, ward.code) is not None


def test_more_than_an_hour_past_its_end_it_is_not_begun_but_said_so_and_can_be_begun_by_hand() -> None:
    ward, ref = booked()
    said = rung(ward, sittings.BEGINS, late=timedelta(minutes=91))
    assert said.startswith(f"Conference {ref}, planned for Thu 10 Dec 2026, 14:00 Berlin, was not begun: I was away until")
    assert sittings.running(ward.desk, ward.code) is None
    assert f"Conference {ref} begins" in ward.say(PHYSICIAN, f"!conference start {ref}")
    ward, ref = booked()
    assert f"Conference {ref} begins" in rung(ward, sittings.BEGINS, late=timedelta(minutes=89))


def test_one_that_was_on_hold_until_it_was_over_did_not_begin_and_says_why() -> None:
    ward, _ = booked(f'!conference at {AT} ~couple_work "What next?"')
    ward.say(SEX_THERAPIST, "!modality couple_work out #summary As the patient wishes")
    moment = due(ward, sittings.BEGINS)
    assert ward.talk.ring(moment) == [], "it waits"
    again = due(ward, sittings.BEGINS)
    assert "was not begun: couple work is left out for now, as the patient wishes" in "\n".join(
        ward.read(one).text for one in ward.talk.ring(again)
    )


def test_one_that_was_moved_or_called_off_does_not_begin_at_its_old_minute() -> None:
    ward, ref = booked()
    old = due(ward, sittings.BEGINS)
    ward.say(SEX_THERAPIST, f"!conference move {ref} 2026-12-11 14:00")
    assert ward.talk.ring(old) == []
    ward.say(SEX_THERAPIST, f"!conference cancel {ref} #summary It is answered")
    assert [one for one in ward.desk.dues.of(ward.code) if one.kind == sittings.BEGINS] == []


def test_it_is_begun_by_hand_within_the_hour_or_by_its_ref_and_only_once() -> None:
    ward, ref = booked()
    assert f"The next to it is {ref}, Thu 10 Dec 2026, 14:00 Berlin." in ward.say(PHYSICIAN, "!conference start")
    said = ward.say(PHYSICIAN, f"!conference start {ref}")
    assert f"Begun by the physician ({PHYSICIAN})." in said
    assert f"- a physician: the physician ({PHYSICIAN})" in said, "whoever begins it is there"
    for again in (f"!conference start {ref}", "!conference start"):
        assert f"Conference {ref} is being held since" in ward.say(PHYSICIAN, again)
    assert "is being held since" in ward.say(PHYSICIAN, f"!conference move {ref} 2026-12-11 14:00")
    assert [one for one in ward.desk.dues.of(ward.code) if one.kind in {sittings.BEGINS, "conference reminder"}] == []
    ward.say(PHYSICIAN, "!conference end")
    assert "has been held" in ward.say(PHYSICIAN, f"!conference start {ref}")
    assert "No conference is booked." in ward.say(PHYSICIAN, "!conference start")
    assert "give its ref alone" in ward.say(PHYSICIAN, "!conference start now please")


def test_a_huddle_that_is_open_ends_with_its_minutes_when_a_conference_begins() -> None:
    ward, ref = booked()
    ward.desk.later(due(ward, sittings.BEGINS).at - timedelta(minutes=10) - ward.desk.now)
    ward.say(PHYSICIAN, "!huddle start")
    ward.say(PHYSICIAN, f"!action Ask for it {PHYSICIAN} due 2026-12-14")
    said = ward.talk.ring(due(ward, sittings.BEGINS))
    assert [one.message.template for one in said] == ["huddle/minutes", "sitting/begun"]
    assert "Ask for it" in ward.read(said[0]).text
    ward.say(PHYSICIAN, f"!action Call {PHYSICIAN} due 2026-12-14")
    assert [one.what.conference for one in ward.desk.records.find(Action, ward.code)] == ["", ref]
    assert "is being held since" in ward.say(PHYSICIAN, "!huddle start")


def test_a_conference_that_falls_due_while_another_is_held_ends_that_one_with_its_minutes() -> None:
    ward, first = booked()
    ward.say(PHYSICIAN, '!conference at 2026-12-10 14:15 "And then?"')
    one, other = sorted((one for one in ward.desk.dues.of(ward.code) if one.kind == sittings.BEGINS), key=lambda one: one.at)
    ward.talk.ring(one)
    ward.say(PHYSICIAN, "!fact A topic")
    said = ward.talk.ring(other)
    assert [one.message.template for one in said] == ["sitting/minutes", "sitting/begun"]
    assert f"Minutes of conference {first}" in ward.read(said[0]).text
    assert "closed since the next one began" in ward.read(said[0]).text


def test_one_that_is_on_hold_is_not_begun_by_hand_either() -> None:
    ward, ref = booked(f'!conference at {AT} ~couple_work "What next?"')
    ward.say(SEX_THERAPIST, "!modality couple_work out #summary As the patient wishes")
    said = ward.say(PHYSICIAN, f"!conference start {ref}")
    assert said.startswith(f"Conference {ref} is on hold: couple work is left out for now, as the patient wishes.")
    assert sittings.running(ward.desk, ward.code) is None
    ward.say(SEX_THERAPIST, "!modality couple_work in")
    assert f"Conference {ref} begins" in ward.say(PHYSICIAN, f"!conference start {ref}")


def test_whoever_cannot_come_is_not_rung_when_it_begins() -> None:
    ward, ref = booked(f'!conference at {AT} "What next?"')
    ward.say(PHYSICIAN, f"!apologies {ref}")
    ward.say(MENTAL_HEALTH, "!away 10-11 Dec")
    (said,) = ward.talk.ring(due(ward, sittings.BEGINS))
    assert said.message.mentions == (SEX_THERAPIST,)


def test_its_list_says_when_it_begins_what_is_not_there_yet_and_names_nothing_that_will_not_be_brought() -> None:
    ward, _ = booked()
    for topic in ("A topic", "Another topic", "A third topic"):
        ward.say(SEX_THERAPIST, f"!conference add {topic}")
    there, missing, dropped = (kept for kept in ward.desk.records.find(ConferenceItem, ward.code))
    ward.desk.records.put(there, state=Stand.READY)
    ward.desk.records.put(dropped, state=Stand.NOTHING)
    text = rung(ward, sittings.BEGINS)
    assert f"- {there.ref}, the sex therapist ({SEX_THERAPIST}): A topic\n" in text
    assert f"- {missing.ref}, the sex therapist ({SEX_THERAPIST}), not there yet: Another topic\n" in text
    assert "A third topic" not in text
