"""A series as people type it: ``every mon 09:00``, ``every 2nd tue 10:00``, ``weekdays 8:45 Europe/Berlin``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.cadence import Closing, Kind, Rule, describe, next_after
from bot.chat.arguments.clocks import Clock, clock
from bot.chat.arguments.dates import day, example_day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError, Choice
from bot.chat.arguments.rhythms import STARTS, Rhythm, rhythm
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.arguments.zones import ZoneSaid, zone_behind
from bot.chat.tokens import Word, split

_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Series:
    """What was understood."""

    rule: Rule
    consumed: int
    """How many words it took."""


def begun(text: str) -> str:
    """Put ``every`` before a series that was typed without it."""
    first = split(text, limit=1)
    return text if first and first[0].key in STARTS else f"{WORDS.every[0]} {text}"


def series(words: Sequence[Word], *, now: datetime, zone: str, default: time | None = None) -> Series:
    """Read a series from the first words; it begins with its first moment that is still to come.

    ``now`` is aware; ``zone`` is the person's, an IANA name, which another one at the end overrides. ``default`` is the
    local time where none is said; without one it is expected. Without a weekday, weeks are counted from today, and the
    first of the series is that many weeks ahead. Behind it all ``skip`` or ``move`` may tell what becomes of an occurrence
    on a day on which the clinic is closed, and ``from 12 Jan`` from which day on it is held, and its weeks are counted.
    Raises ``ArgumentError``, and ``AmbiguousError`` for a bare hour, a day's midnight and an abbreviated zone.
    """
    how = rhythm(words)
    count = how.consumed
    shown, more = start_time(words[count:])
    count += more
    named = zone_behind(words[count:], zone)
    count += named.consumed if named else 0
    closing, more = _closing(words[count:], how)
    start, later = _start(words[count + more :], now, zone)
    more += later
    readings = shown.readings if shown else (default,) if default is not None else ()
    if not readings:
        raise ArgumentError("time", "the time of day, behind the day", "every mon 09:00")
    where = named or ZoneSaid(names=(zone,), consumed=0)
    rules = [_rule(how, at, closing, start, now=now, zone=name) for name in where.names for at in readings]
    own = [_rule(how, at, closing, start, now=now, zone=zone) for at in readings] if where.else_own else []
    vague = shown is not None and (shown.vague or (shown.midnight and how.kind is not Kind.DAILY))
    if vague or not where.sure or len(rules) > 1:
        kept = " ".join(word.text for word in words[count - where.consumed : count])
        choices = [_choice(how, rule, start, now) for rule in rules] + [_choice(how, rule, start, now, kept) for rule in own]
        raise AmbiguousError("time", choices, count + more)
    return Series(rule=rules[0], consumed=count + more)


def start_time(words: Sequence[Word]) -> tuple[Clock | None, int]:
    """Read the time at which each occurrence begins, and how many words it is; None and 0 where none is said."""
    at = 1 if words and words[0].key in WORDS.at else 0
    shown = clock(words[at:])
    if shown is None:
        return None, at
    if shown[0].until is not None or any(one.second for one in shown[0].readings):
        raise ArgumentError("time", "the hour and minute at which it begins", "09:00")
    return shown[0], at + shown[1]


def _closing(words: Sequence[Word], how: Rhythm) -> tuple[Closing, int]:
    told = words[0].key.rstrip(".") if words else ""
    if told not in {*WORDS.move, *WORDS.skip}:
        return Closing.SKIP, 0
    if how.kind is Kind.DAILY:
        raise ArgumentError("series", "every day alone, which is held on closing days too, or other days", "weekdays 09:00 move")
    return (Closing.MOVE if told in WORDS.move else Closing.SKIP), 1


def _start(words: Sequence[Word], now: datetime, zone: str) -> tuple[date | None, int]:
    """``from 12 Jan``: the first day, and how many words it took."""
    if not words or words[0].key not in WORDS.from_:
        return None, 0
    today = now.astimezone(ZoneInfo(zone)).date()
    try:
        found, count = day(words[1:], today=today)
    except AmbiguousError:
        raise ArgumentError("date", "the first day, its month by name or its year first", example_day(today)) from None
    return found, 1 + count


def _rule(how: Rhythm, at: time, closing: Closing, begin: date | None, *, now: datetime, zone: str) -> Rule:
    start = begin or now.astimezone(ZoneInfo(zone)).date()
    weekdays = how.weekdays
    if how.kind is Kind.WEEKS and not weekdays:
        weekdays = (start.weekday(),)
        start += timedelta() if begin else how.weeks * _WEEK * _DAY
    rule = Rule(
        kind=how.kind, at=at, zone=zone, start=start, weekdays=weekdays, weeks=how.weeks, ordinals=how.ordinals, closing=closing
    )
    return rule if rule.on(start) > now else replace(rule, start=start + _DAY)


def _choice(how: Rhythm, rule: Rule, start: date | None, now: datetime, kept: str = "") -> Choice:
    closing = f" {WORDS.move[0]}" if rule.closing is Closing.MOVE else ""
    begin = f" {WORDS.from_[0]} {start.isoformat()}" if start else ""
    typed = f"{how.typed} {rule.at:%H:%M} {rule.zone}{closing}{begin}"
    return Choice(label=describe(rule), at=next_after(rule, now), typed=f"{typed} {kept}".rstrip())
