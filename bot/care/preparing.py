"""What a conference is prepared with: who brings what. A day before it the list locks; what comes later says why it cannot wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care.booked import Conference, standing
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.facts import Line, Value, case_room
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import on_team
from bot.care.texts import checked, first_line

BEFORE = timedelta(days=1)
"""So long before a conference its list locks."""

LOCKS = "conference list locks"
"""The kind of due moment at which it does, and at which what is missing is asked for."""

ASKS = "conference list asks"
"""The kind of due moment at which somebody is asked who did not work at that of everybody."""


class Stand(IntEnum):
    """Whether it is there. Stored: values are for ever."""

    OPEN = 0
    READY = 1
    NOTHING = 2
    """It will not be brought; without words: a discipline brings nothing."""


@dataclass(frozen=True, kw_only=True)
class ConferenceItem(Payload):
    """One thing that somebody brings. The record's owner is who does, its ``due`` the conference's beginning."""

    kind: ClassVar[str] = "conference_item"
    conference: str
    """The ref of the conference."""
    text: str
    categories: tuple[Category, ...] = ()
    urgent: str = ""
    """Why it could not wait, of what came after the list was locked."""
    late: bool = False
    """It came after that."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How a list stands, in neutral words."""

    things: int
    ready: int
    locked: bool


def add(work: Work, case: str, by: str, what: ConferenceItem, *, owner: str, asked: bool = False) -> Kept[ConferenceItem]:
    """Put something on the list. ``asked``: the bot asked for it, so that it needs no reason and is there already.

    ``ConflictError`` for a list that is locked, where no reason is given; ``InvalidError`` for an owner who is not on the team.
    """
    kept = standing(work, case, what.conference)
    on_team(work, case, owner)
    late = locked(work, kept)
    if late and not what.urgent and not asked:
        raise ConflictError("refused/list_locked", ref=kept.ref, locked=max(locks_at(kept), kept.created))
    item = ConferenceItem(
        conference=kept.ref, text=checked(what.text), categories=what.categories, urgent=checked(what.urgent), late=late
    )
    state = Stand.OPEN if not asked else Stand.READY if item.text else Stand.NOTHING
    return work.records.add(item, case=case, author=by, owner=owner, state=state, due=kept.what.at)


def items(work: Work, case: str, conference: str) -> tuple[Kept[ConferenceItem], ...]:
    """Give the list of a conference, in the order in which it was made."""
    return tuple(kept for kept in work.records.find(ConferenceItem, case) if kept.what.conference == conference)


def locks_at(kept: Kept[Conference]) -> datetime:
    """When its list locks; aware, UTC."""
    return kept.what.at - BEFORE


def locked(work: Work, kept: Kept[Conference]) -> bool:
    """Whether its list is locked: one that is booked for sooner than that is from the beginning."""
    return work.now >= locks_at(kept)


def summary(work: Work, kept: Kept[Conference]) -> Summary:
    """Count what is on its list, and what of that is there."""
    brought = [one for one in items(work, kept.case, kept.ref) if one.what.text]
    return Summary(things=len(brought), ready=sum(one.state == Stand.READY for one in brought), locked=locked(work, kept))


def arrange(work: Work, kept: Kept[Conference]) -> None:
    """Have the list of a conference lock a day before the moment at which it is booked now, or at once."""
    drop(work, kept)
    due = Due(
        key=f"conference:{kept.ref}:list",
        kind=LOCKS,
        at=max(locks_at(kept), work.now),
        place=case_room(kept.case),
        case=kept.case,
        subject=kept.ref,
    )
    work.dues.put(due)
    for one in items(work, kept.case, kept.ref):
        if one.due != kept.what.at:
            work.records.put(one, due=kept.what.at)


def drop(work: Work, kept: Kept[Conference]) -> None:
    """Have nobody asked for anything any more."""
    for due in work.dues.of(kept.case):
        if due.subject == kept.ref and due.kind in {LOCKS, ASKS}:
            work.dues.cancel(due.key)


def give_up(work: Work, kept: Kept[Conference]) -> None:
    """Ask nobody for anything any more, and let go of what was still to be brought: the conference is called off."""
    drop(work, kept)
    for one in items(work, kept.case, kept.ref):
        if one.state == Stand.OPEN:
            work.records.put(one, state=Stand.NOTHING)


def line(kept: Kept[ConferenceItem]) -> Line:
    """What somebody brings, as far as somebody else may read it."""
    text, urgent = first_line(kept.what.text), first_line(kept.what.urgent)
    values: dict[str, Value] = {"ref": kept.ref, "owner": kept.owner or "", "text": text, "urgent": urgent}
    return Line(about=about(kept.what.categories), author=kept.author, section="item", values=values)
