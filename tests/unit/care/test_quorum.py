from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.care.covers import stand_in
from bot.care.people import Membership, Role
from bot.care.quorum import Quorum, groups, holder, is_vacated, lacking, needed
from bot.care.team import appoint, remove
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST, STRANGER, TRAINEE, FakeDesk

SECOND = "@physician2:example.org"


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def case(desk: FakeDesk) -> str:
    code = desk.case(
        {
            SEX_THERAPIST: (Role.SEX_THERAPIST,),
            PHYSICIAN: (Role.PHYSICIAN, Role.PRIMARY_CARE),
            MENTAL_HEALTH: (Role.MENTAL_HEALTH,),
            COORDINATOR: (Role.COORDINATOR,),
        }
    )
    trainee = Membership(case=code, person=TRAINEE, roles=(Role.TRAINEE, Role.NURSE), since=NOW, supervisor=SEX_THERAPIST)
    desk.rosters.put(trainee)
    return code


def asked(desk: FakeDesk, case: str, *people: str, by: str = PHYSICIAN, roles: tuple[Role, ...] = ()) -> Quorum:
    return needed(desk, case, by=by, people=people, roles=roles)


def test_the_lead_takes_the_chair_and_whoever_plans_it_presents(desk: FakeDesk, case: str) -> None:
    quorum = asked(desk, case, roles=(Role.PHYSIO,))
    assert (quorum.chair, quorum.presenter, quorum.disciplines) == (SEX_THERAPIST, PHYSICIAN, (Role.PHYSIO,))


def test_without_a_lead_whoever_plans_it_does_both(desk: FakeDesk) -> None:
    case = desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=None)
    assert asked(desk, case) == Quorum(chair=PHYSICIAN, presenter=PHYSICIAN, disciplines=(Role.PHYSICIAN,))


def test_roles_named_come_first_then_the_first_roles_of_the_people_named_each_once(desk: FakeDesk, case: str) -> None:
    quorum = asked(desk, case, PHYSICIAN, MENTAL_HEALTH, STRANGER, roles=(Role.PHYSIO, Role.MENTAL_HEALTH))
    assert quorum.disciplines == (Role.PHYSIO, Role.MENTAL_HEALTH, Role.PHYSICIAN)


def test_a_whole_team_needs_each_of_its_clinical_roles_and_nobody_who_is_only_standing_in(desk: FakeDesk, case: str) -> None:
    stand_in(desk, case, COORDINATOR, PHYSIO, MENTAL_HEALTH, NOW + timedelta(days=2))
    expected = (Role.SEX_THERAPIST, Role.PHYSICIAN, Role.PRIMARY_CARE, Role.MENTAL_HEALTH)
    assert asked(desk, case).disciplines == expected


def test_each_group_has_a_name_that_can_be_said(desk: FakeDesk, case: str) -> None:
    found = groups(desk, case, asked(desk, case))
    assert [group.name for group in found] == [
        "the chair",
        "the presenter",
        "a sex therapist",
        "a physician",
        "a primary care clinician",
        "a mental health clinician",
    ]


def test_one_of_a_discipline_is_enough(desk: FakeDesk, case: str) -> None:
    desk.rosters.put(Membership(case=case, person=SECOND, roles=(Role.PHYSICIAN,), since=NOW))
    quorum = asked(desk, case, by=SEX_THERAPIST, roles=(Role.PHYSICIAN,))
    assert lacking(desk, case, quorum, {SEX_THERAPIST, SECOND}) == ()
    assert lacking(desk, case, quorum, {SEX_THERAPIST, PHYSICIAN}) == ()
    assert lacking(desk, case, quorum, (SEX_THERAPIST,)) == ("a physician",)
    assert lacking(desk, case, quorum, ()) == ("the chair", "the presenter", "a physician")


def test_whoever_stands_in_for_somebody_counts_in_their_place_until_that_ends(desk: FakeDesk, case: str) -> None:
    quorum = asked(desk, case, by=SEX_THERAPIST, roles=(Role.SEX_THERAPIST,))
    stand_in(desk, case, COORDINATOR, MENTAL_HEALTH, SEX_THERAPIST, NOW + timedelta(days=2))
    assert lacking(desk, case, quorum, {MENTAL_HEALTH}) == ()
    desk.later(timedelta(days=3))
    assert lacking(desk, case, quorum, {MENTAL_HEALTH}) == ("the chair", "the presenter", "a sex therapist")


def test_whoever_leads_now_takes_the_place_of_a_chair_or_presenter_who_has_left(desk: FakeDesk, case: str) -> None:
    quorum = asked(desk, case, roles=(Role.MENTAL_HEALTH,))
    remove(desk, case, COORDINATOR, PHYSICIAN)
    assert lacking(desk, case, quorum, {SEX_THERAPIST, MENTAL_HEALTH}) == ()
    appoint(desk, case, MENTAL_HEALTH)
    remove(desk, case, COORDINATOR, SEX_THERAPIST)
    assert lacking(desk, case, quorum, {MENTAL_HEALTH}) == ()


def test_whoever_arranges_it_from_outside_the_team_need_not_be_there(desk: FakeDesk, case: str) -> None:
    quorum = asked(desk, case, by=STRANGER, roles=(Role.PHYSICIAN,))
    assert lacking(desk, case, quorum, {SEX_THERAPIST, PHYSICIAN}) == ()


def test_while_nobody_leads_an_empty_chair_is_lacking_whoever_is_there_and_whoever_leads_next_takes_it(
    desk: FakeDesk, case: str
) -> None:
    quorum = asked(desk, case, by=SEX_THERAPIST, roles=(Role.PHYSICIAN,))
    remove(desk, case, COORDINATOR, SEX_THERAPIST)
    everyone = [member.person for member in desk.rosters.of(case)]
    assert lacking(desk, case, quorum, everyone) == ("the chair", "the presenter")
    assert (is_vacated(desk, case, quorum), holder(desk, case, quorum.chair)) == (True, "")
    appoint(desk, case, MENTAL_HEALTH)
    assert lacking(desk, case, quorum, everyone) == ()
    assert (is_vacated(desk, case, quorum), holder(desk, case, quorum.chair)) == (False, MENTAL_HEALTH)


def test_a_discipline_that_nobody_holds_is_always_lacking(desk: FakeDesk, case: str) -> None:
    quorum = asked(desk, case, roles=(Role.PHYSIO,))
    everyone = [member.person for member in desk.rosters.of(case)]
    assert lacking(desk, case, quorum, everyone) == ("a physiotherapist",)


def test_a_trainee_speaks_for_no_other_discipline_and_counts_where_they_are_asked_for(desk: FakeDesk, case: str) -> None:
    nurse = asked(desk, case, roles=(Role.NURSE,))
    trainee = asked(desk, case, roles=(Role.TRAINEE,))
    there = {SEX_THERAPIST, PHYSICIAN, TRAINEE}
    assert lacking(desk, case, nurse, there) == ("a nurse",)
    assert lacking(desk, case, trainee, there) == ()


def test_a_membership_that_has_ended_counts_for_nothing(desk: FakeDesk, case: str) -> None:
    quorum = asked(desk, case, roles=(Role.MENTAL_HEALTH,))
    member = desk.rosters.member(case, MENTAL_HEALTH)
    assert member is not None
    desk.rosters.put(replace(member, until=desk.now + timedelta(hours=1)))
    desk.later(timedelta(hours=2))
    assert lacking(desk, case, quorum, {SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH}) == ("a mental health clinician",)
