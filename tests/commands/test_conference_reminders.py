"""Reminders of a conference, as the team and its guests read them."""

from __future__ import annotations

from dataclasses import replace

from bot.care import apologies, guests, mornings, reminders
from bot.care.conferences import Conference
from bot.care.facts import File, direct
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.planned_conference import GUEST, briefed, planned, reminder
from tests.unit.ward import Ward


def test_whoever_apologised_is_not_reminded_and_the_others_are_told_so() -> None:
    ward, ref = planned()
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    (said, *_) = reminder(ward)
    assert "Cannot come: the mental health clinician" in ward.read(said).text
    (said, *_) = reminder(ward)
    assert said.message.mentions == (SEX_THERAPIST, PHYSICIAN)
    (last,) = reminder(ward)
    assert last.message.mentions == (SEX_THERAPIST, PHYSICIAN)


def test_quiet_hours_are_kept_and_rung_after() -> None:
    ward, _ = planned()
    ward.privately(MENTAL_HEALTH, "!quiet 12:00-13:30")
    reminder(ward)
    (said,) = reminder(ward)
    assert said.message.mentions == (SEX_THERAPIST, PHYSICIAN)
    (alone,) = reminder(ward, reminders.OWN_DUE)
    assert (alone.place, alone.message.mentions) == (direct(MENTAL_HEALTH), (MENTAL_HEALTH,))
    assert "begins in 30 minutes: Thu 10 Dec 2026, 14:00 Berlin" in ward.read(alone).text


def test_a_reminder_of_a_conference_and_that_of_the_morning_do_not_get_in_each_other_s_way() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!action #summary A canary {SEX_THERAPIST} due 2026-12-07")
    conference = ward.desk.records.get(Conference, ward.code, ref)
    reminders.note_told(ward.desk, conference, SEX_THERAPIST)
    assert mornings.remind(ward.desk, SEX_THERAPIST) is not None
    assert reminders.told_last(ward.desk, SEX_THERAPIST) == conference
    assert mornings.remind(ward.desk, SEX_THERAPIST) is None


def test_whoever_stays_out_of_the_case_s_room_is_not_rung_unless_they_were_asked() -> None:
    ward, _ = planned()
    ward.coordinate(f"!team {ward.code} add {GUEST} coordinator")
    room = ward.desk.state.places[ward.room]
    ward.desk.state.places[ward.room] = replace(room, joined=room.joined - {GUEST}, invited=frozenset())
    reminder(ward)
    assert {one.message.mentions for one in reminder(ward)} == {(SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)}
    ward.say(PHYSICIAN, f"!conference at 2026-12-11 14:00 with {GUEST}")
    rung = {one.place for one in ward.desk.said if GUEST in one.message.mentions}
    assert rung == {ward.room, direct(GUEST)}
    told = len(ward.desk.said)
    while not any(one.place == direct(GUEST) and one.message.mentions for one in ward.desk.said[told:]):
        reminder(ward)


def test_a_booking_says_for_whom_it_is_outside_their_hours_and_who_is_away_that_day() -> None:
    ward = Ward()
    ward.privately(MENTAL_HEALTH, "!away 10 Dec 2026")
    said = ward.say(PHYSICIAN, f"!conference at 2026-12-10 18:30 with {MENTAL_HEALTH}")
    assert f"Outside working hours for the sex therapist ({SEX_THERAPIST}) and the physician ({PHYSICIAN})." in said
    assert f"Away that day: the mental health clinician ({MENTAL_HEALTH})." in said


def test_a_guest_finds_the_calendar_file_with_the_brief_and_reads_moves_and_cancellation_in_that_room() -> None:
    ward, ref = briefed()
    room = guests.key_of(ref)
    brief = next(one for one in ward.desk.said if one.message.template == "brief/sent")
    assert isinstance(brief.message.file, File)
    moved = ward.hear(PHYSICIAN, f"!conference move {ref} 2026-12-11 14:00")
    (theirs,) = [one for one in moved if one.place == room]
    assert theirs.message.mentions == (GUEST,)
    assert isinstance(theirs.message.file, File)
    assert b"SEQUENCE:1" in theirs.message.file.data
    off = ward.hear(PHYSICIAN, f"!conference cancel {ref} #mental_health canary reason")
    (theirs,) = [one for one in off if one.place == room]
    assert "is called off" in ward.read(theirs).text
    assert "canary reason" not in ward.read(theirs).text


def test_a_guest_is_reminded_in_the_room_of_the_conference_and_may_apologise_there() -> None:
    ward, ref = briefed()
    reminder(ward)
    said = reminder(ward)
    rung = {one.place: one.message.mentions for one in said if one.message.template == "conference/reminder"}
    assert rung == {ward.room: (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH), guests.key_of(ref): (GUEST,)}
    theirs = next(one for one in said if one.place == guests.key_of(ref))
    ward.say(GUEST, "apologies", here=guests.key_of(ref), reply_to=theirs)
    assert apologies.apologies_of(ward.desk, ward.code, ref) == (GUEST,)


def test_a_guest_who_is_asked_by_name_and_has_no_room_yet_is_reminded_alone() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.say(PHYSICIAN, f'!conference at 2026-12-10 14:00-14:45 "canary" with {GUEST}')
    reminder(ward)
    places = [one.place for one in reminder(ward) if one.message.mentions == (GUEST,)]
    assert places == [direct(GUEST)]


def test_closing_a_case_tells_the_guests_of_a_conference_that_it_is_called_off() -> None:
    ward, ref = briefed()
    (asked,) = [
        one for one in ward.hear(SEX_THERAPIST, "!case close #medical Goals reached.") if one.message.template == "case/closing"
    ]
    said = ward.hear(SEX_THERAPIST, "yes", reply_to=asked)
    assert [one.message.template for one in said if one.place == guests.key_of(ref)] == ["conference/cancelled"]
