"""The intake: what is learnt at the beginning, section by section, and the baseline that later changes are measured against.

The sections are those of a biopsychosocial assessment of sexual health: medical and psychosocial history, medication,
lifestyle, emotional safety, desire, symptoms, identity and values (Althof SE, Rosen RC, Perelman MA, Rubio-Aurioles E.
Standard operating procedures for taking a sexual history. J Sex Med 2013; 10: 26-35).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.errors import ConflictError
from bot.care.factors import Factor, Sort, Standing
from bot.care.facts import Line, Value
from bot.care.huddles import stir
from bot.care.items import Day, Item, Need, Section, item
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import on_team


class Part(StrEnum):
    """A section of the intake. Stored: values are for ever."""

    HISTORY = "history"
    MEDICATION = "medication"
    LIFESTYLE = "lifestyle"
    EMOTIONAL_SAFETY = "emotional_safety"
    DESIRE = "desire"
    SYMPTOMS = "symptoms"
    IDENTITY_VALUES = "identity_values"

    @property
    def words(self) -> str:
        """As a person reads it."""
        return "identity and values" if self is Part.IDENTITY_VALUES else self.value.replace("_", " ")


OF: Mapping[Part, tuple[Category, ...]] = {
    Part.MEDICATION: (Category.MEDICATION,),
    Part.DESIRE: (Category.SEXUAL_HISTORY,),
}
"""The sections that are of a category whoever writes them; of the others the author's default decides."""


class Way(StrEnum):
    """How the intake is done. Stored: values are for ever."""

    JOINT = "joint"
    """Several clinicians see the patient together."""
    PARALLEL = "parallel"
    """Each sees the patient alone."""


class Phase(IntEnum):
    """How far it is. Stored: values are for ever."""

    OPEN = 0
    FINISHED = 1


@dataclass(frozen=True, kw_only=True)
class Intake(Payload):
    """One intake. A case may have another one later, whose baseline then counts."""

    kind: ClassVar[str] = "intake"
    way: Way
    day: date | None = None
    people: tuple[str, ...] = ()
    finished: datetime | None = None
    """The baseline: what stood at this moment is what later changes are measured against."""
    alone: bool = False
    """Contributors of one sort only, and nobody considered others."""


@dataclass(frozen=True, kw_only=True)
class IntakeEntry(Payload):
    """What was learnt about one section; several of a section stand one after the other."""

    kind: ClassVar[str] = "intake_entry"
    intake: str
    part: Part
    text: str
    categories: tuple[Category, ...]


def running(work: Work, case: str) -> Kept[Intake] | None:
    """The open intake, if there is one."""
    return next(iter(work.records.find(Intake, case, states=frozenset({Phase.OPEN}), newest=1)), None)


def needed(work: Work, case: str) -> Kept[Intake]:
    """The open intake. ``ConflictError`` where there is none."""
    found = running(work, case)
    if found is None:
        raise ConflictError("refused/no_intake_open")
    return found


def start(work: Work, case: str, by: str, way: Way, day: date | None, people: Sequence[str]) -> Kept[Intake]:
    """Begin an intake. ``ConflictError`` while one is open, ``InvalidError`` for somebody who is not on the team."""
    if running(work, case) is not None:
        raise ConflictError("refused/intake_open")
    for one in people:
        on_team(work, case, one)
    stir(work, case)
    return work.records.add(Intake(way=way, day=day, people=tuple(people)), case=case, author=by, owner=by)


def write(work: Work, case: str, by: str, part: Part, text: str, categories: tuple[Category, ...]) -> Kept[IntakeEntry]:
    """Add to a section; nothing of it is ever replaced."""
    intake = needed(work, case)
    stir(work, case)
    return work.records.add(IntakeEntry(intake=intake.ref, part=part, text=text, categories=categories), case=case, author=by)


def entries(work: Work, intake: Kept[Intake]) -> tuple[Kept[IntakeEntry], ...]:
    """What was written in it, in the order of the sections."""
    order = list(Part)
    found = (kept for kept in work.records.find(IntakeEntry, intake.case) if kept.what.intake == intake.ref)
    return tuple(sorted(found, key=lambda kept: (order.index(kept.what.part), kept.id)))


def missing(work: Work, intake: Kept[Intake]) -> tuple[Part, ...]:
    """The sections in which nothing stands yet."""
    written = {kept.what.part for kept in entries(work, intake)}
    return tuple(part for part in Part if part not in written)


def one_sided(work: Work, case: str) -> Sort | None:
    """Give the only sort of contributor, where no other sort was as much as excluded: the picture may have closed too early."""
    factors = [kept.what for kept in work.records.find(Factor, case)]
    sorts = {factor.sort for factor in factors}
    counts = any(factor.standing is not Standing.EXCLUDED for factor in factors)
    return sorts.pop() if len(sorts) == 1 and counts else None


def one_sort(work: Work, case: str, only: Sort) -> Line:
    """Give that one sort, for those who may read every contributor."""
    found = dict.fromkeys(one for kept in work.records.find(Factor, case) for one in kept.what.categories)
    return Line(about=about(tuple(found)), section="sort", values={"sort": only.value})


def finish(work: Work, case: str, *, alone: bool = False) -> Kept[Intake]:
    """Close the intake and take the baseline. ``alone``: contributors of other sorts were asked about, and nobody named one."""
    intake = needed(work, case)
    stir(work, case)
    done = replace(intake.what, finished=work.now, alone=alone)
    return work.records.put(intake, what=done, state=Phase.FINISHED)


def last(work: Work, case: str) -> Kept[Intake] | None:
    """The intake that was finished last."""
    return next(iter(work.records.find(Intake, case, states=frozenset({Phase.FINISHED}), newest=1)), None)


def baseline(work: Work, case: str) -> datetime | None:
    """The moment of the last baseline; None before the first intake is finished."""
    finished = last(work, case)
    return finished.what.finished if finished is not None else None


def lines(work: Work, intake: Kept[Intake]) -> tuple[Line, ...]:
    """What can be read of it, a line an entry."""
    return tuple(
        Line(about=about(kept.what.categories), author=kept.author, section=kept.what.part.value, values=_shown(kept))
        for kept in entries(work, intake)
    )


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give the intake that is not finished, with how much of it is written."""
    intake = running(work, day.case)
    if intake is not None:
        left = len(missing(work, intake))
        reason = f"begun {day.spoken(intake.created)}, {len(Part) - left} of {len(Part)} sections written"
        need = (Need.OPEN, intake.created.timestamp())
        yield item(Section.UNFINISHED, intake, reason=reason, need=need, owner=intake.owner, neutral="Intake")


def _shown(kept: Kept[IntakeEntry]) -> dict[str, Value]:
    return {"ref": kept.ref, "part": kept.what.part.words, "text": kept.what.text, "by": kept.author, "at": kept.created}
