"""What of a case is shared with whom: whoever may not read something is answered as if it were not there."""

from __future__ import annotations

from collections.abc import Iterable

from bot.care.consent import Category
from bot.care.facts import Line
from bot.care.gate import readers, uncovered
from bot.care.ports import Work
from bot.care.records import Kept, P
from bot.care.tags import about


def readers_of(work: Work, case: str, categories: tuple[Category, ...]) -> frozenset[str]:
    """Give who may read a text of these categories because it is shared with them. Of none: nobody."""
    return readers(about(categories), work.rosters.of(case), work.consents.of(case), work.now)


def may_read(work: Work, case: str, person: str, categories: tuple[Category, ...], *, author: str = "") -> bool:
    """Say whether somebody may read a text of these categories. Of none: its author alone may."""
    return is_for(work, case, person, Line(about=about(categories), author=author))


def reads(work: Work, kept: Kept[P], person: str) -> bool:
    """Say whether somebody may read all that a record says."""
    return may_read(work, kept.case, person, kept.what.concerns(), author=kept.author)


def is_for(work: Work, case: str, person: str, line: Line) -> bool:
    """Say whether somebody may read a line."""
    return not hidden(work, case, person, (line,))


def hidden(work: Work, case: str, person: str, lines: Iterable[Line]) -> int:
    """Count the lines that somebody may not read."""
    roster, grants = work.rosters.of(case), work.consents.of(case)
    return sum(bool(uncovered(line, frozenset({person}), roster, grants, work.now)) for line in lines)
