"""Proposing times for a conference, as people type it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.care import proposals
from bot.care.consent import Category, Modality
from bot.care.facts import direct
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal, Stage
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST, STRANGER
from tests.unit.proposed import PLAIN, in_place, kept_of, one, ring, settled
from tests.unit.ward import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


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


def test_days_are_counted_from_when_it_was_typed_however_late_its_category_is_told(ward: Ward) -> None:
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=NOW))
    text = f'!conference {ward.code} propose "What next?" with physician by tomorrow 20:00'
    (asked,) = ward.hear(COORDINATOR, text, here="control")
    ward.desk.later(timedelta(hours=20))
    ward.hear(COORDINATOR, "medical", here="control", reply_to=asked)
    assert one(ward).what.closes == datetime.fromisoformat("2026-12-08T19:00Z")


def test_it_stands_on_the_agenda_on_the_list_and_with_who_has_not_answered(ward: Ward) -> None:
    ref = kept_of(ward, PLAIN).ref
    ward.say(PHYSICIAN, "!vote 1")
    agenda = ward.say(PHYSICIAN, "!agenda here")
    assert f"{ref}, 1 of 3 has answered, by Thu 10 Dec 2026: When to hold a conference" in agenda
    assert f"{ward.code}, {ref}: proposed times to answer, Thu 10 Dec 2026" in ward.privately(MENTAL_HEALTH, "!mine")
    assert ref not in ward.privately(PHYSICIAN, "!mine")
    assert f"- Proposal {ref}: 3 possible times, answers by Thu 10 Dec 2026, 18:00 Berlin; 1 of 3 has answered" in ward.say(
        PHYSICIAN, "!conferences here"
    )
    ring(ward, proposals.CLOSES)
    agenda = ward.say(PHYSICIAN, "!agenda here")
    assert f"{ref}, the physician ({PHYSICIAN}), not settled, without the chair and a mental health clinician: When" in agenda
    assert "none settled yet" in ward.say(PHYSICIAN, "!conferences here")
    assert f"`!conference settle {ref} 1`" in ward.say(PHYSICIAN, f"!done {ref}")


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
