"""The words of times, read once from ``words/en.toml``: no other module of the grammar holds one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

import msgspec

_Words = tuple[str, ...]


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=lambda name: name.rstrip("_")):
    """The words of one language. ``words/en.toml`` says what each is for; of each tuple the first word is what the bot types."""

    weekdays: tuple[_Words, ...]
    series_weekdays: tuple[_Words, ...]
    months: tuple[_Words, ...]
    ordinals: tuple[_Words, ...]
    last: _Words
    endings: _Words
    numbers: tuple[_Words, ...]
    today: _Words
    tomorrow: _Words
    yesterday: _Words
    tonight: _Words
    noon: _Words
    midnight: _Words
    morning: _Words
    afternoon: _Words
    evening: _Words
    am: _Words
    pm: _Words
    oclock: _Words
    clock_ends: _Words
    half: _Words
    quarter: _Words
    past: _Words
    minute: _Words
    hour: _Words
    day: _Words
    week: _Words
    month: _Words
    year: _Words
    fortnight: _Words
    end: _Words
    now: _Words
    on: _Words
    at: _Words
    time: _Words
    in_: _Words
    the: _Words
    of: _Words
    after: _Words
    ago: _Words
    for_: _Words
    to: _Words
    and_: _Words
    next: _Words
    this: _Words
    every: _Words
    other: _Words
    daily: _Words
    weekly: _Words
    fortnightly: _Words
    monthly: _Words
    workdays: _Words
    working: _Words
    skip: _Words
    move: _Words
    from_: _Words
    all: _Words
    one_of_series: _Words
    following: _Words
    every_time: _Words
    no_time: _Words
    beside_number: _Words
    abbreviations: Mapping[str, tuple[str, ...]]
    looked_for: Mapping[str, str]


def words_of(language: str) -> Words:
    """Read the words of a language, by its two letters. ``OSError`` where there is no file of it."""
    text = files("bot.chat.arguments").joinpath(f"words/{language}.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Words)


def numbered(groups: Sequence[Sequence[str]], start: int = 0) -> dict[str, int]:
    """Give each word the number of its group."""
    return {word: number for number, group in enumerate(groups, start=start) for word in group}


WORDS = words_of("en")

WEEKDAYS: Mapping[str, int] = numbered(WORDS.weekdays)
"""0 is Monday."""

SERIES_WEEKDAYS: Mapping[str, int] = {**WEEKDAYS, **numbered(WORDS.series_weekdays)}
"""The same, with the words that are weekdays of a series alone."""

MONTHS: Mapping[str, int] = numbered(WORDS.months, 1)

NUMBERS: Mapping[str, int] = numbered(WORDS.numbers, 1)

ORDINALS: Mapping[str, int] = {**numbered(WORDS.ordinals, 1), **dict.fromkeys(WORDS.last, -1)}
"""Of a month's days of one name: -1 is the last one."""
