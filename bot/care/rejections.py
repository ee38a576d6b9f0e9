"""What was considered and is not done, and why: so that nobody proposes it again without knowing that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from bot.care import sittings
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.huddles import stir
from bot.care.items import Day, Item, news
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked, first_line


@dataclass(frozen=True, kw_only=True)
class Rejection(Payload):
    """Something that was decided against."""

    kind: ClassVar[str] = "rejection"
    text: str
    reason: str
    categories: tuple[Category, ...]
    huddle: str = ""
    conference: str = ""

    def gist(self) -> str:
        """What it was, and why not."""
        return f"{first_line(self.text)}, because {first_line(self.reason)}"


def reject(work: Work, case: str, by: str, *, text: str, reason: str, categories: tuple[Category, ...]) -> Kept[Rejection]:
    """Write it down. ``InvalidError`` without a reason."""
    if not text.strip() or not reason.strip():
        raise InvalidError("refused/reject_reason")
    huddle, conference = stir(work, case), sittings.stir(work, case)
    what = Rejection(text=checked(text), reason=checked(reason), categories=categories, huddle=huddle, conference=conference)
    return work.records.add(what, case=case, author=by)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what was decided against between huddles, so that the minutes of none of them hold it."""
    for kept in work.records.find(Rejection, day.case, since=day.early):
        found = news(day, kept, at=kept.created, label="decided against")
        if found is not None and not (kept.what.huddle or kept.what.conference):
            yield found
