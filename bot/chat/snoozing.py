"""For how long somebody snoozes, as people type it: ``30m``, ``for 2 hours``, ``until 13:40``, ``until tomorrow 08:00``."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.cadence import at_clock
from bot.chat.arguments.clocks import clock, length
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.moments import moment
from bot.chat.tokens import Word, following, is_blank, split

SNOOZE = "snooze"
UNTIL = frozenset({"until", "till", "at"})
FOR = frozenset({"for", "in"})

_DAY = timedelta(days=1)


def until(text: str, *, now: datetime, zone: str, begins: datetime) -> datetime:
    """Read when somebody is to be reminded again; aware, UTC.

    A bare time is the one before ``begins``, the conference's beginning, if there is one only; else it is asked about. Raises
    ``ArgumentError`` for anything else than a length or a time.
    """
    words = split(text)
    word = words[0].key if words else ""
    bare = words[1:] if word in UNTIL | FOR else words
    found = length(bare) if word not in UNTIL and bare else None
    if found is not None and found[1] == len(bare):
        return now + found[0]
    if word not in UNTIL or not bare:
        raise _wrong()
    shown = clock(bare)
    if shown is not None and shown[1] == len(bare) and shown[0].until is None:
        today = now.astimezone(ZoneInfo(zone)).date()
        days = range((begins - now) // _DAY + 2)
        possible = [at_clock(today + number * _DAY, one, zone) for number in days for one in shown[0].readings]
        meant = sorted({at for at in possible if now < at < begins})
        if len(meant) == 1:
            return meant[0]
        if not meant:
            return _next(possible, now)
    return _moment(text, bare, now=now, zone=zone)


def _next(possible: list[datetime], now: datetime) -> datetime:
    """The first that is still to come, too late as it is."""
    return min((at for at in possible if at > now), default=now)


def _moment(text: str, words: tuple[Word, ...], *, now: datetime, zone: str) -> datetime:
    found = moment(words, now=now, zone=zone)
    if not is_blank(following(text, words, found.consumed)):
        raise _wrong()
    return found.at


def _wrong() -> ArgumentError:
    return ArgumentError("time", "a length, or until and a time", "snooze 30m")
