"""One ref at a time: what stands behind one is said of it, unless it is nothing but refs."""

from __future__ import annotations

from bot.care.codes import parse_ref
from bot.care.ports import Work
from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import split

_BETWEEN = frozenset({"and", "&", "+", ","})


def check_alone(work: Work, case: str, ref: str, said: str, *, head: str) -> None:
    """``ArgumentError`` where refs of this case alone stand behind a ref: each of them was meant, and none is a word about it."""
    words = [word.key.strip(",;.") for word in split(said) if word.key not in _BETWEEN]
    if words and all(_is_of(work, case, word) for word in words):
        raise ArgumentError("ref", "one ref at a time", f"{head} {ref}")


def _is_of(work: Work, case: str, word: str) -> bool:
    ref = parse_ref(word)
    return ref is not None and work.records.locate(case, ref) is not None
