"""The category of a text whose author named none: it follows from what the author is on the case."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care.consent import Category
from bot.care.people import Membership, Role

BY_ROLE: Mapping[Role, Category] = {
    Role.SEX_THERAPIST: Category.SEXUAL_HISTORY,
    Role.MENTAL_HEALTH: Category.MENTAL_HEALTH,
    Role.SOCIAL_WORKER: Category.MENTAL_HEALTH,
    Role.PHYSICIAN: Category.MEDICAL,
    Role.PRIMARY_CARE: Category.MEDICAL,
    Role.NURSE: Category.MEDICAL,
    Role.PHYSIO: Category.MEDICAL,
}
"""``summary`` is never a default. Whoever is not in here is asked: coordinators and guests."""


def default_categories(member: Membership | None, supervisor: Membership | None = None) -> tuple[str, ...]:
    """Give the category by the author's default role; a trainee's is that of ``supervisor``. Empty: they have to be asked."""
    if member is None:
        return ()
    if member.role is Role.TRAINEE:
        return default_categories(supervisor) if supervisor is not None and supervisor.role is not Role.TRAINEE else ()
    category = BY_ROLE.get(member.role)
    return () if category is None else (category.value,)
