from __future__ import annotations

import pytest

from bot.care import cases
from bot.care.codes import parse_ref
from bot.care.consent import Category
from bot.care.errors import ConflictError, DeniedError, InvalidError
from bot.care.facts import case_room
from bot.care.people import Role
from bot.care.team import Joining
from tests.unit.desk import COORDINATOR, PHYSICIAN, PHYSIO, SEX_THERAPIST, FakeDesk


def test_the_code_of_an_opening_looks_like_a_ref_and_is_the_same_each_time() -> None:
    codes = [cases.question_code(f"$event{number}") for number in range(200)]
    assert all(parse_ref(code) == code for code in codes)
    assert len(set(codes)) > 190
    assert codes[7] == cases.question_code("$event7")


def test_the_first_clinician_named_leads() -> None:
    desk = FakeDesk()
    named = [
        Joining(person=COORDINATOR, roles=(Role.COORDINATOR,)),
        Joining(person=PHYSIO, roles=(Role.PHYSIO,)),
        Joining(person=PHYSICIAN, roles=(Role.PHYSICIAN,)),
    ]
    code = cases.open_case(desk, COORDINATOR, named).code
    assert [member.person for member in desk.rosters.of(code) if member.lead] == [PHYSIO]
    room = desk.places.get(case_room(code))
    assert room is not None
    assert room.invited == {COORDINATOR, PHYSIO, PHYSICIAN}


def test_nothing_is_made_where_an_opening_is_refused() -> None:
    desk = FakeDesk()
    with pytest.raises(InvalidError):
        cases.open_case(desk, COORDINATOR, [Joining(person=PHYSIO, roles=(Role.GUEST,))])
    assert desk.cases.all() == ()


def test_a_case_is_closed_once_and_opened_again_once() -> None:
    desk = FakeDesk()
    code = desk.case()
    cases.close(desk, code, SEX_THERAPIST, "a canary", (Category.MEDICAL,))
    with pytest.raises(ConflictError):
        cases.close(desk, code, SEX_THERAPIST, "a canary", (Category.MEDICAL,))
    assert cases.reopen(desk, code).closed is None
    with pytest.raises(ConflictError):
        cases.reopen(desk, code)


def test_an_unknown_case_reads_like_a_denied_one() -> None:
    with pytest.raises(DeniedError):
        cases.prefer(FakeDesk(), "C-7K3FX", "a topic")
