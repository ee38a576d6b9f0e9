"""What somebody says behind a ref that is done, or put off: kept beside it, and never lost."""

from __future__ import annotations

import pytest

from bot.care.actions import Action, Info, TaskState
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.goals import Goal
from bot.care.huddles import Topic
from bot.care.steps import Step, StepState
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def action(ward: Ward) -> tuple[str, Said]:
    """Its ref, and what was answered to it."""
    (said,) = ward.hear(PHYSICIAN, f"!action Call the lab {PHYSICIAN} due mon")
    return str(said.message.values["ref"]), said


def said(ward: Ward) -> list[str]:
    return [kept.what.text for kept in ward.desk.records.find(Info, ward.code)]


@pytest.mark.parametrize("typed", ["{ref} done a canary", "{ref} done, a canary", "{lower} done. A canary"])
def test_a_reply_may_say_more_than_that_it_is_done_and_both_are_kept(ward: Ward, typed: str) -> None:
    ref, told = action(ward)
    answer = ward.say(PHYSICIAN, typed.format(ref=ref, lower=ref.lower()), reply_to=told)
    assert ward.desk.records.get(Action, ward.code, ref).state == TaskState.DONE
    assert [one.lower() for one in said(ward)] == [f"{ref}: a canary".lower()]
    (kept,) = ward.desk.records.find(Info, ward.code)
    assert f"Action {ref} is done. What you said of it is kept as {kept.ref}. To take that back: `!undo`" in answer
    assert kept.what.categories == (Category.MEDICAL,)


def test_undo_takes_both_back(ward: Ward) -> None:
    ref, _ = action(ward)
    ward.say(PHYSICIAN, f"!done {ref} a canary")
    ward.say(PHYSICIAN, "!undo")
    assert ward.desk.records.get(Action, ward.code, ref).state == TaskState.OPEN
    assert "canary" not in ward.say(PHYSICIAN, "!agenda here")


def test_of_a_step_it_is_what_was_learnt(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, '!goal add "a goal"')
    (goal,) = ward.desk.records.find(Goal, ward.code)
    ward.say(SEX_THERAPIST, f"!step add {goal.ref} Breathe first {SEX_THERAPIST} due mon")
    (step,) = ward.desk.records.find(Step, ward.code)
    assert f"Step {step.ref} is done, with what was learnt." in ward.say(SEX_THERAPIST, f"!done {step.ref} Short walks help")
    kept = ward.desk.records.get(Step, ward.code, step.ref)
    assert kept.state == StepState.DONE
    assert kept.what.ending is not None
    assert kept.what.ending.text == "Short walks help"
    assert said(ward) == []


def test_what_is_put_off_may_have_a_reason(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!huddle add A topic")
    (topic,) = ward.desk.records.find(Topic, ward.code)
    answer = ward.say(PHYSICIAN, f"!defer {topic.ref} The partner is away until then")
    (kept,) = ward.desk.records.find(Info, ward.code)
    assert answer == f"Topic {topic.ref} is put off to the next huddle. What you said of it is kept as {kept.ref}."
    assert kept.what.text == f"{topic.ref}: The partner is away until then"


def test_what_not_all_may_read_is_taken_out_of_the_room_and_kept(ward: Ward) -> None:
    ref, _ = action(ward)
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    heard = ward.hear(PHYSICIAN, f"!done {ref} a canary")
    assert [one.place for one in heard if one.message.template == "action/done"] == [direct(PHYSICIAN)]
    assert "canary" not in "".join(ward.read(one).text for one in heard)
    assert [place for place, _ in ward.desk.redacted] == [ward.room]
    assert said(ward) == [f"{ref}: a canary"]


def test_words_for_which_something_waits_go_there_and_nothing_is_done(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, f"!ask {PHYSICIAN} Is it time for a scan")
    ref = next(iter(ward.privately(PHYSICIAN, "!asks").split("- ")[1:]))[:4]
    assert f"`!answer {ref}" in ward.say(PHYSICIAN, f"!done {ref} yes, next week")
    assert said(ward) == []
