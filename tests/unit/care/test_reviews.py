"""Plan reviews: when one begins, what it is compared with, how it ends, and whom it is asked of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.care import (
    cases,
    goals,
    modalities,
    mornings,
    plans,
    review_asks,
    review_closing,
    review_told,
    reviews,
    series,
    steps,
    wishes,
)
from bot.care.cadence import Kind, Rule
from bot.care.consent import Category, Modality
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.goals import Ending, Goal
from bot.care.people import Role
from bot.care.plan_versions import PlanState
from bot.care.records import Kept
from bot.care.reviews import Phase
from bot.care.series import Purpose
from bot.care.steps import Step
from bot.care.wishes import Reason
from tests.unit.desk import COORDINATOR, NOW, PHYSICIAN, SEX_THERAPIST, FakeDesk

MEDICAL = (Category.MEDICAL,)
SIX_WEEKS = Rule(kind=Kind.WEEKS, at=time(9), zone="UTC", start=date(2026, 12, 8), weekdays=(1,), weeks=6)
FIRST = datetime(2026, 12, 8, 9, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def case(desk: FakeDesk) -> str:
    return desk.case()


def due(desk: FakeDesk) -> Due:
    return next(one for one in desk.state.dues.values() if one.kind == "plan review")


def goal(desk: FakeDesk, case: str, *, modality: Modality | None = None) -> Kept[Goal]:
    return goals.add(desk, case, SEX_THERAPIST, Goal(text="a topic", categories=MEDICAL, modality=modality))


def step(desk: FakeDesk, case: str, aim: str, owner: str = SEX_THERAPIST) -> Kept[Step]:
    return steps.add(desk, case, SEX_THERAPIST, owner, Step(text="a step", categories=MEDICAL, goal=aim, day=date(2026, 12, 20)))


def reviewed(desk: FakeDesk, case: str, by: str = SEX_THERAPIST) -> review_closing.Ended:
    reviews.begin(desk, case, by)
    return review_closing.finish(desk, case, by)


def entry(desk: FakeDesk, case: str, ref: str) -> str:
    found = review_told.entries(desk, reviews.needed(desk, case))
    return next(f"{one.label}; {one.reason}" for one in found if one.ref == ref)


def test_a_second_call_takes_up_the_open_review(desk: FakeDesk, case: str) -> None:
    first = reviews.begin(desk, case, PHYSICIAN)
    assert reviews.begin(desk.later(), case, SEX_THERAPIST).ref == first.ref


def test_it_is_posted_when_due_and_the_next_one_is_set_even_if_nobody_closes_it(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, SIX_WEEKS)
    moment = due(desk)
    assert moment.at == FIRST
    desk.later(FIRST - NOW)
    kept = reviews.ring(desk, moment)
    assert kept is not None
    assert due(desk).at == FIRST + timedelta(weeks=6)
    assert review_told.agenda(desk, kept).values["still"] is None
    desk.later(timedelta(weeks=6))
    again = reviews.ring(desk, due(desk))
    assert again is not None
    assert again.ref == kept.ref
    assert review_told.agenda(desk, again).values["still"] == FIRST


def test_a_moment_that_comes_twice_posts_once(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, SIX_WEEKS)
    moment = due(desk)
    desk.later(FIRST - NOW)
    assert reviews.ring(desk, moment) is not None
    assert reviews.ring(desk, moment) is None
    assert len(desk.records.find(reviews.Review, case)) == 1


@pytest.mark.parametrize(
    ("after", "next_one"),
    [
        (timedelta(days=2), FIRST + timedelta(weeks=6)),
        (timedelta(weeks=2), FIRST + timedelta(weeks=8)),
    ],
)
def test_closing_it_counts_the_weeks_anew_and_keeps_the_weekday(
    desk: FakeDesk, case: str, after: timedelta, next_one: datetime
) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, SIX_WEEKS)
    desk.later(FIRST - NOW)
    assert reviews.ring(desk, due(desk)) is not None
    desk.later(after)
    assert review_closing.finish(desk, case, SEX_THERAPIST).next == next_one == due(desk).at


def test_one_reviewed_ahead_of_its_day_is_not_asked_for_again_on_that_day(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, SIX_WEEKS)
    assert reviewed(desk, case).next == FIRST + timedelta(weeks=6)


def test_without_a_series_there_is_no_next_date_and_without_a_review_nothing_to_close(desk: FakeDesk, case: str) -> None:
    assert reviewed(desk, case).next is None
    with pytest.raises(ConflictError):
        review_closing.finish(desk, case, SEX_THERAPIST)


def test_it_ends_in_a_plan_version_although_nothing_has_changed(desk: FakeDesk, case: str) -> None:
    step(desk, case, goal(desk, case).ref)
    first = plans.propose(desk, case, SEX_THERAPIST)
    assert first.state == PlanState.AGREED
    ended = reviewed(desk.later(), case)
    assert ended.version is not None
    assert (ended.version.what.number, ended.version.state) == (2, PlanState.AGREED)
    assert ended.version.what.content == first.what.content


def test_the_disciplines_of_open_steps_sign_what_comes_of_it(desk: FakeDesk, case: str) -> None:
    step(desk, case, goal(desk, case).ref, PHYSICIAN)
    ended = reviewed(desk, case)
    assert ended.version is not None
    assert ended.version.what.waits_for == (Role.PHYSICIAN,)


def test_closed_by_a_coordinator_its_version_waits_for_every_discipline(desk: FakeDesk, case: str) -> None:
    step(desk, case, goal(desk, case).ref)
    ended = reviewed(desk, case, COORDINATOR)
    assert ended.version is not None
    assert (ended.version.what.signatures, ended.version.what.waits_for) == ((), (Role.SEX_THERAPIST,))
    assert plans.agree(desk, case, SEX_THERAPIST).state == PlanState.AGREED


def test_without_an_open_step_it_is_closed_and_makes_no_version(desk: FakeDesk, case: str) -> None:
    goal(desk, case)
    assert reviewed(desk, case).version is None
    assert plans.versions(desk, case) == []


def test_what_was_looked_at_is_kept_and_the_next_review_compares_with_it(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case)
    goals.rate(desk, case, PHYSICIAN, aim.ref, -1)
    looked = reviewed(desk, case).review.what.looked
    assert looked is not None
    assert (looked.ratings, looked.people) == ({aim.ref: -1}, (SEX_THERAPIST, PHYSICIAN))
    assert aim.ref in looked.refs
    reviews.begin(desk.later(timedelta(weeks=6)), case, SEX_THERAPIST)
    assert entry(desk, case, aim.ref).startswith("-1 (less than expected); Mon 7 Dec 2026, not rated since the last review")
    goals.rate(desk, case, PHYSICIAN, aim.ref, 1)
    assert entry(desk, case, aim.ref).startswith("+1 (more than expected); today, at the review before it was -1")


def test_goals_that_nobody_rated_are_pointed_out_once(desk: FakeDesk, case: str) -> None:
    first, second = goal(desk, case), goal(desk, case)
    goals.rate(desk, case, PHYSICIAN, first.ref, 1)
    review = reviews.begin(desk, case, PHYSICIAN)
    said = review_closing.pointed_out(desk, review)
    assert said is not None
    assert [line.values["ref"] for line in said.lines] == [second.ref]
    assert review_closing.pointed_out(desk, reviews.needed(desk, case)) is None


def test_a_rating_of_the_week_before_a_review_counts_in_it_and_an_older_one_does_not(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case)
    goals.rate(desk, case, PHYSICIAN, aim.ref, 1)
    review = reviews.begin(desk.later(timedelta(days=6)), case, PHYSICIAN)
    assert review_closing.unrated(desk, review) == ()
    review_closing.finish(desk, case, PHYSICIAN)
    assert review_closing.unrated(desk, reviews.begin(desk.later(timedelta(days=2)), case, PHYSICIAN)) == (aim,)


def test_nobody_is_asked_to_rate_a_goal_of_a_part_of_care_that_is_left_out(desk: FakeDesk, case: str) -> None:
    goal(desk, case, modality=Modality.COUPLE_WORK)
    modalities.leave_out(desk, case, PHYSICIAN, Modality.COUPLE_WORK)
    assert review_closing.unrated(desk, reviews.begin(desk, case, PHYSICIAN)) == ()


def test_closing_it_answers_everything_that_asked_for_it(desk: FakeDesk, case: str) -> None:
    for reason in Reason:
        wishes.wish(desk, case, reason)
    reviewed(desk, case)
    assert wishes.open_wishes(desk, case) == []


def test_with_its_case_an_open_review_ends_and_is_no_review_that_another_compares_with(desk: FakeDesk, case: str) -> None:
    review = reviews.begin(desk, case, PHYSICIAN)
    cases.close(desk.later(), case, PHYSICIAN, "done", MEDICAL)
    assert reviews.running(desk, case) is None
    assert desk.records.get(reviews.Review, case, review.ref).state == Phase.LEFT
    cases.reopen(desk.later(), case)
    assert reviews.begin(desk, case, PHYSICIAN).what.since == NOW


def test_a_review_that_was_left_open_is_asked_after_on_the_third_day_and_again_each_week(desk: FakeDesk, case: str) -> None:
    review = reviews.begin(desk, case, PHYSICIAN)
    found: list[int] = []
    for day in range(1, 18):
        desk.later(A_DAY)
        waiting = review_asks.of(desk, SEX_THERAPIST)
        if waiting:
            assert waiting[0].ref == review.ref
            review_asks.asked(desk, waiting)
            found.append(day)
    assert found == [2, 9, 16]
    assert review_asks.of(desk.later(timedelta(weeks=1)), PHYSICIAN) == ()


def test_a_wish_older_than_a_week_is_asked_after_once_where_no_review_is_planned(desk: FakeDesk, case: str) -> None:
    wishes.wish(desk, case, Reason.SIGNAL, ref="8R2Q")
    assert review_asks.of(desk.later(timedelta(days=6)), SEX_THERAPIST) == ()
    waiting = review_asks.of(desk.later(A_DAY), SEX_THERAPIST)
    assert [(one.ref, one.since) for one in waiting] == [("", NOW)]
    review_asks.asked(desk, waiting)
    assert review_asks.of(desk.later(timedelta(weeks=2)), SEX_THERAPIST) == ()


def test_a_wish_waits_for_the_review_that_is_planned(desk: FakeDesk, case: str) -> None:
    wishes.wish(desk, case, Reason.MODALITY)
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, SIX_WEEKS)
    assert review_asks.of(desk.later(timedelta(days=8)), SEX_THERAPIST) == ()


def test_the_lead_reads_of_it_in_the_one_message_of_the_morning(desk: FakeDesk, case: str) -> None:
    wishes.wish(desk, case, Reason.MODALITY)
    found = mornings.remind(desk.later(timedelta(days=8, hours=1)), SEX_THERAPIST)
    assert found is not None
    assert [one.case for one in found.reviews] == [case]
    assert found.cases == (case,)
    assert mornings.remind(desk.later(A_DAY), SEX_THERAPIST) is None
    assert mornings.remind(desk, PHYSICIAN) is None


def test_what_ended_before_a_review_is_of_the_review_before(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case)
    done = step(desk, case, aim.ref)
    steps.finish(desk, case, done.ref, Ending(at=desk.now, by=SEX_THERAPIST, text="a canary", categories=MEDICAL))
    reviews.begin(desk.later(), case, SEX_THERAPIST)
    assert entry(desk, case, done.ref) == "; done today"
    review_closing.finish(desk, case, SEX_THERAPIST)
    review = reviews.begin(desk.later(A_DAY), case, SEX_THERAPIST)
    assert done.ref not in {one.ref for one in review_told.entries(desk, review)}


def test_where_nobody_leads_the_case_its_coordinator_is_asked(desk: FakeDesk) -> None:
    team = {PHYSICIAN: (Role.PHYSICIAN,), COORDINATOR: (Role.COORDINATOR,)}
    case = desk.case(team, lead=None)
    reviews.begin(desk, case, PHYSICIAN)
    desk.later(timedelta(days=2))
    assert review_asks.of(desk, PHYSICIAN) == ()
    assert [one.case for one in review_asks.of(desk, COORDINATOR)] == [case]


def test_what_came_while_a_review_was_open_is_new_to_no_other_and_what_came_after_its_end_is(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case)
    early, later = step(desk, case, aim.ref), step(desk, case, aim.ref)
    reviews.begin(desk.later(), case, SEX_THERAPIST)
    desk.later()
    steps.finish(desk, case, early.ref, Ending(at=desk.now, by=SEX_THERAPIST, text="a canary", categories=MEDICAL))
    ended = review_closing.finish(desk.later(), case, SEX_THERAPIST)
    assert ended.review.what.looked is not None
    assert early.ref in ended.review.what.looked.refs
    desk.later()
    steps.finish(desk, case, later.ref, Ending(at=desk.now, by=SEX_THERAPIST, text="a canary", categories=MEDICAL))
    review = reviews.begin(desk.later(), case, SEX_THERAPIST)
    assert review.what.since == ended.review.what.done
    assert {early.ref, later.ref} & {one.ref for one in review_told.entries(desk, review)} == {later.ref}
    assert review_told.agenda(desk, review).values["done"] == 1


def test_a_goal_that_was_rated_in_the_last_review_says_so_in_the_next(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case)
    reviews.begin(desk.later(), case, SEX_THERAPIST)
    goals.rate(desk.later(), case, PHYSICIAN, aim.ref, 0)
    review_closing.finish(desk.later(), case, SEX_THERAPIST)
    reviews.begin(desk.later(), case, SEX_THERAPIST)
    assert entry(desk, case, aim.ref).startswith("0 (as expected); today, rated in the last review and not since")
    goals.rate(desk.later(), case, PHYSICIAN, aim.ref, 1)
    assert entry(desk, case, aim.ref).startswith("+1 (more than expected); today, at the review before it was 0")
