"""Quotation marks around an argument. Only whole quotations are opened; anything else stays as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.chat.tokens import ZERO_WIDTH, following, split

_PAIRS = {'"': '"', "'": "'", "\u201c": "\u201d", "\u201e": "\u201c\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb"}


def unquoted(text: str) -> str:
    """Take the quotation marks off, where the whole text is one quotation; else give the text as typed."""
    found = quotation(text)
    return found[0] if found is not None and not found[1].strip() else text


def quotation(text: str) -> tuple[str, str] | None:
    """Split a text that begins with a quotation into that and what follows; None where it begins otherwise, or never ends.

    A closing mark counts only in front of white space or the end, so that an apostrophe does not close one.
    """
    bare = text.lstrip()
    closing = _PAIRS.get(bare[:1], "")
    for place in range(1, len(bare)):
        if bare[place] in closing and (place + 1 == len(bare) or bare[place + 1].isspace()):
            return bare[1:place], following(bare[place + 1 :], (), 0)
    return None


def enclosed(text: str, keys: Iterable[str]) -> tuple[str, str, str] | None:
    """Find the first quotation that stands in a text: what is before it, in it, and behind it; None where none begins and ends.

    It begins where a word does. Its closing mark counts in front of white space or the end, as in ``quotation``; and in front of
    one of ``keys`` or a tag, with a comma or a full stop between or with nothing.
    """
    words = "|".join(re.escape(key) for key in keys)
    ends = rf"(?=[{ZERO_WIDTH}]*(?:\s|\Z)|[{ZERO_WIDTH},;.]*(?:\Z|\s*(?:[#~]|(?:{words})(?!\S))))"
    never: set[str] = set()
    for opening in re.finditer(rf"(?<![^\s{ZERO_WIDTH}])[{re.escape(''.join(_PAIRS))}]", text):
        marks = _PAIRS[opening[0]]
        closing = None if marks in never else re.compile(f"[{marks}]{ends}", re.IGNORECASE).search(text, opening.end())
        if closing is not None:
            return text[: opening.start()], text[opening.end() : closing.start()], text[closing.end() :]
        never.add(marks)
    return None


def first_word(text: str) -> tuple[str, str]:
    """Split off the first word, normalised; both empty where there is none."""
    words = split(text, limit=1)
    return (words[0].text, following(text, words, 1)) if words else ("", "")
