from __future__ import annotations

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Role
from bot.care.safetyplans import Part, SafetyPlan
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def versions(ward: Ward) -> list[SafetyPlan]:
    return [kept.what for kept in ward.desk.records.find(SafetyPlan, ward.code)]


def test_a_plan_is_written_part_by_part_and_shown_in_its_order(ward: Ward) -> None:
    assert "has no safety plan yet" in ward.say(PHYSICIAN, "!safetyplan")
    ward.say(SEX_THERAPIST, "!safetyplan call First one person\nThen another")
    ward.say(MENTAL_HEALTH, "!safetyplan helps A walk")
    said = ward.say(MENTAL_HEALTH, "!safetyplan warning Not sleeping")
    assert "Safety plan, version 3: warning signs kept. To see it: `!safetyplan`" in said
    shown = ward.say(PHYSICIAN, "!safetyplan")
    titles = [one.words for one in Part]
    assert titles == ["Warning signs", "What helps", "Whom to call"]
    assert [shown.index(title) for title in titles] == sorted(shown.index(title) for title in titles)
    assert f"What helps: A walk (written down by the mental health clinician ({MENTAL_HEALTH}), Mon 7 Dec 2026)" in shown
    assert "First one person\nThen another" in shown


def test_what_is_still_missing_is_named(ward: Ward) -> None:
    assert "Not written yet: what helps and whom to call." in ward.say(PHYSICIAN, "!safetyplan warning Not sleeping")


def test_nothing_is_overwritten_silently_and_every_version_can_be_read(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!safetyplan warning The first words")
    said = ward.privately(PHYSICIAN, f"!safetyplan {ward.code} warning The second words")
    assert "What stood there before is kept in version 1" in said
    assert "It was: The first words" in said
    assert [one.of(Part.WARNING).text for one in versions(ward) if one.of(Part.WARNING)] == [  # type: ignore[union-attr]  # each has it
        "The first words",
        "The second words",
    ]
    assert "The first words" in ward.say(PHYSICIAN, "!safetyplan version 1")
    assert "no longer the current one" in ward.say(PHYSICIAN, "!safetyplan version 1")
    assert "The second words" in ward.say(PHYSICIAN, "!safetyplan version 2")


def test_in_the_room_what_stood_there_before_is_not_repeated(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!safetyplan warning canary")
    assert "canary" not in ward.say(PHYSICIAN, "!safetyplan warning The second words")


@pytest.mark.parametrize("typed", ["version 9", "version 0", "version two", "version 1e3", "something else", "warning", "helps  "])
def test_what_cannot_be_meant_writes_nothing(ward: Ward, typed: str) -> None:
    ward.say(PHYSICIAN, "!safetyplan helps A walk")
    ward.say(PHYSICIAN, f"!safetyplan {typed}")
    assert len(versions(ward)) == 1


def test_it_is_of_the_category_safety_whoever_wrote_it_and_is_read_by_no_one_else() -> None:
    ward = Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})
    said = ward.hear(PHYSICIAN, "!safetyplan warning canary")
    assert ward.desk.redacted == [(ward.room, "$typed1")]
    assert not any("canary" in ward.read(one).text for one in said)
    assert "safety is not shared with the coordinator" in ward.read(said[-1]).text
    assert "canary" in ward.privately(MENTAL_HEALTH, f"!safetyplan {ward.code}")
    assert "It is not shared with you." in ward.privately(COORDINATOR, f"!safetyplan {ward.code}")
    assert "canary" not in ward.privately(COORDINATOR, f"!safetyplan {ward.code}")
    assert "canary" not in ward.say(PHYSICIAN, "!safetyplan here")


def test_before_consent_it_is_kept_and_read_by_its_author() -> None:
    ward = Ward(consent=False)
    ward.privately(PHYSICIAN, f"!safetyplan {ward.code} warning canary")
    assert len(versions(ward)) == 1
    assert "canary" in ward.privately(PHYSICIAN, f"!safetyplan {ward.code}")
    assert "canary" not in ward.say(SEX_THERAPIST, f"!safetyplan {ward.code}", here=direct(SEX_THERAPIST))


def test_its_versions_are_of_safety_alone(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!safetyplan warning A topic")
    (kept,) = ward.desk.records.find(SafetyPlan, ward.code)
    assert kept.what.concerns() == (Category.SAFETY,)
    assert kept.what.gist() == "Warning signs: A topic"
