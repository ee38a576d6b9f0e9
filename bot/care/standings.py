"""Where a score stands: against the baseline and against the one before, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.care import instruments, intakes, measures
from bot.care.dates import spoken_day
from bot.care.items import Day, Item, news
from bot.care.measures import Change, Instrument
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.scores import Score, at, series


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

    @property
    def alone(self) -> bool:
        """All that it is measured against was kept by whoever kept it: they may read that too, whatever the consent."""
        return all(one.author == self.kept.author for _, one in self.others)

    def words(self, zone: str) -> list[str]:
        """What has changed, a sentence for each. ``zone``: IANA name of the zone whose days count."""
        value = self.kept.what.value
        return [
            measures.compared(self.instrument, one.what.value, value, with_what=f"{name} ({_point(self, one, zone)})")
            for name, one in self.others
        ]


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


def headline(seen: Standing) -> str:
    """Say in one line what a score is, and what has changed."""
    kept, value = seen.kept, seen.kept.what.value
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
        seen = standing(work, kept)
        text, alone = (headline(seen), seen.alone) if seen is not None else (kept.what.gist(), True)
        found = news(day, kept, at=kept.created, label="score", text=text, alone=alone)
        if found is not None:
            yield found


def _point(seen: Standing, kept: Kept[Score], zone: str) -> str:
    return f"{seen.instrument.shown(kept.what.value)}, {spoken_day(at(kept).astimezone(ZoneInfo(zone)))}"
