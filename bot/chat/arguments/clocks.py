"""Times of day and lengths of time, as people type them: ``14:00``, ``2pm``, ``14h30``, ``noon``, ``14:00-14:45``.

Figures are ASCII ones. A bare hour, ``10-11``, ``1430`` and ``14.30`` are vague: they are asked about, also where one reading
alone is possible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.tokens import Word

LONGEST = timedelta(hours=24)
"""The longest that something in a calendar lasts."""

_NOON = 12
_LAST_HOUR = 23
_HALF = "|".join(re.escape(one) for one in (*WORDS.am, *WORDS.pm))
_CLOCK = re.compile(rf"([0-9]{{1,2}})(?:([:h])([0-9]{{2}})(?::([0-9]{{2}}))?|(h))?({_HALF})?", re.IGNORECASE)
_DOTTED = re.compile(rf"([0-9]{{1,2}})\.([0-9]{{2}})({_HALF})?", re.IGNORECASE)
_JOINED = re.compile("([0-9]{2})([0-9]{2})")
_SIDE = rf"[0-9]{{1,2}}(?:[:.h][0-9]{{2}}|h)?(?:{_HALF})?"
_RANGE = re.compile(rf"({_SIDE})(?:--?|\u2013)({_SIDE})", re.IGNORECASE)
_DASHES = frozenset({"-", "--", "\u2013", *WORDS.to})
_LENGTH = re.compile(r"(?:([0-9]{1,3})h)?(?:([0-9]{1,4})m(?:in)?)?", re.IGNORECASE)
_UNITS = {**dict.fromkeys(WORDS.minute, timedelta(minutes=1)), **dict.fromkeys(WORDS.hour, timedelta(hours=1))}
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

    @property
    def until(self) -> time | None:
        """The end, if one was said; of several the first."""
        return self.ends[0] if self.ends else None


def clock(words: Sequence[Word]) -> tuple[Clock, int] | None:
    """Read a time or a range from the first words, and how many they are; None where they are no time at all.

    Raises ``ArgumentError`` for what looks like a time and is none (25:00, a leap second), and for a range that does not
    run forward within a day.
    """
    texts = [word.text.lower() for word in words[:6]]
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
        count += 1 + more
    if end is None:
        if within:
            raise _wrong_range()
        return begin, count
    return _ranged(begin, end), count


def length(words: Sequence[Word]) -> tuple[timedelta, int] | None:
    """Read ``45m``, ``1h30m`` or ``90 minutes`` from the first words; None where they are no length of time.

    Raises ``ArgumentError`` for none at all and for more than a day.
    """
    texts = [word.text for word in words[:2]]
    short = _LENGTH.fullmatch(texts[0]) if texts else None
    if short is not None and texts[0]:
        found, count = timedelta(hours=int(short[1] or 0), minutes=int(short[2] or 0)), 1
    elif len(texts) > 1 and re.fullmatch("[0-9]{1,4}", texts[0]) and texts[1].lower() in _UNITS:
        found, count = int(texts[0]) * _UNITS[texts[1].lower()], 2
    elif texts and re.match("-?[0-9]", texts[0]):
        raise _wrong_length()
    else:
        return None
    if not timedelta() < found <= LONGEST:
        raise _wrong_length()
    return found, count


def _ranged(begin: Clock, end: Clock) -> Clock:
    """Each beginning with its end: the first one later, within half a day where either was vague."""
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
    if first in WORDS.noon:
        return Clock(readings=(time(_NOON),), vague=False), 1
    if first in WORDS.midnight:
        return Clock(readings=(time(),), vague=False, midnight=True), 1
    half = texts[1].rstrip(",;") if len(texts) > 1 else ""
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
    if joined:
        return found, 2
    return found, 2 if found.vague and half in WORDS.oclock else 1


def _shown(match: re.Match[str], *, written_oddly: bool) -> Clock:
    hour, minute, second = (int(match[group] or 0) for group in (1, 3, 4))
    half = match[6] or ""
    if half and (not 1 <= hour <= _NOON or match[2] == "h" or match[5]):
        raise _wrong_time()
    if half:
        hour = hour % _NOON + (_NOON if half in WORDS.pm else 0)
    bare = match[2] is None and match[5] is None and not half
    hours = [hour, (hour + _NOON) % (_LAST_HOUR + 1)] if bare and 1 <= hour <= _NOON else [hour]
    try:
        return Clock(readings=tuple(time(one, minute, second) for one in hours), vague=bare or (written_oddly and not half))
    except ValueError:
        raise _wrong_time() from None


def _begins_a_time(text: str) -> bool:
    return text[:1].isdigit() or text.rstrip(",;") in {*WORDS.noon, *WORDS.midnight}


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _wrong_time() -> ArgumentError:
    return ArgumentError("time", "a time of day from 00:00 to 23:59", "14:00")


def _wrong_range() -> ArgumentError:
    return ArgumentError("time", "two times with a hyphen between them, the later one last", "14:00-14:45")


def _wrong_length() -> ArgumentError:
    return ArgumentError("duration", "minutes or hours, up to a day", "for 45m")
