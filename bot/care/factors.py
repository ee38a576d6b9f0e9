"""Contributors: what may play a part in the patient's difficulty, with the evidence for and against, by whom, and when.

They are told apart so that organic, psychogenic and relational causes each get their due (the biopsychosocial model: Engel GL,
The need for a new medical model, Science 1977; 196: 129-136; for sexual medicine: Brotto L et al., Psychological and
interpersonal dimensions of sexual function and dysfunction, J Sex Med 2016; 13: 538-571).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.facts import Line, Value
from bot.care.huddles import stir
from bot.care.items import Day, Item, news
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.texts import checked


class Sort(StrEnum):
    """What kind of contributor it is. Stored: values are for ever."""

    ORGANIC = "organic"
    MEDICATION = "medication"
    PSYCHOGENIC = "psychogenic"
    RELATIONAL = "relational"
    LIFESTYLE = "lifestyle"


class Standing(StrEnum):
    """What the team holds of it now. Stored: values are for ever."""

    SUSPECTED = "suspected"
    SUPPORTED = "supported"
    EXCLUDED = "excluded"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One judgement of it, and why."""

    standing: Standing
    because: str
    categories: tuple[Category, ...]
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Factor(Payload):
    """One contributor. What was said of it before stays below what is said now."""

    kind: ClassVar[str] = "factor"
    sort: Sort
    text: str
    categories: tuple[Category, ...]
    standing: Standing = Standing.SUSPECTED
    evidence: tuple[Evidence, ...] = ()


def add(work: Work, case: str, by: str, sort: Sort, text: str, categories: tuple[Category, ...]) -> Kept[Factor]:
    """Name a contributor; it is suspected until somebody judges it."""
    stir(work, case)
    return work.records.add(Factor(sort=sort, text=checked(text), categories=categories), case=case, author=by)


def exclude(work: Work, case: str, by: str, sort: Sort, because: str, categories: tuple[Category, ...]) -> Kept[Factor]:
    """Write down that a whole sort of contributor was considered, and excluded."""
    judged = Evidence(standing=Standing.EXCLUDED, because=checked(because), categories=categories, by=by, at=work.now)
    what = Factor(sort=sort, text="", categories=categories, standing=Standing.EXCLUDED, evidence=(judged,))
    return work.records.add(what, case=case, author=by)


def judge(
    work: Work, case: str, by: str, ref: str, standing: Standing, because: str, categories: tuple[Category, ...]
) -> Kept[Factor]:
    """Say what is held of a contributor from now on, and why. ``NotFoundError`` for a ref that is none."""
    kept = work.records.get(Factor, case, ref)
    stir(work, case)
    judged = Evidence(standing=standing, because=checked(because), categories=categories, by=by, at=work.now)
    return work.records.put(kept, what=replace(kept.what, standing=standing, evidence=(*kept.what.evidence, judged)))


def lines(work: Work, case: str) -> tuple[Line, ...]:
    """All contributors, by their sort, each followed by what was said for and against it."""
    order = list(Sort)
    found = sorted(work.records.find(Factor, case), key=lambda kept: (order.index(kept.what.sort), kept.id))
    return tuple(line for kept in found for line in _lines(kept))


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give the contributors that are new, or were judged since the last huddle."""
    for kept in work.records.find(Factor, day.case):
        judged = kept.what.evidence[-1] if kept.what.evidence else None
        reason = f"{kept.what.standing.value} {day.dated('since', judged.at)}" if judged is not None else ""
        at = judged.at if judged is not None else kept.created
        if kept.what.text and (found := news(day, kept, at=at, label="contributor", reason=reason)) is not None:
            yield found


def _lines(kept: Kept[Factor]) -> Iterator[Line]:
    values: dict[str, Value] = {
        "ref": kept.ref,
        "sort": kept.what.sort.value,
        "standing": kept.what.standing.value,
        "text": kept.what.text,
        "by": kept.author,
        "at": kept.created,
    }
    yield Line(about=about(kept.what.categories), author=kept.author, section="factor", values=values)
    for one in kept.what.evidence:
        said: dict[str, Value] = {"ref": kept.ref, "standing": one.standing.value, "text": one.because, "by": one.by, "at": one.at}
        both = tuple(dict.fromkeys((*kept.what.categories, *one.categories)))
        yield Line(about=about(both), author=one.by, section="evidence", values=said)
