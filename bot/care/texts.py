"""What people type in a sentence or more: of which categories it is, how long it may be, and how it looks in a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.ports import Work
from bot.care.tags import default_category

MOST = 4000
"""The longest text of a topic, an action or a decision, in code points; longer ones belong in a note."""

_SHOWN = 120


def categories_of(work: Work, case: str, author: str, named: Iterable[Category] = ()) -> tuple[Category, ...]:
    """Give the categories of a text: those that its author named, else the author's default. Empty: the author has to be asked."""
    chosen = tuple(dict.fromkeys(named))
    default = default_category(work.rosters.member(case, author), work.rosters.of(case))
    return chosen or ((default,) if default is not None else ())


def checked(text: str) -> str:
    """Give the text without white space around it. ``InvalidError`` where it is too long for one thing on an agenda."""
    bare = text.strip()
    if len(bare) > MOST:
        raise InvalidError("refused/text_too_long", most=MOST)
    return bare


def first_line(text: str) -> str:
    """Give what fits one line of a list."""
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1].rstrip()}…"


def listed(words: Sequence[str]) -> str:
    """Give ``a, b and c``."""
    return " and ".join((", ".join(words[:-1]), words[-1]) if len(words) > 1 else words)
