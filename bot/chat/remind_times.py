"""When somebody is to be reminded, as they type it in front of their words: a moment, a day, a length, or a series.

A day without an hour means when work begins. What may mean two things is asked, and nothing of a sentence is taken for a time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.care.cadence import Closing, Rule, at_clock, describe, next_after
from bot.care.dates import spoken
from bot.chat.arguments.clocks import clock
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError, Choice
from bot.chat.arguments.lengths import length
from bot.chat.arguments.moments import moment
from bot.chat.arguments.rhythms import STARTS
from bot.chat.arguments.series import series
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.tokens import Word, following, is_blank, split

EXAMPLE = "!remind tomorrow 9:00 Call the lab"
AROUND = ".,;:"
"""What stands behind a word and is no part of it."""

_PARTS = frozenset({*WORDS.morning, *WORDS.afternoon, *WORDS.evening, *WORDS.tonight, *WORDS.this})


@dataclass(frozen=True, kw_only=True)
class When:
    """A moment, or a rule; exactly one of the two."""

    at: datetime | None = None
    """Aware, UTC."""
    rule: Rule | None = None
    opening: bool = False
    """No hour was said: it is the one at which work begins."""


def when(text: str, *, now: datetime, zone: str, opens: time) -> tuple[When, str]:
    """Read when from the beginning of a text; gives what stands behind it. Raises ``ArgumentError`` and ``AmbiguousError``."""
    words = split(text)
    if words and words[0].key in STARTS:
        return _series(text, words, now=now, zone=zone, opens=opens)
    if words and begins_with_length(words):
        found = moment((Word(text=WORDS.in_[0], start=0, end=0), *words), now=now, zone=zone)
        return When(at=found.at), following(text, words, found.consumed - 1)
    try:
        found = moment(words, now=now, zone=zone)
    except ArgumentError as error:
        return _day(text, words, error, now=now, zone=zone, opens=opens)
    if found.end is not None:
        raise ArgumentError("time", "one moment, without an end", EXAMPLE)
    return When(at=found.at), following(text, words, found.consumed)


def whole(text: str, *, now: datetime, zone: str, opens: time) -> When:
    """Read when, and nothing behind it."""
    found, rest = when(text, now=now, zone=zone, opens=opens)
    if not is_blank(rest):
        raise ArgumentError("time", "a time and nothing else", "!remind move 8R2Q tomorrow 9:00")
    return found


def _series(text: str, words: tuple[Word, ...], *, now: datetime, zone: str, opens: time) -> tuple[When, str]:
    found = series(words, now=now, zone=zone, default=opens)
    rest, rule = following(text, words, found.consumed), found.rule
    last = words[found.consumed - 1].key
    if last in {*WORDS.move, *WORDS.skip} and not is_blank(rest):
        raise _closing_or_words(text, words[found.consumed - 1], rule, now, found.consumed)
    return When(rule=rule, opening=not _has_own_hour(words, now=now, zone=zone)), rest


def _closing_or_words(text: str, last: Word, rule: Rule, now: datetime, consumed: int) -> AmbiguousError:
    """``every mon 09:00 move the chairs``: what becomes of it on closing days, or the first of the words."""
    start, said = rule.start.isoformat(), text[: last.start].rstrip()
    closed = f"{said} {last.text} {WORDS.from_[0]} {start}"
    typed = f"{said} {WORDS.skip[0]} {WORDS.from_[0]} {start} {last.text}"
    held = "held on the next working day" if rule.closing is Closing.MOVE else "left out"
    choices = [
        Choice(label=f"{describe(rule)}, {held} where the clinic is closed", at=next_after(rule, now), typed=closed),
        Choice(label=f"{describe(rule)}, with words that begin with {last.key}", at=next_after(rule, now), typed=typed),
    ]
    return AmbiguousError("series", choices, consumed)


def _day(text: str, words: tuple[Word, ...], error: ArgumentError, *, now: datetime, zone: str, opens: time) -> tuple[When, str]:
    """A day without an hour. ``error`` is what is wrong where an hour, or a part of the day, was said."""
    keys = [word.key.rstrip(AROUND) for word in words[:2]]
    if not keys or not _PARTS.isdisjoint(keys):
        raise _no_time(error)
    try:
        found, count = day(words, today=now.astimezone(ZoneInfo(zone)).date())
    except ArgumentError:
        raise _no_time(error) from None
    count_at = count + (len(words) > count and words[count].key in WORDS.at)
    if begins_with_hour(words[count_at:]) or (len(words) > count and words[count].key.rstrip(AROUND) in _PARTS):
        raise error
    at = at_clock(found, opens, zone)
    if at <= now:
        raise ArgumentError("time", f"an hour that is still to come; work has begun: {spoken(at, zone)}", "today 16:00")
    return When(at=at, opening=True), following(text, words, count)


def _no_time(error: ArgumentError) -> ArgumentError:
    """Whoever types the words first reads that the time comes first; of a time that cannot be, what is wrong with it."""
    return error if error.field == "time" else ArgumentError("time", "when, in front of the words", EXAMPLE)


def begins_with_hour(words: tuple[Word, ...]) -> bool:
    """They begin with a time of day, or with what was meant for one."""
    try:
        return clock(words) is not None
    except ArgumentError:
        return True


def _has_own_hour(words: tuple[Word, ...], *, now: datetime, zone: str) -> bool:
    with suppress(ArgumentError):
        return bool(series(words, now=now, zone=zone).consumed)
    return False


def begins_with_length(words: tuple[Word, ...]) -> bool:
    """They begin with a length of time."""
    with suppress(ArgumentError):
        return length(words) is not None
    return False
