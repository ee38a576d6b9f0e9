"""What a measuring instrument is: which totals it has, which way is better, and what a difference between two totals means.

Nothing here diagnoses. A band is a screening range as its source calls it; a change counts only where a figure is established.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.care.consent import Category
from bot.care.errors import InvalidError


class Better(StrEnum):
    """Which way is better."""

    LOWER = "lower"
    HIGHER = "higher"


class Change(StrEnum):
    """What a difference between two totals means."""

    BETTER = "better"
    WORSE = "worse"
    NONE = "none"
    """Less than what counts as a meaningful change."""
    UNCLAIMED = "unclaimed"
    """No figure is established, so that nothing is claimed."""


@dataclass(frozen=True, kw_only=True)
class Band:
    """A screening range, from its first total up to the next band's."""

    first: Decimal
    name: str


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One measuring instrument; ``bot/care/instruments.toml`` says what each field means."""

    key: str
    """How it is stored: for ever."""
    name: str
    also: tuple[str, ...] = ()
    measures: str
    categories: tuple[Category, ...]
    least: Decimal
    most: Decimal
    step: Decimal
    better: Better
    bands: tuple[Band, ...] = ()
    band_source: str = ""
    """Where the bands come from; empty: from the citation."""
    change: tuple[tuple[Decimal, Decimal], ...] = ()
    """From which total before, how many points make a meaningful change. Empty: none is established."""
    change_source: str = ""
    classes: tuple[str, ...] = ()
    """Names of the values 0, 1, 2 …, where they are no numbers."""
    item9: int = 0
    """The highest answer to the ninth question; 0: nothing is asked about it."""
    citation: str
    licence: str
    own: bool = False
    """A team added it for a case."""

    def shown(self, value: Decimal) -> str:
        """A total, or a difference of totals, as people read it: with as many decimals as totals have."""
        if self.classes:
            return self.classes[int(value)]
        decimals = max(0, *(-int(one.normalize().as_tuple().exponent) for one in (self.step, self.least)))
        return f"{value:.{decimals}f}"

    @property
    def example(self) -> str:
        """One right total, as it is typed."""
        middle = self.least + ((self.most - self.least) / 2 // self.step) * self.step
        return self.shown(middle)


def check(instrument: Instrument, value: Decimal) -> Decimal:
    """Give a total that the instrument has. ``InvalidError`` (``refused/score_value``) for any other, with one right example."""
    if not instrument.least <= value <= instrument.most or (value - instrument.least) % instrument.step:
        raise wrong(instrument)
    return value


def check_item9(instrument: Instrument, total: Decimal, item9: int) -> int:
    """Give an answer to the ninth question that goes with the total. ``InvalidError`` (``refused/score_item9``) for any other.

    The others together make up the rest of the total, and none of them is more than this one can be.
    """
    if not 0 <= item9 <= instrument.item9 or not item9 <= total <= instrument.most - instrument.item9 + item9:
        raise InvalidError("refused/score_item9", name=instrument.name, most=instrument.item9)
    return item9


def wrong(instrument: Instrument) -> InvalidError:
    """Say which totals there are."""
    return InvalidError(
        "refused/score_value",
        name=instrument.name,
        least=instrument.shown(instrument.least),
        most=instrument.shown(instrument.most),
        step="" if instrument.classes else f"{instrument.step:f}",
        classes=list(instrument.classes),
        own=instrument.own,
        example=instrument.example,
    )


def band(instrument: Instrument, value: Decimal) -> str:
    """Give the screening range of a total; empty where there is none."""
    return next((one.name for one in reversed(instrument.bands) if one.first <= value), "")


def counts(instrument: Instrument, before: Decimal) -> Decimal | None:
    """Say how many points from ``before`` on make a meaningful change; None: no figure is established."""
    if instrument.classes:
        return Decimal(1)
    return next((points for first, points in reversed(instrument.change) if first <= before), None)


def change(instrument: Instrument, before: Decimal, after: Decimal) -> Change:
    """Say what the difference between two totals means. Of classes, any other one is a change."""
    needed = counts(instrument, before)
    if needed is None:
        return Change.UNCLAIMED
    if abs(after - before) < needed:
        return Change.NONE
    return Change.BETTER if (after < before) is (instrument.better is Better.LOWER) else Change.WORSE


def compared(instrument: Instrument, before: Decimal, after: Decimal, *, with_what: str) -> str:
    """Put a difference into words; ``with_what`` stands behind "than" and "as": ``the baseline (20, Mon 7 Sep 2026)``."""
    difference = abs(after - before)
    way = "higher" if after > before else "lower"
    meaning = {
        Change.BETTER: "better",
        Change.WORSE: "worse",
        Change.NONE: "no meaningful change",
        Change.UNCLAIMED: f"towards {'better' if way == instrument.better else 'worse'}",
    }[change(instrument, before, after)]
    if not difference:
        return f"the same as {with_what}"
    far = f"a {way} class" if instrument.classes else f"{instrument.shown(difference)} {way}"
    return f"{far} than {with_what}, {meaning}"


def briefly(instrument: Instrument, before: Decimal, after: Decimal, *, with_what: str) -> str:
    """Put the same into a few words."""
    what = f"{with_what} ({instrument.shown(before)})"
    match change(instrument, before, after):
        case _ if before == after:
            return f"the same as {what}"
        case Change.NONE:
            return f"no meaningful change from {what}"
        case Change.UNCLAIMED:
            return f"{'higher' if after > before else 'lower'} than {what}"
        case found:
            return f"{found.value} than {what}"
