"""A plan review is closed, and what comes of it: a version of the plan."""

from __future__ import annotations

import pytest

from bot.care import plans, reviews
from bot.care.reviews import Review
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.meeting import Meeting
from tests.unit.plan_review import aim, last, read, stride
from tests.unit.ward import Ward

pytestmark = pytest.mark.slow


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_goals_that_nobody_rated_are_pointed_out_once_before_it_is_closed(ward: Ward) -> None:
    goal = aim(ward)
    ward.say(PHYSICIAN, "!review")
    asked = ward.say(PHYSICIAN, "!review done")
    assert asked == (
        f"Before plan review {last(ward, 'plan_review')} is closed: 1 goal is not rated, from -2 to +2. "
        f"For example: `!goal rate {goal} +1`\n- {goal}: I want to sleep\n"
        "To close it as it is, say `!review done` again.\nYour own lines are in your direct room."
    )
    closed = ward.say(SEX_THERAPIST, "!review done")
    assert closed.startswith(f"Plan review {last(ward, 'plan_review')} is closed. The plan has no open step")
    assert "1 goal was not rated." in closed


def test_whoever_says_anyway_is_not_asked(ward: Ward) -> None:
    aim(ward)
    ward.say(PHYSICIAN, "!review")
    assert "is closed" in ward.say(PHYSICIAN, "!review done anyway")


def test_rated_in_the_review_nothing_is_pointed_out(ward: Ward) -> None:
    goal = aim(ward)
    ward.say(PHYSICIAN, "!review")
    ward.say(PHYSICIAN, f"!goal rate {goal} +1 by patient")
    closed = ward.say(PHYSICIAN, "!review done")
    assert "is closed" in closed
    assert "not rated" not in closed


def test_it_ends_in_a_plan_version_with_its_diff_and_rings_whoever_signs(ward: Ward) -> None:
    goal = aim(ward)
    stride(ward, goal)
    ward.say(SEX_THERAPIST, "!plan propose")
    ward.say(PHYSICIAN, "!review every 6 weeks")
    ward.say(PHYSICIAN, "!review")
    ward.say(PHYSICIAN, f"!goal rate {goal} -1")
    new = stride(ward, goal, owner=PHYSICIAN)
    said = ward.hear(SEX_THERAPIST, "!review done")
    closing, announced = [one for one in said if one.place == ward.room]
    review = last(ward, "plan_review")
    assert ward.read(closing).text == (
        f"Plan review {review} is closed. Version 2 of the plan comes of it, and waits for the physician.\n"
        "The next review: Mon 18 Jan 2027, 09:00 Berlin."
    )
    told = ward.read(announced).text
    assert announced.message.mentions == (PHYSICIAN,)
    assert "What changed since version 1:" in told
    assert f"- New step {new}" in told
    assert f"- Goal {goal} is rated -1: I want to sleep" in told
    looked = ward.desk.records.get(Review, ward.code, review).what.looked
    assert looked is not None
    assert looked.version == 2


def test_where_nothing_has_changed_it_says_so_and_makes_the_version_a_reviewed_one(ward: Ward) -> None:
    stride(ward, aim(ward))
    ward.say(SEX_THERAPIST, "!plan propose")
    ward.say(SEX_THERAPIST, "!review")
    closed = ward.say(SEX_THERAPIST, "!review done anyway")
    assert "Version 2 of the plan comes of it, and is in force. Nothing in the plan has changed since version 1." in closed
    assert [kept.what.number for kept in plans.versions(ward.desk, ward.code)] == [1, 2]


def test_a_coordinator_closes_it_and_signs_nothing(ward: Ward) -> None:
    stride(ward, aim(ward))
    ward.say(SEX_THERAPIST, "!review")
    said = ward.hear(COORDINATOR, f"!review {ward.code} done anyway", here="control")
    assert "waits for the sex therapist" in read(ward, said, "control")
    assert f"Closed by {COORDINATOR}." in read(ward, said, ward.room)
    version = plans.proposed(ward.desk, ward.code)
    assert version is not None
    assert version.what.signatures == ()
    told = ward.say(SEX_THERAPIST, "!plan versions here")
    assert (
        f"- Version 1, Mon 7 Dec 2026, proposed by {COORDINATOR} at the end of a plan review: waits for the sex therapist" in told
    )
    assert "Version 1 of the plan waits for the sex therapist." in ward.say(SEX_THERAPIST, "!review")


def test_a_version_that_no_clinician_has_signed_is_told_to_the_lead_and_unfinished_on_the_agenda(ward: Ward) -> None:
    stride(ward, aim(ward))
    ward.say(SEX_THERAPIST, "!review")
    (announced,) = (
        one
        for one in ward.hear(COORDINATOR, f"!review {ward.code} done anyway", here="control")
        if one.message.template == "plan/proposed"
    )
    assert announced.message.mentions == (SEX_THERAPIST,)
    assert "No clinician has signed it yet." in ward.read(announced).text
    unfinished = ward.say(PHYSICIAN, "!agenda here").split("Unfinished", 1)[1]
    assert ", no clinician has signed it, waits for the sex therapist since today: Plan version 1" in unfinished
    ward.say(SEX_THERAPIST, "!plan agree")
    assert "Plan version 1" not in ward.say(PHYSICIAN, "!agenda here")


def test_where_nobody_leads_and_no_step_has_an_owner_a_version_waits_for_a_clinician_and_is_not_in_force(ward: Ward) -> None:
    stride(ward, aim(ward))
    ward.say(SEX_THERAPIST, "!review")
    ward.coordinate(f"!team {ward.code} remove {SEX_THERAPIST}")
    ward.hear(COORDINATOR, f"!review {ward.code} done anyway", here="control")
    version = plans.proposed(ward.desk, ward.code)
    assert version is not None
    assert (version.what.needed, version.what.waits) == ((), ("a clinician",))
    assert "waits for a clinician" in ward.say(PHYSICIAN, "!plan versions here")
    assert f"{version.ref}" in ward.privately(PHYSICIAN, "!mine")
    assert "in force" in ward.say(PHYSICIAN, "!plan agree")


def test_without_an_open_review_there_is_nothing_to_close_and_nothing_more(ward: Ward) -> None:
    for text in ("!review done", "!review more"):
        assert ward.say(PHYSICIAN, text) == "No plan review is open. To begin one: `!review`"


def test_a_closed_case_is_not_reviewed_and_an_open_review_ends_with_it(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!review every week")
    ward.say(PHYSICIAN, "!review")
    ward.say(SEX_THERAPIST, "!case close The work is done")
    ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    assert reviews.running(ward.desk, ward.code) is None
    assert ward.desk.dues.of(ward.code) == ()
    assert "closed" in ward.say(PHYSICIAN, "!review")


def test_what_follows_done_is_nothing_or_anyway(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!review")
    assert "!review" in ward.say(MENTAL_HEALTH, "!review done perhaps")
    assert reviews.running(ward.desk, ward.code) is not None


def test_the_next_date_is_said_in_the_zones_of_everyone_there() -> None:
    meeting = Meeting()
    meeting.say(PHYSICIAN, "!review every 6 weeks")
    meeting.say(PHYSICIAN, "!review")
    closed = meeting.read(PHYSICIAN, "!review done")
    assert closed.endswith("The next review: Mon 18 Jan 2027, 09:00 Berlin / 08:00 London.")
