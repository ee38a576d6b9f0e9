"""Persons and their roles. A person is a full Matrix id or a mention's link; display names name nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from bot.care.people import Role
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.terms import listed
from bot.chat.tokens import Word, split

ROLES: Mapping[str, Role] = {
    **{role.value: role for role in Role},
    "coord": Role.COORDINATOR,
    "care_coordinator": Role.COORDINATOR,
    "case_manager": Role.COORDINATOR,
    "sex": Role.SEX_THERAPIST,
    "st": Role.SEX_THERAPIST,
    "sexologist": Role.SEX_THERAPIST,
    "doctor": Role.PHYSICIAN,
    "md": Role.PHYSICIAN,
    "dr": Role.PHYSICIAN,
    "mh": Role.MENTAL_HEALTH,
    "mental": Role.MENTAL_HEALTH,
    "mental_health_clinician": Role.MENTAL_HEALTH,
    "psychologist": Role.MENTAL_HEALTH,
    "counsellor": Role.MENTAL_HEALTH,
    "counselor": Role.MENTAL_HEALTH,
    "pc": Role.PRIMARY_CARE,
    "pcp": Role.PRIMARY_CARE,
    "gp": Role.PRIMARY_CARE,
    "primary": Role.PRIMARY_CARE,
    "primary_care_physician": Role.PRIMARY_CARE,
    "family_doctor": Role.PRIMARY_CARE,
    "pt": Role.PHYSIO,
    "physiotherapist": Role.PHYSIO,
    "physical_therapist": Role.PHYSIO,
    "rn": Role.NURSE,
    "sw": Role.SOCIAL_WORKER,
    "social": Role.SOCIAL_WORKER,
    "student": Role.TRAINEE,
    "intern": Role.TRAINEE,
    "guest_specialist": Role.GUEST,
}

_LONGEST_ID = 255
_LONGEST_PILL = 12
_ID = re.compile(
    r"@[A-Za-z0-9._=/+-]+:"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::[0-9]{1,5})?"
)
_LINK = re.compile(
    r"<?https://matrix\.to/#/([^\s)>?]+)(?:\?[^\s)>]*)?>?|\[[^\]]*\]\(https://matrix\.to/#/([^\s)?]+)(?:\?[^\s)]*)?\)"
)
_WITH = re.compile(r"(?<!\S)with(?!\S)", re.IGNORECASE)
_BEHIND = ",;:."


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person as they are named for a roster."""

    person: str
    roles: tuple[Role, ...]


def is_person(text: str) -> bool:
    """It is a full Matrix id by the specification's grammar (ids in capitals, which old servers gave, included)."""
    return len(text) <= _LONGEST_ID and _ID.fullmatch(text) is not None


def person(words: Sequence[Word]) -> tuple[str, int]:
    """Read a person from the first words; how many they are (a mention's link may hold a name of several words)."""
    for count in range(1, min(_LONGEST_PILL, len(words)) + 1):
        text = " ".join(word.text for word in words[:count])
        link = _LINK.fullmatch(text.rstrip(_BEHIND))
        found = unquote(link[1] or link[2]) if link else text.rstrip(_BEHIND)
        if is_person(found):
            return found, count
        if not text.startswith("["):
            break
    raise ArgumentError("person", "a full Matrix id or a mention", "@physician:clinic.example")


def roles(words: Sequence[Word]) -> tuple[tuple[Role, ...], int]:
    """Read a role, or several with commas between them, from the first words; how many they are. None is named twice."""
    found, count = listed(words, ROLES, commas=True)
    if not found:
        raise ArgumentError("role", f"one of {', '.join(role.words for role in Role)}", "physician")
    return found, count


def member(words: Sequence[Word]) -> tuple[Member, int]:
    """Read a person and their roles from the first words; how many they are."""
    found, count = person(words)
    held, more = roles(words[count:])
    return Member(person=found, roles=held), count + more


def invited(text: str) -> tuple[str, tuple[str, ...], tuple[Role, ...]]:
    """Cut ``with @a @b nurse`` off the end of a text: what stands before it as typed, the persons, the roles.

    Where anybody behind the last ``with`` is no person and no role, it is part of the text.
    """
    behind = max(_WITH.finditer(text), key=re.Match.start, default=None)
    if behind is None:
        return text, (), ()
    words = [word for word in split(text, behind.end()) if word.key not in {"and", "&", ","}]
    persons: dict[str, None] = {}
    held: dict[Role, None] = {}
    while words:
        try:
            found, count = person(words)
            persons[found] = None
        except ArgumentError:
            try:
                named, count = roles(words)
            except ArgumentError:
                return text, (), ()
            held.update(dict.fromkeys(named))
        words = words[count:]
    return text[: behind.start()].rstrip(), tuple(persons), tuple(held)
