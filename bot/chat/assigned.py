"""Who is to do something, and by when, read out of a sentence: ``Ask the lab @physician:clinic.example due 2026-12-14``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.care.codes import parse_ref
from bot.chat import deadline
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.tokens import Word, split

_BECAUSE = re.compile(r"(?<!\S)because(?!\S)[ \t]*:?", re.IGNORECASE)
_INSTEAD = re.compile(r"(?<!\S)instead of[ \t]+([0-9A-Za-z]{4,8})(?![^\s,;.:])[ \t,;.:]*", re.IGNORECASE)
_LONGEST_NAME = 12
_LONGEST_ROLE = 2
_LOOSE = " \t,;"
"""What stood before the part of a sentence that was taken off its end."""
_BESIDE = frozenset({"and", "&", ",", *WORDS.the})
_SIGNS = frozenset("@[<h")
"""How a person's id, or a mention's link, begins."""

WHO = "a full Matrix id or a mention, or a role that one person of this case holds"
"""What is expected where one person is to be named."""

Short = Callable[[Sequence[Word]], str | None]
"""What gives the person behind a role, or behind ``@physio`` without a server; None where the words name nobody."""


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """A sentence, told apart."""

    text: str
    """What is left, as typed."""
    person: str | None = None
    day: date | None = None
    because: str = ""
    instead_of: str = ""
    """The ref of what it takes the place of; whether there is such a thing is for the caller to see."""


def action(text: str, *, today: date, mentions: Sequence[str] = (), short: Short | None = None) -> Assigned:
    """Read ``… @owner due DATE`` or ``… @owner by Friday``; either part may stand first or last, or be missing.

    A person whose client sent a mere name is taken from ``mentions``, if there is one only. Raises ``ArgumentError`` for
    ``due`` with a word behind it that is meant for a date and is none, and what ``short`` raises.
    """
    bare, until = deadline.cut(text.strip(), today)
    bare, found = somebody(bare, by=True, short=short)
    if until is None:
        bare, until = deadline.cut(bare, today)
    return Assigned(text=bare.rstrip(_LOOSE), person=found or _only(mentions), day=until)


def decision(text: str, *, today: date, mentions: Sequence[str] = (), short: Short | None = None) -> Assigned:
    """Read ``… instead of REF because … by @implementer due DATE``; each part but the first may be missing, in any order.

    Who it is may stand before ``because`` too. ``instead of`` with something behind it that is no ref is part of the text.
    Raises ``ArgumentError`` as ``action`` does.
    """
    whole, instead_of = _instead(text.strip())
    bare, until = deadline.cut(whole, today)
    bare, found = somebody(bare, by=True, short=short)
    if until is None:
        bare, until = deadline.cut(bare, today)
    split_at = _BECAUSE.search(bare)
    reason = bare[split_at.end() :].strip() if split_at else ""
    said = bare[: split_at.start()].rstrip(" ,;") if split_at else bare
    if found is None and split_at:
        said, found = _by_whom(said, short)
    return Assigned(text=said.rstrip(_LOOSE), person=found or _only(mentions), day=until, because=reason, instead_of=instead_of)


def persons(text: str, mentions: Sequence[str] = (), short: Short | None = None) -> tuple[str, ...]:
    """Read nothing but persons. Raises ``ArgumentError`` for any other word, unless clients named all of them by mentions."""
    found: dict[str, None] = {}
    words = [word for word in split(text) if word.key not in _BESIDE]
    try:
        while words:
            one, count = _longest(words, short) or person(words)
            found[one] = None
            words = words[count:]
    except ArgumentError:
        if not mentions:
            raise
        return tuple(dict.fromkeys((*found, *mentions)))
    return tuple(found)


def somebody(text: str, *, by: bool, short: Short | None = None) -> tuple[str, str | None]:
    """Take a person off the end or the beginning; where no full name stands there, a short one. ``by`` may stand before it."""
    words = split(text)
    for read in (_at, partial(_short, short=short)):
        for begin in range(len(words) - 1, max(-1, len(words) - 1 - _LONGEST_NAME), -1):
            named = by and begin > 0 and words[begin - 1].key == "by"
            found = read(words[begin:]) if named or words[begin].text[:1] in _SIGNS else None
            if found is not None and begin + found[1] == len(words):
                return text[: words[begin - 1 if named else begin].start].rstrip(), found[0]
        first = read(words[:1] if read is not _at else words) if words and words[0].text[:1] in _SIGNS else None
        if first is not None:
            return text[words[first[1] - 1].end :].lstrip(" \t,:;"), first[0]
    return text, None


def _instead(text: str) -> tuple[str, str]:
    """Take ``instead of REF`` out of a text."""
    for found in _INSTEAD.finditer(text):
        ref = parse_ref(found[1])
        if ref is not None:
            return deadline.without(text, found.start(), found.end()), ref
    return text, ""


def _by_whom(text: str, short: Short | None) -> tuple[str, str | None]:
    """Take ``by @implementer`` off the end; a person alone may be somebody of whom it speaks."""
    rest, found = somebody(text, by=True, short=short)
    return (rest, found) if text[len(rest) :].lstrip().lower().startswith("by ") else (text, None)


def _at(words: Sequence[Word]) -> tuple[str, int] | None:
    if not words or words[0].text[:1] not in _SIGNS:
        return None
    try:
        return person(words)
    except ArgumentError:
        return None


def _short(words: Sequence[Word], short: Short | None = None) -> tuple[str, int] | None:
    found = short(words) if short is not None and words else None
    return (found, len(words)) if found is not None else None


def _longest(words: Sequence[Word], short: Short | None) -> tuple[str, int] | None:
    """Read a role, be it of two words, from the first words."""
    found = (_short(words[:count], short) for count in range(min(_LONGEST_ROLE, len(words)), 0, -1))
    return next((one for one in found if one is not None), None)


def _only(mentions: Sequence[str]) -> str | None:
    return mentions[0] if len(mentions) == 1 else None
