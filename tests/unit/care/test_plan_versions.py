"""Versions of a plan: who has to sign, and what changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.care import goals, plans
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError
from bot.care.mine import owed_by
from bot.care.people import Membership, Role
from bot.care.plan_diff import Content, PlannedGoal, PlannedStep, What, diff
from bot.care.plan_versions import PlanState
from bot.care.team import remove
from tests.unit.care.test_plan import TEAM, TODAY, goal, on_agenda, step
from tests.unit.desk import COORDINATOR, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE, FakeDesk


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def case(desk: FakeDesk) -> str:
    code = desk.case(TEAM)
    desk.grant(code, Category.SUMMARY, Category.MEDICAL, Category.SEXUAL_HISTORY)
    return code


def test_a_version_is_agreed_once_every_discipline_that_leads_or_owns_a_step_has_signed(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case).ref
    step(desk, case, aim, owner=PHYSIO)
    step(desk, case, aim, owner=COORDINATOR)
    kept = plans.propose(desk, case, PHYSICIAN)
    assert (kept.what.number, kept.state) == (1, PlanState.PROPOSED)
    assert kept.what.waits_for == (Role.SEX_THERAPIST, Role.PHYSIO)
    assert on_agenda(desk, case)[kept.ref] == "waits for the sex therapist and the physiotherapist since today"
    assert "plan version 1 to agree to" in [one.what for one in owed_by(desk, SEX_THERAPIST)]
    assert plans.agree(desk, case, PHYSIO).state == PlanState.PROPOSED
    assert plans.to_sign(desk, case, PHYSIO) is None
    signed = plans.agree(desk, case, SEX_THERAPIST)
    assert (signed.state, signed.what.agreed) == (PlanState.AGREED, desk.now)
    assert kept.ref not in on_agenda(desk, case)


def test_silence_is_never_agreement_even_of_a_discipline_that_left(desk: FakeDesk, case: str) -> None:
    step(desk, case, goal(desk, case).ref, owner=PHYSIO)
    plans.propose(desk, case, SEX_THERAPIST)
    remove(desk.later(), case, SEX_THERAPIST, PHYSIO)
    assert plans.signers(desk, plans.versions(desk, case)[0]) == ()
    assert plans.agree(desk, case, PHYSICIAN).state == PlanState.PROPOSED
    assert plans.propose(desk, case, SEX_THERAPIST).state == PlanState.AGREED


def test_a_trainees_step_needs_the_supervisors_discipline(desk: FakeDesk, case: str) -> None:
    desk.rosters.put(Membership(case=case, person=TRAINEE, roles=(Role.TRAINEE,), since=desk.now, supervisor=PHYSICIAN))
    step(desk, case, goal(desk, case).ref, owner=TRAINEE)
    assert plans.propose(desk, case, SEX_THERAPIST).what.needed == (Role.SEX_THERAPIST, Role.PHYSICIAN)


def test_a_later_proposal_takes_the_place_of_one_not_agreed_and_what_was_agreed_stays_in_force(desk: FakeDesk, case: str) -> None:
    aim = goal(desk, case).ref
    step(desk, case, aim, owner=SEX_THERAPIST)
    first = plans.propose(desk, case, SEX_THERAPIST)
    assert first.state == PlanState.AGREED
    step(desk, case, aim, owner=PHYSICIAN)
    plans.propose(desk, case, SEX_THERAPIST)
    step(desk, case, aim, owner=PHYSICIAN)
    third = plans.propose(desk, case, SEX_THERAPIST)
    assert [kept.state for kept in plans.versions(desk, case)] == [PlanState.AGREED, PlanState.SUPERSEDED, PlanState.PROPOSED]
    with pytest.raises(ConflictError, match="refused/plan_other_version"):
        plans.agree(desk, case, PHYSICIAN, number=2)
    plans.agree(desk, case, PHYSICIAN, number=third.what.number)
    assert [kept.state for kept in plans.versions(desk, case)] == [
        PlanState.SUPERSEDED,
        PlanState.SUPERSEDED,
        PlanState.AGREED,
    ]
    with pytest.raises(ConflictError, match="refused/no_plan_proposed"):
        plans.agree(desk, case, PHYSICIAN)


def test_nobody_signs_twice_and_nothing_is_proposed_twice_unless_it_was_reviewed(desk: FakeDesk, case: str) -> None:
    with pytest.raises(InvalidError, match="refused/plan_empty"):
        plans.propose(desk, case, SEX_THERAPIST)
    step(desk, case, goal(desk, case).ref)
    plans.propose(desk, case, SEX_THERAPIST)
    with pytest.raises(ConflictError, match="refused/plan_signed"):
        plans.agree(desk, case, SEX_THERAPIST)
    with pytest.raises(ConflictError, match="refused/plan_unchanged"):
        plans.propose(desk, case, PHYSICIAN)
    goals.rate(desk, case, PHYSICIAN, goals.ranked(desk, case)[0].ref, 1)
    with pytest.raises(ConflictError, match="refused/plan_unchanged"):
        plans.propose(desk, case, PHYSICIAN)
    assert plans.propose(desk, case, PHYSICIAN, reviewed=True).what.number == 2


def test_what_changed_between_two_plans_is_told_change_by_change() -> None:
    def aim(ref: str, state: int = 0, rating: int | None = None) -> PlannedGoal:
        return PlannedGoal(ref=ref, state=state, rating=rating)

    def stride(ref: str, *, state: int = 0, owner: str = PHYSICIAN, day: date = TODAY, after: str | None = None) -> PlannedStep:
        return PlannedStep(ref=ref, state=state, goal="G1", owner=owner, day=day, after=after)

    before = Content(
        goals=(aim("G1"), aim("G2"), aim("G3"), aim("G4")), steps=(stride("S1"), stride("S2"), stride("S3"), stride("S4"))
    )
    after = Content(
        goals=(aim("G2", rating=1), aim("G1"), aim("G5"), aim("G3", state=1)),
        steps=(
            stride("S1", state=1),
            stride("S2", owner=PHYSIO, day=TODAY + timedelta(days=1), after="S1"),
            stride("S3", state=2),
            stride("S5", state=1),
        ),
    )
    assert [(change.what, change.ref, change.step) for change in diff(before, after)] == [
        (What.ORDER, "G2", False),
        (What.RATED, "G2", False),
        (What.NEW, "G5", False),
        (What.REACHED, "G3", False),
        (What.GONE, "G4", False),
        (What.DONE, "S1", True),
        (What.OWNER, "S2", True),
        (What.DAY, "S2", True),
        (What.AFTER, "S2", True),
        (What.DROPPED, "S3", True),
        (What.NEW, "S5", True),
        (What.DONE, "S5", True),
        (What.GONE, "S4", True),
    ]
    assert diff(after, after) == ()
    assert diff(before, Content(goals=before.goals[1:], steps=before.steps))[0].what is What.GONE
