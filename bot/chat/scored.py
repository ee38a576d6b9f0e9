"""A score as people type it: ``PHQ-9 14 item9=1 on 2026-12-01 by patient``. Totals only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.care.errors import InvalidError
from bot.care.instruments import CATALOGUE, by_name, spelt
from bot.care.measures import Instrument, check, check_item9, wrong
from bot.care.scores import Respondent
from bot.chat.arguments.dates import day, example_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import Word, nearest, split

_NUMBER = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,4}))?")
_ITEM9 = re.compile(r"item[-_ ]?9=([0-9])")
_LONGEST = 3


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What was typed. Whether the total is one of the instrument's was looked at."""

    instrument: Instrument
    value: Decimal
    item9: int | None = None
    day: date | None = None
    by: Respondent = Respondent.PATIENT


def scored(text: str, known: Mapping[str, Instrument], *, today: date) -> Scored:
    """Read a score. ``known``: the instruments by key; ``today``: the date where the person is.

    ``InvalidError`` for an unknown instrument (with the nearest one), a total that it does not have, and anything besides.
    """
    words = split(text)
    found, count = instrument(words, known)
    if len(words) == count:
        raise wrong(found)
    read = Scored(instrument=found, value=check(found, _value(found, words[count])).normalize())
    words = words[count + 1 :]
    while words:
        read, used = _option(read, words, today=today)
        words = words[used:]
    if read.item9 is not None:
        check_item9(found, read.value, read.item9)
    return read


def instrument(words: Sequence[Word], known: Mapping[str, Instrument]) -> tuple[Instrument, int]:
    """Find the instrument that the most of the first words name, and how many they are. ``InvalidError`` where there is none."""
    table = by_name(known)
    for count in range(min(_LONGEST, len(words)), 0, -1):
        found = table.get(spelt("".join(word.text for word in words[:count])))
        if found is not None:
            return found, count
    names = by_name(CATALOGUE)
    like = nearest(spelt(words[0].text), names) if words else None
    raise InvalidError("refused/unknown_instrument", suggestion=names[like].name if like is not None else "")


def respondent(words: Sequence[Word]) -> tuple[Respondent, int]:
    """Read ``by patient`` or ``by partner``, if that is what comes; the patient and 0 words where nothing does."""
    if not words:
        return Respondent.PATIENT, 0
    if words[0].key != "by" or len(words) == 1 or words[1].key not in set(Respondent):
        raise ArgumentError("person", "by patient or by partner", "by partner")
    return Respondent(words[1].key), 2


def number(word: Word) -> Decimal | None:
    """Read a number with a point or a comma; None: it is none."""
    match = _NUMBER.fullmatch(word.text)
    return Decimal(f"{match[1]}.{match[2] or 0}") if match else None


def _value(found: Instrument, word: Word) -> Decimal:
    if found.classes:
        if word.key not in found.classes:
            raise wrong(found)
        return Decimal(found.classes.index(word.key))
    value = number(word)
    if value is None:
        raise wrong(found)
    return value


def _option(read: Scored, words: Sequence[Word], *, today: date) -> tuple[Scored, int]:
    match = _ITEM9.fullmatch(words[0].key)
    if match and read.item9 is None:
        return replace(read, item9=int(match[1])), 1
    if words[0].key == "on" and read.day is None:
        found, used = day(words, today=today, back=True)
        return replace(read, day=found), used
    if words[0].key == "by":
        by, used = respondent(words)
        return replace(read, by=by), used
    right = f"!score PHQ-9 14 item9=1 on {example_day(today, ahead=-1)} by patient"
    raise ArgumentError("score", "the total alone, then perhaps item9=, on and a day, by patient or by partner", right)
