"""Somebody who is named at the end of a text: a full Matrix id, or what a client puts in the place of one."""

from __future__ import annotations

from contextlib import suppress

from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person
from bot.chat.tokens import split

_LONGEST = 12
"""So many words what a client puts there may have."""

_BEGINNINGS = frozenset("@[<h")


def cut(text: str, *, after: int = 0) -> tuple[str, str] | None:
    """Give the text without them, and who it is; None where nobody is named there, behind at least so many words."""
    words = split(text, limit=len(text))
    for begin in range(len(words) - 1, max(after - 1, len(words) - 1 - _LONGEST), -1):
        with suppress(ArgumentError):
            found, count = person(words[begin:]) if words[begin].text[:1] in _BEGINNINGS else ("", 0)
            if found and begin + count == len(words):
                return text[: words[begin].start].rstrip(), found
    return None
