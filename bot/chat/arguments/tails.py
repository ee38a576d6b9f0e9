"""A day at the end of what was typed: ``… on 20 Nov``, ``… since 2026-11-01``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date

from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError
from bot.chat.tokens import Word

_MOST_WORDS = 4


def last_day(words: Sequence[Word], keys: Collection[str], *, today: date) -> tuple[date, int] | None:
    """Find one of ``keys`` with a day up to today behind it, at the very end: the day, and the place of that key.

    None where nothing there is meant for a day. ``ArgumentError`` for a lone word behind the key that is no day.
    """
    for place in range(len(words) - 2, max(-1, len(words) - 2 - _MOST_WORDS), -1):
        if words[place].key not in keys:
            continue
        behind = words[place + 1 :]
        if len(behind) == 1:
            return day(behind, today=today, back=True)[0], place
        with suppress(ArgumentError):
            try:
                found, count = day(behind, today=today, back=True)
            except AmbiguousError as error:
                if error.consumed < len(behind):
                    continue
                raise
            if count == len(behind):
                return found, place
    return None
