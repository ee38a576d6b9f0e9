"""Scores: the totals of instruments. Totals only, never what was answered to each question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from bot.care import instruments
from bot.care.consent import Category, Modality
from bot.care.ports import Work
from bot.care.records import Kept, Payload


class Respondent(StrEnum):
    """Whose answers they are. Stored: values are for ever."""

    PATIENT = "patient"
    PARTNER = "partner"


@dataclass(frozen=True, kw_only=True)
class Score(Payload):
    """One total. The record's ``served`` is when the answers were given."""

    kind: ClassVar[str] = "score"
    instrument: str
    """The key of an instrument."""
    name: str
    """What that was called when the total was kept."""
    value: Decimal
    categories: tuple[Category, ...]
    by: Respondent = Respondent.PATIENT
    item9: int | None = None
    """The answer to the ninth question of the PHQ-9; None: it was not said."""
    modality: Modality | None = Modality.MEASURES
    goal: str | None = None
    event: str = ""

    def gist(self) -> str:
        """The instrument and the total."""
        known = instruments.CATALOGUE.get(self.instrument)
        return f"{self.name} {known.shown(self.value) if known else f'{self.value:f}'}{self.whose}"

    def concerns(self) -> tuple[Category, ...]:
        """The instrument's categories; a partner's answers are the partner's, whatever is put right later."""
        partner = (Category.PARTNER,) if self.by is Respondent.PARTNER else ()
        return tuple(dict.fromkeys((*self.categories, *partner)))

    @property
    def whose(self) -> str:
        """Whose answers they are, where they are not the patient's."""
        return " (partner)" if self.by is Respondent.PARTNER else ""


def series(work: Work, case: str, instrument: str, by: Respondent) -> list[Kept[Score]]:
    """Give all totals of one instrument and person, in the order in which the answers were given."""
    found = (kept for kept in work.records.find(Score, case) if (kept.what.instrument, kept.what.by) == (instrument, by))
    return sorted(found, key=lambda kept: (at(kept), kept.id))


def at(kept: Kept[Score]) -> datetime:
    """When the answers were given."""
    return kept.served or kept.created


def concerns(scores: Iterable[Kept[Score]]) -> tuple[Category, ...]:
    """Give the categories of several scores together, for what is said of all of them."""
    return tuple(dict.fromkeys(one for kept in scores for one in kept.what.concerns()))
