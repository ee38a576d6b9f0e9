from __future__ import annotations

import pytest

from bot.care.facts import direct
from bot.care.safetyplans import SafetyPlan
from tests.unit.desk import PHYSIO, SEX_THERAPIST
from tests.unit.ward import Ward


@pytest.mark.parametrize(
    "text",
    [
        "!safetyplan warning #sexual_history canary",
        "!charter physician responsible canary (see #medication)",
        f"!team add {PHYSIO} physio for canary #mental health",
        "!consent grant medical to physician for canary #results",
    ],
)
def test_a_text_whose_readers_are_fixed_takes_no_category_and_is_given_back(text: str) -> None:
    ward = Ward()
    said = ward.say(SEX_THERAPIST, text)
    assert "a category cannot narrow it" in said
    assert len(ward.desk.redacted) == 1
    assert ward.desk.rosters.member(ward.code, PHYSIO) is None
    assert ward.desk.records.find(SafetyPlan, ward.code) == []
    assert [one.template for one in ward.desk.said_in(direct(SEX_THERAPIST))] == ["refused/given_back"]


def test_a_number_sign_that_is_no_category_stays_a_word() -> None:
    ward = Ward()
    assert "a category cannot narrow it" not in ward.say(SEX_THERAPIST, "!safetyplan call Room #4 of the clinic")
    assert len(ward.desk.records.find(SafetyPlan, ward.code)) == 1
