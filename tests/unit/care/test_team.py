from __future__ import annotations

from datetime import timedelta

from bot.care import team
from bot.care.people import Role
from bot.care.team import Joining
from tests.unit.desk import COORDINATOR, PHYSICIAN, PHYSIO, SEX_THERAPIST, FakeDesk


def test_a_member_who_gets_another_role_keeps_their_beginning() -> None:
    desk = FakeDesk()
    code = desk.case()
    since = desk.rosters.of(code)[0].since
    desk.later(timedelta(days=1))
    changed = team.add(desk, code, COORDINATOR, Joining(person=SEX_THERAPIST, roles=(Role.SEX_THERAPIST, Role.NURSE)))
    assert (changed.since, changed.lead, changed.reviewed) == (since, True, False)


def test_a_member_who_gives_up_a_role_needs_no_review() -> None:
    desk = FakeDesk()
    code = desk.case({PHYSICIAN: (Role.PHYSICIAN, Role.NURSE)}, lead=PHYSICIAN)
    assert team.add(desk, code, COORDINATOR, Joining(person=PHYSICIAN, roles=(Role.NURSE,))).reviewed


def test_a_lead_who_is_no_clinician_any_more_leads_no_more() -> None:
    desk = FakeDesk()
    code = desk.case()
    team.add(desk, code, COORDINATOR, Joining(person=SEX_THERAPIST, roles=(Role.COORDINATOR,)))
    assert team.lead_of(desk, code) is None


def test_a_member_who_becomes_a_guest_leaves_the_room() -> None:
    desk = FakeDesk()
    code = desk.case()
    team.add(desk, code, COORDINATOR, Joining(person=PHYSICIAN, roles=(Role.GUEST,)))
    room = desk.places.of_case(code)
    assert room is not None
    assert PHYSICIAN not in room.present


def test_removing_calls_off_the_end_by_date_and_raises_the_audience_epoch() -> None:
    desk = FakeDesk()
    code = desk.case()
    team.add(desk, code, COORDINATOR, Joining(person=PHYSIO, roles=(Role.PHYSIO,), until=desk.now + timedelta(days=1)))
    before = desk.state.cases[code].epoch
    team.remove(desk, code, COORDINATOR, PHYSIO)
    assert desk.dues.of(code) == ()
    assert desk.rosters.member(code, PHYSIO) is None
    assert desk.state.cases[code].epoch > before


def test_an_end_by_date_has_what_waits_decided_anew() -> None:
    desk = FakeDesk()
    code = desk.case()
    team.add(desk, code, COORDINATOR, Joining(person=PHYSIO, roles=(Role.PHYSIO,), until=desk.now + timedelta(days=1)))
    before = desk.state.cases[code].epoch
    desk.later(timedelta(days=1))
    assert team.run_out(desk, code, PHYSIO)
    assert desk.state.cases[code].epoch > before
