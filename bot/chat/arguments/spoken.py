"""What the words of a moment hold, before it is known which moments that may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.chat.arguments.calendars import calendar_day, example_day
from bot.chat.arguments.clocks import Clock, clock, either_half
from bot.chat.arguments.dates import named_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.lengths import length
from bot.chat.arguments.named import NamedDay, exactly
from bot.chat.arguments.vocabulary import MONTHS, WORDS
from bot.chat.arguments.zones import ZoneSaid, zone_behind
from bot.chat.tokens import Word

_STAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(Z|[+-][0-9]{2}:?[0-9]{2})?", re.IGNORECASE)
_BARE = re.compile("[0-9]{1,2}[.,;]?")
_LARGEST_OFFSET = timedelta(hours=14)
_DAY = timedelta(days=1)

MORNING = (0, 12)
AFTERNOON = (12, 18)
EVENING = (17, 24)
"""The hours of the parts of a day, the last one not included."""

NIGHT_ENDS = 5
"""What is earlier belongs to the night that follows the evening."""

_PARTS = {
    **dict.fromkeys(WORDS.morning, MORNING),
    **dict.fromkeys(WORDS.afternoon, AFTERNOON),
    **dict.fromkeys(WORDS.evening, EVENING),
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """A day, a time of day, perhaps a length and a zone."""

    day: NamedDay
    clock: Clock
    zone: ZoneSaid
    consumed: int
    part: tuple[int, int] | None = None
    """The hours of the part of the day that was named."""
    offset: timedelta | None = None
    """From UTC, where a stamp told it."""
    length: timedelta | None = None
    kept: str = ""
    """The words that may be no zone, as typed."""


def said(words: Sequence[Word], *, today: date, zone: str) -> Said:
    """Take the words apart: a stamp, or a day and a time in either order. ``zone`` is the person's.

    A time without a day may be today's or tomorrow's. Raises ``ArgumentError`` for what is no day and no time.
    """
    stamp = _STAMP.fullmatch(words[0].text) if words else None
    if stamp:
        named = exactly(calendar_day(int(stamp[1]), int(stamp[2]), int(stamp[3]), today=today), 1)
        shown = clock([Word(text=stamp[4], start=0, end=0)])
        assert shown is not None  # noqa: S101 - the pattern holds hours and minutes
        offset = _offset(stamp[5]) if stamp[5] else None
        return _rest(words, replace(_plain(named, shown[0], zone, 1), offset=offset))
    try:
        found = _day_first(words, today, zone)
    except ArgumentError:
        turned = _time_first(words, today, zone)
        if turned is None:
            raise
        found = turned
    return _rest(words, found)


def _day_first(words: Sequence[Word], today: date, zone: str) -> Said:
    part, count = _part_of_this_day(words)
    named = exactly(today, count)
    if part is None:
        named, count = named_day(words, today=today)
    if part is None and len(words) > count:
        part = _PARTS.get(words[count].key.rstrip(",;"))
        count += part is not None
    count += len(words) > count and words[count].key in {*WORDS.at, *WORDS.from_}
    shown = clock(words[count:])
    if shown is None:
        raise ArgumentError("time", "a day and a time of day", f"{example_day(today)} 14:00")
    count += shown[1]
    later, more = _part_behind(words[count:]) if part is None else (None, 0)
    return _within(_plain(named, shown[0], zone, count + more), part or later)


def _time_first(words: Sequence[Word], today: date, zone: str) -> Said | None:
    count = 1 if words and words[0].key in WORDS.at else 0
    shown = None if _begins_a_date(words[count:]) else clock(words[count:])
    if shown is None:
        return None
    count += shown[1]
    inside, more = _part_behind(words[count:])
    count += more
    part, more = _part_of_this_day(words[count:])
    named = exactly(today, more)
    if part is None:
        try:
            named, more = named_day(words[count:], today=today)
        except ArgumentError:
            if shown[0].vague and not shown[0].ends:
                return None
            named, more = NamedDay(ahead=(today, today + _DAY), sure=False), 0
    count += more
    return _within(_plain(named, shown[0], zone, count), part or inside)


def _within(found: Said, part: tuple[int, int] | None) -> Said:
    """Of a part of the day: ``half past nine in the evening`` is one time."""
    return found if part is None else replace(found, part=part, clock=either_half(found.clock))


def _part_behind(words: Sequence[Word]) -> tuple[tuple[int, int] | None, int]:
    """``in the evening``, behind an hour."""
    keys = [word.key.rstrip(",;") for word in words[:3]] + [""] * 3
    found = _PARTS.get(keys[2]) if keys[0] in WORDS.in_ and keys[1] in WORDS.the else None
    return found, 3 if found is not None else 0


def _begins_a_date(words: Sequence[Word]) -> bool:
    """What looks like an hour is the number of a day: a month stands behind it."""
    bare = bool(words) and _BARE.fullmatch(words[0].key) is not None
    return bare and any(word.key.rstrip(".,;") in {*MONTHS, *WORDS.of} for word in words[1:2])


def _part_of_this_day(words: Sequence[Word]) -> tuple[tuple[int, int] | None, int]:
    """``tonight``, ``this evening``."""
    keys = [word.key.rstrip(",;") for word in words[:2]]
    if keys and keys[0] in WORDS.tonight:
        return EVENING, 1
    if len(keys) > 1 and keys[0] in WORDS.this and keys[1] in _PARTS:
        return _PARTS[keys[1]], 2
    return None, 0


def _rest(words: Sequence[Word], found: Said) -> Said:
    """The length and the zone behind it, in either order."""
    count, own = found.consumed, found.zone.names[0]
    lasts: timedelta | None = None
    named: ZoneSaid | None = None
    kept = ""
    while len(words) > count:
        another = zone_behind(words[count:], own) if named is None else None
        duration = length(words[count + 1 :]) if lasts is None and words[count].key in WORDS.for_ else None
        if another is not None:
            named = another
            kept = " ".join(word.text for word in words[count : count + another.consumed]) if another.else_own else ""
            count += another.consumed
        elif duration is not None:
            lasts = duration[0]
            count += 1 + duration[1]
        else:
            break
    return replace(found, zone=named or found.zone, length=lasts, consumed=count, kept=kept)


def _plain(day: NamedDay, shown: Clock, zone: str, consumed: int) -> Said:
    return Said(day=day, clock=shown, zone=ZoneSaid(names=(zone,), consumed=0), consumed=consumed)


def _offset(text: str) -> timedelta:
    if text in {"Z", "z"}:
        return timedelta()
    figures = text[1:].replace(":", "")
    found = timedelta(hours=int(figures[:2]), minutes=int(figures[2:])) * (-1 if text[0] == "-" else 1)
    if abs(found) > _LARGEST_OFFSET or int(figures[2:]) not in range(60):
        raise ArgumentError("zone", "an offset from UTC of up to fourteen hours", "+02:00")
    return found
