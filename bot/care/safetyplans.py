"""The patient's own safety plan: what warns them, what helps, whom to call. Always of the category ``safety``.

Each change makes a new version, and the one before stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Line, Value
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.texts import checked


class Part(StrEnum):
    """The parts of a safety plan, in their order. Stored: values are for ever."""

    WARNING = "warning"
    HELPS = "helps"
    CALL = "call"

    @property
    def words(self) -> str:
        """As a person reads it."""
        return {Part.WARNING: "Warning signs", Part.HELPS: "What helps", Part.CALL: "Whom to call"}[self]


class Standing(IntEnum):
    """Whether a version is the one that counts. Stored: values are for ever."""

    CURRENT = 0
    EARLIER = 1


@dataclass(frozen=True, kw_only=True)
class Written:
    """One part, by whom it was written down, and when."""

    part: Part
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SafetyPlan(Payload):
    """One version of the plan."""

    kind: ClassVar[str] = "safety_plan"
    parts: tuple[Written, ...]
    version: int = 1

    def gist(self) -> str:
        """Its parts, one after the other."""
        return "; ".join(f"{one.part.words}: {one.text}" for one in self.parts)

    def concerns(self) -> tuple[Category, ...]:
        """Safety, whatever it says."""
        return (Category.SAFETY,)

    def of(self, part: Part) -> Written | None:
        """One part, if it was written down."""
        return next((one for one in self.parts if one.part is part), None)


def current(work: Work, case: str) -> Kept[SafetyPlan] | None:
    """The version that counts, if there is a plan."""
    return next(iter(work.records.find(SafetyPlan, case, states=frozenset({Standing.CURRENT}), newest=1)), None)


def version(work: Work, case: str, number: int) -> Kept[SafetyPlan]:
    """One version. ``InvalidError`` where there is none of this number."""
    every = work.records.find(SafetyPlan, case)
    found = next((kept for kept in every if kept.what.version == number), None)
    if found is None:
        raise InvalidError("refused/no_such_version", most=max((kept.what.version for kept in every), default=0))
    return found


def write(work: Work, case: str, by: str, part: Part, text: str) -> tuple[Kept[SafetyPlan], Written | None]:
    """Write one part down, in a new version. Gives it, and what stood there before, which the version before keeps."""
    before = current(work, case)
    written = Written(part=part, text=checked(text), by=by, at=work.now)
    others = [one for one in before.what.parts if one.part is not part] if before is not None else []
    ordered = sorted((*others, written), key=lambda one: list(Part).index(one.part))
    number = before.what.version + 1 if before is not None else 1
    kept = work.records.add(SafetyPlan(parts=tuple(ordered), version=number), case=case, author=by)
    if before is not None:
        work.records.put(before, state=Standing.EARLIER, superseded_by=kept.ref)
    return kept, before.what.of(part) if before is not None else None


def lines(kept: Kept[SafetyPlan]) -> tuple[Line, ...]:
    """Give its parts, each with who wrote it down."""
    return tuple(line(one) for one in kept.what.parts)


def line(written: Written, section: str = "part") -> Line:
    """Give one part, as far as somebody may read it."""
    values: dict[str, Value] = {"title": written.part.words, "text": written.text, "by": written.by, "at": written.at}
    return Line(about=about((Category.SAFETY,)), author=written.by, section=section, values=values)
