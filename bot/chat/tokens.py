"""The words of a command: each normalised, each with the place where it stood, so that the rest can be cut out as typed."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

LIMIT = 256
"""How many words of a message are told apart. Free text has no such limit, since it is never split."""

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e"
"""What keyboards and copying leave in words, and nobody sees. Signs that turn the direction of text are not among them."""

_LONGEST_GUESS = 40
_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_NORMAL = str.maketrans(
    {
        **dict.fromkeys(ZERO_WIDTH),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        "\u2014": "--",
    }
)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word of a command."""

    text: str
    """Normalised: straight quotes, ``--`` for the long dash, nothing of zero width. Letter case is kept."""
    start: int
    """Where it stands in the message, in code points."""
    end: int

    @property
    def key(self) -> str:
        """For looking up: ASCII letters in lower case, and nothing else changed."""
        return lowered(self.text)


def split(text: str, start: int = 0, limit: int = LIMIT) -> tuple[Word, ...]:
    """Tell the first words apart, at any Unicode white space. What is of zero width alone is no word."""
    found = (
        Word(text=match[0].translate(_NORMAL), start=match.start(), end=match.end())
        for match in islice(_WORD.finditer(text, start), limit)
    )
    return tuple(word for word in found if word.text)


def following(text: str, words: Sequence[Word], count: int, *, start: int = 0) -> str:
    """Give what follows the first ``count`` of ``words`` in ``text``, without the one separator, else as typed."""
    place = words[min(count, len(words)) - 1].end if count and words else start
    if text.startswith("\r\n", place):
        return text[place + 2 :]
    return text[place + 1 :] if place < len(text) and text[place].isspace() else text[place:]


def is_blank(text: str) -> bool:
    """Nothing in it can be seen: white space, format characters and fillers alone."""
    return all(character.isspace() or character in _UNSEEN or unicodedata.category(character) == "Cf" for character in text)


def bare(text: str) -> str:
    """Give a short answer in lower case, without what stands around it: it is shown in marks, and typed with a full stop."""
    return text.strip(" \t\r\n`'\".").lower()


def lowered(text: str) -> str:
    """Lower case for looking up. Only plain ASCII is folded, so that no letter of another script becomes one of ours."""
    return text.lower() if text.isascii() else text


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that is most like this one, for a suggestion; None where none is, or the word is a long one."""
    if len(word) > _LONGEST_GUESS:
        return None
    return next(iter(difflib.get_close_matches(lowered(word), list(known), n=1)), None)
