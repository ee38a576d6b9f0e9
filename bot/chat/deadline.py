"""By when something is to be done, read out of a sentence: ``due 2026-12-14``, ``until mon``, ``by Friday``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import Word, split

_DUE = frozenset({"due", "until"})
_NO_DAY = frozenset({("this", "week"), ("next", "week"), ("this", "month"), ("next", "month")})
"""What is meant for a day and is none."""
_LETTERS = re.compile(r"[^\W\d_]")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[.,;]?")


def cut(text: str, today: date) -> tuple[str, date | None]:
    """Take ``due DATE`` or ``until DATE`` out of a text, or ``by Friday`` off its end; None where there is none.

    Raises ``ArgumentError`` for ``due`` with a word behind it that is meant for a date and is none.
    """
    words = split(text)
    places = [place for place, word in enumerate(words) if word.key in _DUE and place + 1 < len(words)]
    if not places:
        return _by(text, words, today)
    place = places[-1]
    behind = words[place + 1 :]
    try:
        until, count = day(behind, today=today)
    except ArgumentError:
        spoken = tuple(word.key for word in behind[:2]) in _NO_DAY
        if words[place].key == "due" and (len(behind) == 1 or behind[0].text[:1].isdigit() or spoken):
            raise
        return text, None
    return without(text, words[place].start, words[place + count].end), until


def without(text: str, start: int, end: int) -> str:
    """Give a text without a part of it."""
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()


def _by(text: str, words: Sequence[Word], today: date) -> tuple[str, date | None]:
    """Take ``by Friday`` off the end. Figures alone may say how much is done, and are part of the text: ``less by 1.5``."""
    place = max((place for place, word in enumerate(words) if word.key == "by"), default=None)
    behind = words[place + 1 :] if place is not None else ()
    if place is None or not (_LETTERS.search(text[words[place].end :]) or (behind and _ISO.fullmatch(behind[0].text))):
        return text, None
    with suppress(ArgumentError):
        until, count = day(behind, today=today)
        if count == len(behind):
            return text[: words[place].start].rstrip(), until
    return text, None
