"""How often, as people type it: ``every mon and thu``, ``every 2 weeks``, ``every 2nd tue``, ``every last fri``, ``fridays``.

``every 2nd tue`` is the second Tuesday of the month; each second week is ``every 2 weeks tue`` or ``every other tue``. The answer
says which one was understood, with the next three dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.care.cadence import LAST, MOST_WEEKS, Kind
from bot.care.rules import ordered
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.vocabulary import NUMBERS, ORDINALS, SERIES_WEEKDAYS, WEEKDAYS, WORDS
from bot.chat.tokens import Word

_NUMBER = re.compile("[0-9]{1,3}")
_JOINED = re.compile(r"([a-z]+)(?:-|\u2013)([a-z]+)")
_MOST_WORDS = 15
_OF_SERIES = frozenset(SERIES_WEEKDAYS) - frozenset(WEEKDAYS)
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How often, without the time of day."""

    kind: Kind
    weekdays: tuple[int, ...] = ()
    """None for ``WEEKS``: today's."""
    weeks: int = 1
    ordinals: tuple[int, ...] = ()
    consumed: int
    """How many words it took."""

    @property
    def typed(self) -> str:
        """What to type for it, so that it means this and nothing else."""
        days = ",".join(WORDS.weekdays[day][1] for day in self.weekdays)
        every = WORDS.every[0]
        ordinals = f" {WORDS.and_[0]} ".join(WORDS.last[0] if one == LAST else WORDS.ordinals[one - 1][0] for one in self.ordinals)
        return {
            Kind.DAILY: f"{every} {WORDS.day[0]}",
            Kind.WEEKDAYS: WORDS.workdays[0],
            Kind.WEEKLY: f"{every} {days}",
            Kind.WEEKS: f"{every} {self.weeks} {WORDS.week[1]} {days}".strip(),
            Kind.MONTHLY: f"{every} {ordinals} {days}",
        }[self.kind]


STARTS = frozenset({*WORDS.every, *WORDS.daily, *WORDS.weekly, *WORDS.fortnightly, *WORDS.monthly, *WORDS.workdays, *WORDS.working})
"""The words that a series begins with; before any other one ``every`` is understood."""


def rhythm(words: Sequence[Word]) -> Rhythm:
    """Read how often from the first words. ``ArgumentError`` for what is no rhythm."""
    keys = [word.key.rstrip(";") for word in words[:_MOST_WORDS]] + [""] * 4
    each = _each_day(keys)
    if each is not None:
        return each
    if keys[0] in WORDS.weekly or keys[0] in WORDS.fortnightly:
        return _some_weeks(keys, 1 if keys[0] in WORDS.weekly else 2, behind=1)
    if keys[0] in WORDS.monthly:
        return _monthly(keys, 1)
    if keys[0] not in WORDS.every:
        return _of_series(keys)
    if keys[1] in WORDS.month:
        return _monthly(keys, 2)
    return _every(keys)


def _each_day(keys: Sequence[str]) -> Rhythm | None:
    """``every day``, ``daily``, ``weekdays``, ``every working day``."""
    begin = 1 if keys[0] in WORDS.every else 0
    named, behind = keys[begin : begin + 2]
    if named in WORDS.workdays or (named in WORDS.working and behind in WORDS.day):
        return Rhythm(kind=Kind.WEEKDAYS, consumed=begin + 1 + (named in WORDS.working))
    return Rhythm(kind=Kind.DAILY, consumed=begin + 1) if named in WORDS.daily or (begin and named in WORDS.day) else None


def days(keys: Sequence[str]) -> tuple[tuple[int, ...], int]:
    """Read weekdays from the first words, with commas, spaces or ``and`` between them, or from one to another.

    They are in the order of the week; with them comes how many words they took.
    """
    found, count, place = set[int](), 0, 0
    while place < len(keys):
        here = _days_of(keys[place])
        until = _days_of(keys[place + 2]) if place + 2 < len(keys) and keys[place + 1] in {"-", "\u2013", *WORDS.to} else None
        if here and until and len(here) == len(until) == 1:
            here, place = _run(here[0], until[0]), place + 2
        if here is None:
            if keys[place] not in WORDS.and_ or not found:
                break
            place += 1
            continue
        found.update(here)
        place += 1
        count = place
    return tuple(sorted(found)), count


def _of_series(keys: Sequence[str]) -> Rhythm:
    """``mondays and thursdays``: ``every`` is in the word."""
    if keys[0].split(",")[0] not in _OF_SERIES:
        raise _unknown()
    named, count = days(keys)
    return Rhythm(kind=Kind.WEEKLY, weekdays=named, consumed=count)


def _every(keys: Sequence[str]) -> Rhythm:
    if keys[1] in WORDS.week:
        return _some_weeks(keys, 1, behind=2)
    if keys[1] in WORDS.other:
        week = 1 if keys[2] in {*WORDS.week, *WORDS.day} else 0
        if keys[2] in WORDS.day:
            raise _unknown()
        found = _some_weeks(keys, 2, behind=2 + week)
        if not week and not found.weekdays:
            raise _unknown()
        return found
    if keys[1] in WORDS.fortnight:
        return _some_weeks(keys, 2, behind=2)
    number = int(keys[1]) if _NUMBER.fullmatch(keys[1]) else NUMBERS.get(keys[1], ORDINALS.get(keys[1], 0))
    if keys[2] in WORDS.week and (number or keys[1].isdigit()) and number != LAST:
        return _some_weeks(keys, number, behind=3)
    if keys[1] in ORDINALS:
        return _monthly(keys, 1)
    named, count = days(keys[1:])
    if not named:
        raise _unknown()
    return Rhythm(kind=Kind.WEEKLY, weekdays=named, consumed=1 + count)


def _some_weeks(keys: Sequence[str], weeks: int, *, behind: int) -> Rhythm:
    if not 1 <= weeks <= MOST_WEEKS:
        raise ArgumentError("series", f"a number of weeks from 1 to {MOST_WEEKS}", "every 6 weeks")
    on = 1 if keys[behind] in WORDS.on else 0
    named, count = days(keys[behind + on :])
    if on and not named:
        raise _unknown()
    kind = Kind.WEEKLY if named and weeks == 1 else Kind.WEEKS
    return Rhythm(kind=kind, weekdays=named, weeks=weeks, consumed=behind + on + count)


def _monthly(keys: Sequence[str], place: int) -> Rhythm:
    """``2nd tue``, ``1st and 3rd mon of the month``."""
    place += keys[place] in WORDS.on
    place += keys[place] in WORDS.the
    ordinals: dict[int, None] = {}
    while place < len(keys) and keys[place].rstrip(",") in {*ORDINALS, *WORDS.and_}:
        ordinal = ORDINALS.get(keys[place].rstrip(","))
        if ordinal is not None:
            ordinals[ordinal] = None
        place += 1
    named, count = days(keys[place:])
    if not ordinals or not named:
        raise _unknown()
    place += count
    tail = [place < len(keys) and keys[place] in WORDS.of, _at(keys, place + 1) in {*WORDS.the, *WORDS.every}]
    if all(tail) and _at(keys, place + 2) in WORDS.month:
        place += 3
    elif tail[0] and _at(keys, place + 1) in WORDS.month:
        place += 2
    return Rhythm(kind=Kind.MONTHLY, weekdays=named, ordinals=ordered(frozenset(ordinals)), consumed=place)


def _days_of(key: str) -> tuple[int, ...] | None:
    """The weekdays of one word, ``mon,thu`` or ``mon-fri``; None where it holds anything else."""
    joined = _JOINED.fullmatch(key.rstrip(","))
    if joined and joined[1] in SERIES_WEEKDAYS and joined[2] in SERIES_WEEKDAYS:
        return _run(SERIES_WEEKDAYS[joined[1]], SERIES_WEEKDAYS[joined[2]])
    pieces = [piece for piece in re.split("[,/&+]", key) if piece]
    found = tuple(SERIES_WEEKDAYS[piece] for piece in pieces if piece in SERIES_WEEKDAYS)
    return found if pieces and len(found) == len(pieces) else None


def _run(first: int, last: int) -> tuple[int, ...]:
    return tuple((first + step) % _WEEK for step in range((last - first) % _WEEK + 1))


def _at(keys: Sequence[str], place: int) -> str:
    return keys[place] if place < len(keys) else ""


def _unknown() -> ArgumentError:
    expected = "every day, every weekday, days of the week, a number of weeks, or which one of the month"
    return ArgumentError("series", expected, "every mon 09:00")
