"""What a clinician heard the patient say about consent: it opens nothing until a second person confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.care.consent import Category, Rank
from bot.care.grants import BY_NAME_ALONE, TEAM, Recipient, Terms, count_in, enter
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload

HEARD, CONFIRMED = 0, 1
"""The states of what was heard."""


@dataclass(frozen=True, kw_only=True)
class Heard(Payload):
    """What a clinician heard the patient say about consent. It opens nothing until it is confirmed."""

    kind: ClassVar[str] = "consent_heard"
    text: str
    categories: tuple[Category, ...]
    """Who may read the words; none: their author alone."""


def possible(
    work: Work, case: str, categories: Sequence[Category], recipients: Sequence[Recipient]
) -> tuple[tuple[Category, ...], tuple[Recipient, ...]]:
    """Leave out what no grant may say; nothing of either where one of them is left empty."""
    people = {member.person for member in work.rosters.of(case)}
    names = {role.value for role in Role if role not in BY_NAME_ALONE} | people | {TEAM.name}
    shared = tuple(one for one in categories if one is not Category.PARTNER)
    named = tuple(one for one in recipients if one.name in names)
    return (shared, named) if shared and named else ((), ())


def hear(
    work: Work, case: str, by: str, heard: Heard, categories: Sequence[Category], recipients: Sequence[Recipient]
) -> tuple[Kept[Heard], tuple[int, ...]]:
    """Keep what was heard, and the grants that it would make: the record, and their ids, which ``confirm`` takes."""
    kept = work.records.add(heard, case=case, author=by, state=HEARD)
    known = {grant.id for grant in work.consents.of(case)}
    enter(work, case, by, categories, recipients, Terms(form=kept.ref), given=True, confirmed=False)
    return kept, tuple(grant.id for grant in work.consents.of(case) if grant.id not in known)


def confirm(work: Work, case: str, ref: str, ids: frozenset[int]) -> tuple[str, ...]:
    """Let what was heard count. Gives those who count as the team from now on and did not before."""
    work.records.put(work.records.get(Heard, case, ref), state=CONFIRMED)
    work.consents.confirm(case, ids)
    team = any(grant.rank is Rank.TEAM for grant in work.consents.of(case) if grant.id in ids)
    return count_in(work, case) if team else ()
