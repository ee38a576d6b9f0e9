"""Plan reviews as people type them, and as they read in the room and in direct rooms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.gate import split
from bot.care.reviews import Review
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.plan_review import aim, last, moment, read, stride
from tests.unit.ward import Ward

pytestmark = pytest.mark.slow


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_a_series_of_reviews_needs_no_time_of_day_and_is_stopped_with_a_word(ward: Ward) -> None:
    assert ward.say(PHYSICIAN, "!review every 6 weeks") == (
        "Plan reviews every 6 weeks on Monday at 09:00 Berlin time, series 8B2A.\n"
        "Next: Mon 18 Jan 2027, 09:00 Berlin; Mon 1 Mar 2027, 09:00 Berlin; Mon 12 Apr 2027, 09:00 Berlin. "
        "To change it: `!review every …`"
    )
    assert ward.say(PHYSICIAN, "!review stop").startswith("Series 8B2A has ended: plan reviews every 6 weeks")
    assert ward.say(PHYSICIAN, "!review stop").startswith("There is no series of plan reviews")
    assert not [one for one in ward.desk.state.dues.values() if one.kind == "plan review"]


def test_now_is_what_review_alone_means(ward: Ward) -> None:
    assert ward.say(PHYSICIAN, "!review now").startswith("Plan review ")
    assert "is expected" in ward.say(PHYSICIAN, "!review soon")


def test_it_is_posted_at_its_minute_and_says_if_it_is_late(ward: Ward) -> None:
    aim(ward)
    ward.say(PHYSICIAN, "!review every 2 weeks")
    said = ward.talk.ring(moment(ward), timedelta(hours=1))
    assert [one.place for one in said] == [ward.room]
    shown = ward.read(said[0]).text
    assert shown.startswith("Plan review 8D2A, Mon 21 Dec 2026, 09:00 Berlin. Since the case was opened, Mon 7 Dec 2026: no notes")
    assert "Posted 10:00 after a pause." in shown
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


def test_during_a_pause_the_review_takes_place_and_nobody_is_pressed_for_what_is_held(ward: Ward) -> None:
    goal = aim(ward)
    ward.say(SEX_THERAPIST, f"!step add {goal} #medical A topic {PHYSICIAN} due 2026-12-08 ~couple_work")
    ward.say(PHYSICIAN, "!pause couple work A canary until 2027-01-11")
    ward.say(PHYSICIAN, "!review every week")
    shown = read(ward, ward.talk.ring(moment(ward)), ward.room)
    assert "couple work is paused until Mon 11 Jan 2027, 1 thing waits" in shown
    assert "overdue" not in shown


@pytest.mark.parametrize("text", ["!review every 0 weeks", "!review every 99 weeks", "!review sometime", "!review every 6 weeks x"])
def test_what_cannot_be_meant_sets_nothing(ward: Ward, text: str) -> None:
    answer = ward.say(PHYSICIAN, text)
    assert "`!review every 6 weeks" in answer or "`every 6 weeks" in answer
    assert ward.desk.state.records == {}
    assert ward.desk.dues.of(ward.code) == ()
