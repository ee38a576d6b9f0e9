"""Which line of its agenda a huddle took up, and when: what is written from then on is on that line, until the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.care.huddles import Huddle
from bot.care.ports import Work
from bot.care.records import Kept, Payload


@dataclass(frozen=True, kw_only=True)
class Taken(Payload):
    """One line, taken up."""

    kind: ClassVar[str] = "taken"
    subject: str
    """Its ref."""
    huddle: str


def of(work: Work, huddle: Kept[Huddle]) -> tuple[Kept[Taken], ...]:
    """What a huddle took up, in that order."""
    return tuple(one for one in work.records.find(Taken, huddle.case, since=huddle.early) if one.what.huddle == huddle.ref)


def at(takes: Sequence[Kept[Taken]], moment: datetime) -> str:
    """The ref of what was being talked about then; empty where nothing was."""
    return next((one.what.subject for one in reversed(takes) if one.created <= moment), "")
