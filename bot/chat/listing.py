"""An entry of the directory as people type it: ``NAME discipline … [languages …] [remote] [wait 6 weeks]``, in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.care.directory import Change
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import unquoted
from bot.chat.tokens import Word, is_blank, split

EXAMPLE = "!directory add The pelvic clinic discipline pelvic physiotherapy languages German, Turkish remote wait 6 weeks"

_LANGUAGES = "languages"
_REMOTE = "remote"
_FIELDS = {
    "discipline": "discipline",
    "disciplines": "discipline",
    "languages": _LANGUAGES,
    "language": _LANGUAGES,
    "remote": _REMOTE,
    "wait": "wait",
    "waits": "wait",
}
_NOT = frozenset({"no", "not"})
_WAIT = re.compile(r"(?:about )?([0-9]{1,3}) ?(d|days?|w|weeks?|m|months?)", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30}
_BETWEEN = re.compile(r"\s*[,;/&]\s*|\s+and\s+", re.IGNORECASE)
_BEHIND = ",;:."


def entry(text: str) -> tuple[str, Change]:
    """Read a name and what is known. ``ArgumentError`` without the two that each entry has: a name and a discipline."""
    words = split(text)
    first = next((place for place, word in enumerate(words) if _field(word) == "discipline"), None)
    name = unquoted(text[: words[first].start].strip(f"{_BEHIND} ")) if first else ""
    if first is None or is_blank(name):
        raise ArgumentError("entry", "a name, the word discipline, and what they do", EXAMPLE)
    return name, change(text[words[first].start :])


def change(text: str) -> Change:
    """Read what is known, or has changed; nothing for no words. ``ArgumentError`` for anything else."""
    words, found = split(text), Change()
    places = [place for place, word in enumerate(words) if _field(word)]
    if words and (not places or not {word.key for word in words[: places[0]]} <= _NOT):
        raise ArgumentError("entry", "discipline, languages, remote or wait, and what is known of it", "wait 8 weeks")
    for place, until in pairwise([*places, len(words)]):
        field, negated = _field(words[place]), place > 0 and words[place - 1].key in _NOT
        end = until - 1 if until < len(words) and words[until - 1].key in _NOT and _field(words[until]) == _REMOTE else until
        found = _with(found, field, _typed(text, words[place + 1 : end]), negated=negated)
    return found


def _with(found: Change, field: str, value: str, *, negated: bool) -> Change:
    match field:
        case "remote" if is_blank(value):
            return replace(found, remote=not negated)
        case "discipline" if value:
            return replace(found, discipline=value)
        case "languages" if value:
            return replace(found, languages=tuple(one for one in _BETWEEN.split(value) if one))
        case "wait":
            return replace(found, wait=_wait(value))
    raise ArgumentError("entry", "discipline, languages, remote or wait, and what is known of it", EXAMPLE)


def _wait(value: str) -> int:
    if value.lower() in {"none", "no wait"}:
        return 0
    read = _WAIT.fullmatch(value)
    if read is None:
        raise ArgumentError("wait", "none, or a number of days, weeks or months", "wait 6 weeks")
    return int(read[1]) * _DAYS[read[2][0].lower()]


def _field(word: Word) -> str:
    return _FIELDS.get(word.key.rstrip(_BEHIND), "")


def _typed(text: str, words: Sequence[Word]) -> str:
    return text[words[0].start : words[-1].end].strip(f"{_BEHIND} ") if words else ""
