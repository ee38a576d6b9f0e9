"""What was typed in a room has been read there: who was present without being covered for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.care import reads
from bot.care.consent import Category
from bot.care.facts import Line
from bot.care.gate import readers, uncovered
from bot.care.places import Place
from bot.care.ports import Work


def overheard(work: Work, case: str, place: Place, author: str, *texts: Iterable[str]) -> frozenset[str]:
    """Give everyone joined or invited in ``place`` who may not read at least one of the texts, each given by its categories.

    Somebody who is not on the roster may read no text that has a category.
    """
    present = place.present - {work.clinic.bot, author}
    roster, grants = work.rosters.of(case), work.consents.of(case)
    lines = [Line(about=tuple(categories), author=author) for categories in texts]
    return frozenset(one for line in lines for one in uncovered(line, present, roster, grants, work.now))


@dataclass(frozen=True, kw_only=True)
class Overheard:
    """What came of typing a text in a room. False where everyone there may read it."""

    present: frozenset[str] = frozenset()
    """Who was there and may not read it."""
    withheld: tuple[Category, ...] = ()
    """Which categories are not shared with them; none where the text has no category yet."""
    readers: frozenset[str] = frozenset()
    """Who may read all of it, the author left out, wherever they are."""

    def __bool__(self) -> bool:
        """Somebody was there who may not read it."""
        return bool(self.present)


NOBODY = Overheard()
"""Everyone there may read it, or nobody else is there."""


def take_back(work: Work, case: str, place: Place, event_id: str, author: str, *texts: Iterable[str]) -> Overheard:
    """Have a message taken out of its room, if somebody there may not read it. What it said is kept; this is no retraction."""
    abouts = [tuple(categories) for categories in texts]
    roster = frozenset(member.person for member in work.rosters.of(case))
    reads.mark(work, case, (place.joined & roster) - {author}, (category for categories in abouts for category in categories))
    present = overheard(work, case, place, author, *abouts)
    if not present:
        return NOBODY
    work.redact(place.key, event_id)
    members, grants = work.rosters.of(case), work.consents.of(case)
    wanted = {category for categories in abouts for category in categories}
    withheld = tuple(one for one in Category if one in wanted and present - readers((one,), members, grants, work.now))
    return Overheard(present=present, withheld=withheld, readers=readers(wanted, members, grants, work.now) - {author})
