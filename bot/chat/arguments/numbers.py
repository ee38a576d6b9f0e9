"""Numbers and ranges in the two ways of writing them that one team may share: ``4.9`` or ``4,9``, ``1,500`` or ``1.500``.

A comma, or a point with three figures behind it, may stand for two things. Then every way of reading the whole is given, and
whoever typed it is asked: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.care.amounts import Amount, Quality, Reference, Sign
from bot.chat.tokens import lowered

_QUALITIES: Mapping[str, Quality] = {
    **dict.fromkeys(("negative", "neg", "nonreactive", "non-reactive", "not detected", "absent"), Quality.NEGATIVE),
    **dict.fromkeys(("positive", "pos", "reactive", "detected", "present", "+", "++", "+++"), Quality.POSITIVE),
    **dict.fromkeys(("normal",), Quality.NORMAL),
    **dict.fromkeys(("abnormal",), Quality.ABNORMAL),
    **dict.fromkeys(("indeterminate", "equivocal", "borderline", "trace", "unclear"), Quality.UNCLEAR),
}

_SIGNS = {
    "<": Sign.BELOW,
    "<=": Sign.AT_MOST,
    "\u2264": Sign.AT_MOST,
    ">": Sign.ABOVE,
    ">=": Sign.AT_LEAST,
    "\u2265": Sign.AT_LEAST,
}
_FIGURES = "[0-9][0-9.,]*"
_NUMERIC = re.compile(rf"(<=|>=|[<>\u2264\u2265])?({_FIGURES})(%?)")
_SIGNED = re.compile(r"<=|>=|[<>\u2264\u2265]")
_SPAN = re.compile(rf"({_FIGURES})\s*(?:-{{1,2}}|\u2010|\u2011|\u2012|\u2013|\bto\b)\s*({_FIGURES})")
_BOUND = re.compile(rf"(<=|>=|[<>\u2264\u2265])\s*({_FIGURES})")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One way of reading a value with its range."""

    value: str
    """As it is shown: as typed, with a point where a number has a fraction."""
    amount: Amount
    range: str = ""
    reference: Reference | None = None


@dataclass(frozen=True, kw_only=True)
class _Style:
    """One way of writing numbers."""

    point: str
    group: str

    def read(self, figures: str) -> str | None:
        """Give the number with a point and without groups; None where it is not written so."""
        whole = rf"(?:0|[1-9][0-9]{{0,8}}|[1-9][0-9]{{0,2}}(?:{re.escape(self.group)}[0-9]{{3}}){{1,2}})"
        if not re.fullmatch(rf"{whole}(?:{re.escape(self.point)}[0-9]{{1,6}})?", figures):
            return None
        return figures.replace(self.group, "").replace(self.point, ".")


_STYLES = (_Style(point=".", group=","), _Style(point=",", group="."))


def value_at(text: str, following: str) -> tuple[str, int]:
    """Read a value from a word, or from that and the next one: as typed, and how many words it is; 0 where it is none."""
    if _NUMERIC.fullmatch(text):
        return text, 1
    if _SIGNED.fullmatch(text) and re.fullmatch(_FIGURES, following):
        return f"{text}{following}", 2
    if following and quality(f"{text} {following}") is not None:
        return f"{text} {following}", 2
    return (text, 1) if quality(text) is not None else ("", 0)


def is_span(text: str) -> bool:
    """It looks like a range from one number to another."""
    return _SPAN.fullmatch(text) is not None


def quality(text: str) -> Quality | None:
    """Read a word of laboratories; None: it is none."""
    return _QUALITIES.get(" ".join(lowered(text).split()).rstrip("."))


def readings(value: str, reference: str | None) -> tuple[Measured, ...]:
    """Read all numbers in one style, then in the other; what both read alike is one reading."""
    found = (_reading(style, value, reference) for style in _STYLES)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _reading(style: _Style, value: str, reference: str | None) -> Measured | None:
    said = _NUMERIC.fullmatch(value)
    number = style.read(said[2]) if said else None
    word = quality(value)
    if number is None and word is None:
        return None
    shown = f"{(said[1] or '') if said else ''}{number}" if number is not None else value
    sign = _SIGNS[said[1]] if said and said[1] else Sign.EXACT
    amount = Amount(number=Decimal(number), sign=sign) if number is not None else Amount(quality=word)
    if reference is None:
        return Measured(value=shown, amount=amount)
    expected = _reference(style, reference)
    return Measured(value=shown, amount=amount, range=expected[0], reference=expected[1]) if expected else None


def _reference(style: _Style, text: str) -> tuple[str, Reference] | None:
    word = quality(text)
    if word is not None:
        return text, Reference(quality=word)
    bound = _BOUND.fullmatch(text)
    if bound:
        number = style.read(bound[2])
        return (f"{bound[1]}{number}", _bounded(_SIGNS[bound[1]], Decimal(number))) if number is not None else None
    span = _SPAN.fullmatch(text)
    low, high = (style.read(span[1]), style.read(span[2])) if span else (None, None)
    if low is None or high is None or Decimal(low) >= Decimal(high):
        return None
    return f"{low}-{high}", Reference(low=Decimal(low), high=Decimal(high))


def _bounded(sign: Sign, number: Decimal) -> Reference:
    if sign in {Sign.BELOW, Sign.AT_MOST}:
        return Reference(high=number, high_out=sign is Sign.BELOW)
    return Reference(low=number, low_out=sign is Sign.ABOVE)
