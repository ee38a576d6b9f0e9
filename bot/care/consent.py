"""What consent is: grants and withdrawals by category, recipient, purpose and time, and who is covered by them.

@person beats role beats team; at equal rank the withdrawal wins; nothing said means not covered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.care.people import Membership, Role


class Category(StrEnum):
    """What consent is about. Stored: values are for ever."""

    SUMMARY = "summary"
    MENTAL_HEALTH = "mental_health"
    SEXUAL_HISTORY = "sexual_history"
    MEDICAL = "medical"
    RESULTS = "results"
    MEDICATION = "medication"
    RELATIONSHIP = "relationship"
    PARTNER = "partner"
    MEASURES = "measures"
    SAFETY = "safety"

    @property
    def words(self) -> str:
        """As a person reads it."""
        return self.value.replace("_", " ")


class Modality(StrEnum):
    """A part of care that a patient may take or leave. Stored: values are for ever."""

    JOINT_SESSIONS = "joint_sessions"
    COUPLE_WORK = "couple_work"
    INDIVIDUAL_THERAPY = "individual_therapy"
    MEDICATION = "medication"
    PHYSIO = "physio"
    VIRTUAL_CONSULTS = "virtual_consults"
    MEASURES = "measures"

    @property
    def words(self) -> str:
        """As a person reads it."""
        return self.value.replace("_", " ")


class Rank(IntEnum):
    """How closely a grant names its recipient; the closest one decides."""

    TEAM = 0
    ROLE = 1
    PERSON = 2


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One cell of the matrix: one category, one recipient, given or withdrawn."""

    id: int = 0
    """Given by the store."""
    case: str
    category: Category
    rank: Rank
    recipient: str
    """``team``, a role, or a Matrix id."""
    given: bool
    """False: withdrawn."""
    by: str
    at: datetime
    until: datetime | None = None
    purpose: str = ""
    form: str = ""
    """The reference of the signed form."""
    confirmed: bool = True
    """False: heard from the patient, and not yet confirmed by the lead or a coordinator: opens nothing."""

    def names(self, member: Membership, now: datetime) -> bool:
        """It speaks of this person."""
        match self.rank:
            case Rank.PERSON:
                return self.recipient == member.person
            case Rank.ROLE:
                return any(role.value == self.recipient for role in member.named_as(now))
            case Rank.TEAM:
                summary = self.category is Category.SUMMARY and Role.COORDINATOR in member.roles
                return member.own and member.reviewed and (member.clinician or summary)

    def lasts(self, now: datetime) -> bool:
        """Its time has not run out."""
        return self.until is None or now < self.until


def anything(grants: tuple[Grant, ...], now: datetime) -> bool:
    """Say whether anything at all is shared now, with whomever."""
    return any(one.given and one.confirmed and one.lasts(now) for one in grants)


def covers(grants: tuple[Grant, ...], member: Membership, category: Category, now: datetime) -> bool:
    """Say whether ``member`` may read ``category`` now.

    Of all that was said about one recipient the last word holds. A grant whose time has run out leaves what was withdrawn
    before it withdrawn, and brings no older grant back; where nothing else was said, the next wider rank decides.
    """
    said: dict[tuple[Rank, str], list[Grant]] = {}
    for grant in sorted(grants, key=lambda one: (one.at, one.id)):
        if grant.category is category and grant.confirmed and grant.names(member, now):
            said.setdefault((grant.rank, grant.recipient), []).append(grant)
    words = {recipient: word for recipient, about in said.items() if (word := _last_word(about, now)) is not None}
    if not words:
        return False
    closest = max(rank for rank, _ in words)
    return all(given for (rank, _), given in words.items() if rank is closest)


def _last_word(said: list[Grant], now: datetime) -> bool | None:
    if said[-1].lasts(now):
        return said[-1].given
    return None if all(grant.given for grant in said) else False
