"""The cases, who is on each, what was granted in it, and what is known of each person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.care.consent import Grant
from bot.care.people import Membership, Person


@dataclass(frozen=True, kw_only=True)
class Case:
    """One patient's care. Public: code, created, closed, epoch. The rest is sealed."""

    code: str
    created: datetime
    closed: datetime | None = None
    epoch: int = 0
    """Raised whenever who may read what has changed."""
    preference: str = ""
    part2: bool = False
    version: int = 0


class Cases(Protocol):
    """The cases themselves."""

    def open(self, now: datetime) -> Case:
        """Make a new case under a new code, with a key of its own."""

    def get(self, code: str) -> Case | None:
        """One, or None."""

    def all(self) -> tuple[Case, ...]:
        """Every case, oldest first."""

    def put(self, case: Case) -> None:
        """Write preference, closing and marks."""


class Rosters(Protocol):
    """Who is on which case."""

    def of(self, case: str) -> tuple[Membership, ...]:
        """Everyone whose membership holds now, in the order of joining."""

    def member(self, case: str, person: str) -> Membership | None:
        """One person's membership, if it holds now."""

    def cases(self, person: str) -> tuple[str, ...]:
        """The open cases this person is on now, most recently joined first."""

    def ended(self, case: str) -> tuple[Membership, ...]:
        """The last membership of everyone who was on it and is not now, in the order of joining."""

    def put(self, member: Membership) -> None:
        """Write a membership. Raises the case's audience epoch. ``bot.care.welcome.enrol`` makes the person known."""


class Consents(Protocol):
    """The grants of each case."""

    def of(self, case: str) -> tuple[Grant, ...]:
        """All that was ever given or withdrawn, oldest first."""

    def add(self, *grants: Grant) -> None:
        """Write them. Raises the case's audience epoch."""

    def confirm(self, case: str, ids: frozenset[int]) -> None:
        """Turn what was heard into what counts. Raises the case's audience epoch."""


class People(Protocol):
    """What is known of each person."""

    def get(self, person: str) -> Person:
        """The person, with their offices; an unknown one is a Person without ``enrolled``."""

    def put(self, person: Person) -> None:
        """Write zones and enrolment."""
