"""Which date of a series people mean, or from which on: a day, ``this one``, ``all``, ``from 11 Jan``, ``this and following``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.care import series
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.series import S
from bot.chat.arguments.dates import day
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.tokens import Word


def one_day(words: Sequence[Word], work: Work, going: Kept[S]) -> tuple[date, int]:
    """Read the day of one date from the first words; how many they are. ``next one`` and ``this to`` mean the next to come."""
    keys = [word.key.rstrip(",;") for word in words[:3]]
    before = 1 if keys and keys[0] in WORDS.the else 0
    turn, what = (*keys[before:], "", "")[:2]
    if turn in {*WORDS.this, *WORDS.next} and what in {*WORDS.one_of_series, *WORDS.to}:
        return _next(work, going), before + (1 if what in WORDS.to else 2)
    return day(words, today=today(work, going))


def onwards(words: Sequence[Word], work: Work, going: Kept[S]) -> tuple[date, Sequence[Word], Sequence[Word]] | None:
    """Read from which day on something changes; the words beside that, and those that are too many. None for one date alone."""
    keys = [word.key.rstrip(",;") for word in words]
    if keys and keys[0] in WORDS.all:
        return _next(work, going), words[1:], ()
    if keys and keys[0] in WORDS.this and keys[1:2] and keys[1] in WORDS.and_ and set(keys[2:3]) & set(WORDS.following):
        count = next((place for place in range(3, len(keys)) if keys[place] not in WORDS.following), len(keys))
        return _next(work, going), words[count:], ()
    if keys and keys[0] in WORDS.from_:
        first, count = day(words[1:], today=today(work, going))
        behind = words[1 + count :]
        return first, behind[1:] if behind and behind[0].key.rstrip(",;") in WORDS.on else behind, ()
    turning = next((place for place in range(1, len(keys)) if keys[place] in WORDS.from_), None)
    if turning is None:
        return None
    first, count = day(words[turning + 1 :], today=today(work, going))
    return first, words[:turning], words[turning + 1 + count :]


def today(work: Work, going: Kept[S]) -> date:
    """The day that it is on the clocks of a series."""
    return work.now.astimezone(ZoneInfo(going.what.rule.zone)).date()


def _next(work: Work, going: Kept[S]) -> date:
    return series.dates(work, going, 1)[0].astimezone(ZoneInfo(going.what.rule.zone)).date()
