"""What a score opens: a concern, a signal, or a review."""

from __future__ import annotations

import pytest

from bot.care import wishes
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.signals import Severity, Signal, open_signals
from bot.care.wishes import Wish
from tests.commands.test_score import answered, kept, score
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN
from tests.unit.ward import TEAM, Ward


def test_item_9_above_0_opens_a_concern() -> None:
    ward = Ward()
    said = score(ward, MENTAL_HEALTH, "PHQ-9 14 item9=1")
    (signal,) = open_signals(ward.desk, ward.code)
    assert (signal.what.severity, signal.what.source) == (Severity.CONCERN, kept(ward)[0].ref)
    assert signal.what.text == "PHQ-9 of Mon 7 Dec 2026: item 9 is 1."
    assert f"It opened a signal, concern: {signal.ref}. This is no emergency service. In danger, call 112." in said


def test_item_9_that_was_not_said_is_asked_for_and_its_answer_opens_the_concern() -> None:
    ward = Ward()
    asked = ward.hear(MENTAL_HEALTH, "!score PHQ-9 14")
    assert "what was answered to item 9?" in answered(ward, asked)
    assert "0, 1, 2 or 3" in ward.say(MENTAL_HEALTH, "often", reply_to=asked[-1])
    heard = ward.hear(MENTAL_HEALTH, "2", reply_to=asked[-1])
    assert "It opened a signal, concern" in answered(ward, heard)
    assert kept(ward)[0].what.item9 == 2
    assert [one.what.severity for one in open_signals(ward.desk, ward.code)] == [Severity.CONCERN]


def test_item_9_may_be_left_open() -> None:
    ward = Ward()
    asked = ward.hear(MENTAL_HEALTH, "!score PHQ-9 14")
    assert "stays as it is, without item 9" in ward.say(MENTAL_HEALTH, "later", reply_to=asked[-1])


@pytest.mark.parametrize(
    ("name", "severity"), [("none", None), ("low", None), ("moderate", Severity.CONCERN), ("high", Severity.URGENT)]
)
def test_a_screen_class_opens_what_it_asks_for(name: str, severity: Severity | None) -> None:
    ward = Ward()
    said = score(ward, MENTAL_HEALTH, f"C-SSRS {name}")
    assert [one.what.severity for one in open_signals(ward.desk, ward.code)] == ([] if severity is None else [severity])
    assert ("emergency" in said) == (severity is not None)


def test_taking_a_score_back_leaves_its_signal_open() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "PHQ-9 14 item9=1")
    (signal,) = open_signals(ward.desk, ward.code)
    said = ward.say(MENTAL_HEALTH, "!undo")
    assert f"The signal that came of it stays until two people close it: {signal.ref}." in said
    assert kept(ward) == []
    assert [one.ref for one in ward.desk.records.find(Signal, ward.code)] == [signal.ref]


def test_two_scores_without_meaningful_change_put_the_case_on_the_list_for_a_review_until_it_is_done() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "GAD-7 12 on 2026-11-02")
    assert ward.desk.records.find(Wish, ward.code) == []
    score(ward, MENTAL_HEALTH, "GAD-7 11 on 2026-11-23")
    score(ward, MENTAL_HEALTH, "GAD-7 12")
    assert len(wishes.open_wishes(ward.desk, ward.code)) == 1
    agenda = ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    assert "asked for today: plan review, two scores without meaningful change: GAD-7 11" in agenda
    (wish,) = wishes.open_wishes(ward.desk, ward.code)
    assert f"A plan review is asked for: {wish.ref}." in ward.privately(PHYSICIAN, f"!case {ward.code}")
    ward.say(MENTAL_HEALTH, "!review")
    ward.say(MENTAL_HEALTH, "!review done")
    assert wishes.open_wishes(ward.desk, ward.code) == []


def test_slow_but_meaningful_improvement_is_no_standstill() -> None:
    ward = Ward()
    for total, day in (("17", "2026-10-05"), ("13", "2026-11-02"), ("12", "2026-11-30")):
        score(ward, MENTAL_HEALTH, f"GAD-7 {total} on {day}")
    assert wishes.open_wishes(ward.desk, ward.code) == []


def test_a_wish_says_nothing_of_the_score_to_whoever_may_not_read_it() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MENTAL_HEALTH, to="physician", given=False)
    for _ in range(2):
        ward.hear(MENTAL_HEALTH, f"!score {ward.code} GAD-7 12", here=direct(MENTAL_HEALTH))
    assert "GAD-7" in ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    assert "GAD-7" not in ward.privately(PHYSICIAN, f"!agenda {ward.code}")


def test_a_score_that_is_moved_to_the_right_case_opens_its_signal_there_too() -> None:
    ward = Ward()
    right = ward.desk.case(TEAM)
    ward.desk.grant(right, *Category)
    ward.hear(MENTAL_HEALTH, f"!score {ward.code} PHQ-9 14 item9=1", here=direct(MENTAL_HEALTH))
    (one,) = kept(ward)
    ward.hear(MENTAL_HEALTH, f"!move {one.ref} {right}", here=direct(MENTAL_HEALTH))
    assert kept(ward) == []
    assert len(open_signals(ward.desk, ward.code)) == len(open_signals(ward.desk, right)) == 1
