from __future__ import annotations

import pytest

from bot.care.actions import Action, Decision, TaskState
from bot.care.huddles import Huddle
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.meeting import ref
from tests.unit.ward import Ward


@pytest.mark.parametrize(
    "typed", ["Go on because it helps by me", "Go on by me because it helps", "Go on because it helps by myself."]
)
def test_whoever_decides_says_by_me(typed: str) -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!decide {typed}")
    (kept,) = ward.desk.records.find(Decision, ward.code)
    assert (kept.owner, kept.what.text) == (PHYSICIAN, "Go on")


@pytest.mark.parametrize(
    ("typed", "text", "due"),
    [
        ("Call them @me by friday", "Call them", "2026-12-11"),
        ("Call them by friday @me", "Call them", "2026-12-11"),
        ("Call them @me by 2026-12-14", "Call them", "2026-12-14"),
        ("Make it less by 1.5 @me", "Make it less by 1.5", None),
        ("Go by the leaflet @me due fri", "Go by the leaflet", "2026-12-11"),
        ("@me: call them, due fri.", "call them", "2026-12-11"),
        ("Call them by the physician, due fri", "Call them", "2026-12-11"),
    ],
)
def test_an_action_is_due_by_a_day_at_its_end_and_figures_alone_are_part_of_its_text(
    typed: str, text: str, due: str | None
) -> None:
    ward = Ward()
    (said,) = ward.hear(PHYSICIAN, f"!action {typed}")
    if due is None:
        assert "By when?" in ward.read(said).text
        ward.say(PHYSICIAN, "by tomorrow", reply_to=said)
        due = "2026-12-08"
    (kept,) = ward.desk.records.find(Action, ward.code)
    assert (kept.owner, kept.what.text, kept.what.day.isoformat()) == (PHYSICIAN, text, due)


def test_who_is_there_is_said_with_me_and_with_roles_of_two_words() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!huddle start")
    assert f"({MENTAL_HEALTH})" in ward.say(PHYSICIAN, "!present mental health")
    for words in ("me and sex therapist", "me, and the sex therapist"):
        said = ward.say(PHYSICIAN, f"!present {words}")
        assert f"({PHYSICIAN})" in said
        assert f"({SEX_THERAPIST})" in said


def test_several_refs_behind_a_word_are_refused_and_none_is_taken_for_what_is_said_of_another() -> None:
    ward = Ward()
    one, other = (ref(ward.hear(PHYSICIAN, f"!action {text} @me due fri")) for text in ("Call them", "Write to them"))
    for head in ("!done", "!defer", "!started"):
        said = ward.say(PHYSICIAN, f"{head} {one}, {other.lower()}")
        assert said == f"That ref cannot be used. Expected: one ref at a time. For example: `{head} {one}`"
    assert all(kept.state == TaskState.OPEN for kept in ward.desk.records.find(Action, ward.code))
    assert "What you said of it is kept" in ward.say(PHYSICIAN, f"!done {one} With {other}")


def test_an_at_sign_that_fits_nobody_is_told_that_a_role_of_one_person_would_do() -> None:
    assert "or a role that one person of this case holds" in Ward().say(PHYSICIAN, "!action Call them @physio due fri")


def test_whoever_answers_who_does_it_with_something_else_is_told_all_that_would_do() -> None:
    ward = Ward()
    (asked,) = ward.hear(PHYSICIAN, "!action Send the diary, me, tomorrow")
    said = ward.say(PHYSICIAN, "tomorrow", reply_to=asked)
    assert "Expected: me, a full Matrix id or a mention, or a role that one person of this case holds." in said


def test_the_minutes_of_a_huddle_name_the_day_of_a_decision_and_what_it_takes_the_place_of() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!huddle start")
    old = ward.say(PHYSICIAN, "!decide Wait by me").split()[1]
    ward.say(PHYSICIAN, f"!decide Go on instead of {old} because it helps by me due 2026-12-14")
    said = ward.say(PHYSICIAN, "!huddle end")
    assert f"instead of {old}, to be carried out by the physician ({PHYSICIAN}), due Mon 14 Dec 2026: Go on" in said


def test_minutes_offer_to_write_down_who_is_there_only_as_long_as_that_can_be_done() -> None:
    ward = Ward()
    ref = ward.say(PHYSICIAN, "!huddle start") and ward.desk.records.find(Huddle, ward.code)[0].ref
    assert "Present: not written down (`!present` does it)." in ward.say(PHYSICIAN, f"!minutes {ref} here")
    assert "Present: not written down.\n" in ward.say(PHYSICIAN, "!huddle end")


def test_a_dissent_while_no_conference_is_held_is_told_to_name_its_decision() -> None:
    said = Ward().say(PHYSICIAN, "!dissent I would not wait")
    assert "!dissent 8R2Q" in said
    assert "!conference start" not in said


def test_a_category_behind_whom_one_asks_is_no_part_of_the_question() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!ask mental health #summary Can it wait?")
    assert "#summary" not in ward.say(PHYSICIAN, "!asks here")
    assert "Can it wait?" in ward.say(PHYSICIAN, "!asks here")
