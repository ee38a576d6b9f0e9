"""A moment as people type it: a day, a time, perhaps an end and a zone. What may mean two moments is asked, never guessed.

The grammar is our own: a library that reads dates freely takes ``2nd tuesday of january`` for the second of January, drops
``EST``, and is an hour off across a change of clocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.cadence import Fold, Gap, Unique, resolve
from bot.care.dates import place, spoken, spoken_offset
from bot.chat.arguments.calendars import example_day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError, Choice
from bot.chat.arguments.lengths import span_of
from bot.chat.arguments.spoken import EVENING, NIGHT_ENDS, Said, said
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.tokens import Word

_DAY = timedelta(days=1)
_MOST_HOURS = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What was understood."""

    at: datetime
    """Aware, UTC."""
    end: datetime | None
    """Aware, UTC, later than ``at``; None where no end was said."""
    zone: str
    """IANA name of the zone it was said in, for the answer."""
    consumed: int
    """How many words it took."""


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """One moment that the words may mean."""

    at: datetime
    end: datetime | None
    zone: str
    offset: bool = False
    """Its label tells the distance from UTC, since the clocks show it twice."""
    skipped: bool = False
    """The clocks do not show what was said, and it is the nearest that they do."""
    own: bool = False
    """The words that may be a zone are taken for none."""


def moment(words: Sequence[Word], *, now: datetime, zone: str) -> Moment:
    """Read a moment to come from the first words.

    ``now`` is aware; ``zone`` is the person's, an IANA name, which another one at the end overrides. The day is the one of
    the person's own calendar. Raises ``ArgumentError``, and ``AmbiguousError`` for what may mean several moments: a bare
    hour, a date in figures, an abbreviated zone, a time that a clock change skips or repeats.
    """
    soon = _soon(words, now, zone)
    if soon is not None:
        return soon
    today = now.astimezone(ZoneInfo(zone)).date()
    what = said(words, today=today, zone=zone)
    every = [one for one in _readings(what, zone, now, today) if one.at > now]
    found = list({(one.at, one.end, one.zone): one for one in every}.values())
    if not found:
        raise ArgumentError("date", "a time that is still to come", f"{example_day(today)} 14:00")
    vague = (what.clock.vague and not (what.part and _fits(what))) or not what.zone.sure
    vague = vague or _of_the_night(what) or any(one.offset or one.skipped for one in found)
    if vague or not (what.day.sure or what.day.weekday is not None) or len(found) > 1:
        choices = [Choice(label=_label(what, one), at=one.at, typed=_typed(what, one)) for one in found]
        raise AmbiguousError("time", choices, what.consumed)
    return Moment(at=found[0].at, end=found[0].end, zone=found[0].zone, consumed=what.consumed)


def _soon(words: Sequence[Word], now: datetime, zone: str) -> Moment | None:
    """``in 2 hours``, ``in 30 minutes``: on the minute, and never before so much has passed."""
    found = span_of(words[1:]) if words and words[0].key in WORDS.in_ else None
    return _from(now, found[0], zone, 1 + found[1]) if found is not None else None


def _from(now: datetime, span: timedelta, zone: str, consumed: int) -> Moment:
    if not timedelta() < span <= _MOST_HOURS:
        raise ArgumentError("time", "up to a week in hours", "in 2 hours")
    at = now + span
    whole = at.replace(second=0, microsecond=0)
    return Moment(at=whole if whole == at else whole + timedelta(minutes=1), end=None, zone=zone, consumed=consumed)


def _fits(what: Said) -> bool:
    """The part of the day that was named settles the hour."""
    low, high = what.part or (0, 0)
    return sum(low <= one.hour < high for one in what.clock.readings) == 1


def _of_the_night(what: Said) -> bool:
    """An hour after midnight, of a day's evening."""
    return what.part == EVENING and not what.clock.midnight and not _fits(what)


def _readings(what: Said, own: str, now: datetime, today: date) -> Iterator[_Reading]:
    zones = [(name, False) for name in what.zone.names] + ([(own, True)] if what.zone.else_own else [])
    for name, is_own in zones:
        for place_of, reading in enumerate(what.clock.readings):
            until = what.clock.ends[place_of] if what.clock.ends else None
            for day in _days(what, reading, name, now, today):
                meaning = _meaning(what, day, reading, name)
                for at in _moments(meaning):
                    end = _end(what, reading, until, at, name)
                    twice, skipped = isinstance(meaning, Fold), isinstance(meaning, Gap)
                    yield _Reading(at=at, end=end, zone=name, offset=twice, skipped=skipped, own=is_own)


def _days(what: Said, reading: time, zone: str, now: datetime, today: date) -> Iterator[date]:
    """The days that a time may belong to: a weekday is today while the time is still to come."""
    named = what.day.to_come(today)
    if what.day.weekday == today.weekday() and datetime.combine(today, reading, tzinfo=ZoneInfo(zone)) > now:
        named = (today,)
    for day in named:
        if what.part is None:
            yield from ((day, day + _DAY) if what.clock.midnight else (day,))
        elif what.part == EVENING and (reading.hour < NIGHT_ENDS):
            if not _fits(what):
                yield from ((day + _DAY,) if what.clock.midnight else (day, day + _DAY))
        elif what.part[0] <= reading.hour < what.part[1]:
            yield day


def _meaning(what: Said, day: date, reading: time, zone: str) -> Unique | Gap | Fold:
    if what.offset is not None:
        return Unique(at=datetime.combine(day, reading, tzinfo=UTC) - what.offset)
    return resolve(day, reading, ZoneInfo(zone))


def _moments(meaning: Unique | Gap | Fold) -> tuple[datetime, ...]:
    match meaning:
        case Unique(at=at):
            return (at,)
        case Gap(forward=forward, back=back):
            return (back, forward)
        case Fold(first=first, second=second):
            return (first, second)


def _end(what: Said, begin: time, until: time | None, at: datetime, zone: str) -> datetime | None:
    if what.length is not None:
        return at + what.length
    if until is None:
        return None
    meaning = resolve(at.astimezone(ZoneInfo(zone)).date(), until, ZoneInfo(zone))
    if isinstance(meaning, Unique) and meaning.at > at:
        return meaning.at
    return at + (datetime.combine(date.min, until) - datetime.combine(date.min, begin))


def _label(what: Said, one: _Reading) -> str:
    shown = spoken(one.at, one.zone)
    if what.clock.ends and what.clock.vague and one.end is not None:
        end = f"{one.end.astimezone(ZoneInfo(one.zone)):%H:%M}"
        shown = f"{shown.removesuffix(place(one.zone)).rstrip()} to {end} {place(one.zone)}"
    return f"{shown} ({spoken_offset(one.at, one.zone)})" if one.offset else shown


def _typed(what: Said, one: _Reading) -> str:
    lasts = (one.end or one.at) - one.at
    tail = f" {WORDS.for_[0]} {lasts // timedelta(minutes=1)}m" if lasts else ""
    kept = f" {what.kept}" if one.own else ""
    return f"{one.at.astimezone(ZoneInfo(one.zone)).isoformat()} {one.zone}{tail}{kept}"
