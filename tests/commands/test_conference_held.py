from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import sittings
from bot.care.conferences import Conference, Standing
from bot.care.consent import Category
from bot.care.contributions import Fact
from bot.care.facts import control, direct
from bot.care.people import Membership, Role
from bot.care.sittings import Sitting
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.held_conference import AT, begun, booked, decision, due, latest, refs, rung
from tests.unit.ward import Ward


def test_a_coordinator_who_stays_out_of_the_room_is_not_rung_when_it_begins() -> None:
    ward = Ward()
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    ward.say(SEX_THERAPIST, f'!conference at {AT} "What next?"')
    (said,) = ward.talk.ring(due(ward, sittings.BEGINS))
    assert set(said.message.mentions) == {SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH}


def test_without_a_conference_there_is_nothing_to_say_in_it() -> None:
    ward, ref = booked()
    for text in ("!fact A canary", "!option A canary", f'!tell {PHYSICIAN} "A canary"', "!conference end"):
        assert "No conference is being held. Those to come: `!conferences`" in ward.say(SEX_THERAPIST, text)
    ward.desk.later(ward.desk.records.get(Conference, ward.code, ref).what.at - timedelta(minutes=30) - ward.desk.now)
    assert "No conference is being held. To begin one: `!conference start`" in ward.say(SEX_THERAPIST, "!fact A canary")
    assert "Begun by" in ward.say(SEX_THERAPIST, "!conference start")


def test_who_is_there_is_said_by_discipline_with_who_is_still_needed() -> None:
    ward, ref = begun()
    said = ward.say(SEX_THERAPIST, f"!present {SEX_THERAPIST}")
    assert said == f"Present in conference {ref}: the sex therapist ({SEX_THERAPIST}). Still needed to decide: a physician."
    assert "Everyone who is needed to decide is there." in ward.say(SEX_THERAPIST, f"!present {PHYSICIAN}")


def test_whoever_brings_something_to_it_is_there() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, "!fact A canary")
    ward.say(MENTAL_HEALTH, "!info #summary A topic")
    (kept,) = ward.desk.records.find(Sitting, ward.code)
    assert kept.what.present == ()
    said = ward.say(SEX_THERAPIST, f"!present {SEX_THERAPIST}")
    assert PHYSICIAN in said
    assert MENTAL_HEALTH not in said, "an information is no word in it"


def test_a_colon_behind_the_command_is_no_part_of_what_is_said() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, "!fact: The result is within the range")
    ward.say(PHYSICIAN, "!option: Wait four weeks")
    ward.say(SEX_THERAPIST, "!conference end")
    text = ward.read(latest(ward, "sitting/minutes")).text
    assert ": The result is within the range\n" in text
    assert ": Wait four weeks\n" in text


def test_the_minutes_hold_all_that_was_said_under_its_heading() -> None:
    ward, ref = begun()
    ward.say(SEX_THERAPIST, f"!present {SEX_THERAPIST} {PHYSICIAN}")
    ward.say(PHYSICIAN, "!fact The result is within the range")
    ward.say(PHYSICIAN, "!option Wait four weeks")
    ward.say(PHYSICIAN, f"!decide Wait because the result is not here by {PHYSICIAN} due 2026-12-20")
    first = decision(ward).ref
    ward.say(SEX_THERAPIST, "!dissent I would not wait so long")
    ward.say(SEX_THERAPIST, f"!decide Wait two weeks instead of {first} because the result has come by {SEX_THERAPIST}")
    ward.say(PHYSICIAN, f'!tell {PHYSICIAN} "We would like to wait two weeks."')
    ward.say(PHYSICIAN, f"!action Ask for the results {PHYSICIAN} due 2026-12-14")
    ward.say(PHYSICIAN, "!info The practice is closed")
    ward.say(SEX_THERAPIST, "!conference end")
    text = ward.read(latest(ward, "sitting/minutes")).text
    therapist, physician = f"the sex therapist ({SEX_THERAPIST})", f"the physician ({PHYSICIAN})"
    fact, option, dissent = (refs(ward, kind)[0] for kind in ("conference_fact", "conference_option", "dissent"))
    telling, action, info = (refs(ward, kind)[0] for kind in ("telling", "action", "info"))
    second = decision(ward).ref
    assert text == (
        f"Minutes of conference {ref}, Thu 10 Dec 2026, 14:00 Berlin, until 14:00.\n"
        f"Present:\n- sex therapist: {SEX_THERAPIST}\n- physician: {PHYSICIAN}\n"
        "Everyone who is needed to decide was there.\n\n"
        "Question: What next?\n\n"
        f"Facts\n- {fact}, {physician}: The result is within the range\n\n"
        f"Options\n- {option}, {physician}: Wait four weeks\n\n"
        f"Decisions\n- {first}, to be carried out by {physician}, due Sun 20 Dec 2026: Wait\nBecause: the result is not here\n"
        f"- {second}, instead of {first}, to be carried out by {therapist}: Wait two weeks\nBecause: the result has come\n"
        f"- {first} was before: Wait\n"
        f"- {dissent}, dissent to {first}, {therapist}: I would not wait so long\n\n"
        f"For the patient\n- {telling}, {physician} tells the patient: We would like to wait two weeks.\n\n"
        f"Actions\n- {action}, {physician}, due Mon 14 Dec 2026: Ask for the results\n\n"
        f"For everyone\n- {info}, {physician}: The practice is closed\n\n"
        f"To put something right until Sat 12 Dec 2026, 14:00 Berlin: `!conference correct {ref} …`\n"
        "Your own lines are in your direct room."
    )


def test_apologies_stand_in_the_minutes_unless_whoever_made_them_came() -> None:
    ward, ref = booked(f'!conference at {AT} "What next?"')
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    ward.say(PHYSICIAN, f"!apologies {ref}")
    ward.talk.ring(due(ward, sittings.BEGINS))
    ward.say(PHYSICIAN, "!fact I came after all")
    text = ward.say(SEX_THERAPIST, "!conference end")
    assert f"Present:\n- physician: {PHYSICIAN}\nApologies:\n- mental health: {MENTAL_HEALTH}\nAdvisory" in text


def test_each_reads_those_lines_of_the_minutes_that_are_shared_with_them() -> None:
    ward, ref = begun()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    ward.say(PHYSICIAN, f"!fact {ward.code} A canary", here=direct(PHYSICIAN))
    ward.privately(PHYSICIAN, f"!fact {ward.code} A canary")
    ward.say(PHYSICIAN, "!option #summary A topic")
    ward.say(PHYSICIAN, "!conference end")
    text = ward.read(latest(ward, "sitting/minutes")).text
    assert "A topic" in text
    assert "canary" not in text
    assert "canary" in ward.say(PHYSICIAN, f"!conference minutes {ref}")
    assert "canary" not in ward.say(MENTAL_HEALTH, f"!conference minutes {ref}")


def test_a_category_put_right_afterwards_makes_the_readers_of_the_minutes_fewer() -> None:
    ward, ref = begun()
    ward.say(PHYSICIAN, "!fact #summary A canary")
    ward.say(PHYSICIAN, "!conference end")
    ward.desk.grant(ward.code, Category.RESULTS, to=MENTAL_HEALTH, given=False)
    assert "canary" in ward.say(MENTAL_HEALTH, f"!conference minutes {ref}")
    ward.say(PHYSICIAN, f"!fix {refs(ward, 'conference_fact')[0]} #results")
    assert "canary" not in ward.say(MENTAL_HEALTH, f"!conference minutes {ref}")


def test_what_not_everyone_there_may_read_is_taken_out_of_the_room_and_kept() -> None:
    ward, _ = begun()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    said = ward.hear(SEX_THERAPIST, "!fact A canary")
    assert [where for where, _ in ward.desk.redacted] == [ward.room]
    assert [one.place for one in said if one.message.template == "sitting/kept"] == [direct(SEX_THERAPIST)]
    assert ward.desk.records.find(Fact, ward.code)[0].what.text == "A canary"
    ward.say(SEX_THERAPIST, f'!tell {PHYSICIAN} "A canary"')
    assert refs(ward, "telling") == [], "whoever tells the patient may read the words"
    assert len(ward.desk.redacted) == 2


def test_a_coordinator_is_asked_for_the_category() -> None:
    ward, _ = begun()
    ward.desk.join(ward.room, COORDINATOR)
    for text in ("!fact A canary", "!option A canary", f'!tell {PHYSICIAN} "A canary"'):
        (question,) = ward.hear(COORDINATOR, text)
        assert question.message.template == "agenda/category"
        assert "kept, summary." in ward.say(COORDINATOR, "summary", reply_to=question)


def test_half_an_hour_of_silence_after_the_planned_end_closes_it() -> None:
    ward, ref = begun()
    ward.say(PHYSICIAN, "!fact A topic")
    quiet = due(ward, sittings.QUIET_DUE)
    assert ward.desk.records.find(Conference, ward.code)[0].what.end + timedelta(minutes=30) == quiet.at
    text = "\n".join(ward.read(one).text for one in ward.talk.ring(quiet, late=timedelta(hours=2)))
    assert text.startswith(f"Minutes of conference {ref}, Thu 10 Dec 2026, 14:00 Berlin, until 15:00, closed by the clock.")
    assert "A topic" in text
    assert ward.desk.records.find(Conference, ward.code)[0].state == Standing.HELD


def test_a_huddle_that_falls_due_meanwhile_waits_until_the_conference_is_over() -> None:
    ward, ref = booked()
    ward.say(PHYSICIAN, "!huddle every thu 14:10")
    ward.talk.ring(due(ward, sittings.BEGINS))
    said = ward.talk.ring(due(ward, "huddle agenda"))
    assert [ward.read(one).text for one in said] == [f"The huddle of 14:10 begins once conference {ref} is over."]
    ended = ward.hear(PHYSICIAN, "!conference end")
    assert [one.message.template for one in ended] == ["sitting/minutes", "huddle/agenda"]
    shown = ward.read(ended[1]).text
    assert "Huddle Thu 10 Dec 2026, 14:10 Berlin" in shown
    assert "Posted 14:10 once the conference was over." in shown
    assert due(ward, "huddle agenda").at.isoformat() == "2026-12-17T13:10:00+00:00"


def test_a_case_that_is_closed_ends_its_conference_with_minutes_that_are_locked_all_the_same() -> None:
    ward, ref = begun()
    ward.say(PHYSICIAN, "!fact A topic")
    ward.say(SEX_THERAPIST, "!case close Goals reached.")
    ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    assert "A topic" in ward.read(latest(ward, "sitting/minutes")).text
    assert f"The minutes of conference {ref} are locked." in rung(ward, "conference minutes lock")


def test_what_was_said_in_it_is_taken_back_until_it_ends_and_never_moved_to_another_case() -> None:
    ward, _ = begun()
    other = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)})
    ward.desk.grant(other, Category.MEDICAL)
    ward.say(PHYSICIAN, "!fact A canary")
    (said,) = refs(ward, "conference_fact")
    assert "was said in a conference of this case" in ward.privately(PHYSICIAN, f"!move {said} {other}")
    ward.say(PHYSICIAN, "!undo")
    assert ward.desk.records.find(Fact, ward.code) == []
    ward.say(PHYSICIAN, "!fact A topic")
    ward.say(SEX_THERAPIST, "!conference end")
    ward.say(PHYSICIAN, "!undo")
    assert len(ward.desk.records.find(Fact, ward.code)) == 1


@pytest.mark.parametrize("text", ["!fact ", "!option #summary", "!dissent  "])
def test_nothing_said_is_nothing_kept(text: str) -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide #summary Wait because it helps by {PHYSICIAN}")
    ward.say(PHYSICIAN, text)
    assert refs(ward, "conference_fact") + refs(ward, "conference_option") + refs(ward, "dissent") == []


def test_what_was_considered_and_is_not_done_stands_in_the_minutes_and_not_on_the_next_agenda() -> None:
    ward, _ = begun()
    said = ward.say(PHYSICIAN, "!reject A second referral because the first one is not answered")
    assert "It stands in the minutes of this conference." in said
    text = ward.say(SEX_THERAPIST, "!conference end")
    assert f"Decided against\n- {refs(ward, 'rejection')[0]}, the physician ({PHYSICIAN}): A second referral" in text
    assert "Because: the first one is not answered" in text
    assert refs(ward, "rejection")[0] not in ward.say(PHYSICIAN, "!agenda")


def test_a_decision_says_as_long_as_the_quorum_is_not_there_that_it_is_advisory() -> None:
    ward, _ = begun()
    typed = f"!decide #summary Wait because it helps by {PHYSICIAN}"
    assert "It is advisory as long as nobody is there for the chair and the presenter." in ward.say(PHYSICIAN, typed)
    ward.say(PHYSICIAN, f"!present {SEX_THERAPIST}")
    assert "advisory" not in ward.say(PHYSICIAN, typed)


def test_nobody_is_asked_for_what_is_missing_on_the_list_of_one_that_is_being_held() -> None:
    ward, ref = booked(f'!conference at {AT} "What next?"')
    ward.say(PHYSICIAN, f"!conference start {ref}")
    assert [one.kind for one in ward.desk.dues.of(ward.code)] == [sittings.QUIET_DUE]


def test_whoever_is_to_tell_the_patient_is_rung_where_they_are() -> None:
    ward, _ = begun()
    said = ward.hear(COORDINATOR, f'!tell {ward.code} #summary {PHYSICIAN} "We would like to wait."', here=control())
    assert [(one.place, one.message.mentions) for one in said] == [(control(), ()), (direct(PHYSICIAN), (PHYSICIAN,))]
    assert "We would like to wait." in ward.read(said[1]).text


def test_while_it_is_held_that_is_said_wherever_somebody_looks_for_it() -> None:
    ward, ref = begun()
    assert "It is being held now." in ward.say(PHYSICIAN, "!conferences here")
    assert f"Conference {ref}, being held now: " in ward.say(PHYSICIAN, f"!conference show {ref} here")
    for asked in (f"!minutes {ref}", f"!conference minutes {ref}"):
        assert f"Conference {ref} is being held since Thu 10 Dec 2026" in ward.say(PHYSICIAN, asked), asked
    ward.say(PHYSICIAN, "!conference end")
    assert f"Minutes of conference {ref}" in ward.say(PHYSICIAN, f"!minutes {ref}")
