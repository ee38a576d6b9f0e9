"""What a text is about where no tag says so: the author's default category, decided by their roles."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care.consent import Category
from bot.care.people import Membership, Role

_DEFAULTS: Mapping[Role, Category] = {
    Role.SEX_THERAPIST: Category.SEXUAL_HISTORY,
    Role.MENTAL_HEALTH: Category.MENTAL_HEALTH,
    Role.SOCIAL_WORKER: Category.MENTAL_HEALTH,
    Role.PHYSICIAN: Category.MEDICAL,
    Role.PRIMARY_CARE: Category.MEDICAL,
    Role.NURSE: Category.MEDICAL,
    Role.PHYSIO: Category.MEDICAL,
}

UNSORTED = "unsorted"
"""Stands in a line in place of a category that is not known yet. It is none, so that nobody but the author reads the line."""


def default_category(author: Membership | None, roster: tuple[Membership, ...]) -> Category | None:
    """Give the category of what somebody writes without a tag; None: they are to be asked (guests, coordinators).

    The first of their roles that has one decides; a trainee's is their supervisor's. ``summary`` is never one.
    """
    if author is None:
        return None
    for role in author.roles:
        if role in _DEFAULTS:
            return _DEFAULTS[role]
        if role is Role.TRAINEE and author.supervisor is not None:
            supervisor = next((one for one in roster if one.person == author.supervisor and one.clinician), None)
            return default_category(supervisor, roster)
    return None


def about(categories: tuple[Category, ...]) -> tuple[str, ...]:
    """Give what a ``Line`` says about its categories; of none yet, that it is unsorted."""
    return tuple(category.value for category in categories) or (UNSORTED,)
