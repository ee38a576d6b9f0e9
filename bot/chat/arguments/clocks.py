"""Times of day and lengths of time, as people type them. Figures are ASCII ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import Word

LONGEST = timedelta(hours=24)
"""The longest that something in a calendar lasts."""

_NOON = 12
_LAST_HOUR = 23
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2}))?)?(am|pm)?", re.IGNORECASE)
_RANGE = re.compile(r"([0-9:]+(?:am|pm)?)(?:--?|\u2013)([0-9:]+(?:am|pm)?)", re.IGNORECASE)
_DASHES = frozenset({"-", "--", "\u2013", "to", "until"})
_LENGTH = re.compile(r"(?:([0-9]{1,3})h)?(?:([0-9]{1,4})m(?:in)?)?", re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour", "hours"), timedelta(hours=1)),
}


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time of day, and the one at which it ends, if that was said."""

    readings: tuple[time, ...]
    """What it may mean: a bare hour up to twelve is a morning's or an evening's."""
    vague: bool
    """A bare hour: to be asked about, even where one reading alone is possible."""
    until: time | None = None


def clock(words: Sequence[Word]) -> tuple[Clock, int] | None:
    """Read a time or a range from the first words, and how many they are; None where they are no time at all.

    Raises ``ArgumentError`` for what looks like a time and is none (25:00, a leap second), and for a range that does not
    run forward within a day.
    """
    texts = [word.text for word in words]
    if not texts:
        return None
    within = _RANGE.fullmatch(texts[0])
    begin, count = _one([within[1]] if within else texts)
    if begin is None:
        return None
    end: Clock | None = None
    if within:
        end, _ = _one([within[2]])
    elif len(texts) > count + 1 and texts[count].lower() in _DASHES and texts[count + 1][:1].isdigit():
        end, more = _one(texts[count + 1 :])
        count += 1 + more
    if end is None:
        if within:
            raise _wrong_range()
        return begin, count
    if begin.vague or end.vague or end.readings[0] <= begin.readings[0]:
        raise _wrong_range()
    return Clock(readings=begin.readings, vague=False, until=end.readings[0]), count


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


def _one(texts: Sequence[str]) -> tuple[Clock | None, int]:
    half = texts[1].lower() if len(texts) > 1 else ""
    joined = half in {"am", "pm"} and texts[0][-1:].isdigit()
    match = _CLOCK.fullmatch(texts[0] + half if joined else texts[0])
    if match is None:
        if re.match("[0-9]+:", texts[0]):
            raise _wrong_time()
        return None, 0
    hour, minute, second = (int(match[group] or 0) for group in (1, 2, 3))
    half = (match[4] or "").lower()
    if half and not 1 <= hour <= _NOON:
        raise _wrong_time()
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    vague = match[2] is None and not half
    hours = [hour]
    if vague and 1 <= hour <= _NOON:
        hours = [hour, (hour + _NOON) % (_LAST_HOUR + 1)]
    try:
        return Clock(readings=tuple(time(one, minute, second) for one in hours), vague=vague), 2 if joined else 1
    except ValueError:
        raise _wrong_time() from None


def _wrong_time() -> ArgumentError:
    return ArgumentError("time", "a time of day from 00:00 to 23:59", "14:00")


def _wrong_range() -> ArgumentError:
    return ArgumentError("time", "two times with a hyphen between them, the later one last", "14:00-14:45")


def _wrong_length() -> ArgumentError:
    return ArgumentError("duration", "minutes or hours, up to a day", "for 45m")
