from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.care import goals, huddles, orphans, outcomes, planned, steps, voices
from bot.care.agenda import preview
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import direct
from bot.care.fixes import move
from bot.care.goals import Ending, Goal, GoalState
from bot.care.holds import Choice
from bot.care.mine import owed_by
from bot.care.people import Role
from bot.care.records import Kept
from bot.care.steps import Step, StepState
from bot.care.team import remove
from bot.care.voices import Speaker, Voice
from tests.unit.desk import COORDINATOR, NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE, FakeDesk

TODAY = NOW.date()
TEAM = {
    SEX_THERAPIST: (Role.SEX_THERAPIST,),
    PHYSICIAN: (Role.PHYSICIAN,),
    PHYSIO: (Role.PHYSIO,),
    COORDINATOR: (Role.COORDINATOR,),
}


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def case(desk: FakeDesk) -> str:
    code = desk.case(TEAM)
    desk.grant(code, Category.SUMMARY, Category.MEDICAL, Category.SEXUAL_HISTORY)
    return code


def goal(desk: FakeDesk, case: str, text: str = "a goal", *categories: Category) -> Kept[Goal]:
    return goals.add(desk, case, SEX_THERAPIST, Goal(text=text, categories=categories or (Category.MEDICAL,)))


def step(
    desk: FakeDesk,
    case: str,
    aim: str,
    *,
    owner: str = PHYSICIAN,
    day: date = TODAY,
    after: str | None = None,
    modality: Modality | None = None,
    about: Category = Category.MEDICAL,
) -> Kept[Step]:
    what = Step(text="a step", categories=(about,), goal=aim, day=day, after=after, modality=modality)
    return steps.add(desk, case, PHYSICIAN, owner, what)


def ended(by: str = PHYSICIAN) -> Ending:
    return Ending(at=NOW, by=by)


def on_agenda(desk: FakeDesk, case: str) -> dict[str, str]:
    return {str(line.values["ref"]): str(line.values["reason"]) for line in preview(desk, case).lines if "reason" in line.values}


def above_agenda(desk: FakeDesk, case: str) -> list[tuple[str, str]]:
    return [(line.section, str(line.values["text"])) for line in planned.headings(desk, case)]


def test_goals_stand_in_the_order_that_was_said_last_and_new_ones_follow(desk: FakeDesk, case: str) -> None:
    first, second, third = (goal(desk, case, text).ref for text in ("one", "two", "three"))
    goals.rank(desk, case, SEX_THERAPIST, [third, second])
    fourth = goal(desk, case, "four").ref
    assert [kept.ref for kept in goals.ranked(desk, case)] == [third, second, first, fourth]


def test_only_open_goals_of_the_case_can_be_ranked(desk: FakeDesk, case: str) -> None:
    kept = goal(desk, case)
    goals.end(desk, case, kept.ref, GoalState.REACHED, ended())
    for ref in (kept.ref, "8R2Q"):
        with pytest.raises(InvalidError, match="refused/no_open_goal"):
            goals.rank(desk, case, SEX_THERAPIST, [ref])


@pytest.mark.parametrize("value", [-3, 3])
def test_a_rating_keeps_to_the_scale(desk: FakeDesk, case: str, value: int) -> None:
    with pytest.raises(InvalidError):
        goals.rate(desk, case, SEX_THERAPIST, goal(desk, case).ref, value)


def test_every_rating_stays_with_whose_judgement_it_is(desk: FakeDesk, case: str) -> None:
    ref = goal(desk, case).ref
    goals.rate(desk, case, SEX_THERAPIST, ref, -1)
    goals.rate(desk, case, SEX_THERAPIST, ref, 1, speaker=Speaker.PATIENT)
    assert [(kept.what.value, kept.what.speaker) for kept in goals.ratings(desk, case, ref)] == [(-1, None), (1, Speaker.PATIENT)]


def test_a_goal_ends_once(desk: FakeDesk, case: str) -> None:
    ref = goal(desk, case).ref
    goals.end(desk, case, ref, GoalState.DROPPED, ended())
    with pytest.raises(ConflictError, match="refused/goal_ended"):
        goals.end(desk, case, ref, GoalState.REACHED, ended())


def test_there_is_no_step_without_an_open_goal_and_an_owner_on_the_team(desk: FakeDesk, case: str) -> None:
    kept = goal(desk, case)
    with pytest.raises(InvalidError, match="refused/no_open_goal"):
        step(desk, case, "8R2Q")
    with pytest.raises(InvalidError, match="refused/not_on_team"):
        step(desk, case, kept.ref, owner=TRAINEE)
    goals.end(desk, case, kept.ref, GoalState.REACHED, ended())
    with pytest.raises(InvalidError, match="refused/no_open_goal"):
        step(desk, case, kept.ref)


def test_a_step_waits_for_the_one_before_it_and_its_owner_is_told_when_that_is_done(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case).ref
    before = step(desk, case, aim)
    behind = step(desk, case, aim, owner=PHYSIO, after=before.ref)
    assert steps.waits_for(desk, behind) == before.ref
    assert behind.ref not in on_agenda(desk, case)
    steps.finish(desk, case, before.ref, ended())
    assert steps.waits_for(desk, behind) == ""
    (told,) = desk.said_in(direct(PHYSIO))
    assert (told.template, told.values["ref"], told.mentions) == ("step/free", behind.ref, (PHYSIO,))
    assert behind.ref in on_agenda(desk, case)


def test_a_step_that_was_dropped_holds_nothing_up(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case).ref
    before = step(desk, case, aim)
    behind = step(desk, case, aim, after=before.ref)
    steps.drop(desk, case, before.ref, ended())
    assert steps.waits_for(desk, behind) == ""


def test_steps_never_wait_in_a_circle(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case).ref
    first = step(desk, case, aim)
    second = step(desk, case, aim, after=first.ref)
    third = step(desk, case, aim, after=second.ref)
    for after in (first.ref, second.ref, third.ref):
        with pytest.raises(InvalidError, match="refused/step_circle"):
            steps.change(desk, case, first.ref, after=after)
    with pytest.raises(InvalidError, match="refused/no_such_step"):
        steps.change(desk, case, first.ref, after=aim)
    assert steps.change(desk, case, third.ref, after="").what.after is None


def test_a_step_is_given_to_somebody_else_with_another_day(desk: FakeDesk, case: str) -> None:
    kept = step(desk, case, goal(desk, case).ref)
    changed = steps.change(desk, case, kept.ref, owner=PHYSIO, day=TODAY + timedelta(days=9))
    assert (changed.owner, changed.what.day, changed.what.text) == (PHYSIO, TODAY + timedelta(days=9), "a step")
    assert changed.due is not None
    assert kept.due is not None
    assert changed.due - kept.due == timedelta(days=9)


def test_what_ended_cannot_be_ended_or_changed_again(desk: FakeDesk, case: str) -> None:
    kept = step(desk, case, goal(desk, case).ref)
    steps.drop(desk, case, kept.ref, ended())
    with pytest.raises(ConflictError, match="refused/step_ended"):
        steps.finish(desk, case, kept.ref, ended())
    with pytest.raises(ConflictError, match="refused/step_ended"):
        steps.change(desk, case, kept.ref, owner=PHYSIO)
    with pytest.raises(ConflictError, match="refused/already_done"):
        outcomes.done(desk, case, PHYSICIAN, kept.ref)


def test_late_steps_stand_on_the_agenda_with_the_patients_words_and_later_ones_do_not(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case, "the words").ref
    late = step(desk, case, aim, day=TODAY - timedelta(days=3))
    step(desk, case, aim, day=TODAY + timedelta(days=3))
    assert on_agenda(desk, case) == {late.ref: "overdue 3 days"}
    (line,) = [one for one in preview(desk, case).lines if one.values.get("ref") == late.ref]
    assert line.values["voice"] == "the words"


def test_the_words_ride_along_only_where_every_reader_of_the_step_may_read_them(desk: FakeDesk, case: str) -> None:
    desk.grant(case, Category.SEXUAL_HISTORY, to=PHYSIO, given=False)
    kept = step(desk, case, goal(desk, case, "the words", Category.SEXUAL_HISTORY).ref)
    assert steps.with_voice(desk, kept) == ("", (Category.MEDICAL,))
    desk.later()
    desk.grant(case, Category.SEXUAL_HISTORY, to=PHYSIO)
    assert steps.with_voice(desk, kept) == ("the words", (Category.MEDICAL, Category.SEXUAL_HISTORY))


def test_done_on_an_agenda_ends_a_step(desk: FakeDesk, case: str) -> None:
    kept = step(desk, case, goal(desk, case).ref)
    done = outcomes.done(desk, case, PHYSIO, kept.ref)
    assert done.state == StepState.DONE
    assert done.what.ending.by == PHYSIO
    assert kept.ref not in on_agenda(desk, case)


def test_orphans_on_either_side_are_listed(desk: FakeDesk, case: str) -> None:
    bare, gone, kept = goal(desk, case), goal(desk, case), goal(desk, case)
    later = TODAY + timedelta(days=30)
    left = step(desk, case, kept.ref, owner=PHYSIO, day=later)
    lost = step(desk, case, gone.ref, day=later)
    desk.later()
    goals.end(desk, case, gone.ref, GoalState.DROPPED, ended())
    remove(desk, case, SEX_THERAPIST, PHYSIO)
    assert on_agenda(desk, case) == {
        bare.ref: "no step serves it",
        left.ref: "its owner left the team",
        lost.ref: "its goal was dropped",
    }


def test_what_is_held_is_not_pressed_for(desk: FakeDesk, case: str) -> None:
    kept = step(desk, case, goal(desk, case).ref, modality=Modality.PHYSIO, day=TODAY - timedelta(days=3))
    free = step(desk, case, goal(desk, case).ref)
    desk.records.add(Choice(modality=Modality.PHYSIO), case=case, author=PHYSICIAN)
    assert "overdue" not in on_agenda(desk, case).get(kept.ref, "")
    assert free.ref in on_agenda(desk, case)
    assert {one.ref: one.overdue for one in owed_by(desk, PHYSICIAN)} == {kept.ref: False, free.ref: False}
    assert desk.records.get(Step, case, kept.ref) == kept


def test_the_first_goal_and_a_new_voice_head_one_agenda(desk: FakeDesk, case: str) -> None:
    goal(desk, case, "the goal")
    desk.later()
    voices.hear(desk, case, PHYSICIAN, Voice(text="before", categories=(Category.MEDICAL,), day=TODAY))
    last = voices.hear(desk, case, PHYSICIAN, Voice(text="heard", categories=(Category.MEDICAL,), day=TODAY))
    said = Voice(text="partner", categories=(Category.MEDICAL,), day=TODAY, speaker=Speaker.PARTNER)
    assert voices.hear(desk, case, PHYSICIAN, said).what.categories == (Category.PARTNER, Category.MEDICAL)
    assert above_agenda(desk, case) == [("goal", "the goal"), ("voice", "heard"), ("voice", "partner")]
    assert last.ref not in on_agenda(desk, case)
    outcomes.done(desk, case, PHYSICIAN, last.ref)
    assert above_agenda(desk, case) == [("goal", "the goal"), ("voice", "before"), ("voice", "partner")]
    huddle = huddles.start(desk.later(), case, PHYSICIAN)
    assert [section for section, _ in above_agenda(desk, case)] == ["goal", "voice", "voice"]
    huddles.close(desk.later(), huddle.huddle, huddles.Stage.ENDED)
    assert above_agenda(desk, case) == [("goal", "the goal")]


def test_a_goal_moves_with_its_steps_and_ratings(desk: FakeDesk, case: str) -> None:
    other = desk.case(TEAM)
    desk.grant(other, Category.SUMMARY)
    aim = goal(desk, case)
    kept = step(desk, case, aim.ref)
    goals.rate(desk, case, SEX_THERAPIST, aim.ref, 1)
    move(desk, desk.actor(SEX_THERAPIST, case), aim.ref, other)
    assert desk.records.find(Step, case) == []
    assert [one.ref for one in desk.records.find(Step, other)] == [kept.ref]
    assert [one.what.value for one in goals.ratings(desk, other, aim.ref)] == [1]
    assert orphans.adrift(desk, desk.records.get(Step, other, kept.ref)) == ""
