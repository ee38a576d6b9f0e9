from __future__ import annotations

import pytest

from bot.care import holds
from bot.care.consent import Category
from bot.care.consent_reviews import ConsentReview
from bot.care.facts import control, direct
from bot.care.holds import Choice
from bot.care.people import Role
from bot.care.wishes import Wish
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward


def booked(ward: Ward, tag: str, question: str = "What next?") -> str:
    said = ward.hear(PHYSICIAN, f'!conference at 2027-03-09 14:00 {tag} "{question}"')
    return str(said[0].message.values["ref"])


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_the_reply_lists_what_is_held_in_neutral_words(ward: Ward) -> None:
    held, other = booked(ward, "~couple_work", "canary"), booked(ward, "~physio", "canary")
    said = ward.say(SEX_THERAPIST, "!modality couple work out canary reason")
    assert "left out from now on, as the patient wishes: couple work." in said
    assert f"- conference {held}, the physician ({PHYSICIAN}), Tue 9 Mar 2027, 14:00 Berlin" in said
    assert other not in said
    assert "canary" not in said
    assert "Nothing else changes. To take it up again: `!modality couple work in`" in said


def test_in_restores_and_lists_what_goes_on(ward: Ward) -> None:
    held = booked(ward, "~couple_work")
    ward.say(SEX_THERAPIST, "!modality couple work out")
    said = ward.say(PHYSICIAN, "!modality couple work in")
    assert f"Going on as it was:\n- conference {held}" in said
    assert holds.of(ward.desk, ward.code) == ()


@pytest.mark.parametrize(
    "typed",
    ["couple out", "couple-work OUT", "couple_work out.", "COUPLE WORK out she says so", "~couple out"],
)
def test_its_name_and_the_word_are_read_as_people_type_them(ward: Ward, typed: str) -> None:
    ward.say(SEX_THERAPIST, f"!modality {typed}")
    expected = [] if typed.startswith("~") else ["couple_work"]
    assert [one.modality for one in holds.of(ward.desk, ward.code)] == expected


@pytest.mark.parametrize("typed", ["couple work", "couple work perhaps", "nonsense out", "out couple work", "couple work in now"])
def test_what_is_neither_out_nor_in_changes_nothing(ward: Ward, typed: str) -> None:
    said = ward.say(SEX_THERAPIST, f"!modality {typed}")
    assert holds.of(ward.desk, ward.code) == ()
    assert "Expected:" in said
    assert "nonsense" not in said


def test_whoever_says_it_the_other_way_round_is_shown_the_whole_command(ward: Ward) -> None:
    assert "`!modality couple work out" in ward.say(SEX_THERAPIST, "!modality out couple work")


def test_out_twice_and_in_without_out_say_how_it_stands(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!modality physio out")
    assert "left out already" in ward.say(PHYSICIAN, "!modality physio out")
    assert "That is not left out: medication" in ward.say(PHYSICIAN, "!modality medication in")
    assert len(ward.desk.records.find(Choice, ward.code)) == 1


def test_it_works_before_anything_is_consented_to() -> None:
    ward = Ward(consent=False)
    ward.say(PHYSICIAN, "!modality couple work out")
    assert len(holds.of(ward.desk, ward.code)) == 1


def test_the_review_of_consent_and_of_the_plan_are_asked_for(ward: Ward) -> None:
    said = ward.hear(PHYSICIAN, "!modality couple work out")
    asked = [one for one in said if one.message.template == "consent/review_asked"]
    assert [(one.place, one.message.mentions) for one in asked] == [(direct(SEX_THERAPIST), (SEX_THERAPIST,))]
    assert len(ward.desk.records.find(ConsentReview, ward.code)) == 1
    assert len(ward.desk.records.find(Wish, ward.code)) == 1
    ward.say(PHYSICIAN, "!modality couple work in")
    assert len(ward.desk.records.find(ConsentReview, ward.code)) == 1
    assert len(ward.desk.records.find(Wish, ward.code)) == 1


def test_a_reason_that_not_all_present_may_read_is_taken_out_of_the_room_and_kept(ward: Ward) -> None:
    ward.desk.grant(ward.code, Category.MENTAL_HEALTH, to=PHYSICIAN, given=False)
    said = ward.hear(SEX_THERAPIST, "!modality couple work out #mental_health canary")
    assert ward.desk.redacted == [(ward.room, "$typed1")]
    assert not any("canary" in ward.read(one).text for one in said)
    (kept,) = ward.desk.records.find(Choice, ward.code)
    assert (kept.what.text, kept.what.categories) == ("canary", (Category.MENTAL_HEALTH,))
    assert "mental health is not shared with" in ward.read(said[-2]).text


def test_said_in_the_direct_room_the_team_is_told_in_its_own(ward: Ward) -> None:
    said = ward.hear(PHYSICIAN, f"!modality {ward.code} couple work out It is to wait", here=direct(PHYSICIAN))
    (told,) = [ward.read(one).text for one in said if one.place == ward.room]
    assert f"Entered by the physician ({PHYSICIAN})." in told
    assert "Reason: It is to wait" in told


def test_what_is_held_is_shown_with_what_waits_and_why(ward: Ward) -> None:
    assert "Nothing is on hold." in ward.say(PHYSICIAN, "!modalities")
    held = booked(ward, "~couple_work")
    ward.say(SEX_THERAPIST, "!modality couple work out It is to wait")
    for asked in ("!modalities", "!modality"):
        said = ward.say(PHYSICIAN, asked)
        assert "couple work is left out for now, as the patient wishes. Since Mon 7 Dec 2026" in said
        assert "Reason: It is to wait" in said
        assert f"- conference {held}" in said
    shown = ward.coordinate(f"!modalities {ward.code}")
    assert "couple work is left out" in shown
    assert "It is to wait" not in shown


def test_the_screen_of_the_case_tells_of_it_at_a_glance(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!modality couple work out It is to wait")
    said = ward.say(PHYSICIAN, "!case")
    assert "On hold:\n- 8B2A: couple work is left out for now, as the patient wishes" in said


def test_what_is_held_stands_as_such_with_what_is_to_come_and_with_what_its_owner_owes(ward: Ward) -> None:
    held, other = booked(ward, "~couple_work"), booked(ward, "~physio")
    ward.say(SEX_THERAPIST, "!modality couple work out")
    screen = ward.say(PHYSICIAN, "!case")
    assert f"- conference {held}, Tue 9 Mar 2027, 14:00 Berlin, on hold" in screen.splitlines()
    assert f"- conference {other}, Tue 9 Mar 2027, 14:00 Berlin" in screen.splitlines()
    mine = ward.say(PHYSICIAN, "!mine")
    assert f"{held}: conference you booked, on hold" in mine
    assert f"{other}: conference you booked," in mine
    assert f"{other}: conference you booked, on hold" not in mine


def test_an_agenda_has_one_neutral_line_and_presses_for_nothing_that_waits(ward: Ward) -> None:
    booked(ward, "~couple_work", "canary")
    ward.say(SEX_THERAPIST, "!modality couple work out")
    said = ward.say(PHYSICIAN, "!agenda here")
    assert "Safety first\n- " in said
    assert (
        f"left out as the patient wishes, entered by the sex therapist ({SEX_THERAPIST}), today: couple work, 1 thing waits" in said
    )
    assert "canary" not in said


def test_a_choice_without_anything_open_is_not_on_the_agenda(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!modality couple work out")
    assert "Safety first" not in ward.say(PHYSICIAN, "!agenda here")


def test_its_line_on_the_agenda_tells_what_ends_it(ward: Ward) -> None:
    booked(ward, "~couple_work")
    ward.say(SEX_THERAPIST, "!modality couple work out")
    ref = holds.of(ward.desk, ward.code)[0].ref
    assert f"`!modality {ref} in`" in ward.say(PHYSICIAN, f"!done {ref}")
    ward.say(PHYSICIAN, f"!modality {ref} in")
    assert holds.of(ward.desk, ward.code) == ()


def test_a_held_conference_says_why_nobody_is_reminded(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!modality couple work out")
    ref = booked(ward, "~couple_work")
    why = "Nobody is reminded for now: couple work is left out for now, as the patient wishes."
    assert why in ward.say(PHYSICIAN, "!conferences")
    assert why in ward.say(PHYSICIAN, f"!conference move {ref} 2027-03-10 14:00")
    assert why not in ward.say(PHYSICIAN, f"!conference cancel {ref} It is answered")


def test_a_conference_of_another_part_of_care_reminds_on(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!modality couple work out")
    said = ward.hear(PHYSICIAN, '!conference at 2027-03-09 14:00 ~physio "What next?"')
    assert "Reminders: a day, an hour and five minutes before." in ward.read(said[0]).text


def test_a_conference_whose_category_is_asked_for_keeps_its_part_of_care() -> None:
    ward = Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})
    ward.say(SEX_THERAPIST, "!modality couple work out")
    asked = ward.hear(COORDINATOR, '!conference at 2027-03-09 14:00 ~couple_work "What next?"')
    said = ward.hear(COORDINATOR, "summary", reply_to=asked[-1])
    assert "Part of care: couple work. Nobody is reminded for now" in ward.read(said[0]).text


def test_the_coordinator_may_look_and_does_not_choose(ward: Ward) -> None:
    ward.say(COORDINATOR, f"!modality {ward.code} couple work out", here=control())
    assert holds.of(ward.desk, ward.code) == ()


def test_in_a_room_that_is_open_to_others_it_counts_at_once_and_is_answered_in_the_direct_room(ward: Ward) -> None:
    ward.desk.state.places[ward.room] = type(ward.desk.state.places[ward.room])(
        **{**ward.desk.state.places[ward.room].__dict__, "locked": True}
    )
    said = ward.hear(PHYSICIAN, "!modality couple work out")
    assert len(holds.of(ward.desk, ward.code)) == 1
    assert {one.message.template for one in said if one.place == ward.room} == {"read/sent"}
