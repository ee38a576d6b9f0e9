"""A series as people type it: ``every mon 09:00``, ``every 2 weeks``, ``weekdays 8:45 Europe/Berlin``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.cadence import MOST_WEEKS, Kind, Rule, describe, next_after
from bot.care.dates import WEEKDAYS
from bot.chat.arguments.clocks import clock
from bot.chat.arguments.dates import DAY_NAMES
from bot.chat.arguments.errors import AmbiguousError, ArgumentError, Choice
from bot.chat.arguments.terms import listed
from bot.chat.arguments.zones import zone_or_none
from bot.chat.tokens import Word

_EVERY_WEEKDAY = frozenset({"weekday", "weekdays", "workday", "workdays"})
_NUMBER = re.compile("[0-9]{1,3}")
_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Series:
    """What was understood."""

    rule: Rule
    consumed: int
    """How many words it took."""


@dataclass(frozen=True, kw_only=True)
class _Rhythm:
    kind: Kind
    weekdays: tuple[int, ...] = ()
    weeks: int = 1
    consumed: int


def series(words: Sequence[Word], *, now: datetime, zone: str, default: time | None = None) -> Series:
    """Read a series from the first words; it begins with its first moment that is still to come.

    ``now`` is aware; ``zone`` is the person's, an IANA name, which another one at the end overrides. ``default`` is the
    local time where none is said; without one it is expected. Without a weekday, weeks are counted from today, and the
    first of the series is that many weeks ahead. Raises ``ArgumentError``, and ``AmbiguousError`` for a bare hour.
    """
    rhythm = _rhythm(words)
    count = rhythm.consumed
    if len(words) > count and words[count].key == "at":
        count += 1
    shown = clock(words[count:])
    count += shown[1] if shown else 0
    if shown is not None and (shown[0].until is not None or any(one.second for one in shown[0].readings)):
        raise ArgumentError("time", "the hour and minute at which it begins", "09:00")
    named_zone = zone_or_none(words[count].text) if len(words) > count else None
    if named_zone is not None:
        count += 1
    readings = shown[0].readings if shown else (default,) if default is not None else ()
    if not readings:
        raise ArgumentError("time", "the time of day, behind the day", "every mon 09:00")
    rules = [_rule(rhythm, at, now=now, zone=named_zone or zone) for at in readings]
    if shown is not None and shown[0].vague:
        choices = [Choice(label=describe(rule), at=next_after(rule, now), typed=_typed(rule, rhythm)) for rule in rules]
        raise AmbiguousError("time", choices, count)
    return Series(rule=rules[0], consumed=count)


def _rhythm(words: Sequence[Word]) -> _Rhythm:
    keys = [word.key for word in words[:4]] + [""] * 4
    if keys[0] in {"daily", "weekdays"}:
        return _Rhythm(kind=Kind.DAILY if keys[0] == "daily" else Kind.WEEKDAYS, consumed=1)
    if keys[0] != "every":
        raise _unknown()
    if keys[1] == "day":
        return _Rhythm(kind=Kind.DAILY, consumed=2)
    if keys[1] in _EVERY_WEEKDAY:
        return _Rhythm(kind=Kind.WEEKDAYS, consumed=2)
    if keys[1] == "week":
        return _some_weeks(words, 1, behind=2)
    if _NUMBER.fullmatch(keys[1]) and keys[2] in {"week", "weeks"}:
        return _some_weeks(words, int(keys[1]), behind=3)
    days, count = _days(words[1:])
    if not days:
        raise _unknown()
    return _Rhythm(kind=Kind.WEEKLY, weekdays=days, consumed=1 + count)


def _some_weeks(words: Sequence[Word], weeks: int, *, behind: int) -> _Rhythm:
    if not 1 <= weeks <= MOST_WEEKS:
        raise ArgumentError("series", f"a number of weeks from 1 to {MOST_WEEKS}", "every 6 weeks")
    on = 1 if len(words) > behind and words[behind].key == "on" else 0
    days, count = _days(words[behind + on :])
    if on and not days:
        raise _unknown()
    kind = Kind.WEEKLY if days and weeks == 1 else Kind.WEEKS
    return _Rhythm(kind=kind, weekdays=days, weeks=weeks, consumed=behind + on + count)


def _days(words: Sequence[Word]) -> tuple[tuple[int, ...], int]:
    heads = list(words[:15])
    found, count = listed([word for word in heads if word.key != "and"], DAY_NAMES, commas=False)
    until = count
    while sum(word.key != "and" for word in heads[:until]) < count:
        until += 1
    return tuple(sorted(found)), until


def _rule(rhythm: _Rhythm, at: time, *, now: datetime, zone: str) -> Rule:
    local = now.astimezone(ZoneInfo(zone))
    start = local.date()
    weekdays = rhythm.weekdays
    if rhythm.kind is Kind.WEEKS and not weekdays:
        weekdays = (start.weekday(),)
        start += rhythm.weeks * _WEEK * _DAY
    rule = Rule(kind=rhythm.kind, at=at, zone=zone, start=start, weekdays=weekdays, weeks=rhythm.weeks)
    return rule if rule.on(start) > now else replace(rule, start=start + _DAY)


def _typed(rule: Rule, rhythm: _Rhythm) -> str:
    days = ",".join(WEEKDAYS[day][:3].lower() for day in rhythm.weekdays)
    kinds = {
        Kind.DAILY: "every day",
        Kind.WEEKDAYS: "weekdays",
        Kind.WEEKLY: f"every {days}",
        Kind.WEEKS: f"every {rule.weeks} weeks {days}".strip(),
    }
    return f"{kinds[rule.kind]} {rule.at:%H:%M} {rule.zone}"


def _unknown() -> ArgumentError:
    return ArgumentError("series", "every day, every weekday, a weekday, or a number of weeks", "every mon 09:00")
