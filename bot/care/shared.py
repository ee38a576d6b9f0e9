"""What of a case is shared with one person: whoever may not read something is answered as if it were not there."""

from __future__ import annotations

from bot.care.consent import Category
from bot.care.facts import Line
from bot.care.gate import uncovered
from bot.care.ports import Work
from bot.care.records import Kept, P
from bot.care.tags import about


def may_read(work: Work, case: str, person: str, categories: tuple[Category, ...], *, author: str = "") -> bool:
    """Say whether somebody may read a text of these categories. Of none: its author alone may."""
    line = Line(about=about(categories), author=author)
    return not uncovered(line, frozenset({person}), work.rosters.of(case), work.consents.of(case), work.now)


def reads(work: Work, kept: Kept[P], person: str) -> bool:
    """Say whether somebody may read all that a record says."""
    return may_read(work, kept.case, person, kept.what.concerns(), author=kept.author)
