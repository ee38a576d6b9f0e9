"""Plan reviews as people type them, and as they read in the room and in direct rooms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import plans, reviews, wishes
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import case_room, direct
from bot.care.gate import split
from bot.care.reviews import Review
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.meeting import Meeting
from tests.unit.shelves import Said
from tests.unit.ward import Ward

pytestmark = pytest.mark.slow


@pytest.fixture
def ward() -> Ward:
    return Ward()


def aim(ward: Ward, words: str = "I want to sleep", *, tag: str = "#medical") -> str:
    ward.say(SEX_THERAPIST, f'!goal add {tag} "{words}"')
    return last(ward, "goal")


def stride(ward: Ward, goal: str, *, owner: str = SEX_THERAPIST) -> str:
    ward.say(SEX_THERAPIST, f"!step add {goal} #medical A topic {owner} due 2026-12-20")
    return last(ward, "step")


def last(ward: Ward, kind: str) -> str:
    return [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == kind][-1]


def moment(ward: Ward, kind: str = "plan review") -> Due:
    return next(one for one in ward.desk.state.dues.values() if one.kind == kind)


def read(ward: Ward, said: list[Said], place: str) -> str:
    return "\n".join(ward.read(one).text for one in said if one.place == place)


def test_a_series_of_reviews_needs_no_time_of_day_and_is_stopped_with_a_word(ward: Ward) -> None:
    assert ward.say(PHYSICIAN, "!review every 6 weeks") == (
        "Plan reviews every 6 weeks on Monday at 09:00 Berlin time, series 8B2A.\n"
        "Next: Mon 18 Jan 2027, 09:00 Berlin; Mon 1 Mar 2027, 09:00 Berlin; Mon 12 Apr 2027, 09:00 Berlin. "
        "To change it: `!review every …`"
    )
    assert ward.say(PHYSICIAN, "!review stop").startswith("Series 8B2A has ended: plan reviews every 6 weeks")
    assert ward.say(PHYSICIAN, "!review stop").startswith("There is no series of plan reviews")
    assert not [one for one in ward.desk.state.dues.values() if one.kind == "plan review"]


def test_it_is_posted_at_its_minute_and_says_if_it_is_late(ward: Ward) -> None:
    aim(ward)
    ward.say(PHYSICIAN, "!review every 2 weeks")
    said = ward.talk.ring(moment(ward), timedelta(hours=1))
    assert [one.place for one in said] == [ward.room]
    shown = ward.read(said[0]).text
    assert shown.startswith("Plan review 8D2A, Mon 21 Dec 2026, 09:00 Berlin. Since the case was opened, Mon 7 Dec 2026: no notes")
    assert "Due 09:00, posted 10:00 after a pause." in shown
    assert "Next review: Mon 4 Jan 2027, 09:00 Berlin." in shown
    assert shown.endswith("Your own lines are in your direct room.")


def test_the_patients_view_stands_first_and_the_next_date_last(ward: Ward) -> None:
    goal = aim(ward)
    stride(ward, goal)
    ward.say(PHYSICIAN, '!voice "I felt heard"')
    ward.say(PHYSICIAN, "!score ISI 14")
    ward.say(PHYSICIAN, "!decide Go on as it is because it helps by " + PHYSICIAN)
    shown = ward.say(PHYSICIAN, "!review")
    parts = ["In their own words", "The patient's goals", "Steps", "Scores", "Actions and decisions", "No next date is set"]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert f"- {goal}: I want to sleep\nnot rated yet\n" in shown
    assert f"To rate a goal: `!goal rate {goal} +1`" in shown


def test_a_second_call_takes_up_the_open_one_and_says_since_when_it_is_open(ward: Ward) -> None:
    aim(ward)
    first = ward.say(PHYSICIAN, "!review")
    assert "It has been open" not in first
    ward.desk.later(timedelta(days=1))
    again = ward.say(SEX_THERAPIST, "!review")
    assert "It has been open since Mon 7 Dec 2026, 09:00 Berlin. What has come since then is in it." in again
    assert len(ward.desk.records.find(Review, ward.code)) == 1


def test_one_that_falls_due_while_it_is_open_is_posted_with_what_has_come_since(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!review every week")
    ward.talk.ring(moment(ward))
    aim(ward)
    said = ward.talk.ring(moment(ward))
    shown = read(ward, said, ward.room)
    assert "It has been open since" in shown
    assert "I want to sleep" in shown
    assert len(ward.desk.records.find(Review, ward.code)) == 1


def test_after_the_dozen_more_is_a_reply_away_and_other_replies_are_not_taken_for_it(ward: Ward) -> None:
    goals = [aim(ward, f"A wish, the {number}.") for number in range(15)]
    said = ward.hear(PHYSICIAN, "!review")
    shown = ward.read(said[0]).text
    assert "3 more: reply `more`." in shown
    assert sum(goal in shown.replace(f"rate {goals[0]}", "") for goal in goals) == 12
    more = ward.say(PHYSICIAN, "More.", reply_to=said[0])
    assert more.startswith(f"3 more in plan review {last(ward, 'plan_review')}:\n\nThe patient's goals\n- {goals[12]}")
    assert ward.say(PHYSICIAN, "!review more") == more
    assert ward.say(PHYSICIAN, "Let us talk about more of this", reply_to=said[0]) == ""
    step = stride(ward, goals[0])
    assert "is done" in ward.say(SEX_THERAPIST, f"{step} done", reply_to=said[0])


def test_more_of_a_review_posted_by_the_clock_is_a_reply_away_too(ward: Ward) -> None:
    for number in range(13):
        aim(ward, f"A wish, the {number}.")
    ward.say(PHYSICIAN, "!review every week")
    (said,) = ward.talk.ring(moment(ward))
    assert "1 more in plan review" in ward.say(SEX_THERAPIST, "more", reply_to=said)


def test_whoever_is_not_on_the_case_gets_no_more_of_it(ward: Ward) -> None:
    said = ward.hear(PHYSICIAN, "!review")
    ward.desk.join(ward.room, "@stranger:example.org")
    assert "more in plan review" not in ward.say("@stranger:example.org", "more", reply_to=said[0])


def test_what_is_not_for_all_stands_in_direct_rooms_alone(ward: Ward) -> None:
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to="physician", given=False)
    ward.privately(SEX_THERAPIST, f'!goal {ward.code} add "A private wish"')
    (said,) = ward.hear(SEX_THERAPIST, "!review")
    shown = ward.read(said).text
    assert "A private wish" not in shown
    assert "None of it is shared with everyone here." in shown
    assert shown.endswith("Your own lines are in your direct room.")
    roster, grants = ward.desk.rosters.of(ward.code), ward.desk.consents.of(ward.code)
    present = frozenset(member.person for member in roster)
    rest = split(said.message.lines, present, roster, grants, ward.desk.now).rest
    assert {person: [line.values["text"] for line in own] for person, own in rest.items()} == {
        SEX_THERAPIST: ["A private wish"],
        MENTAL_HEALTH: ["A private wish"],
    }


def test_asked_for_in_the_direct_room_it_is_posted_in_the_case_room(ward: Ward) -> None:
    said = ward.hear(PHYSICIAN, f"!review {ward.code}", here=direct(PHYSICIAN))
    assert [one.place for one in said] == [direct(PHYSICIAN), case_room(ward.code)]


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


def test_during_a_pause_the_review_takes_place_and_nobody_is_pressed_for_what_is_held(ward: Ward) -> None:
    goal = aim(ward)
    ward.say(SEX_THERAPIST, f"!step add {goal} #medical A topic {PHYSICIAN} due 2026-12-08 ~couple_work")
    ward.say(PHYSICIAN, "!pause couple work A canary until 2027-01-11")
    ward.say(PHYSICIAN, "!review every week")
    shown = read(ward, ward.talk.ring(moment(ward)), ward.room)
    assert "couple work is paused until Mon 11 Jan 2027, 1 thing waits" in shown
    assert "overdue" not in shown


def test_a_closed_case_is_not_reviewed_and_an_open_review_ends_with_it(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!review every week")
    ward.say(PHYSICIAN, "!review")
    ward.say(SEX_THERAPIST, "!case close The work is done")
    ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    assert reviews.running(ward.desk, ward.code) is None
    assert ward.desk.dues.of(ward.code) == ()
    assert "closed" in ward.say(PHYSICIAN, "!review")


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


@pytest.mark.parametrize("text", ["!review every 0 weeks", "!review every 99 weeks", "!review sometime", "!review every 6 weeks x"])
def test_what_cannot_be_meant_sets_nothing(ward: Ward, text: str) -> None:
    answer = ward.say(PHYSICIAN, text)
    assert "`!review every 6 weeks" in answer or "`every 6 weeks" in answer
    assert ward.desk.state.records == {}
    assert ward.desk.dues.of(ward.code) == ()


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
