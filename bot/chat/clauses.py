"""A question in quotation marks, and what stands before or behind it: tags, and parts that each begin with a word of their own.

Whatever belongs to none of these is refused. A word that is passed over in silence could have been a name, and a conference with
nobody named is one with the whole team.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.care.consent import Category, Modality
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.lengths import length, span_of
from bot.chat.arguments.quotes import enclosed
from bot.chat.arguments.tags import Tags, tags
from bot.chat.companions import companions
from bot.chat.tokens import Word, split

_TAGS = ("#", "~")
_MARK = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_JOINING = frozenset({",", ";", "and", "&"})


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """What a command takes beside its question."""

    keys: Mapping[str, str]
    """The words that a part begins with, each with the name of that part."""
    expected: str
    """What may stand there, for whoever typed something else."""
    example: str
    """A whole command that is right."""

    def misread(self) -> ArgumentError:
        """Say what may stand beside the question."""
        return ArgumentError("wording", self.expected, self.example)

    def unquoted(self) -> ArgumentError:
        """Ask for quotation marks."""
        return ArgumentError("question", "quotation marks around it, and the rest before or behind them", self.example)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was typed, told apart."""

    question: str
    """As typed; empty where there is none."""
    categories: tuple[Category, ...]
    """Those of tags alone."""
    modality: Modality | None
    parts: Mapping[str, str]
    """By its name what stands behind the word of each part."""


def written(text: str, grammar: Grammar, *, now: datetime, zone: str) -> Written:
    """Read it. ``now`` is aware, ``zone`` an IANA name, for the tags.

    Without quotation marks all of it is the question, unless words stand in it that may be meant otherwise: a part, a person,
    or nothing but roles or a length. ``ArgumentError`` for those, for words that belong to nothing, for a part that is there
    twice, and for wrong tags.
    """
    found = enclosed(text, grammar.keys)
    if found is None:
        every, body = tags(text, now=now, zone=zone)
        words = _words(body)
        if words and words[0].key not in grammar.keys:
            if _may_be_more(words, body, grammar):
                raise grammar.unquoted()
            return Written(question=body.strip(), categories=every.categories, modality=every.modality, parts={})
        found = text, "", ""
    before, question, behind = found
    parts: dict[str, str] = {}
    told: list[Tags] = []
    for place, side in enumerate((before, behind)):
        told += [tags(f'"{question}"', now=now, zone=zone)[0]] if place and question else []
        bare, said = _untagged(side, grammar, now=now, zone=zone)
        told += said
        for name, part in _parts(bare, grammar):
            if name in parts:
                raise grammar.misread()
            parts[name] = part
    modalities = tuple(dict.fromkeys(one.modality for one in told if one.modality is not None))
    if len(modalities) > 1:
        raise ArgumentError("modality", "one at most", "~couple_work")
    return Written(
        question=question.strip(),
        categories=tuple(dict.fromkeys(category for one in told for category in one.categories)),
        modality=modalities[0] if modalities else None,
        parts=parts,
    )


def lasting(text: str, grammar: Grammar) -> timedelta:
    """Read a part that is a length. ``ArgumentError`` for what is none, and for words behind it."""
    words = _words(text)
    found = length(words)
    if found is None:
        raise ArgumentError("length", "minutes or hours", "for 45m")
    if found[1] < len(words):
        raise grammar.misread()
    return found[0]


def _words(text: str) -> tuple[Word, ...]:
    """All of them, however many."""
    return split(text, limit=len(text) + 1)


def _may_be_more(words: tuple[Word, ...], text: str, grammar: Grammar) -> bool:
    """A text without quotation marks may be more than a question, or another thing."""
    if _MARK.match(text.lstrip()) or any(word.key in grammar.keys or word.text.startswith("@") for word in words):
        return True
    lasts = span_of(words)
    return (lasts is not None and lasts[1] == len(words)) or _names_somebody(text)


def _names_somebody(text: str) -> bool:
    try:
        companions(text)
    except ArgumentError:
        return False
    return True


def _untagged(text: str, grammar: Grammar, *, now: datetime, zone: str) -> tuple[str, list[Tags]]:
    """Take the tags out, wherever they stand and on whichever line."""
    if _MARK.search(text):
        raise grammar.misread()
    words = [word.text for word in _words(text)]
    begins = [0, *(place for place, word in enumerate(words) if word.startswith(_TAGS)), len(words)]
    kept, found = [], []
    for place, end in pairwise(begins):
        said, rest = tags(" ".join(words[place:end]), now=now, zone=zone)
        if said.goal is not None or said.at is not None:
            raise grammar.misread()
        kept.append(rest)
        found.append(said)
    return " ".join(kept), found


def _parts(text: str, grammar: Grammar) -> list[tuple[str, str]]:
    """Cut it before each word that a part begins with: the part's name, and what stands behind that word."""
    words = _words(text)
    begins = [place for place, word in enumerate(words) if word.key in grammar.keys]
    if any(word.key not in _JOINING for word in words[: begins[0] if begins else len(words)]):
        raise grammar.misread()
    found = []
    for place, end in pairwise([*begins, len(words)]):
        last = end
        while last > place + 1 and words[last - 1].key in _JOINING:
            last -= 1
        behind = " ".join(word.text for word in words[place + 1 : last]).rstrip(",;:")
        if not behind:
            raise grammar.misread()
        found.append((grammar.keys[words[place].key], behind))
    return found
