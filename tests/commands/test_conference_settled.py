"""Proposed times are settled: by votes, by somebody's word, at the deadline, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from icalendar import Calendar

from bot.care import absences, proposals
from bot.care.absences import Absence
from bot.care.conferences import Conference
from bot.care.consent import Category
from bot.care.facts import File, direct
from bot.care.people import Membership, Role
from bot.care.proposals import Stage
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.proposed import GUEST, PLAIN, admit_guest, announcement, in_place, kept_of, one, ring, settled
from tests.unit.ward import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_what_is_settled_reads_as_a_booking_with_calendar_file_and_reminders_and_ends_the_poll(ward: Ward) -> None:
    kept = kept_of(ward, PLAIN)
    said = settled(ward)
    message = announcement(said)
    text = ward.read(next(each for each in said if each.message is message)).text
    assert text.startswith(f"Proposal {kept.ref} is settled: time 1. Yes: the sex therapist ({SEX_THERAPIST}), ")
    assert "The calendar file comes with this. Reminders: a day, an hour and five minutes before." in text
    assert message.ends_poll == kept.ref
    assert isinstance(message.file, File)
    event = next(iter(Calendar.from_ical(message.file.data).walk("VEVENT")))
    assert event.decoded("DTSTART") == kept.what.times[0].at
    assert b"canary" not in message.file.data
    (conference,) = ward.desk.records.find(Conference, ward.code)
    assert conference.what.proposal == kept.ref
    assert [each for each in ward.desk.dues.of(ward.code) if each.subject == conference.ref] != []


def test_whoever_has_to_come_outside_working_hours_is_thanked_in_their_own_room(ward: Ward) -> None:
    ward.desk.people.put(replace(ward.desk.people.get(MENTAL_HEALTH), zone="America/New_York"))
    ward.desk.people.put(replace(ward.desk.people.get(PHYSICIAN), zone="Asia/Tokyo"))
    kept = kept_of(ward, PLAIN)
    outside = {person for time in kept.what.times[:1] for person in time.outside}
    assert outside
    said = settled(ward)
    for person in outside:
        (told,) = [each for each in in_place(said, direct(person)) if each.message.template == "propose/outside"]
        assert told.message.mentions == (person,)
        assert "thank you for making room" in ward.read(told).text


def test_settling_by_word_is_for_the_proposer_the_lead_and_coordinators(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    assert "It was proposed by" in ward.say(MENTAL_HEALTH, f"!conference settle {ref} 1")
    assert "It is too early for that time" in ward.say(SEX_THERAPIST, f"!conference settle {ref} 1")
    ring(ward, proposals.CLOSES)
    assert "Expected: that of one of the times" in ward.say(PHYSICIAN, f"!conference settle {ref} first")
    assert f"`!conference settle {ref} 1`" in ward.say(PHYSICIAN, "!conference settle 9")
    said = ward.hear(SEX_THERAPIST, "!conference settle 1")
    assert [each.place for each in said] == [ward.room]
    text = ward.read(said[0]).text
    assert "Yes: nobody. Without the chair, the presenter and a mental health clinician it is advisory" in text
    assert said[0].message.ends_poll == ref
    assert "settled already: conference" in ward.say(SEX_THERAPIST, f"!conference settle {ref} 2")


def test_a_coordinator_settles_it_from_the_control_room(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    ring(ward, proposals.CLOSES)
    said = ward.hear(COORDINATOR, f"!conference {ward.code} settle {ref} 2", here="control")
    assert [each.message.template for each in said] == ["propose/done", "propose/settled"]


def test_the_deadline_settles_what_has_a_quorum_and_rings_everybody_who_takes_part(ward: Ward) -> None:
    ward.say(PHYSICIAN, PLAIN)
    settled(ward, PHYSICIAN, SEX_THERAPIST)
    ward.say(MENTAL_HEALTH, "!vote maybe 1")
    message = announcement(ring(ward, proposals.CLOSES))
    assert set(message.mentions) == {PHYSICIAN, SEX_THERAPIST, MENTAL_HEALTH}
    assert one(ward).state == Stage.SETTLED


def test_the_deadline_says_who_is_missing_at_each_time_and_rings_who_has_to_settle_it(ward: Ward) -> None:
    ward.say(PHYSICIAN, PLAIN)
    ward.say(PHYSICIAN, "!vote 1 2")
    ward.say(SEX_THERAPIST, "!vote 1 maybe 2")
    (said,) = ring(ward, proposals.CLOSES)
    text = ward.read(said).text
    assert said.message.mentions == (PHYSICIAN,)
    assert "; yes: 2, without a mental health clinician" in text
    assert "; yes: 1, maybe: 1, without a mental health clinician" in text
    assert f"No answer yet: the mental health clinician ({MENTAL_HEALTH})." in text
    assert "proposed times to settle" in ward.privately(PHYSICIAN, "!mine")
    late = ward.hear(MENTAL_HEALTH, "!vote maybe 2")
    assert announcement(late).values["number"] == 2


def test_the_deadline_says_whose_answer_does_not_count_any_more(ward: Ward) -> None:
    ward.say(PHYSICIAN, PLAIN)
    settled(ward, PHYSICIAN, SEX_THERAPIST)
    day = one(ward).what.times[0].at.date()
    absences.leave(ward.desk, SEX_THERAPIST, Absence(first=day, last=day))
    ward.say(MENTAL_HEALTH, "!vote 1")
    (said,) = ring(ward, proposals.CLOSES)
    assert f"Away or busy since they answered: the sex therapist ({SEX_THERAPIST}), 1." in ward.read(said).text


def test_when_its_last_time_comes_it_is_over(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    ring(ward, proposals.CLOSES)
    (said,) = ring(ward, proposals.PASSES)
    assert said.message.ends_poll == ref
    assert "all its times have passed" in ward.read(said).text
    assert "its times have passed" in ward.say(PHYSICIAN, f"!vote {ref} 1")


def test_it_is_withdrawn_with_a_reason_and_the_poll_ends(ward: Ward) -> None:
    admit_guest(ward)
    ref = kept_of(ward, f'!conference propose "canary" with {GUEST}').ref
    said = ward.hear(PHYSICIAN, f"!conference cancel {ref} It is answered")
    assert [each.place for each in said] == [ward.room, direct(GUEST)]
    assert all(each.message.ends_poll == ref for each in said)
    assert "is withdrawn by the physician" in ward.read(said[0]).text
    assert "is withdrawn" in ward.say(MENTAL_HEALTH, f"!vote {ref} 1")
    assert "is withdrawn" in ward.say(PHYSICIAN, f"!done {ref}")
    assert ward.desk.dues.of(ward.code) == ()


def test_it_ends_with_its_case(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    ward.say(SEX_THERAPIST, "!case close Goals reached")
    said = ward.hear(SEX_THERAPIST, f"!yes {ward.code}")
    assert [each.message.ends_poll for each in said if each.message.template == "propose/withdrawn"] == [ref]


def test_once_the_last_one_who_is_waited_for_has_left_the_team_it_is_settled_without_a_further_vote(ward: Ward) -> None:
    ward.desk.rosters.put(Membership(case=ward.code, person=PHYSIO, roles=(Role.MENTAL_HEALTH,), since=NOW))
    ward.desk.room_of(PHYSIO)
    ward.desk.join(ward.room, PHYSIO)
    ward.say(PHYSICIAN, '!conference propose "canary" with mental health')
    for person, words in ((PHYSICIAN, "1 2"), (SEX_THERAPIST, "1 2"), (MENTAL_HEALTH, "1 2")):
        ward.say(person, f"!vote {words}")
    assert one(ward).state == Stage.OPEN
    ward.coordinate(f"!team {ward.code} remove {PHYSIO}")
    assert announcement(ring(ward, proposals.LOOKS)).values["number"] == 1


def test_the_question_of_somebody_who_left_does_not_become_that_of_the_lead_it_is_booked_for(ward: Ward) -> None:
    ward.desk.grant(ward.code, Category.MENTAL_HEALTH, to=SEX_THERAPIST, given=False)
    ward.privately(MENTAL_HEALTH, f'!conference {ward.code} propose "canary" with physician')
    ref = one(ward).ref
    for person in (SEX_THERAPIST, PHYSICIAN):
        ward.privately(person, f"!vote {ref} 1")
    ward.coordinate(f"!team {ward.code} remove {MENTAL_HEALTH}")
    ring(ward, proposals.LOOKS)
    (kept,) = ward.desk.records.find(Conference, ward.code)
    assert kept.author == SEX_THERAPIST
    assert "canary" not in ward.privately(SEX_THERAPIST, f"!conferences {ward.code}")
    assert "canary" in ward.privately(PHYSICIAN, f"!conferences {ward.code}")
    ward.privately(PHYSICIAN, f"!conference {ward.code} start {kept.ref}")
    ward.privately(PHYSICIAN, f"!conference {ward.code} end")
    assert "canary" not in ward.privately(SEX_THERAPIST, f"!minutes {ward.code} {kept.ref}")
