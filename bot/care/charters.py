"""What each role on a case is responsible for, and what it is not; where two say the same, and where nobody does.

Phrases are compared by their words alone: whoever writes "sleep" and somebody else "sleeping problems" are not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from bot.care.errors import InvalidError
from bot.care.grants import BY_NAME_ALONE
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked

_BETWEEN = re.compile(r"[,;\n]")
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"a", "an", "and", "for", "of", "the"})
"""Words that make no difference between two phrases."""


class Stand(IntEnum):
    """Whether it is the last word of its role. Stored: values are for ever."""

    CURRENT = 0
    REPLACED = 1


@dataclass(frozen=True, kw_only=True)
class Charter(Payload):
    """What one role is there for. Nothing about the patient: everyone on the team reads it."""

    kind: ClassVar[str] = "charter"
    role: Role
    responsible: tuple[str, ...]
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Something for which several roles are responsible."""

    phrase: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that a role leaves to others, while no other role is responsible for it."""

    phrase: str
    role: Role


def phrases(text: str) -> tuple[str, ...]:
    """Tell apart what stands between commas, semicolons and line breaks; nothing twice."""
    found = (" ".join(part.split()).strip(" .") for part in _BETWEEN.split(text))
    return tuple({compared(one): one for one in reversed([one for one in found if compared(one)])}.values())[::-1]


def compared(phrase: str) -> str:
    """The words by which a phrase is compared: in lower case, without signs and small words."""
    return " ".join(word for word in _WORD.findall(phrase.casefold()) if word not in _SMALL)


def write(work: Work, case: str, by: str, role: Role, responsible: str, excluded: str = "") -> Kept[Charter]:
    """Keep what a role is there for, in place of what was said before. ``InvalidError`` where it is both in and out."""
    charter = Charter(role=role, responsible=phrases(checked(responsible)), excluded=phrases(checked(excluded)))
    if role in BY_NAME_ALONE:
        raise InvalidError("refused/charter_role")
    if not charter.responsible:
        raise InvalidError("refused/nothing_said")
    if _keys(charter.responsible) & _keys(charter.excluded):
        raise InvalidError("refused/charter_both")
    before = next((kept for kept in current(work, case) if kept.what.role is role), None)
    kept = work.records.add(charter, case=case, author=by)
    if before is not None:
        work.records.put(before, state=Stand.REPLACED, superseded_by=kept.ref)
    return kept


def current(work: Work, case: str) -> tuple[Kept[Charter], ...]:
    """Give the last word of each role, in the order of roles."""
    order = tuple(Role)
    return tuple(
        sorted(work.records.find(Charter, case, states=frozenset({Stand.CURRENT})), key=lambda kept: order.index(kept.what.role))
    )


def overlaps(charters: Iterable[Charter]) -> tuple[Shared, ...]:
    """Name what several roles are responsible for, in the words of the first."""
    holders: dict[str, dict[Role, str]] = {}
    for charter in charters:
        for phrase in charter.responsible:
            holders.setdefault(compared(phrase), {}).setdefault(charter.role, phrase)
    return tuple(Shared(phrase=next(iter(by.values())), roles=tuple(by)) for by in holders.values() if len(by) > 1)


def gaps(charters: Iterable[Charter]) -> tuple[Gap, ...]:
    """Name what a role leaves to others and no other role is responsible for, each once."""
    every = tuple(charters)
    taken = {key for charter in every for key in _keys(charter.responsible)}
    found: dict[str, Gap] = {}
    for charter in every:
        for phrase in charter.excluded:
            if compared(phrase) not in taken:
                found.setdefault(compared(phrase), Gap(phrase=phrase, role=charter.role))
    return tuple(found.values())


def unwritten(work: Work, case: str) -> tuple[Role, ...]:
    """Give the roles that somebody on the roster holds, and of which nothing is written; those granted by name need none."""
    held = {role for member in work.rosters.of(case) for role in member.roles} - BY_NAME_ALONE
    written = {kept.what.role for kept in current(work, case)}
    return tuple(role for role in Role if role in held - written)


def _keys(found: Iterable[str]) -> frozenset[str]:
    return frozenset(compared(one) for one in found)
