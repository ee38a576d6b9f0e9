"""A plan review that is asked for, and one that was left open, wait until somebody takes them up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import wishes
from bot.care.dues import Due
from bot.care.facts import direct
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST
from tests.unit.plan_review import last
from tests.unit.ward import Ward

pytestmark = pytest.mark.slow


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (("!score ISI 14", "!score ISI 14"), "two scores without meaningful change"),
        (("!modality couple work out",), "a part of care was left out or taken up again"),
        (("!signal watch A canary", "!signal close {signal} Seen at home, safe"), "a signal was closed"),
    ],
)
def test_what_asks_for_a_review_is_shown_as_its_reason_and_settled_by_it(ward: Ward, steps: tuple[str, ...], reason: str) -> None:
    for text in steps:
        ward.say(SEX_THERAPIST, text.replace("{signal}", last(ward, "signal") if "{signal}" in text else ""))
    if "signal" in reason:
        ward.say(PHYSICIAN, f"!yes {last(ward, 'signal')}")
    (wish,) = wishes.open_wishes(ward.desk, ward.code)
    shown = ward.say(PHYSICIAN, "!review")
    assert "What asked for this review\n" in shown
    assert f"- {wish.ref}, {reason}, today" in shown
    assert "A canary" not in shown
    ward.say(PHYSICIAN, "!review done")
    assert wishes.open_wishes(ward.desk, ward.code) == []


def test_the_lead_is_asked_on_a_working_morning_after_one_that_was_left_open(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!review")
    ward.desk.later(timedelta(days=2))
    round_ = Due(key="morning round", kind="morning round", at=ward.desk.now, place="control")
    said = ward.talk.ring(round_)
    assert [one.place for one in said] == [direct(SEX_THERAPIST)]
    assert ward.read(said[0]).text == (
        "Plan reviews that wait for you:\n"
        f"- {ward.code}, {last(ward, 'plan_review')}, open since Mon 7 Dec 2026. "
        f"When you have gone through it: `!review {ward.code} done`"
    )


def test_an_open_review_is_owed_by_the_lead(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!review")
    assert "plan review to go through" in ward.privately(SEX_THERAPIST, "!mine")
    assert "plan review" not in ward.privately(PHYSICIAN, "!mine")
    ward.say(PHYSICIAN, "!review done")
    assert "plan review" not in ward.privately(SEX_THERAPIST, "!mine")


def test_a_wish_that_nobody_planned_a_review_for_is_named_once_after_a_week(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!modality couple work out")
    ward.desk.later(timedelta(days=7))
    (said,) = ward.talk.ring(Due(key="morning round", kind="morning round", at=ward.desk.now, place="control"))
    assert ward.read(said).text == (
        f"Plan reviews that wait for you:\n- {ward.code}, asked for since Mon 7 Dec 2026, and none is planned. "
        f"Now: `!review {ward.code}`; in series: `!review {ward.code} every 6 weeks`"
    )
    ward.desk.later(timedelta(days=7))
    assert ward.talk.ring(Due(key="morning round", kind="morning round", at=ward.desk.now, place="control")) == []


def test_the_screen_of_a_case_names_the_review_that_is_open(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!modality couple work out")
    assert "A plan review is asked for" in ward.say(PHYSICIAN, "!case here")
    ward.say(PHYSICIAN, "!review")
    shown = ward.say(PHYSICIAN, "!case here")
    assert f"Plan review {last(ward, 'plan_review')} is open. When you have gone through it: `!review done`" in shown
    assert "A plan review is asked for" not in shown
