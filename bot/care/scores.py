"""Scores: the totals of instruments, one after the other, against the baseline and the one before.

Totals only. What a total may mean for safety becomes a signal; what does not change puts the plan on the list for a review.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.care import holds, instruments, intakes, measures, wishes
from bot.care.consent import Category, Modality
from bot.care.dates import spoken_day
from bot.care.huddles import stir
from bot.care.items import Day, Item, news
from bot.care.measures import Change, Instrument
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.signals import Severity, Signal, raise_signal
from bot.care.wishes import Reason

_SEVERITY = {"moderate": Severity.CONCERN, "high": Severity.URGENT}
"""What a class of the suicide risk screen asks for (C-SSRS alone has classes of these names)."""


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


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One score among those of the same instrument and person."""

    kept: Kept[Score]
    instrument: Instrument
    baseline: Kept[Score] | None
    """None: it is older than the baseline, or the baseline itself."""
    last: Kept[Score] | None
    """The one before; None: there is none, or it is the baseline."""
    first: bool
    """It is the baseline."""
    newest: bool

    @property
    def flat(self) -> bool:
        """It shows no meaningful change against the baseline, nor against the one before."""
        others = [one for one in (self.baseline, self.last) if one is not None]
        value = self.kept.what.value
        return bool(others) and all(measures.change(self.instrument, one.what.value, value) is Change.NONE for one in others)

    @property
    def others(self) -> tuple[tuple[str, Kept[Score]], ...]:
        """What it is measured against, by name, as far as whoever may read this score may read that too."""
        mine = set(self.kept.what.concerns())
        pairs = (("the baseline", self.baseline), ("the last score", self.last))
        return tuple((name, one) for name, one in pairs if one is not None and mine.issuperset(one.what.concerns()))

    def words(self, zone: str) -> list[str]:
        """What has changed, a sentence for each. ``zone``: IANA name of the zone whose days count."""
        value = self.kept.what.value
        return [
            measures.compared(self.instrument, one.what.value, value, with_what=f"{name} ({_point(self, one, zone)})")
            for name, one in self.others
        ]


def keep(work: Work, case: str, by: str, score: Score, served: datetime) -> tuple[Kept[Score], Kept[Signal] | None]:
    """Keep a total that ``measures.check`` has let through, and do what follows from it. Gives the signal that came of it.

    ``served``: when the answers were given; aware.
    """
    stir(work, case)
    kept = work.records.add(score, case=case, author=by, served=served)
    return kept, follow_up(work, kept, by)


def follow_up(work: Work, kept: Kept[Score], by: str) -> Kept[Signal] | None:
    """Do what follows from a score that has come into a case. Gives the signal that came of it."""
    _wish(work, kept)
    return _signal(work, kept, by)


def complete(work: Work, kept: Kept[Score], by: str, item9: int) -> tuple[Kept[Score], Kept[Signal] | None]:
    """Add the answer to the ninth question to a score that was kept without it."""
    whole = work.records.put(kept, what=replace(kept.what, item9=item9))
    return whole, _signal(work, whole, by)


def series(work: Work, case: str, instrument: str, by: Respondent) -> list[Kept[Score]]:
    """Give all totals of one instrument and person, in the order in which the answers were given."""
    found = (kept for kept in work.records.find(Score, case) if (kept.what.instrument, kept.what.by) == (instrument, by))
    return sorted(found, key=lambda kept: (at(kept), kept.id))


def at(kept: Kept[Score]) -> datetime:
    """When the answers were given."""
    return kept.served or kept.created


def standing(work: Work, kept: Kept[Score], among: list[Kept[Score]] | None = None) -> Standing | None:
    """See a score among the others of its series; None where its instrument was taken back."""
    instrument = instruments.known(work, kept.case).get(kept.what.instrument)
    if instrument is None:
        return None
    every = series(work, kept.case, kept.what.instrument, kept.what.by) if among is None else among
    base = baseline(work, every)
    place, start = (next(number for number, one in enumerate(every) if one.id == found.id) for found in (kept, base))
    return Standing(
        kept=kept,
        instrument=instrument,
        baseline=base if place > start else None,
        last=every[place - 1] if place > 0 and place - 1 != start else None,
        first=place == start,
        newest=place == len(every) - 1,
    )


def baseline(work: Work, every: list[Kept[Score]]) -> Kept[Score]:
    """Give what later scores of a series are measured against: what stood when the intake was finished, else the first."""
    taken = intakes.baseline(work, every[0].case)
    stood = [kept for kept in every if taken is not None and at(kept) <= taken]
    return stood[-1] if stood else every[0]


def headline(work: Work, kept: Kept[Score], among: list[Kept[Score]] | None = None) -> str:
    """Say in one line what a score is, and what has changed."""
    seen = standing(work, kept, among)
    if seen is None:
        return kept.what.gist()
    value = kept.what.value
    first = ("the baseline",) if seen.first else ()
    words = (measures.briefly(seen.instrument, one.what.value, value, with_what=name) for name, one in seen.others)
    return "; ".join((value_words(seen.instrument, kept), *first, *words))


def value_words(instrument: Instrument, kept: Kept[Score]) -> str:
    """The instrument, the total, and its screening range."""
    found = measures.band(instrument, kept.what.value)
    said = f"{kept.what.name} {instrument.shown(kept.what.value)}{kept.what.whose}"
    return f"{said}, screening range {found}" if found else said


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give the scores that are new, or were put off, each with its change."""
    for kept in work.records.find(Score, day.case, since=day.early):
        found = news(day, kept, at=kept.created, label="score", text=headline(work, kept))
        if found is not None:
            yield found


def concerns(scores: Iterable[Kept[Score]]) -> tuple[Category, ...]:
    """Give the categories of several scores together, for what is said of all of them."""
    return tuple(dict.fromkeys(one for kept in scores for one in kept.what.concerns()))


def _point(seen: Standing, kept: Kept[Score], zone: str) -> str:
    return f"{seen.instrument.shown(kept.what.value)}, {spoken_day(at(kept).astimezone(ZoneInfo(zone)))}"


def _signal(work: Work, kept: Kept[Score], by: str) -> Kept[Signal] | None:
    """Say what cannot wait, in words that hold no more than that."""
    what, day = kept.what, spoken_day(at(kept).astimezone(ZoneInfo(work.clinic.zone)))
    instrument = instruments.CATALOGUE.get(what.instrument)
    if instrument is None:
        return None
    if what.item9:
        text = f"{what.name} of {day}{what.whose}: item 9 is {what.item9}."
        return raise_signal(work, kept.case, by, Severity.CONCERN, text, source=kept.ref)
    severity = _SEVERITY.get(instrument.shown(what.value)) if instrument.classes else None
    if severity is None:
        return None
    text = f"{what.name} screen of {day}{what.whose}: {instrument.shown(what.value)}."
    return raise_signal(work, kept.case, by, severity, text, source=kept.ref)


def _wish(work: Work, kept: Kept[Score]) -> None:
    """Ask for a plan review where the newest two scores show no meaningful change, once an instrument until it was reviewed."""
    seen = standing(work, kept)
    if seen is None or not (seen.newest and seen.flat) or holds.on(work, kept.case, modality=Modality.MEASURES) is not None:
        return
    about = (work.records.locate(kept.case, one.what.subject) for one in wishes.open_wishes(work, kept.case))
    mine = (kept.what.instrument, kept.what.by)
    if not any(isinstance(one.what, Score) and (one.what.instrument, one.what.by) == mine for one in about if one is not None):
        wishes.wish(work, kept.case, Reason.NO_CHANGE, ref=kept.ref)
