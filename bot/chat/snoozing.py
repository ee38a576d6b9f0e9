"""For how long somebody snoozes, as people type it: ``30m``, ``for 2 hours``, ``until 13:40``, ``until tomorrow 08:00``."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.clocks import Fold, Gap, Unique, resolve
from bot.care.dates import spoken, spoken_offset
from bot.chat.arguments.clocks import Clock, clock, length
from bot.chat.arguments.errors import AmbiguousError, ArgumentError, Choice
from bot.chat.arguments.moments import moment
from bot.chat.tokens import Word, following, is_blank, split

SNOOZE = "snooze"
OFF = "off"
UNTIL = frozenset({"until", "till", "at"})
FOR = frozenset({"for", "in"})

_DAY = timedelta(days=1)
_HOUR = 60
"""Minutes."""
_MOST = 6
"""So many days are offered where a time may be on any of them."""


def until(text: str, *, now: datetime, zone: str, begins: datetime) -> datetime:
    """Read when somebody is to be reminded again; aware, UTC.

    A bare time is the one before ``begins``, the conference's beginning, if there is one only; of several it is asked which. A
    number that is no hour before it is minutes: ``snooze 15``. Raises ``ArgumentError`` for anything else than a length or a
    time, and ``AmbiguousError``.
    """
    words = split(text)
    word = words[0].key if words else ""
    bare = words[1:] if word in UNTIL | FOR else words
    span = _length(bare) if word not in UNTIL else None
    if span is not None:
        return now + span
    if word in FOR or not bare:
        raise _wrong()
    shown = _clock(bare)
    if shown is None:
        return _moment(text, bare, now=now, zone=zone)
    today = now.astimezone(ZoneInfo(zone)).date()
    days = range((begins - now) // _DAY + 2)
    readings = ((today + number * _DAY, one) for number in days for one in shown.readings)
    coming = {at for day, one in readings for at in _moments(day, one, zone) if at > now}
    meant = sorted(at for at in coming if at < begins)
    if len(meant) > 1:
        choices = [Choice(label=_label(at, zone), at=at, typed=_typed(at, zone)) for at in meant[:_MOST]]
        raise AmbiguousError("time", choices, len(bare))
    if not meant and word not in UNTIL and bare[0].text.isdecimal() and 0 < int(bare[0].text) < _HOUR:
        return now + timedelta(minutes=int(bare[0].text))
    return next(iter(meant or sorted(coming)), now)


def _moments(day: date, at: time, zone: str) -> tuple[datetime, ...]:
    """When clocks show that time: two moments, where a change of the clocks skips or repeats it."""
    match resolve(day, at, ZoneInfo(zone)):
        case Unique(at=found):
            return (found,)
        case Gap(forward=forward, back=back):
            return (back, forward)
        case Fold(first=first, second=second):
            return (first, second)


def _label(at: datetime, zone: str) -> str:
    """Day and time; of a time that the clocks show twice, which of the two."""
    local = at.astimezone(ZoneInfo(zone))
    twice = isinstance(resolve(local.date(), local.time(), ZoneInfo(zone)), Fold)
    return f"{spoken(at, zone)} ({spoken_offset(at, zone)})" if twice else spoken(at, zone)


def _length(words: tuple[Word, ...]) -> timedelta | None:
    with suppress(ArgumentError):
        found = length(words)
        if found is not None and found[1] == len(words):
            return found[0]
    return None


def _clock(words: tuple[Word, ...]) -> Clock | None:
    """A time of day and nothing behind it."""
    with suppress(ArgumentError):
        found = clock(words)
        if found is not None and found[1] == len(words) and found[0].until is None:
            return found[0]
    return None


def _moment(text: str, words: tuple[Word, ...], *, now: datetime, zone: str) -> datetime:
    try:
        found = moment(words, now=now, zone=zone)
    except AmbiguousError as error:
        if error.consumed < len(words):
            raise _wrong() from None
        raise
    except ArgumentError as error:
        raise _wrong() from error
    if not is_blank(following(text, words, found.consumed)):
        raise _wrong()
    return found.at


def _typed(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)).isoformat()} {zone}"


def _wrong() -> ArgumentError:
    return ArgumentError("time", "a length, or until and a time", "!snooze 30m")
