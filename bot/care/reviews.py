"""Plan reviews: how one begins, by whom it is asked for, and what is kept of it.

At most one is open in a case. One that falls due while another is open takes that one up: what gathered since is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from bot.care import series
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.items import Day, Item, Need, Section, item, joined
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.team import lead_of


class Phase(IntEnum):
    """Whether a review goes on. Stored: values are for ever."""

    OPEN = 0
    DONE = 1
    LEFT = 2
    """The case was closed while it was open."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of a review as it stood at its end. Its fields are those of ``review_lines.Entry``."""

    part: str
    ref: str = ""
    label: str = ""
    by: str = ""
    owner: str = ""
    reason: str = ""
    text: str = ""
    quoted: bool = False
    voice: str = ""
    about: tuple[str, ...] = ()
    author: str | None = None


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a review looked at, as it stood at its end: the next one compares with it."""

    refs: tuple[str, ...] = ()
    """Everything that was on its agenda, or came onto it while it was open."""
    ratings: Mapping[str, int] = field(default_factory=dict)
    """How each open goal was rated last, by the goal's ref; a goal that nobody rated is left out."""
    people: tuple[str, ...] = ()
    """Who was on the roster."""
    version: int = 0
    """The number of the plan version that came of it; 0: none."""
    lines: tuple[Shown, ...] = ()
    """What it said of all that, in its order. What becomes of a record later changes no word of it."""


@dataclass(frozen=True, kw_only=True)
class Review(Payload):
    """One plan review. It begins when its record is made; its owner is whoever is asked after it."""

    kind: ClassVar[str] = "plan_review"
    since: datetime
    """What was recorded from here on belongs to it: the end of the one before, or the beginning of the case."""
    done: datetime | None = None
    asked: datetime | None = None
    """When it was pointed out that goals were not rated."""
    reminded: datetime | None = None
    """When somebody was last asked whether it is done."""
    looked: Looked | None = None


def running(work: Work, case: str) -> Kept[Review] | None:
    """The open review of a case, if there is one."""
    return next(iter(work.records.find(Review, case, states=frozenset({Phase.OPEN}), newest=1)), None)


def needed(work: Work, case: str) -> Kept[Review]:
    """The open review. ``ConflictError`` where there is none."""
    found = running(work, case)
    if found is None:
        raise ConflictError("refused/no_review_open")
    return found


def last(work: Work, case: str) -> Kept[Review] | None:
    """The last review that was gone through."""
    return next(iter(work.records.find(Review, case, states=frozenset({Phase.DONE}), newest=1)), None)


def begin(work: Work, case: str, by: str) -> Kept[Review]:
    """Give the open review; where there is none, begin one. It is the lead's; of a case without one, whoever's began it."""
    lead = lead_of(work, case)
    member = work.rosters.member(case, by)
    owner = lead.person if lead is not None else member.person if member is not None else None
    return running(work, case) or work.records.add(Review(since=_since(work, case)), case=case, author=by, owner=owner)


def ring(work: Work, moment: Due) -> Kept[Review] | None:
    """Begin the review that is due, or take up the one still open. None: the series was stopped or moved meanwhile."""
    found = series.rung(work, moment)
    return begin(work, found.case, work.clinic.bot) if found is not None else None


def leave(work: Work, case: str) -> None:
    """The case is closed: a review that is open ends with it, and looks at nothing more."""
    found = running(work, case)
    if found is not None:
        work.records.put(found, what=replace(found.what, done=work.now), state=Phase.LEFT)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give the review that is open, in neutral words."""
    found = running(work, day.case)
    if found is not None:
        reason = joined(f"open {day.dated('since', found.created)}", day.put_off(found.ref))
        yield item(Section.UNFINISHED, found, reason=reason, need=(Need.OPEN, found.created.timestamp()), neutral="Plan review")


def _since(work: Work, case: str) -> datetime:
    """What came while the one before was open stands in that one, as it was kept at its end."""
    before = last(work, case)
    if before is not None:
        return before.what.done or before.created
    known = work.cases.get(case)
    return known.created if known is not None else work.now
