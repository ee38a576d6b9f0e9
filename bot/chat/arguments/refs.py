"""Refs and case codes as arguments."""

from __future__ import annotations

from bot.care.codes import parse_case_code, parse_ref
from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import following, split

_BEFORE = frozenset({"to", "on", "against", "from"})
"""What people put in front of what they speak of."""


def ref(text: str) -> str:
    """Read the ref of a record, in any letter case. Whether there is such a record is for the caller to see."""
    found = parse_ref(text.strip(".,;:"))
    if found is None:
        raise ArgumentError("ref", "the four characters that stand with the record", "8R2Q")
    return found


def leading(text: str) -> tuple[str, str]:
    """Split off the ref that a text begins with, if it begins with one and something follows."""
    words = split(text, limit=2)
    found = parse_ref(words[0].text.strip(".,;:")) if len(words) > 1 else None
    return (found, following(text, words, 1)) if found is not None else ("", text)


def spoken_of(text: str) -> tuple[str, str]:
    """Split off the ref that a text is about, alone or as ``to 8R2Q``, ``against decision 8R2Q``. ``to begin now`` is text."""
    words = split(text, limit=4)
    keys = [word.key for word in words]
    place = 1 if keys[:1] and keys[0] in _BEFORE else 0
    place += 1 if keys[place : place + 1] == ["decision"] else 0
    found = parse_ref(words[place].text.strip(".,;:")) if place < len(words) else None
    return (found, following(text, words, place + 1)) if found is not None else ("", text)


def case_code(text: str) -> str:
    """Read a case code, in any letter case. Whether there is such a case is for the caller to see."""
    found = parse_case_code(text)
    if found is None:
        raise ArgumentError("case code", "C, a hyphen and five characters, as the case room shows it", "C-7K3FX")
    return found
