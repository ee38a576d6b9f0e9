"""Values as laboratories write them, with unit and range: ``TSH 4.9 mIU/L [0.4-4.0]``, ``<0.1``, ``negative``.

A number is read in one way only. A comma, or a point with three figures behind it, may stand for two things in the languages
of one team: then every way of reading the whole is given, and whoever typed it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.care.amounts import Amount, Quality, Reference, Sign
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import quotation
from bot.chat.tokens import Word, is_blank, lowered, split

EXAMPLE = "!result lab TSH 4.9 mIU/L [0.4-4.0]"

QUALITIES: Mapping[str, Quality] = {
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
_NO_NUMBERS = frozenset({"nan", "inf", "infinity", "null", "none"})
_BRACKETS = {"]": "[", ")": "("}
_NAME = re.compile(r"[^\W_][^\\;`\"<>=\[\]{}|_\r\n]*")
_LONGEST_NAME, _LONGEST_UNIT, _UNIT_WORDS = 60, 24, 3


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One way of reading a value with its range."""

    value: str
    """As it is shown: as typed, with a point where a number has a fraction."""
    amount: Amount
    range: str = ""
    reference: Reference | None = None


@dataclass(frozen=True, kw_only=True)
class Lab:
    """A result of a laboratory, as it was typed."""

    name: str
    unit: str
    """As typed, byte for byte."""
    day: date | None
    readings: tuple[Measured, ...]
    """At least one."""
    sure: bool
    """It can be read in one way only, and that is the first of the readings; else its author has to say which."""


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


def lab(text: str, *, today: date) -> Lab:
    """Read a result. ``today``: the date where the person is. ``ArgumentError`` for whatever cannot be meant."""
    text, on, reference = tail(text, today=today)
    name, words = _named(text)
    found = _value(words, marked=bool(name))
    if found is None:
        return _in_words(name, text_of(text, words), on, reference)
    place, value, behind = found
    name = name or text_of(text, words[:place])
    unit = text_of(text, words[behind:])
    unit = "%" if value.endswith("%") and not unit else unit
    _check(name, unit, words[behind:])
    readings = _readings(value.removesuffix("%"), _without_unit(reference, unit))
    if not readings:
        raise _wrong()
    sure = len(readings) == 1 and not any("," in one for one in (value, reference or ""))
    return Lab(name=name, unit=unit, day=on, readings=readings, sure=sure)


def tail(text: str, *, today: date, free: bool = False) -> tuple[str, date | None, str | None]:
    """Cut ``on DATE`` and a range in brackets off the end, in whichever order.

    Gives what is left, the day, and what stood in the brackets. With ``free``, what looks like neither stays in the text.
    """
    on: date | None = None
    reference: str | None = None
    while True:
        text = text.rstrip()
        words = split(text, limit=4096)
        if on is None and len(words) > 1 and words[-2].key == "on" and (not free or _day_like(words[-1])):
            on, _ = day(words[-1:], today=today, back=True)
            text = text[: words[-2].start]
            continue
        begin = _opening(text)
        if reference is not None or begin < 0 or (begin > 0 and not text[begin - 1].isspace()):
            return text, on, reference
        inner = text[begin + 1 : -1].strip()
        if free and lowered(inner) not in {Quality.NORMAL.value, Quality.ABNORMAL.value}:
            return text, on, reference
        text, reference = text[:begin], inner


def quality(text: str) -> Quality | None:
    """Read a word of laboratories; None: it is none."""
    return QUALITIES.get(" ".join(lowered(text).split()).rstrip("."))


def text_of(text: str, words: Sequence[Word]) -> str:
    """Give these words as typed, with whatever stands between them."""
    return text[words[0].start : words[-1].end] if words else ""


def _named(text: str) -> tuple[str, tuple[Word, ...]]:
    """Tell a name that is marked as one, by quotation marks or a colon behind it, from what follows; else it is empty."""
    quoted = quotation(text)
    if quoted is not None:
        begin = len(text) - len(quoted[1])
        return quoted[0].strip(), split(text, begin)
    words = split(text)
    for number, word in enumerate(words[:-1]):
        if word.text.endswith(":"):
            return text_of(text, words[: number + 1]).rstrip().removesuffix(":"), words[number + 1 :]
    return "", words


def _in_words(name: str, text: str, on: date | None, reference: str | None) -> Lab:
    """What has no value, behind a name that is marked as one: a finding in words, kept as typed."""
    _check(name, "", ())
    if reference is not None or not text[:1].isalpha() or lowered(text.split()[0]) in _NO_NUMBERS:
        raise _wrong()
    return Lab(name=name, unit="", day=on, readings=(Measured(value=text, amount=Amount()),), sure=True)


def _opening(text: str) -> int:
    """Where the bracket opens that the text ends with; -1: it ends with none."""
    closing = text[-1:]
    depth = 0
    for place in range(len(text) - 1, -1, -1) if closing in _BRACKETS else ():
        depth += (text[place] == closing) - (text[place] == _BRACKETS[closing])
        if depth == 0:
            return place
    return -1


def _value(words: tuple[Word, ...], *, marked: bool) -> tuple[int, str, int] | None:
    """Find the one value: where it begins, what it is, and where what follows begins.

    Behind a name that is marked as one it comes at once, or there is none.
    """
    found: list[tuple[int, str, int]] = []
    place = 0
    while place < len(words):
        value, count = _value_at(words, place)
        if count:
            found.append((place, value, place + count))
        place += count or 1
    if marked and (not found or found[0][0] > 0):
        return None
    if len(found) != 1:
        raise _several() if found else _wrong()
    return found[0]


def _value_at(words: tuple[Word, ...], place: int) -> tuple[str, int]:
    text = words[place].text
    following = words[place + 1].text if place + 1 < len(words) else ""
    if _NUMERIC.fullmatch(text):
        return text, 1
    if _SIGNED.fullmatch(text) and re.fullmatch(_FIGURES, following):
        return f"{text}{following}", 2
    if following and quality(f"{text} {following}") is not None:
        return f"{text} {following}", 2
    return (text, 1) if quality(text) is not None else ("", 0)


def _readings(value: str, reference: str | None) -> tuple[Measured, ...]:
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


def _without_unit(reference: str | None, unit: str) -> str | None:
    """A range may name the same unit again."""
    return reference.removesuffix(unit).rstrip() if reference is not None and unit else reference


def _day_like(word: Word) -> bool:
    return word.text[:1].isdigit() or word.key in {"today", "yesterday"}


def _check(name: str, unit: str, unit_words: Sequence[Word]) -> None:
    if is_blank(name) or len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise ArgumentError("name", "what was measured, in letters and figures, then the value", EXAMPLE)
    spans = any(_SPAN.fullmatch(word.text.strip("()[],;")) for word in unit_words)
    if len(unit) > _LONGEST_UNIT or len(unit_words) > _UNIT_WORDS or spans or re.search(r"[\r\n]", unit):
        raise _wrong()


def _wrong() -> ArgumentError:
    return ArgumentError("result", "a name, a number or a word such as negative, its unit, and its range in brackets", EXAMPLE)


def _several() -> ArgumentError:
    expected = "one value; where the name has a number of its own, a colon behind the name"
    return ArgumentError("result", expected, "!result lab Vitamin B 12: 250 pg/mL [200-900]")
