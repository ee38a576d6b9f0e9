"""Proposing times for a conference, as people type it: in the room, in a direct room, with guests, in several zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from bot.care import absences, holds, proposals
from bot.care.absences import Absence
from bot.care.conferences import Conference
from bot.care.consent import Category, Modality
from bot.care.facts import File, Message, direct
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from bot.care.vote_reminders import REMINDS
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST, STRANGER
from tests.unit.shelves import Said
from tests.unit.ward import Ward

GUEST = "@guest:example.org"
PLAIN = '!conference propose "canary" with mental health for 45m'


@pytest.fixture
def ward() -> Ward:
    return Ward()


def one(ward: Ward) -> Kept[Proposal]:
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    return kept


def kept_of(ward: Ward, text: str, person: str = PHYSICIAN) -> Kept[Proposal]:
    before = {each.ref for each in ward.desk.records.find(Proposal, ward.code)}
    ward.say(person, text)
    return next(each for each in ward.desk.records.find(Proposal, ward.code) if each.ref not in before)


def ring(ward: Ward, kind: str, place: str | None = None) -> list[Said]:
    """The next moment of this kind comes."""
    moments = (due for due in ward.desk.state.dues.values() if due.kind == kind and place in {None, due.place})
    return ward.talk.ring(min(moments, key=lambda due: due.at))


def in_place(said: list[Said], place: str) -> list[Said]:
    return [each for each in said if each.place == place]


def admit_guest(ward: Ward) -> None:
    ward.desk.room_of(GUEST)
    ward.desk.rosters.put(Membership(case=ward.code, person=GUEST, roles=(Role.GUEST,), since=NOW))


def test_the_same_typed_once_more_is_one_vote_and_rings_nobody_again_until_somebody_has_voted(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    (said,) = ward.hear(PHYSICIAN, PLAIN)
    assert ward.read(said).text.startswith(f"You have put that to the vote already: {ref}, answers by ")
    assert (said.message.mentions, said.message.poll) == ((), None)
    for text in (PLAIN.replace("45m", "1h"), PLAIN.replace("canary", "other"), f"{PLAIN} between 14 Dec and 18 Dec"):
        kept_of(ward, text)
    kept_of(ward, PLAIN, SEX_THERAPIST)
    ward.say(MENTAL_HEALTH, f"!vote {ref} 1")
    assert kept_of(ward, PLAIN).ref != ref


def test_three_times_are_proposed_as_numbered_text_with_a_poll_that_says_no_word_of_the_question(ward: Ward) -> None:
    (said,) = ward.hear(PHYSICIAN, PLAIN)
    kept = one(ward)
    text = ward.read(said).text
    assert text.splitlines()[0] == (
        f"Proposal {kept.ref}: when can you come to a conference of 45 minutes? With the sex therapist ({SEX_THERAPIST}), "
        f"the physician ({PHYSICIAN}) and the mental health clinician ({MENTAL_HEALTH})."
    )
    assert [line[:3] for line in text.splitlines()[1:4]] == ["1: ", "2: ", "3: "]
    assert f"`!vote {kept.ref} 1 3`" in text
    assert f"`!vote {kept.ref} none`" in text
    assert "canary" not in text
    assert said.message.mentions == (SEX_THERAPIST, MENTAL_HEALTH)
    poll = said.message.poll
    assert poll is not None
    assert [option.id for option in poll.options] == [f"{kept.ref}-{number}" for number in (1, 2, 3)]
    assert [option.at for option in poll.options] == [time.at for time in kept.what.times]
    assert (poll.most, poll.closes) == (3, kept.what.closes)


def test_all_times_lie_behind_the_deadline_within_working_hours_and_on_working_days(ward: Ward) -> None:
    kept = kept_of(ward, PLAIN)
    assert kept.what.closes == datetime.fromisoformat("2026-12-10T17:00Z")
    for time in kept.what.times:
        assert kept.what.closes < time.at
        assert time.end - time.at == timedelta(minutes=45)
        assert 7 <= time.at.hour < 17
        assert time.at.weekday() < 5
        assert (time.outside, time.absent) == ((), ())


def test_days_length_and_deadline_are_as_asked_for(ward: Ward) -> None:
    kept = kept_of(
        ward, f'!conference propose "What next?" by 11 Dec for 1h with {MENTAL_HEALTH} ~couple_work between 14 Dec and 15 Dec'
    )
    assert {time.at.day for time in kept.what.times} <= {14, 15}
    assert {time.end - time.at for time in kept.what.times} == {timedelta(hours=1)}
    assert kept.what.closes == datetime.fromisoformat("2026-12-11T17:00Z")
    assert (kept.what.people, kept.what.modality, kept.what.question) == ((MENTAL_HEALTH,), Modality.COUPLE_WORK, "What next?")


def test_a_deadline_may_have_a_time_and_days_may_be_a_span(ward: Ward) -> None:
    kept = kept_of(ward, '!conference propose "What next?" from 14-18 Dec by 2026-12-09 12:00')
    assert kept.what.closes == datetime.fromisoformat("2026-12-09T11:00Z")
    assert kept.what.people == ()
    assert kept.what.required == (Role.SEX_THERAPIST, Role.PHYSICIAN, Role.MENTAL_HEALTH)


def test_where_days_are_near_people_have_less_time_to_answer(ward: Ward) -> None:
    kept = kept_of(ward, '!conference propose "What next?" with mental health between 8 Dec and 9 Dec')
    assert NOW < kept.what.closes < min(time.at for time in kept.what.times)


def test_where_only_evenings_would_be_left_behind_the_usual_deadline_people_have_less_time_to_answer(ward: Ward) -> None:
    kept = kept_of(ward, '!conference propose "What next?" with mental health between 9 Dec and 11 Dec')
    assert [time.outside for time in kept.what.times] == [(), (), ()]
    assert NOW < kept.what.closes < min(time.at for time in kept.what.times)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('"What next?" with nobody at all', "people"),
        ('"What next?" between 18 Dec and 14 Dec', "the first day, and then the last one"),
        ('"What next?" for ever', "minutes or hours"),
        ('"What next?" for 5h', "lasts up to 4 hours"),
        ('"What next?" for 45m for 30m', "the question in quotation marks"),
        ('"What next?" soon', "the question in quotation marks"),
        ('"What next?" between 8 Dec and 9 Dec by 20 Dec', "The answers come first"),
        ('"What next?" between 12 Dec and 13 Dec', "there is no time at which everybody could come who has to be there"),
        ("What next with the nurse", "quotation marks around it"),
        (f'"What next?" with {STRANGER}', "team"),
    ],
)
def test_what_cannot_be_is_said_with_an_example_and_nothing_is_kept(ward: Ward, words: str, expected: str) -> None:
    assert expected in ward.say(PHYSICIAN, f"!conference propose {words}")
    assert ward.desk.records.find(Proposal, ward.code) == []
    assert ward.desk.state.dues == {}


def test_a_day_that_may_be_two_is_asked_about_and_the_answer_proposes(ward: Ward) -> None:
    (asked,) = ward.hear(PHYSICIAN, '!conference propose "What next?" with mental health by 11 Dec 5')
    ward.hear(PHYSICIAN, "2", reply_to=asked)
    assert one(ward).what.closes == datetime.fromisoformat("2026-12-11T16:00Z")


def test_a_question_without_quotation_marks_is_put_to_the_whole_team(ward: Ward) -> None:
    assert kept_of(ward, "!conference propose What next?").what.question == "What next?"


def test_a_coordinator_is_asked_what_the_question_is_about(ward: Ward) -> None:
    (asked,) = in_place(ward.hear(COORDINATOR, f"!conference {ward.code} {PLAIN[12:]}", here="control"), "control")
    said = ward.hear(COORDINATOR, "medical", here="control", reply_to=asked)
    assert one(ward).what.categories == (Category.MEDICAL,)
    assert [each.message.template for each in said] == ["propose/told", "propose/proposed"]


def test_a_question_that_not_all_may_read_is_taken_out_and_the_team_reads_the_times(ward: Ward) -> None:
    ward.desk.grant(ward.code, Category.MENTAL_HEALTH, to=PHYSICIAN, given=False)
    said = ward.hear(MENTAL_HEALTH, '!conference propose "canary" with physician')
    assert len(ward.desk.redacted) == 1
    assert [each.message.template for each in in_place(said, direct(MENTAL_HEALTH))] == ["propose/told"]
    assert "mental health is not shared with" in ward.read(in_place(said, direct(MENTAL_HEALTH))[0]).text
    (team,) = in_place(said, ward.room)[1:]
    assert team.message.poll is not None
    assert "canary" not in ward.read(team).text


def test_each_time_is_told_in_the_zone_of_everyone_also_to_who_is_not_in_the_room(ward: Ward) -> None:
    admit_guest(ward)
    ward.desk.people.put(replace(ward.desk.people.get(GUEST), zone="America/New_York"))
    said = ward.hear(PHYSICIAN, f'!conference propose "canary" with {GUEST}')
    (theirs,) = in_place(said, direct(GUEST))
    assert theirs.message.mentions == (GUEST,)
    assert theirs.message.poll is not None
    text = ward.read(theirs).text
    assert text.count(" New York") == 3
    assert text.count(" Berlin") >= 3
    assert "canary" not in text
    assert GUEST not in in_place(said, ward.room)[0].message.mentions


def test_a_guest_votes_where_they_were_told_and_reads_there_what_is_settled(ward: Ward) -> None:
    admit_guest(ward)
    ward.say(PHYSICIAN, f'!conference propose "canary" with {GUEST}')
    ref = one(ward).ref
    ward.say(PHYSICIAN, "!vote 2")
    ward.say(SEX_THERAPIST, "!vote 2")
    said = ward.hear(GUEST, f"!vote {ref} 2", here=direct(GUEST))
    kept, told = in_place(said, direct(GUEST))
    assert "That settles it: time 2" in ward.read(kept).text
    assert isinstance(told.message.file, File)
    assert told.message.ends_poll == ref


def test_a_guest_votes_in_the_poll_of_their_own_room_and_reads_the_question_where_consent_names_them(ward: Ward) -> None:
    admit_guest(ward)
    ward.desk.grant(ward.code, Category.MEDICAL, to=GUEST)
    said = ward.hear(PHYSICIAN, f'!conference propose "canary" #medical with {GUEST}')
    assert "Question: canary" in ward.read(in_place(said, direct(GUEST))[0]).text
    (answer,) = ward.talk.votes(GUEST, direct(GUEST), f"{one(ward).ref}-3")
    assert "yes to 3" in ward.read(answer).text


def test_a_coordinator_who_is_not_in_the_room_is_told_of_everything_in_their_own(ward: Ward) -> None:
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=NOW))
    said = ward.hear(PHYSICIAN, f'!conference propose "canary" with {COORDINATOR}')
    assert [each.place for each in said] == [ward.room, direct(COORDINATOR)]
    assert COORDINATOR not in said[0].message.mentions
    ward.talk.votes(COORDINATOR, direct(COORDINATOR), f"{one(ward).ref}-1")
    for person in (PHYSICIAN, SEX_THERAPIST):
        said = ward.hear(person, "!vote 1")
    (told,) = in_place(said, direct(COORDINATOR))
    assert isinstance(told.message.file, File)
    assert "To change it" in ward.read(told).text


def test_whoever_proposed_it_from_elsewhere_learns_there_that_nothing_is_settled_and_that_it_is_over(ward: Ward) -> None:
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=NOW))
    ward.coordinate(f"!conference {ward.code} propose #medical {PLAIN[20:]}")
    for kind, template in ((proposals.CLOSES, "propose/undecided"), (proposals.PASSES, "propose/lapsed")):
        said = ring(ward, kind)
        assert [(each.place, each.message.template) for each in said] == [(ward.room, template), (direct(COORDINATOR), template)]
        assert said[1].message.mentions == (COORDINATOR,)


def settled(ward: Ward, *people: str, number: int = 1) -> list[Said]:
    said: list[Said] = []
    for person in people or (PHYSICIAN, SEX_THERAPIST, MENTAL_HEALTH):
        said = ward.hear(person, f"!vote {number}")
    return said


def announcement(said: list[Said]) -> Message:
    return next(each.message for each in said if each.message.template == "propose/settled")


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


def test_days_are_counted_from_when_it_was_typed_however_late_its_category_is_told(ward: Ward) -> None:
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=NOW))
    text = f'!conference {ward.code} propose "What next?" with physician by tomorrow 20:00'
    (asked,) = ward.hear(COORDINATOR, text, here="control")
    ward.desk.later(timedelta(hours=20))
    ward.hear(COORDINATOR, "medical", here="control", reply_to=asked)
    assert one(ward).what.closes == datetime.fromisoformat("2026-12-08T19:00Z")


def test_when_its_last_time_comes_it_is_over(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    ring(ward, proposals.CLOSES)
    (said,) = ring(ward, proposals.PASSES)
    assert said.message.ends_poll == ref
    assert "all its times have passed" in ward.read(said).text
    assert "its times have passed" in ward.say(PHYSICIAN, f"!vote {ref} 1")


def test_whoever_has_not_answered_is_reminded_once_in_their_own_room(ward: Ward) -> None:
    ward.say(PHYSICIAN, PLAIN)
    ward.say(PHYSICIAN, "!vote 1")
    said = ring(ward, REMINDS)
    assert {each.place for each in said} == {direct(SEX_THERAPIST), direct(MENTAL_HEALTH)}
    assert all(each.message.mentions == (each.place.removeprefix("direct:"),) for each in said)
    assert "your answer is still missing" in ward.read(said[0]).text
    assert [due for due in ward.desk.dues.of(ward.code) if due.kind == REMINDS] == []


def test_a_reply_to_a_reminder_is_a_vote_or_is_told_what_was_expected(ward: Ward) -> None:
    ward.say(PHYSICIAN, f'!conference propose "canary" with {MENTAL_HEALTH} by 10 Dec')
    reminder = next(one for one in ring(ward, REMINDS) if one.place == direct(MENTAL_HEALTH))
    unread = ward.say(MENTAL_HEALTH, "Tuesday suits me", here=direct(MENTAL_HEALTH), reply_to=reminder)
    assert "Expected: the numbers of the times that suit you, or none." in unread
    assert "yes to 2" in ward.say(MENTAL_HEALTH, "2", here=direct(MENTAL_HEALTH), reply_to=reminder)


def test_a_reminder_waits_for_working_hours_and_leaves_out_who_is_away(ward: Ward) -> None:
    ward.desk.people.put(replace(ward.desk.people.get(MENTAL_HEALTH), zone="America/New_York"))
    ward.say(PHYSICIAN, f'!conference propose "canary" with {MENTAL_HEALTH} by 10 Dec')
    absences.leave(ward.desk, SEX_THERAPIST, Absence(first=NOW.date(), last=NOW.date() + timedelta(days=3)))
    ward.say(PHYSICIAN, "!vote 1")
    assert ring(ward, REMINDS) == []
    (later,) = [due for due in ward.desk.dues.of(ward.code) if due.kind == REMINDS]
    assert (later.place, later.at) == (direct(MENTAL_HEALTH), datetime.fromisoformat("2026-12-09T13:00Z"))
    (said,) = ring(ward, REMINDS)
    assert said.message.mentions == (MENTAL_HEALTH,)


def test_nobody_is_reminded_of_what_was_answered_meanwhile(ward: Ward) -> None:
    ward.desk.people.put(replace(ward.desk.people.get(MENTAL_HEALTH), zone="America/New_York"))
    ward.say(PHYSICIAN, f'!conference propose "canary" with {MENTAL_HEALTH} by 10 Dec')
    ward.say(PHYSICIAN, "!vote 1")
    ring(ward, REMINDS)
    ward.say(MENTAL_HEALTH, "!vote none")
    assert ring(ward, REMINDS) == []


def test_it_stands_on_the_agenda_on_the_list_and_with_who_has_not_answered(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    ward.say(PHYSICIAN, "!vote 1")
    agenda = ward.say(PHYSICIAN, "!agenda here")
    assert f"{ref}, 1 of 3 have answered, by Thu 10 Dec 2026: When to hold a conference" in agenda
    assert f"{ward.code}, {ref}: proposed times to answer, Thu 10 Dec 2026" in ward.privately(MENTAL_HEALTH, "!mine")
    assert ref not in ward.privately(PHYSICIAN, "!mine")
    assert f"- Proposal {ref}: 3 possible times, answers by Thu 10 Dec 2026, 18:00 Berlin; 1 of 3 have answered" in ward.say(
        PHYSICIAN, "!conferences here"
    )
    ring(ward, proposals.CLOSES)
    agenda = ward.say(PHYSICIAN, "!agenda here")
    assert f"{ref}, the physician ({PHYSICIAN}), not settled, without the chair and a mental health clinician: When" in agenda
    assert "none settled yet" in ward.say(PHYSICIAN, "!conferences here")
    assert f"`!conference settle {ref} 1`" in ward.say(PHYSICIAN, f"!done {ref}")


def test_what_is_held_is_neither_counted_nor_reminded_of_until_it_goes_on(ward: Ward) -> None:
    ref = kept_of(ward, '!conference propose "canary" with mental health ~couple_work').ref
    ward.say(SEX_THERAPIST, "!modality couple_work out")
    settled(ward)
    assert one(ward).state == Stage.OPEN
    assert ring(ward, REMINDS) == []
    assert ring(ward, proposals.CLOSES) == []
    assert holds.on(ward.desk, ward.code, modality=None, kept=one(ward)) is not None
    assert ref not in ward.say(PHYSICIAN, "!agenda here")
    ward.say(SEX_THERAPIST, "!modality couple_work in")
    assert announcement(ring(ward, proposals.CLOSES)).values["number"] == 1


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


def test_it_stands_on_the_screen_of_the_case_and_is_not_put_into_another_one(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    assert f"answers to proposed times {ref}" in ward.say(PHYSICIAN, "!case here")
    other = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=PHYSICIAN)
    assert "There is nothing with that ref" in ward.privately(PHYSICIAN, f"!move {ref} {other}")


def test_undo_does_not_take_it_back_and_says_what_does(ward: Ward) -> None:
    ward.say(PHYSICIAN, PLAIN)
    assert "cannot take `!conference propose` back" in ward.say(PHYSICIAN, "!undo")
    assert one(ward).state == Stage.OPEN


def test_undo_does_not_take_it_back_where_its_category_was_asked_for_either(ward: Ward) -> None:
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=NOW))
    (asked,) = ward.hear(COORDINATOR, f"!conference {ward.code} {PLAIN[12:]}", here="control")
    ward.hear(COORDINATOR, "medical", here="control", reply_to=asked)
    assert "cannot take `!conference propose` back" in ward.coordinate("!undo")
    assert one(ward).state == Stage.OPEN


def test_each_step_is_written_down_without_a_word_of_it(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    settled(ward)
    facts = [(fact.action, fact.ref, fact.outcome) for fact in ward.desk.facts if fact.case == ward.code]
    assert ("conference propose", ref, "done") in facts
    assert facts.count(("vote", ref, "done")) == 3
    assert ("conference settled", ref, "done") in facts
    assert "canary" not in repr(ward.desk.facts)


def test_help_tells_of_all_three(ward: Ward) -> None:
    shown = ward.say(PHYSICIAN, "!help conference")
    assert "!conference propose" in shown
    assert "!conference settle" in shown
    assert "!vote" in ward.say(PHYSICIAN, "!help vote")
    assert PHYSIO not in shown


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
