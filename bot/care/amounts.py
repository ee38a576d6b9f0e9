"""Amounts and what they are held against: a result's value and its reference, as the laboratory states them.

Nothing here knows a substance: whether a value is within its range is arithmetic, and what that means is for a clinician to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Sign(StrEnum):
    """What a laboratory puts in front of a number beyond its limits of detection. Stored: values are for ever."""

    EXACT = "="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


class Quality(StrEnum):
    """A value in a word, in the few senses that words of laboratories have. Stored: values are for ever."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    NORMAL = "normal"
    ABNORMAL = "abnormal"
    UNCLEAR = "unclear"


class Against(StrEnum):
    """How a value stands against its reference. Stored: values are for ever."""

    NONE = "none"
    """There is no reference, or the value is in words of its own."""
    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"
    OUTSIDE = "outside"
    """Not what the reference names, and neither above nor below it; or reported as abnormal."""
    UNCLEAR = "unclear"
    """It may be either: ``<5`` against ``0.4-4.0``."""

    @property
    def abnormal(self) -> bool:
        """It is not within its range."""
        return self in {Against.ABOVE, Against.BELOW, Against.OUTSIDE}

    @property
    def words(self) -> str:
        """As a person reads it behind the value; empty where there is nothing to say."""
        return _WORDS[self]


_WORDS = {
    Against.NONE: "",
    Against.WITHIN: "within its range",
    Against.ABOVE: "above its range",
    Against.BELOW: "below its range",
    Against.OUTSIDE: "outside its range",
    Against.UNCLEAR: "may be within its range or not",
}


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A value as it can be compared: a number with its sign, or a word."""

    number: Decimal | None = None
    sign: Sign = Sign.EXACT
    quality: Quality | None = None


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What a value is expected to be: from the least to the most (None: no bound), or a word."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_out: bool = False
    """The least itself is outside: ``>60``."""
    high_out: bool = False
    """The most itself is outside: ``<5``."""
    quality: Quality | None = None


def against(amount: Amount, reference: Reference | None) -> Against:
    """Say how a value stands against its reference. A word that says so itself needs none."""
    if amount.quality is Quality.ABNORMAL:
        return Against.OUTSIDE
    if amount.quality is Quality.NORMAL:
        return Against.WITHIN
    if reference is None:
        return Against.NONE
    if amount.quality is not None or amount.number is None or reference.quality is not None:
        return _in_words(amount.quality, reference.quality)
    return _in_numbers(amount.number, amount.sign, reference)


def _in_words(value: Quality | None, wanted: Quality | None) -> Against:
    sides = {Quality.NEGATIVE, Quality.POSITIVE}
    if value not in sides or wanted not in sides:
        return Against.UNCLEAR
    return Against.WITHIN if value is wanted else Against.OUTSIDE


def _in_numbers(number: Decimal, sign: Sign, reference: Reference) -> Against:
    """Compare everything that the value may be with everything that the reference takes in."""
    if _all_below(number, sign, reference):
        return Against.BELOW
    if _all_above(number, sign, reference):
        return Against.ABOVE
    fits_low = reference.low is None or (
        sign not in {Sign.BELOW, Sign.AT_MOST}
        and (number > reference.low or (number == reference.low and _reaches(sign, Sign.ABOVE, out=reference.low_out)))
    )
    fits_high = reference.high is None or (
        sign not in {Sign.ABOVE, Sign.AT_LEAST}
        and (number < reference.high or (number == reference.high and _reaches(sign, Sign.BELOW, out=reference.high_out)))
    )
    return Against.WITHIN if fits_low and fits_high else Against.UNCLEAR


def _reaches(sign: Sign, strict: Sign, *, out: bool) -> bool:
    """At the bound itself: within, if the bound is, or if the value never quite reaches it."""
    return sign is strict or not out


def _all_below(number: Decimal, sign: Sign, reference: Reference) -> bool:
    if reference.low is None or sign in {Sign.ABOVE, Sign.AT_LEAST}:
        return False
    return number < reference.low or (number == reference.low and (reference.low_out or sign is Sign.BELOW))


def _all_above(number: Decimal, sign: Sign, reference: Reference) -> bool:
    if reference.high is None or sign in {Sign.BELOW, Sign.AT_MOST}:
        return False
    return number > reference.high or (number == reference.high and (reference.high_out or sign is Sign.ABOVE))
