"""Lengths of time as people type them: ``45m``, ``1h30m``, ``90 minutes``, ``an hour``, ``half an hour``, ``1 hour 30 minutes``.

Figures are ASCII ones. A fraction has a point or a comma and one figure of ours, ``1.5 hours``: nobody means anything else by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.vocabulary import NUMBERS, WORDS
from bot.chat.tokens import Word

LONGEST = timedelta(hours=24)
"""The longest that something in a calendar lasts."""

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_UNITS = {**dict.fromkeys(WORDS.minute, _MINUTE), **dict.fromkeys(WORDS.hour, _HOUR)}
_COUNT = re.compile("[0-9]{1,4}")
_JOINED = re.compile(r"([0-9]{1,4})([a-z]+)(?:([0-9]{1,2})([a-z]*))?")
_HALVES = re.compile(r"([0-9]{1,2})[.,]5([a-z]*)")


def length(words: Sequence[Word]) -> tuple[timedelta, int] | None:
    """Read a length from the first words, and how many they are; None where they are no length of time.

    Raises ``ArgumentError`` for figures that are none, for no time at all, and for more than a day.
    """
    found = span_of(words)
    if found is None:
        if words and re.match("-?[0-9]", words[0].text):
            raise _wrong()
        return None
    if not timedelta() < found[0] <= LONGEST:
        raise _wrong()
    return found


def span_of(words: Sequence[Word]) -> tuple[timedelta, int] | None:
    """Read a length of whatever size from the first words; None where they are none."""
    keys = [word.key.rstrip(",;") for word in words[:6]] + [""] * 4
    found = _piece(keys)
    if found is None:
        return None
    lasts, count = found
    if not lasts or lasts % _HOUR:
        return found
    also = count + (keys[count] in WORDS.and_)
    if also > count and keys[also] in WORDS.numbers[0] and keys[also + 1] in WORDS.half:
        return lasts + _HOUR / 2, also + 2
    more = _piece(keys[also:])
    return (lasts + more[0], also + more[1]) if more is not None and timedelta() < more[0] < _HOUR else found


def _piece(keys: Sequence[str]) -> tuple[timedelta, int] | None:
    """One number with its unit."""
    joined, halves = _JOINED.fullmatch(keys[0]), _HALVES.fullmatch(keys[0])
    if joined and joined[2] in _UNITS:
        return _whole(joined)
    if halves and (halves[2] or keys[1]) in WORDS.hour:
        return int(halves[1]) * _HOUR + _HOUR / 2, 1 if halves[2] else 2
    if keys[0] in WORDS.half and keys[1] in WORDS.numbers[0] and keys[2] in WORDS.hour:
        return _HOUR / 2, 3
    count = int(keys[0]) if _COUNT.fullmatch(keys[0]) else NUMBERS.get(keys[0])
    if count is None or keys[1] not in _UNITS:
        return None
    return count * _UNITS[keys[1]], 2


def _whole(joined: re.Match[str]) -> tuple[timedelta, int] | None:
    """``45m``, ``1h30m``, ``1h30``."""
    lasts = int(joined[1]) * _UNITS[joined[2]]
    if joined[3] is None:
        return lasts, 1
    if joined[2] not in WORDS.hour or joined[4] not in {"", *WORDS.minute}:
        return None
    return lasts + int(joined[3]) * _MINUTE, 1


def _wrong() -> ArgumentError:
    return ArgumentError("duration", "minutes or hours, up to a day", "for 45m")
