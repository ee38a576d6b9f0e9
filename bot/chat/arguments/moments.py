"""A moment as people type it: a day, a time, perhaps an end and a zone. What may mean two moments is asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.cadence import Fold, Gap, Unique, resolve
from bot.care.dates import spoken, spoken_offset
from bot.chat.arguments.clocks import Clock, clock, length
from bot.chat.arguments.dates import NamedDay, calendar_day, example_day, named_day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError, Choice
from bot.chat.arguments.zones import zone_or_none
from bot.chat.tokens import Word

_STAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(Z|[+-][0-9]{2}:?[0-9]{2})?", re.IGNORECASE)
_LARGEST_OFFSET = timedelta(hours=14)


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
class _Said:
    """What the words hold, before it is known which moments that may be."""

    day: NamedDay
    clock: Clock
    offset: timedelta | None
    length: timedelta | None
    zone: str
    consumed: int


def moment(words: Sequence[Word], *, now: datetime, zone: str) -> Moment:
    """Read a moment to come from the first words.

    ``now`` is aware; ``zone`` is the person's, an IANA name, which another one at the end overrides. The day is the one of
    the person's own calendar. Raises ``ArgumentError``, and ``AmbiguousError`` for a bare hour and for a time that a clock
    change skips or repeats.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    said = _said(words, today=today, zone=zone)
    found = [(at, label) for reading in said.clock.readings for at, label in _moments(said, reading, now, today) if at > now]
    if not found:
        raise ArgumentError("date", "a time that is still to come", f"{example_day(today)} 14:00")
    if said.clock.vague or len(found) > 1:
        choices = [Choice(label=label, at=at, typed=_typed(said, at)) for at, label in found]
        raise AmbiguousError("time", choices, said.consumed)
    at = found[0][0]
    return Moment(at=at, end=_end(said, at), zone=said.zone, consumed=said.consumed)


def _said(words: Sequence[Word], *, today: date, zone: str) -> _Said:
    stamp = _STAMP.fullmatch(words[0].text) if words else None
    offset = None
    if stamp:
        named = NamedDay(exact=calendar_day(int(stamp[1]), int(stamp[2]), int(stamp[3]), today=today))
        count = 1
        shown = clock([Word(text=stamp[4], start=0, end=0)])
        offset = _offset(stamp[5]) if stamp[5] else None
    else:
        named, count = named_day(words, today=today)
        if len(words) > count and words[count].key == "at":
            count += 1
        shown = clock(words[count:])
        count += shown[1] if shown else 0
    if shown is None:
        raise ArgumentError("time", "a day and a time of day", f"{example_day(today)} 14:00")
    lasts: timedelta | None = None
    named_zone: str | None = None
    while len(words) > count:
        another = zone_or_none(words[count].text) if named_zone is None else None
        duration = length(words[count + 1 :]) if lasts is None and words[count].key == "for" else None
        if another is not None:
            named_zone = another
            count += 1
        elif duration is not None:
            lasts = duration[0]
            count += 1 + duration[1]
        else:
            break
    return _Said(day=named, clock=shown[0], offset=offset, length=lasts, zone=named_zone or zone, consumed=count)


def _moments(said: _Said, reading: time, now: datetime, today: date) -> Iterator[tuple[datetime, str]]:
    """Each moment that one reading of the time may mean, and how it is told apart from the others."""
    if said.offset is not None:
        at = (datetime.combine(said.day.after(today), reading, tzinfo=UTC)) - said.offset
        yield at, spoken(at, said.zone)
        return
    own = ZoneInfo(said.zone)
    found = said.day.after(today)
    if said.day.weekday == today.weekday() and datetime.combine(today, reading, tzinfo=own) > now:
        found = today
    match resolve(found, reading, own):
        case Unique(at=at):
            yield at, spoken(at, said.zone)
        case Gap(forward=forward, back=back):
            yield from ((at, spoken(at, said.zone)) for at in (back, forward))
        case Fold(first=first, second=second):
            yield from ((at, f"{spoken(at, said.zone)} ({spoken_offset(at, said.zone)})") for at in (first, second))


def _end(said: _Said, at: datetime) -> datetime | None:
    if said.length is not None:
        return at + said.length
    if said.clock.until is None:
        return None
    begin = said.clock.readings[0]
    meaning = resolve(at.astimezone(ZoneInfo(said.zone)).date(), said.clock.until, ZoneInfo(said.zone))
    if isinstance(meaning, Unique) and meaning.at > at:
        return meaning.at
    return at + (datetime.combine(date.min, said.clock.until) - datetime.combine(date.min, begin))


def _typed(said: _Said, at: datetime) -> str:
    lasts = (_end(said, at) or at) - at
    tail = f" for {lasts // timedelta(minutes=1)}m" if lasts else ""
    return f"{at.astimezone(ZoneInfo(said.zone)).isoformat()} {said.zone}{tail}"


def _offset(text: str) -> timedelta:
    if text in {"Z", "z"}:
        return timedelta()
    figures = text[1:].replace(":", "")
    found = timedelta(hours=int(figures[:2]), minutes=int(figures[2:])) * (-1 if text[0] == "-" else 1)
    if abs(found) > _LARGEST_OFFSET or int(figures[2:]) not in range(60):
        raise ArgumentError("zone", "an offset from UTC of up to fourteen hours", "+02:00")
    return found
