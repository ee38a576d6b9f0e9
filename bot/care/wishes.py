"""What asks for a plan review before its day: it stands on the agenda until the plan is reviewed.

Each wish is made once for what it is about. ``!review done`` answers all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from bot.care.items import Day, Item, Need, Section, item, joined
from bot.care.ports import Work
from bot.care.records import Kept, Payload


class Reason(StrEnum):
    """Why the plan should be looked at. Stored: values are for ever."""

    NO_CHANGE = "no_change"
    """Two scores of one instrument without a meaningful change."""
    MODALITY = "modality"
    """The patient left a part of care out, or took it up again."""
    SIGNAL = "signal"
    """A signal was closed: what it showed may change the plan."""

    @property
    def words(self) -> str:
        """In neutral words."""
        return _WORDS[self]


_WORDS = {
    Reason.NO_CHANGE: "two scores without meaningful change",
    Reason.MODALITY: "a part of care was left out or taken up again",
    Reason.SIGNAL: "a signal was closed",
}


class Phase(IntEnum):
    """Whether the plan was reviewed since. Stored: values are for ever."""

    OPEN = 0
    REVIEWED = 1


@dataclass(frozen=True, kw_only=True)
class Wish(Payload):
    """One wish for a plan review."""

    kind: ClassVar[str] = "review_wish"
    reason: Reason
    subject: str = ""
    """The ref of what it is about."""
    asked: datetime | None = None
    """When somebody was asked to plan a review because of it."""

    def gist(self) -> str:
        """Why, in neutral words."""
        return self.reason.words


def wish(work: Work, case: str, reason: Reason, *, ref: str = "") -> None:
    """Put the case on the list for a plan review, once for this reason and record while nobody has reviewed the plan."""
    if not any(kept.what.reason == reason and kept.what.subject == ref for kept in open_wishes(work, case)):
        work.records.add(Wish(reason=reason, subject=ref), case=case, author=work.clinic.bot)


def open_wishes(work: Work, case: str) -> list[Kept[Wish]]:
    """Give what asks for a review, oldest first."""
    return work.records.find(Wish, case, states=frozenset({Phase.OPEN}))


def settle(work: Work, case: str) -> None:
    """The plan was reviewed: nothing asks for it any more."""
    for kept in open_wishes(work, case):
        work.records.put(kept, state=Phase.REVIEWED)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what asks for a plan review. What it is about is told to those who may read that record; the rest is neutral.

    Of a signal the ref alone is told: its words are for those whom its ladder rang.
    """
    for kept in open_wishes(work, day.case):
        signal = f", {kept.what.subject}" if kept.what.reason is Reason.SIGNAL else ""
        about_it = work.records.locate(day.case, kept.what.subject) if kept.what.subject and not signal else None
        yield item(
            Section.DUE,
            kept,
            reason=joined(f"asked for {day.dated('since', kept.created)}", day.put_off(kept.ref)),
            need=(Need.SOON, kept.created.timestamp()),
            text=f"plan review, {kept.what.gist()}: {about_it.what.gist()}" if about_it is not None else "",
            concerns=about_it.what.concerns() if about_it is not None else None,
            neutral="" if about_it is not None else f"plan review, {kept.what.gist()}{signal}",
        )
