"""A medicine as people type it: ``sertraline 50 mg in the morning since 2026-11-01``.

Its name is kept as typed and never looked up. What is taken is known by its whole name, or its ref: half a name may be another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.care.codes import parse_ref
from bot.care.errors import ConflictError, NotFoundError
from bot.care.medicines import Medicine, needed, taken
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import reads
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import quotation
from bot.chat.arguments.tails import last_day
from bot.chat.tokens import Word, following, is_blank, split

EXAMPLE = '!med start "sertraline" 50 mg in the morning since 2026-11-01'

_BEFORE_DAY = frozenset({"since", "from", "on"})
_LONGEST_NAME = 80
_MANY = 4096


def dated(text: str, *, today: date) -> tuple[str, date | None]:
    """Cut ``since DATE`` (or ``from``, ``on``) off the end, where a day up to today stands there."""
    words = split(text.rstrip(), limit=_MANY)
    if words[-2:-1] and words[-2].key in _BEFORE_DAY and not _day_like(words[-1]):
        return text.strip(), None
    found = last_day(words, _BEFORE_DAY, today=today)
    return (text.strip(), None) if found is None else (text[: words[found[1]].start].strip(), found[0])


def named(text: str) -> tuple[str, str]:
    """Tell the name from how it is taken: in quotation marks, or all words before the first that begins with a figure.

    A colon or a comma behind a word ends the name too. ``ArgumentError`` where there is none.
    """
    quoted = quotation(text)
    if quoted is not None:
        name, rest = quoted[0].strip(), quoted[1].strip()
    else:
        words = split(text, limit=_MANY)
        name, rest = _cut(text, words, _end(words))
    if is_blank(name) or len(name) > _LONGEST_NAME or "\n" in name:
        raise ArgumentError("medicine", "its name, then how it is taken", EXAMPLE)
    return name, rest


def found(work: Work, case: str, text: str, by: str) -> tuple[Kept[Medicine], str]:
    """Find the medicine that is taken by its ref or its name; gives it, and the rest of the text.

    ``NotFoundError`` where none of this name is, or none that ``by`` may read: both are answered alike. ``ConflictError`` where
    several begin so: then the ref says which.
    """
    words = split(text, limit=_MANY)
    ref = parse_ref(words[0].text.rstrip(".,:;")) if words else None
    at_hand = work.records.locate(case, ref) if ref is not None else None
    if at_hand is not None and not (isinstance(at_hand.what, Medicine) and not reads(work, at_hand, by)):
        return needed(work, case, at_hand.ref, by), following(text, words, 1).strip()
    every = [kept for kept in taken(work, case) if reads(work, kept, by)]
    scored = [(_shared(kept.what.name, text), kept) for kept in every]
    most = max((count for count, _ in scored), default=0)
    like = [kept for count, kept in scored if count == most and count]
    if not like:
        raise NotFoundError("refused/no_such_med")
    if len(like) > 1:
        raise ConflictError("refused/med_which", refs=[kept.ref for kept in like])
    quoted = quotation(text)
    return like[0], quoted[1].strip() if quoted is not None else following(text, words, most).lstrip(" \t,:").strip()


def _shared(name: str, text: str) -> int:
    """How many words the text begins with that are this whole name; or all that there is, if they begin the name."""
    quoted = quotation(text)
    if quoted is not None:
        return len(split(name)) if quoted[0].strip().casefold() == name.casefold() else 0
    mine, said = [_bare(one) for one in split(name)], [_bare(one) for one in split(text, limit=_MANY)]
    count = min(len(mine), len(said))
    return count if mine[:count] == said[:count] else 0


def _bare(word: Word) -> str:
    return word.key.rstrip(",:;").casefold()


def _end(words: Sequence[Word]) -> int:
    for number, word in enumerate(words):
        if number and word.text[:1].isdigit():
            return number
        if word.text.endswith((":", ",")):
            return number + 1
    return len(words)


def _cut(text: str, words: Sequence[Word], count: int) -> tuple[str, str]:
    if not count:
        return "", text
    return text[words[0].start : words[count - 1].end].rstrip(":,"), following(text, words, count).strip()


def _day_like(word: Word) -> bool:
    return word.text[:1].isdigit() or word.key in {"today", "yesterday"}
