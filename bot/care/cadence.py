"""Recurrence: when a series comes next, and how it is said. Moments are aware and in UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.care.clocks import Fold, Gap, Unique, at_clock, resolve
from bot.care.dates import WEEKDAYS, place
from bot.care.rules import LAST, MOST_WEEKS, Closing, Kind, Rule, nth_of_month, open_always

__all__ = [
    "LAST",
    "MOST_WEEKS",
    "Closing",
    "Fold",
    "Gap",
    "Kind",
    "NoOccurrenceError",
    "Rule",
    "Unique",
    "at_clock",
    "describe",
    "left_out",
    "moved",
    "next_after",
    "nth_of_month",
    "occurrences",
    "open_always",
    "resolve",
    "upcoming",
]

HORIZON = timedelta(days=3653)
"""How far ahead an occurrence is looked for; a series without one in ten years never has one."""

_LONGEST_SKIP = timedelta(days=2)
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", LAST: "last"}


class NoOccurrenceError(Exception):
    """Ten years ahead there is no day on which the series could happen."""


def next_after(
    rule: Rule, after: datetime, *, skipped: frozenset[date] = frozenset(), closed: Callable[[date], bool] = open_always
) -> datetime:
    """Find the first occurrence strictly later than ``after`` (aware).

    ``skipped`` are days that people took out of the series; ``closed`` says on which days the clinic does not work, which
    a daily series takes no notice of. Raises ``NoOccurrenceError``.
    """
    found = next(occurrences(rule, after, skipped=skipped, closed=closed), None)
    if found is None:
        raise NoOccurrenceError
    return found


def upcoming(
    rule: Rule, after: datetime, count: int, *, skipped: frozenset[date] = frozenset(), closed: Callable[[date], bool] = open_always
) -> tuple[datetime, ...]:
    """List the next ``count`` occurrences, or as many as there are in ten years."""
    return tuple(islice(occurrences(rule, after, skipped=skipped, closed=closed), count))


def occurrences(
    rule: Rule,
    after: datetime,
    *,
    skipped: frozenset[date] = frozenset(),
    closed: Callable[[date], bool] = open_always,
    until: date = date.max,
) -> Iterator[datetime]:
    """Go through the occurrences of ten years, strictly later than ``after`` (aware), on days before ``until``."""
    around = after.astimezone(ZoneInfo(rule.zone)).date()
    begin = max(rule.start, around - _LONGEST_SKIP)
    last = after
    for day in _days(begin, min(until, begin + HORIZON)):
        if day not in skipped and rule.falls_on(day, closed=closed):
            at = rule.on(day)
            if at > last:
                last = at
                yield at


def left_out(rule: Rule, after: datetime, until: datetime, *, closed: Callable[[date], bool]) -> tuple[date, ...]:
    """List the days between two moments (aware) on which the series would occur if the clinic were not closed."""
    if rule.closing is Closing.MOVE:
        return ()
    days = _between(rule, after, until)
    return tuple(day for day in days if rule.falls_on(day) and not rule.falls_on(day, closed=closed) and rule.on(day) > after)


def moved(rule: Rule, after: datetime, until: datetime, *, closed: Callable[[date], bool]) -> tuple[tuple[date, date], ...]:
    """List the occurrences between two moments (aware) that are held on a later day, since the clinic is closed: from, to."""
    last = until.astimezone(ZoneInfo(rule.zone)).date() + timedelta(days=1)
    found = ((rule.moved_from(day, closed=closed), day) for day in _days(after.astimezone(ZoneInfo(rule.zone)).date(), last))
    return tuple((day, to) for day, to in found if day is not None and not rule.named(to) and rule.on(to) > after)


def describe(rule: Rule) -> str:
    """Say it in words: ``every Monday at 09:00 Berlin time``."""
    days = _joined([WEEKDAYS[day] for day in rule.weekdays])
    rhythm = {
        Kind.DAILY: "every day",
        Kind.WEEKLY: f"every {days}",
        Kind.WEEKDAYS: "every weekday",
        Kind.WEEKS: f"every {rule.weeks} weeks on {days}" if rule.weeks > 1 else f"every {days}",
        Kind.MONTHLY: f"every {_joined([_ORDINALS[one] for one in rule.ordinals])} {days} of the month",
    }[rule.kind]
    return f"{rhythm} at {rule.at:%H:%M} {'UTC' if rule.zone == 'UTC' else f'{place(rule.zone)} time'}"


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _between(rule: Rule, after: datetime, until: datetime) -> Iterator[date]:
    zone = ZoneInfo(rule.zone)
    return _days(max(rule.start, after.astimezone(zone).date()), until.astimezone(zone).date())


def _days(begin: date, end: date) -> Iterator[date]:
    return (date.fromordinal(number) for number in range(begin.toordinal(), end.toordinal()))
