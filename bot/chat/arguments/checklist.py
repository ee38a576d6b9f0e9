"""A checklist as people type it: its name, and under it a line each of a role, perhaps a number of days, and what is to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.care.people import Role
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import roles
from bot.chat.tokens import is_blank, split

EXAMPLE = "!checklist keep First month\nnurse: Send the welcome letter\nphysician in 2 weeks: Ask for the first results"

_LINE = re.compile(
    r"[ \t]{0,9}(?:[-*\u2022][ \t]{0,9})?(?P<role>[^:\r\n]{1,60}?)"
    r"(?:[ \t,]{1,9}(?:in|after|within)?[ \t]{0,9}(?P<number>[0-9]{1,3})[ \t]{0,9}(?P<unit>d|days?|w|weeks?))?"
    r"[ \t]{0,9}:[ \t]*(?P<text>\S[^\r\n]*)",
    re.IGNORECASE,
)
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One line."""

    role: Role
    days: int
    text: str


def checklist(text: str) -> tuple[str, tuple[Typed, ...]]:
    """Read a name and its lines. ``ArgumentError`` where either is missing, or a line is none."""
    name, *rest = text.strip().splitlines() or [""]
    lines = [line for line in rest if not is_blank(line)]
    if is_blank(name) or not lines:
        raise _error()
    return name.strip(), tuple(_line(line) for line in lines)


def _line(text: str) -> Typed:
    found = _LINE.fullmatch(text)
    if found is None:
        raise _error()
    words = split(found["role"])
    held, count = roles(words)
    if count < len(words) or len(held) != 1:
        raise _error()
    days = int(found["number"] or 0) * (_WEEK if (found["unit"] or "d").lower().startswith("w") else 1)
    return Typed(role=held[0], days=days, text=found["text"].strip())


def _error() -> ArgumentError:
    expected = "its name, and under it a line each: a role, perhaps in how many days, a colon, and what is to be done"
    return ArgumentError("checklist", expected, EXAMPLE)
