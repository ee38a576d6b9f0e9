"""Values as laboratories write them, with unit and range: ``TSH 4.9 mIU/L [0.4-4.0]``, ``<0.1``, ``negative``.

How numbers are read is ``bot.chat.arguments.numbers``; where they can be meant in another way, their author is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.care.amounts import Amount, Quality
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.numbers import Measured, is_span, readings, value_at
from bot.chat.arguments.quotes import quotation
from bot.chat.arguments.tails import last_day
from bot.chat.tokens import Word, is_blank, lowered, split

EXAMPLE = "!result lab TSH 4.9 mIU/L [0.4-4.0]"

_NO_NUMBERS = frozenset({"nan", "inf", "infinity", "null", "none"})
_DAYS = frozenset({"today", "yesterday"})
_BRACKETS = {"]": "[", ")": "("}
_NAME = re.compile(r"[^\W_][^\\;`\"<>=\[\]{}|_\r\n]*")
_UNIT = re.compile(r"(?![eE][-+]?[0-9])(?:[^\W\d_]|[%\u2030\u00b0/\[{#*\u00d7]|10[*^Ee])[^<>=,;_\\`\r\n]*")
"""One word of a unit: it begins with a letter or a sign of units, so that no part of a number is taken for one."""
_LONGEST_NAME, _LONGEST_UNIT, _UNIT_WORDS = 60, 24, 3


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
    ways = readings(value.removesuffix("%"), _without_unit(reference, unit))
    if not ways:
        raise _wrong()
    sure = len(ways) == 1 and not any("," in one for one in (value, reference or ""))
    return Lab(name=name, unit=unit, day=on, readings=ways, sure=sure)


def tail(text: str, *, today: date, free: bool = False) -> tuple[str, date | None, str | None]:
    """Cut ``on DATE`` and a range in brackets off the end, in whichever order.

    Gives what is left, the day, and what stood in the brackets. With ``free``, what looks like neither stays in the text.
    """
    on: date | None = None
    reference: str | None = None
    while True:
        text = text.rstrip()
        words = split(text, limit=4096)
        dated = last_day(words, {"on"}, today=today) if on is None and not (free and _mere_word(words)) else None
        if dated is not None:
            on, place = dated
            text = text[: words[place].start]
            continue
        begin = _opening(text)
        if reference is not None or begin < 0 or (begin > 0 and not text[begin - 1].isspace()):
            return text, on, reference
        inner = text[begin + 1 : -1].strip()
        if free and lowered(inner) not in {Quality.NORMAL.value, Quality.ABNORMAL.value}:
            return text, on, reference
        text, reference = text[:begin], inner


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
    if reference is not None or not text[:1].isalpha() or lowered(text.split(maxsplit=1)[0]) in _NO_NUMBERS:
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
        value, count = value_at(words[place].text, words[place + 1].text if place + 1 < len(words) else "")
        if count:
            found.append((place, value, place + count))
        place += count or 1
    if marked and (not found or found[0][0] > 0):
        return None
    if len(found) != 1:
        raise _several() if found else _wrong()
    return found[0]


def _without_unit(reference: str | None, unit: str) -> str | None:
    """A range may name the same unit again."""
    return reference.removesuffix(unit).rstrip() if reference is not None and unit else reference


def _mere_word(words: Sequence[Word]) -> bool:
    """Whether the last word alone stands behind ``on``, and belongs to a sentence."""
    return len(words) > 1 and words[-2].key == "on" and not words[-1].text[0].isdigit() and words[-1].key not in _DAYS


def _check(name: str, unit: str, unit_words: Sequence[Word]) -> None:
    if is_blank(name) or len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise ArgumentError("name", "what was measured, in letters and figures, then the value", EXAMPLE)
    odd = any(is_span(word.text.strip("()[],;")) or not _is_unit(word.text) for word in unit_words)
    if len(unit) > _LONGEST_UNIT or len(unit_words) > _UNIT_WORDS or odd or re.search(r"[\r\n]", unit):
        raise _wrong()


def _is_unit(text: str) -> bool:
    """No part of a number, such as a half in one character, is taken for a unit."""
    return _UNIT.fullmatch(text) is not None and (text[0].isascii() or not text[0].isnumeric())


def _wrong() -> ArgumentError:
    return ArgumentError("result", "a name, a number or a word such as negative, its unit, and its range in brackets", EXAMPLE)


def _several() -> ArgumentError:
    expected = "one value; where the name has a number of its own, a colon behind the name"
    return ArgumentError("result", expected, "!result lab Vitamin B 12: 250 pg/mL [200-900]")
