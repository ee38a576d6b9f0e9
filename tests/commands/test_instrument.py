from __future__ import annotations

from decimal import Decimal

import pytest

from bot.care.consent import Category
from bot.care.instruments import OwnInstrument
from bot.care.scores import Score
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

OWN = "!instrument add Sleep diary category medical range 0-10 step 0.5 better lower change 2 source Our own sheet, 2026"


def own(ward: Ward) -> list[OwnInstrument]:
    return [kept.what for kept in ward.desk.records.find(OwnInstrument, ward.code)]


def test_the_catalogue_is_listed_with_ranges() -> None:
    ward = Ward()
    said = ward.privately(PHYSICIAN, f"!instruments {ward.code}")
    assert "- PHQ-9 (0-27): depressive symptoms" in said
    assert "- C-SSRS (none, low, moderate, high):" in said
    assert said.count("\n- ") == 12


def test_one_instrument_is_told_with_its_source_and_licence() -> None:
    ward = Ward()
    said = ward.privately(PHYSICIAN, f"!instruments {ward.code} phq 9")
    assert "Shared as: mental health and measures." in said
    assert "Meaningful change: 5 points (Kroenke K, Spitzer RL." in said
    assert "Source: Kroenke K, Spitzer RL, Williams JBW. J Gen Intern Med 2001;16:606-613." in said
    assert "Licence: Free to reproduce" in said


def test_where_no_change_is_established_that_is_said() -> None:
    ward = Ward()
    assert "not established, so none is claimed" in ward.privately(PHYSICIAN, f"!instruments {ward.code} FSFI")


def test_the_lead_adds_an_instrument_of_the_teams_own_and_scores_of_it_are_checked_by_its_range_and_step() -> None:
    ward = Ward()
    said = ward.say(SEX_THERAPIST, OWN)
    assert "added: medical. To take it back: `!undo`" in said
    assert "Sleep diary. 0.0-10.0, in steps of 0.5; lower is better." in said
    assert "Source: Our own sheet, 2026." in said
    ward.say(PHYSICIAN, "!score sleep diary 7.5 on 2026-12-01")
    assert "2.5 lower than the baseline (7.5, Tue 1 Dec 2026), better" in ward.say(PHYSICIAN, "!score Sleep-diary 5")
    assert "a number within 0.0-10.0, in steps of 0.5" in ward.say(PHYSICIAN, "!score sleep diary 5.2")
    assert [kept.what.value for kept in ward.desk.records.find(Score, ward.code)] == [Decimal("7.5"), Decimal(5)]
    assert "- Sleep diary (0.0-10.0): your own" in ward.privately(PHYSICIAN, f"!instruments {ward.code}")


def test_an_instrument_without_a_known_change_claims_none() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, OWN.replace("change 2", "change none"))
    assert own(ward)[0].change is None
    ward.say(PHYSICIAN, "!score sleep diary 7 on 2026-12-01")
    assert "How much change is meaningful is not established" in ward.say(PHYSICIAN, "!score sleep diary 1")


def test_taking_an_instrument_back_leaves_its_scores_as_they_are() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, OWN)
    ward.say(PHYSICIAN, "!score sleep diary 7")
    ward.say(SEX_THERAPIST, "!undo")
    assert own(ward) == []
    assert "no instrument of that name" in ward.say(PHYSICIAN, "!score sleep diary 7")
    assert "Sleep diary 7" in ward.privately(PHYSICIAN, f"!agenda {ward.code}")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (OWN.replace("Sleep diary", "GAD 7"), "There is an instrument of that name already."),
        (OWN.replace("Sleep diary", "1234"), "That name cannot be used."),
        (OWN.replace("Sleep diary", "one two three four"), "That name cannot be used."),
        (OWN.replace("range 0-10", "range 10-0"), "That range cannot be used."),
        (OWN.replace("step 0.5", "step 0.3"), "That range cannot be used."),
        (OWN.replace("step 0.5", "step 0"), "That range cannot be used."),
        (OWN.replace("range 0-10 step 0.5", "range 0-100000 step 0.1"), "That range cannot be used."),
        (OWN.replace("change 2", "change 11"), "That change cannot be used."),
        (OWN.replace("change 2", "change some"), "its name, category, range, step, better, change, and last its source"),
        (OWN.replace("better lower", "better sideways"), "its name, category, range"),
        (OWN.replace("category medical", ""), "its name, category, range"),
        (OWN.replace("category medical", "category xyzzy"), "one of summary, mental health"),
        (OWN.replace(" source Our own sheet, 2026", ""), "its name, category, range"),
        (OWN.replace("Our own sheet, 2026", ""), "its name, category, range"),
    ],
)
def test_what_cannot_be_an_instrument_is_refused(typed: str, sentence: str) -> None:
    ward = Ward()
    assert sentence in ward.say(SEX_THERAPIST, typed)
    assert own(ward) == []


def test_only_the_lead_adds_one() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, OWN)
    assert own(ward) == []


def test_the_teams_own_is_shown_to_those_alone_who_may_read_its_category() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, OWN)
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MEDICAL, to="mental_health", given=False)
    assert "Sleep diary" not in ward.privately(MENTAL_HEALTH, f"!instruments {ward.code}")
    assert "It is not shared with you." in ward.privately(MENTAL_HEALTH, f"!instruments {ward.code} sleep diary")
