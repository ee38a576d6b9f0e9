"""A version of the plan as it is kept: what stood in it, whose word it needs, and who has given theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.people import Role
from bot.care.plan_diff import Content
from bot.care.records import Payload


class PlanState(IntEnum):
    """What a version is. Stored: values are for ever."""

    PROPOSED = 0
    AGREED = 1
    SUPERSEDED = 2
    """Another one was agreed, or proposed before this one was agreed."""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One person's word for a version, in the disciplines that they stand for."""

    person: str
    roles: tuple[Role, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanVersion(Payload):
    """The plan as it stood at one moment: refs and dates. The words stay with goals and steps, where nobody changes them."""

    kind: ClassVar[str] = "plan_version"
    number: int
    content: Content
    needed: tuple[Role, ...]
    signatures: tuple[Signature, ...] = ()
    agreed: datetime | None = None
    """When the last discipline that was needed signed."""
    reviewed: bool = False
    """A plan review ended in it."""

    def gist(self) -> str:
        """Which one it is."""
        return f"plan version {self.number}"

    def concerns(self) -> tuple[Category, ...]:
        """That there is a plan: the summary."""
        return (Category.SUMMARY,)

    @property
    def waits_for(self) -> tuple[Role, ...]:
        """The disciplines that have not signed yet."""
        signed = {role for one in self.signatures for role in one.roles}
        return tuple(role for role in self.needed if role not in signed)

    @property
    def waits(self) -> tuple[str, ...]:
        """The same in words. Where no discipline was needed, any clinician can sign, and one has to."""
        return tuple(f"the {role.person}" for role in self.waits_for) or (() if self.signatures else ("a clinician",))
