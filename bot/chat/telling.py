"""Who tells the patient, and in which words: ``@physician "…"``, ``mental health "…"``, ``"…" by me``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person, roles
from bot.chat.arguments.quotes import enclosed
from bot.chat.assigned import WHO, Short, somebody
from bot.chat.tokens import Word, split

_BY = "by"
_TAGS = ("#", "~")
_BEHIND = ",;:"
_ONE = "@physician:clinic.example"


def teller(text: str, mentions: Sequence[str] = (), short: Short | None = None) -> tuple[str | None, str]:
    """Read it: the one person, and what is left as typed.

    A role and ``me`` count where nothing else stands on that side of the quotation, or behind ``by``. ``ArgumentError`` where two
    different people are named, for a role that several hold or nobody does, and what ``short`` raises.
    """
    only = mentions[0] if len(mentions) == 1 else None
    quoted = enclosed(text, (_BY,))
    if quoted is None:
        bare, found = _unquoted(text.strip(), short)
    else:
        before, first = _beside(quoted[0], only, short)
        behind, last = _beside(quoted[2], only, short)
        words = text[len(quoted[0]) : len(text) - len(quoted[2])]
        tagged = behind.lstrip().startswith(_TAGS)  # they count on the first line of what is kept
        bare, found = f"{behind} {before}{words}" if tagged else f"{before}{words}{behind}", [first, last]
    named = dict.fromkeys(one for one in found if one is not None)
    if len(named) > 1:
        raise ArgumentError("person", "one clinician, who tells the patient", _ONE)
    return next(iter(named), only), bare.strip()


def _unquoted(text: str, short: Short | None) -> tuple[str, list[str | None]]:
    """With a full id on one side, ``@physio`` on the other is one of the words for the patient."""
    meant = short if somebody(text, by=True)[1] is None else None
    bare, last = somebody(text, by=True, short=meant)
    bare, first = somebody(bare, by=False, short=meant) if last is not None else (bare, None)
    return bare, [last, first]


def _beside(text: str, only: str | None, short: Short | None) -> tuple[str, str | None]:
    """Take the person out of one side of a quotation. Tags behind them stay with the words."""
    words = split(text)
    by = bool(words) and words[0].key == _BY
    end = next((place for place, word in enumerate(words) if word.text.startswith(_TAGS)), len(words))
    named = [replace(word, text=word.text.rstrip(_BEHIND)) for word in words[by:end] if word.text.strip(_BEHIND)]
    found = _whole(named, only, short) if named else None
    if found is not None:
        return text[words[end - 1].end :], found
    bare, found = somebody(text.strip(), by=True, short=short)
    return (f" {bare} ", found) if found is not None else (text, None)


def _whole(words: Sequence[Word], only: str | None, short: Short | None) -> str | None:
    """The person, where all of the words name one; ``only`` if they are the role of somebody who is mentioned."""
    with suppress(ArgumentError):
        found, count = person(words)
        return found if count == len(words) else None
    found_short = short(words) if short is not None else None
    if found_short is not None or not _is_role(words):
        return found_short
    if only is None:
        raise ArgumentError("person", WHO, _ONE)
    return only


def _is_role(words: Sequence[Word]) -> bool:
    with suppress(ArgumentError):
        return roles(words)[1] == len(words)
    return False
