from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.care.defaults import default_categories
from bot.care.people import Membership, Role

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)


def member(*roles: Role) -> Membership:
    return Membership(case="C-7K3FX", person="@someone:example.org", roles=roles, since=NOW)


@pytest.mark.parametrize(
    ("role", "category"),
    [
        (Role.SEX_THERAPIST, "sexual_history"),
        (Role.MENTAL_HEALTH, "mental_health"),
        (Role.SOCIAL_WORKER, "mental_health"),
        (Role.PHYSICIAN, "medical"),
        (Role.PRIMARY_CARE, "medical"),
        (Role.NURSE, "medical"),
        (Role.PHYSIO, "medical"),
    ],
)
def test_a_text_without_a_tag_takes_its_authors_category(role: Role, category: str) -> None:
    assert default_categories(member(role)) == (category,)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.GUEST, Role.TRAINEE])
def test_coordinators_guests_and_trainees_without_supervisor_have_to_be_asked(role: Role) -> None:
    assert default_categories(member(role)) == ()
    assert default_categories(None) == ()


def test_a_trainee_takes_the_category_of_the_supervisor() -> None:
    assert default_categories(member(Role.TRAINEE), member(Role.PHYSICIAN)) == ("medical",)
    assert default_categories(member(Role.TRAINEE), member(Role.TRAINEE)) == ()


def test_of_several_roles_the_first_decides() -> None:
    assert default_categories(member(Role.PHYSIO, Role.MENTAL_HEALTH)) == ("medical",)
