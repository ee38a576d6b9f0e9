"""Who is to come, as people type it: ``with @physician, mental health and me``, with commas, ``and`` or mere space between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.care.people import Role
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person, roles
from bot.chat.assigned import Short
from bot.chat.tokens import Word, split

_SEPARATOR = re.compile(r"[,;](?![^\[\]]*\])")
"""None within the name on a mention's link."""
_JOINING = frozenset({",", "and", "&", "+"})
_SELF = frozenset({"me", "myself"})
_EVERYONE = frozenset({"all", "all of us", "everybody", "everyone", "the team", "the whole team", "us all", "whole team"})
"""Each a whole list: who is on the team at the time, as where nobody is named."""
_LONGEST_ROLE = 3


def companions(text: str, mentions: Sequence[str] = (), short: Short | None = None) -> tuple[tuple[str, ...], tuple[Role, ...]]:
    """Read persons and roles, and nothing else; a role said as ``@physician`` is the one person whom ``short`` finds.

    A client that sends mere names sends ``mentions`` with them: these are meant by what is neither. ``ArgumentError`` for any
    other word, for nobody at all, and what ``short`` raises. Of ``everyone`` it gives neither persons nor roles.
    """
    if " ".join(word.key.rstrip(".:") for word in split(text)) in _EVERYONE:
        return (), ()
    people: dict[str, None] = {}
    held: dict[Role, None] = {}
    for named in _listed(text):
        try:
            some, disciplines = _read(named, short)
        except ArgumentError:
            if not mentions:
                raise
            some, disciplines = tuple(mentions), ()
        people.update(dict.fromkeys(some))
        held.update(dict.fromkeys(disciplines))
    if not people and not held:
        raise _nobody()
    return tuple(people), tuple(held)


def unplaced(mentions: Sequence[str], text: str) -> tuple[str, ...]:
    """Those of whom no id stands in the text: each of the others is meant where theirs stands, be it in the question."""
    return tuple(one for one in mentions if one not in text)


def _listed(text: str) -> list[tuple[Word, ...]]:
    """The words between one comma or ``and`` and the next."""
    found: list[list[Word]] = [[]]
    for word in split(_SEPARATOR.sub(" , ", text), limit=len(text) + 1):
        if word.key in _JOINING:
            found.append([])
        else:
            found[-1].append(word)
    return [tuple(words) for words in found if words]


def _read(words: Sequence[Word], short: Short | None) -> tuple[tuple[str, ...], tuple[Role, ...]]:
    people: list[str] = []
    held: list[Role] = []
    while words:
        try:
            one, count = person(words)
            people.append(one)
        except ArgumentError:
            alone = short(words[:1]) if short is not None and _is_short(words[0]) else None
            if alone is not None:
                people.append(alone)
                count = 1
            else:
                named, count = _disciplines(words)
                held += named
        words = words[count:]
    return tuple(people), tuple(held)


def _is_short(word: Word) -> bool:
    return word.key in _SELF or (word.text.startswith("@") and ":" not in word.text)


def _disciplines(words: Sequence[Word]) -> tuple[tuple[Role, ...], int]:
    try:
        return roles(words[:_LONGEST_ROLE])
    except ArgumentError:
        raise _nobody() from None


def _nobody() -> ArgumentError:
    return ArgumentError("list of people", "with, and behind it full ids or roles alone", '"What next?" with physician')
