"""Days from one to another, as people type them: ``1-14 Dec``, ``28 Dec to 3 Jan 2027``, ``mon-fri``, ``next week``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta

from bot.chat.arguments.clocks import clock
from bot.chat.arguments.dates import calendar_day, named_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.figure_spans import OpenDay, pairs, question
from bot.chat.arguments.periods import lasting, whole
from bot.chat.arguments.vocabulary import MONTHS, WEEKDAYS, WORDS
from bot.chat.tokens import Word

_DASHES = frozenset({"-", "--", "\u2013", *WORDS.to})
_SIDE = r"[0-9]{1,2}(?:st|nd|rd|th|\.)?|(?:[0-9]{1,2}\.){2}(?:[0-9]{4})?|[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?"
_JOINED = re.compile(rf"({_SIDE})(?:--?|\u2013)({_SIDE})[,;]?")
_WEEKDAYS = re.compile(r"([a-z]+)(?:--?|\u2013)([a-z]+)[,;]?")
_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\.?")
_YEAR = re.compile(r"[0-9]{4}")
_CLOCKS = re.compile(r"([0-9:apm]+)(?:--?|\u2013)([0-9:apm]+)", re.IGNORECASE)
_EXAMPLE = "1-14 Dec"
_JUST_PASSED = timedelta(days=60)
_QUIET = "20:00-07:00"


def span(words: Sequence[Word], *, today: date) -> tuple[date, date, int]:
    """Read the first and the last day from the first words, and how many words they are; a single day is both.

    A month without a year is the next one, or one that has just passed: whoever meant that one is told so. ``ArgumentError`` for
    what is no span of days, ``AmbiguousError`` for figures that may be two, and for one from the weekday that is today.
    """
    expanded = _expanded(words)
    if expanded and expanded[0].key in {"from", "on"}:
        expanded = expanded[1:]
    if expanded and expanded[0].key in {"until", "till"}:
        last, count = _day(expanded[1:], today)
        begin, end = _both(OpenDay(exact=today), last, today)
        return begin, end, _typed(words, expanded[: 1 + count])
    in_figures = _in_figures(expanded, today, _typed(words, expanded[:3]))
    if in_figures is not None:
        return *in_figures, _typed(words, expanded[:3])
    period = whole([word.key for word in expanded[:2]], today)
    if period is not None:
        return period[0], period[1], _typed(words, expanded[:2])
    first, count = (OpenDay(exact=today), 0) if expanded and expanded[0].key in WORDS.for_ else _day(expanded, today)
    last = first
    if len(expanded) > count and expanded[count].key in _DASHES:
        last, more = _day(expanded[count + 1 :], today)
        count += 1 + more
    begin, end = _both(first, last, today)
    if last is not first and first.weekday == today.weekday():
        raise question([_both(OpenDay(exact=today), last, today), (begin, end)], _typed(words, expanded[:count]))
    longer = lasting([word.key for word in expanded[count : count + 3]], begin) if last is first else None
    if longer is not None:
        end, count = longer[0], count + longer[1]
    if not count or (last is first and longer is None and _begins_a_date(expanded[count:], today)):
        raise _wrong()
    return begin, end, _typed(words, expanded[:count])


def _begins_a_date(words: Sequence[Word], today: date) -> bool:
    """A second date without a word between them: it is no reason, and not to be lost."""
    if not words or not (words[0].text[0].isdigit() or _month(words[0].key)):
        return False
    with suppress(ArgumentError):
        return named_day(words, today=today)[1] > 0
    return False


def _both(first: OpenDay, last: OpenDay, today: date) -> tuple[date, date]:
    if first.exact is None and first.month is None:
        first = replace(first, month=last.month, year=last.year)
    elif last.exact is None and last.month is None:
        last = replace(last, month=first.month, year=last.year or first.year)
    end = _settled(last, today)
    begin = first.exact or _before(first, end, today)
    if last.weekday is not None and end < begin:
        end = begin + timedelta(days=(last.weekday - begin.weekday()) % 7)
    if begin > end:
        raise _wrong()
    return begin, end


def _in_figures(words: Sequence[Word], today: date, consumed: int) -> tuple[date, date] | None:
    """The span of two dates in figures; None where they are none."""
    if len(words) < 3 or words[1].key not in _DASHES:  # noqa: PLR2004 - two dates with a word between them
        return None
    wanted = pairs(words[0].key, words[2].key.rstrip(",;"))
    if wanted is None:
        return None
    found: list[tuple[date, date]] = []
    for first, last in wanted:
        with suppress(ArgumentError):
            found.append(_both(first, last, today))
    if not found:
        raise _wrong()
    if len(wanted) > 1:
        raise question(found, consumed)
    return found[0]


def hours(words: Sequence[Word]) -> tuple[time, time, int]:
    """Read two times of day from the first words, the second one perhaps of the day after, and how many words they are."""
    texts = [word.text for word in words[:3]]
    joined = _CLOCKS.fullmatch(texts[0]) if texts else None
    if joined:
        sides, count = [joined[1], joined[2]], 1
    elif len(texts) > 2 and texts[1].lower() in _DASHES:  # noqa: PLR2004 - two times with a word between them
        sides, count = [texts[0], texts[2]], 3
    else:
        raise ArgumentError("time", "two times of day with a hyphen between them", _QUIET)
    found = [clock([Word(text=side, start=0, end=0)]) for side in sides]
    times = [one[0].readings[0] for one in found if one is not None and not one[0].vague and one[0].until is None]
    if len(times) != len(sides):
        raise ArgumentError("time", "two times of day with a hyphen between them", _QUIET)
    return times[0], times[1], count


def _expanded(words: Sequence[Word]) -> list[Word]:
    """``1-14`` as three words, which all stand where it stood."""
    found: list[Word] = []
    for word in words:
        joined = _JOINED.fullmatch(word.text)
        named = _WEEKDAYS.fullmatch(word.key)
        joined = joined or (named if named and named[1] in WEEKDAYS and named[2] in WEEKDAYS else None)
        if joined:
            found += [replace(word, text=text) for text in (joined[1], "-", joined[2])]
        else:
            found.append(word)
    return found


def _typed(words: Sequence[Word], read: Sequence[Word]) -> int:
    """How many words, as typed, those are that were read."""
    end = read[-1].end if read else 0
    return sum(word.end <= end for word in words)


def _day(words: Sequence[Word], today: date) -> tuple[OpenDay, int]:
    keys = [word.key.rstrip(",;") for word in words[:4]] + [""] * 4
    number, month, count = _NUMBER.fullmatch(keys[0]), _month(keys[0]), 1
    if month is not None:
        number, count = _NUMBER.fullmatch(keys[1]), 2
    if number is None:
        named, count = named_day(words, today=today)
        return OpenDay(exact=named.after(today), weekday=named.weekday), count
    if month is None:
        of = 1 if keys[1] in WORDS.of else 0
        month = _month(keys[1 + of])
        count += 1 + of if month is not None else 0
    year = int(keys[count]) if _YEAR.fullmatch(keys[count]) else None
    return OpenDay(number=int(number[1]), month=month, year=year), count + (year is not None)


def _month(word: str) -> int | None:
    return MONTHS.get(word.rstrip(".,"))


def _settled(day: OpenDay, today: date) -> date:
    if day.exact is not None:
        return day.exact
    if day.month is None:
        raise _wrong()
    if day.year is not None:
        return calendar_day(day.year, day.month, day.number, today=today)
    this_year = calendar_day(today.year, day.month, day.number, today=today)
    if this_year >= today - _JUST_PASSED:
        return this_year
    return calendar_day(today.year + 1, day.month, day.number, today=today)


def _before(day: OpenDay, end: date, today: date) -> date:
    if day.month is None:
        raise _wrong()
    year = day.year or (end.year - 1 if day.month > end.month else end.year)
    return calendar_day(year, day.month, day.number, today=today)


def _wrong() -> ArgumentError:
    return ArgumentError("date", "the first and the last day", _EXAMPLE)
