"""The steps of a plan: whose they are, what they serve, and how they end."""

from __future__ import annotations

import pytest

from bot.care.consent import Category, Modality
from bot.care.facts import direct
from bot.care.goals import Goal
from bot.care.people import Role
from bot.care.steps import Nature, Step, StepState
from tests.commands.test_plan import WORDS, goal, ref, step
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def kept(ward: Ward, step_ref: str) -> Step:
    return ward.desk.records.get(Step, ward.code, step_ref).what


def test_a_step_has_its_goals_category_its_modality_and_all_that_was_said(ward: Ward) -> None:
    aim = goal(ward, f'!goal add ~couple_work "{WORDS}"')
    first = step(ward, aim)
    second = step(ward, aim, f"~physio after {first} kind coping")
    assert kept(ward, first).categories == (Category.SEXUAL_HISTORY,)
    assert kept(ward, first).modality is Modality.COUPLE_WORK
    assert (kept(ward, second).modality, kept(ward, second).after, kept(ward, second).nature) == (
        Modality.PHYSIO,
        first,
        Nature.COPING,
    )
    assert kept(ward, second).text == "Breathe first"


def test_goal_owner_and_day_are_asked_for_where_they_are_missing(ward: Ward) -> None:
    aim = goal(ward)
    asked = ward.hear(PHYSICIAN, "!step add Look at it again")
    assert asked[-1].place == direct(PHYSICIAN)
    assert f"- {aim}: {WORDS}" in ward.read(asked[-1]).text
    for words in (f">{aim}", PHYSICIAN, "due mon"):
        assert ward.desk.records.find(Step, ward.code) == []
        asked = ward.hear(PHYSICIAN, words, here=direct(PHYSICIAN), reply_to=asked[-1])
    (only,) = ward.desk.records.find(Step, ward.code)
    assert (only.what.goal, only.owner, only.what.text) == (aim, PHYSICIAN, "Look at it again")


def test_who_does_a_step_is_said_as_of_an_action_with_me_a_role_or_a_name_without_its_server(ward: Ward) -> None:
    aim = goal(ward)
    for words, who in (
        ("Ask the lab @physician due mon", PHYSICIAN),
        ("Ask the lab due mon by sex therapist", SEX_THERAPIST),
        ("@me Ask the lab due mon ~medication", MENTAL_HEALTH),
    ):
        made = ward.desk.records.get(Step, ward.code, ref(ward.hear(MENTAL_HEALTH, f"!step add {aim} {words}")))
        assert (made.what.text, made.owner) == ("Ask the lab", who)
    first = ward.desk.records.find(Step, ward.code)[0].ref
    ward.say(PHYSICIAN, f"!step change {first} @mental_health")
    assert ward.desk.records.get(Step, ward.code, first).owner == MENTAL_HEALTH


def test_without_any_goal_there_is_nothing_to_serve(ward: Ward) -> None:
    assert "this case has none yet" in ward.say(PHYSICIAN, f"!step add Look at it again {PHYSICIAN} due mon")
    assert "no open goal with that ref" in ward.say(PHYSICIAN, f"!step add 8R2Q Look at it again {PHYSICIAN} due mon")


def test_a_step_typed_where_not_all_may_read_it_is_taken_out_before_anything_is_asked(ward: Ward) -> None:
    aim = goal(ward)
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=MENTAL_HEALTH, given=False)
    asked = ward.hear(SEX_THERAPIST, f"!step add {aim} canary due mon")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert [one.message.template for one in asked] == ["read/sent", "step/person"]
    assert "canary" not in "".join(ward.read(one).text for one in asked)
    told = ward.hear(SEX_THERAPIST, PHYSICIAN, here=direct(SEX_THERAPIST), reply_to=asked[-1])
    assert len(ward.desk.redacted) == 1
    assert [(one.place, one.message.mentions) for one in told] == [(direct(SEX_THERAPIST), ()), (direct(PHYSICIAN), (PHYSICIAN,))]
    assert "canary" in ward.read(told[1]).text
    assert f"In the patient's words: {WORDS}" in ward.read(told[1]).text


def test_a_step_whose_goal_is_asked_is_taken_out_once_its_category_is_known(ward: Ward) -> None:
    aim = goal(ward)
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=MENTAL_HEALTH, given=False)
    asked = ward.hear(SEX_THERAPIST, f"!step add canary {PHYSICIAN} due mon")
    typed = ward.talk.heard
    assert ward.desk.redacted == []
    ward.hear(SEX_THERAPIST, aim, here=direct(SEX_THERAPIST), reply_to=asked[-1])
    assert ward.desk.redacted == [(ward.room, typed)]


def test_an_owner_who_may_not_read_a_step_is_named_and_told_no_word_of_it(ward: Ward) -> None:
    aim = goal(ward)
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    kept_, told = ward.hear(SEX_THERAPIST, f"!step {ward.code} add {aim} canary {PHYSICIAN} due mon", here=direct(SEX_THERAPIST))
    assert f"Its words are not shared with the physician ({PHYSICIAN})" in ward.read(kept_).text
    assert "Its words are not shared with you." in ward.read(told).text
    assert "canary" not in ward.read(told).text


def test_whoever_owns_a_step_is_rung_once(ward: Ward) -> None:
    aim = goal(ward)
    (said,) = ward.hear(SEX_THERAPIST, f"!step add {aim} Breathe first {PHYSICIAN} due mon")
    assert said.message.mentions == (PHYSICIAN,)
    told = ward.hear(SEX_THERAPIST, f"!step change {ref([said])} {MENTAL_HEALTH} due tue")
    assert [one.message.mentions for one in told] == [(), (MENTAL_HEALTH,)]
    assert ward.desk.records.get(Step, ward.code, ref([said])).owner == MENTAL_HEALTH


def test_a_step_is_done_with_what_was_learnt_and_dropped_with_a_reason(ward: Ward) -> None:
    aim = goal(ward)
    first, second = step(ward, aim), step(ward, aim)
    assert ward.say(PHYSICIAN, f"!step done {first} Short walks help").startswith(f"Step {first} is done, with what was learnt.")
    ward.say(PHYSICIAN, f"!step drop {second}")
    assert ward.desk.records.get(Step, ward.code, second).state == StepState.OPEN
    answer = ward.say(PHYSICIAN, f"!step drop {second} Too early")
    assert f"It was the last open one for goal {aim}" in answer
    shown = ward.privately(SEX_THERAPIST, f"!goal {ward.code} show {aim}")
    assert "Short walks help" in shown
    assert "Too early" in shown


def test_a_ref_and_done_close_a_step_and_undo_opens_it_again(ward: Ward) -> None:
    first = step(ward, goal(ward))
    agenda = ward.hear(PHYSICIAN, "!huddle start")[0]
    assert ward.say(PHYSICIAN, f"{first} done", reply_to=agenda).startswith(f"Step {first} is done.")
    ward.say(PHYSICIAN, "!undo")
    assert ward.desk.records.get(Step, ward.code, first).state == StepState.OPEN
    ward.say(PHYSICIAN, f"!step done {first} It went well")
    ward.say(PHYSICIAN, "!undo")
    assert ward.desk.records.get(Step, ward.code, first).what.ending is None


def test_steps_and_goals_can_be_corrected_by_their_author(ward: Ward) -> None:
    aim, other = goal(ward), goal(ward)
    first = step(ward, aim)
    ward.say(SEX_THERAPIST, f"!fix {first} #medical ~physio >{other}")
    assert (kept(ward, first).categories, kept(ward, first).modality, kept(ward, first).goal) == (
        (Category.MEDICAL,),
        Modality.PHYSIO,
        other,
    )
    ward.say(SEX_THERAPIST, f"!fix {aim} ~physio")
    assert ward.desk.records.get(Goal, ward.code, aim).what.modality is Modality.PHYSIO


def test_an_orphan_is_mended_with_another_owner_or_another_goal(ward: Ward) -> None:
    aim, other = goal(ward), goal(ward)
    first = step(ward, aim, owner=MENTAL_HEALTH)
    ward.say(SEX_THERAPIST, f"!goal drop {aim} It matters no more")
    shown = ward.privately(PHYSICIAN, f"!plan {ward.code}")
    assert f"Goal {aim}, given up. In the patient's words: {WORDS}" in shown
    assert f"its goal was dropped (`!step {ward.code} change {first} >…`)" in shown
    assert "no open goal with that ref" in ward.say(PHYSICIAN, f"!step change {first} >{aim}")
    for text in ("to something else", "~physio", "#medical due mon", ""):
        ward.say(PHYSICIAN, f"!step change {first} {text}")
    assert kept(ward, first).goal == aim
    ward.say(PHYSICIAN, f"!step change {first} >{other} {PHYSICIAN}")
    assert kept(ward, first).goal == other
    assert "its goal" not in ward.privately(PHYSICIAN, f"!plan {ward.code}")


def test_a_goal_moves_with_its_steps_to_the_case_that_was_meant(ward: Ward) -> None:
    aim = goal(ward)
    first = step(ward, aim)
    other = ward.desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,)})
    ward.desk.grant(other, Category.SEXUAL_HISTORY)
    ward.privately(SEX_THERAPIST, f"!move {aim} {other}")
    assert ward.desk.records.get(Step, other, first).what.goal == aim
    assert ward.desk.records.find(Goal, ward.code) == []
