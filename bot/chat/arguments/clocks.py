"""Times of day as people type them: ``14:00``, ``2pm``, ``14h30``, ``noon``, ``half past two``, ``14:00-14:45``.

Figures are ASCII ones. A bare hour, ``10-11``, ``1430``, ``14.30`` and what is told in words are vague: they are asked about, also
where one reading alone is possible. So is ``2:30-3:30pm``, of which the half of the day stands on one side alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.lengths import length
from bot.chat.arguments.vocabulary import NUMBERS, WORDS
from bot.chat.tokens import Word

__all__ = ["Clock", "clock", "either_half", "length"]

_NOON = 12
_DAY = 24
_HALF = "|".join(re.escape(one) for one in (*WORDS.am, *WORDS.pm))
_CLOCK = re.compile(rf"([0-9]{{1,2}})(?:([:h])([0-9]{{2}})(?::([0-9]{{2}})|(?<!h[0-9]{{2}})h)?|(h))?({_HALF})?", re.IGNORECASE)
_DOTTED = re.compile(rf"([0-9]{{1,2}})\.([0-9]{{2}})({_HALF})?", re.IGNORECASE)
_JOINED = re.compile("([0-9]{2})([0-9]{2})")
_SIDE = rf"[0-9]{{1,2}}(?:[:.h][0-9]{{2}}|h)?(?:{_HALF})?"
_RANGE = re.compile(rf"({_SIDE})(?:--?|\u2013)({_SIDE})", re.IGNORECASE)
_DASHES = frozenset({"-", "--", "\u2013", *WORDS.to})
_PAST = {**dict.fromkeys(WORDS.half, 30), **dict.fromkeys(WORDS.quarter, 15)}
_TOLD = re.compile("[1-9]|1[0-2]")
_HALF_A_DAY = 12 * 60


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time of day, and the one at which it ends, if that was said."""

    readings: tuple[time, ...]
    """What it may mean: a bare hour up to twelve is a morning's or an evening's."""
    vague: bool
    """Written so that it is to be asked about, even where one reading alone is possible."""
    ends: tuple[time, ...] = ()
    """For each reading its end, if an end was said."""
    midnight: bool = False
    """The word alone: the one at which the day begins, or the one at which it ends."""
    half: bool = False
    """It was told of which half of the day."""

    @property
    def until(self) -> time | None:
        """The end, if one was said; of several the first."""
        return self.ends[0] if self.ends else None


def clock(words: Sequence[Word]) -> tuple[Clock, int] | None:
    """Read a time or a range from the first words, and how many they are; None where they are no time at all.

    Raises ``ArgumentError`` for what looks like a time and is none (25:00, a leap second), and for a range that does not
    run forward within a day.
    """
    texts = [word.text.lower() for word in words[:10]]
    if not texts:
        return None
    within = _RANGE.fullmatch(texts[0].rstrip(",;"))
    begin, count = _one([within[1]] if within else texts)
    if begin is None:
        return None
    end: Clock | None = None
    if within:
        half = [texts[1]] if len(texts) > 1 and texts[1] in {*WORDS.am, *WORDS.pm} and within[2][-1].isdigit() else []
        end, more = _one([within[2], *half])
        count = more
    elif len(texts) > count + 1 and texts[count] in _DASHES and _begins_a_time(texts[count + 1]):
        end, more = _one(texts[count + 1 :])
        count += 1 + more if end is not None else 0
    if end is None:
        if within:
            raise _wrong_range()
        return begin, count
    return _ranged(begin, end), count


def either_half(one: Clock) -> Clock:
    """Take the same hour of the other half of the day as well, where it was not told which."""
    if one.half or one.ends or len(one.readings) > 1 or not 1 <= one.readings[0].hour <= _NOON:
        return one
    first = one.readings[0]
    return replace(one, readings=(first, first.replace(hour=(first.hour + _NOON) % _DAY)), vague=True)


def _ranged(begin: Clock, end: Clock) -> Clock:
    """Each beginning with its end: the first one later, within half a day where either was vague."""
    if begin.half != end.half and not 0 < _minutes(end.readings[0]) - _minutes(begin.readings[0]) < _HALF_A_DAY:
        begin, end = either_half(begin), either_half(end)
    vague = begin.vague or end.vague
    pairs: list[tuple[time, time]] = []
    for one in begin.readings:
        other = next((later for later in end.readings if later > one), None)
        if other is not None and (not vague or _minutes(other) - _minutes(one) < _HALF_A_DAY):
            pairs.append((one, other))
    if not pairs:
        raise _wrong_range()
    return Clock(readings=tuple(one for one, _ in pairs), ends=tuple(other for _, other in pairs), vague=vague)


def _one(texts: Sequence[str]) -> tuple[Clock | None, int]:
    first = texts[0].rstrip(",;")
    half = texts[1].rstrip(",;") if len(texts) > 1 else ""
    twelve = first in {"12", "12:00"} and half in {*WORDS.noon, *WORDS.midnight}
    if first in WORDS.noon or (twelve and half in WORDS.noon):
        return Clock(readings=(time(_NOON),), vague=False, half=True), 1 + twelve
    if first in WORDS.midnight or twelve:
        return Clock(readings=(time(),), vague=False, midnight=True, half=True), 1 + twelve
    told = _in_words(texts)
    if told is not None:
        return told
    joined = half in {*WORDS.am, *WORDS.pm} and first[-1:].isdigit()
    figures = first + half if joined else first
    dotted, run = _DOTTED.fullmatch(figures), _JOINED.fullmatch(figures)
    if dotted or run:
        match = dotted or run
        assert match is not None  # noqa: S101 - for the type checker
        figures = f"{match[1]}:{match[2]}{(dotted[3] or '') if dotted else ''}"
    match = _CLOCK.fullmatch(figures)
    if match is None:
        if re.match("[0-9]+:", first):
            raise _wrong_time()
        return None, 0
    found = _shown(match, written_oddly=bool(dotted or run))
    if not joined and not found.half and half in WORDS.clock_ends:
        return replace(found, readings=found.readings[:1], vague=bool(dotted or run)), 2
    return found, 2 if joined or (found.vague and half in WORDS.oclock) else 1


def _in_words(texts: Sequence[str]) -> tuple[Clock, int] | None:
    """``half past two``, ``quarter to 3``, ``ten o'clock``, ``two pm``; None where it is told otherwise."""
    keys = [text.rstrip(",;") for text in texts] + [""] * 4
    minutes, way = _PAST.get(keys[0]), keys[1]
    before = minutes is not None and way in WORDS.to
    beyond = minutes is not None and way in WORDS.past
    place = 2 if before or beyond else 0
    hour = int(keys[place]) if place and _TOLD.fullmatch(keys[place]) else NUMBERS.get(keys[place])
    behind = keys[place + 1]
    half = behind in {*WORDS.am, *WORDS.pm}
    if hour is None or not (place or half or behind in WORDS.oclock) or keys[place] in WORDS.numbers[0][1:]:
        return None
    at = hour % _NOON * 60 + ((minutes or 0) if beyond else -(minutes or 0))
    later = [(at + 60 * shift) % (60 * _DAY) for shift in (0, _NOON)]
    later = later[:1] if behind in WORDS.am else later[1:] if half else later
    readings = tuple(time(one // 60, one % 60) for one in later)
    return Clock(readings=readings, vague=not half, half=half), place + 1 + (half or behind in WORDS.oclock)


def _shown(match: re.Match[str], *, written_oddly: bool) -> Clock:
    hour, minute, second = (int(match[group] or 0) for group in (1, 3, 4))
    half = match[6] or ""
    if half and (not 1 <= hour <= _NOON or match[2] == "h" or match[5]):
        raise _wrong_time()
    if half:
        hour = hour % _NOON + (_NOON if half in WORDS.pm else 0)
    bare = match[2] is None and match[5] is None and not half
    hours = [hour, (hour + _NOON) % _DAY] if bare and 1 <= hour <= _NOON else [hour]
    try:
        readings = tuple(time(one, minute, second) for one in hours)
    except ValueError:
        raise _wrong_time() from None
    return Clock(readings=readings, vague=bare or (written_oddly and not half), half=bool(half))


def _begins_a_time(text: str) -> bool:
    return text[:1].isdigit() or text.rstrip(",;") in {*WORDS.noon, *WORDS.midnight, *_PAST}


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _wrong_time() -> ArgumentError:
    return ArgumentError("time", "a time of day from 00:00 to 23:59", "14:00")


def _wrong_range() -> ArgumentError:
    return ArgumentError("time", "two times with a hyphen between them, the later one last", "14:00-14:45")
