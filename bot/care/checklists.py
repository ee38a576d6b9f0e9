"""Checklists: what the clinic does again and again, as a list with a role and a number of days for each line.

A list belongs to the organisation and says nothing of any patient. Begun in a case, it becomes actions of the people there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care import actions
from bot.care.actions import Action, TaskState
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import ORGANISATION, Kept, Payload
from bot.care.team import lead_of
from bot.care.texts import checked
from bot.care.workdays import next_workday

MOST_LINES = 30
LONGEST_NAME = 60
"""In code points."""


class Use(IntEnum):
    """Whether a list is in use. Stored: values are for ever."""

    LISTED = 0
    REPLACED = 1
    REMOVED = 2


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a list."""

    role: Role
    days: int
    """So many days after the list is begun it is to be done."""
    text: str


@dataclass(frozen=True, kw_only=True)
class Checklist(Payload):
    """A list of the clinic's."""

    kind: ClassVar[str] = "checklist"
    name: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Begun(Payload):
    """A list that was begun in a case."""

    kind: ClassVar[str] = "checklist_begun"
    name: str
    checklist: str
    """The ref of the list as it was then."""
    actions: tuple[str, ...]
    """The refs of what came of it, in its order."""
    stood_in: tuple[str, ...] = ()
    """Those that are the lead's, since nobody held the role."""


def keep(work: Work, by: str, name: str, entries: Sequence[Entry]) -> tuple[Kept[Checklist], Kept[Checklist] | None]:
    """Keep a list, in the place of one of the same name. Gives both. ``InvalidError`` for one that is too long."""
    bare = " ".join(name.split())
    if not bare or len(bare) > LONGEST_NAME or not entries or len(entries) > MOST_LINES:
        raise InvalidError("refused/checklist_long", most=MOST_LINES, longest=LONGEST_NAME)
    before = named(work, bare)
    whole = tuple(Entry(role=one.role, days=one.days, text=checked(one.text)) for one in entries)
    kept = work.records.add(Checklist(name=bare, entries=whole), case=ORGANISATION, author=by)
    if before is not None:
        work.records.put(before, state=Use.REPLACED, superseded_by=kept.ref)
    return kept, before


def remove(work: Work, kept: Kept[Checklist]) -> None:
    """Take a list off. What was begun with it stays."""
    work.records.put(kept, state=Use.REMOVED)


def every(work: Work) -> tuple[Kept[Checklist], ...]:
    """Every list in use, by its name."""
    found = work.records.find(Checklist, ORGANISATION, states=frozenset({Use.LISTED}))
    return tuple(sorted(found, key=lambda one: one.what.name.casefold()))


def named(work: Work, name: str) -> Kept[Checklist] | None:
    """The list of this name, in any letter case, or with this ref; None where there is none."""
    wanted = " ".join(name.casefold().split())
    return next((one for one in every(work) if wanted in {one.what.name.casefold(), one.ref.casefold()}), None)


def needed(work: Work, name: str) -> Kept[Checklist]:
    """The same. ``NotFoundError`` where there is none."""
    found = named(work, name)
    if found is None:
        raise NotFoundError("refused/no_checklist")
    return found


def begin(work: Work, case: str, by: str, kept: Kept[Checklist], first: date) -> Kept[Begun]:
    """Make its lines actions of whoever holds each role in the case, counted from a day; where nobody does, of the lead.

    ``ConflictError`` while it is under way already, ``InvalidError`` where the case has neither.
    """
    going = next((one for one in under_way(work, case) if one.what.name == kept.what.name), None)
    if going is not None:
        raise ConflictError("refused/checklist_going", name=kept.what.name, ref=going.ref)
    made: list[str] = []
    stood_in: list[str] = []
    for entry in kept.what.entries:
        owner, own = _owner(work, case, entry.role)
        day = next_workday(work.clinic, first + timedelta(days=entry.days))
        action = actions.act(work, case, by, text=entry.text, categories=(Category.SUMMARY,), owner=owner, day=day)
        made.append(action.ref)
        stood_in += [] if own else [action.ref]
    what = Begun(name=kept.what.name, checklist=kept.ref, actions=tuple(made), stood_in=tuple(stood_in))
    return work.records.add(what, case=case, author=by)


def tasks(work: Work, kept: Kept[Begun]) -> tuple[Kept[Action], ...]:
    """What came of it, in its order, without what was taken back."""
    found = (work.records.locate(kept.case, ref) for ref in kept.what.actions)
    return tuple(one for one in found if one is not None and isinstance(one.what, Action) and one.state >= 0)


def under_way(work: Work, case: str) -> tuple[Kept[Begun], ...]:
    """Every list that was begun and of which something is still to be done, oldest first."""
    return tuple(one for one in work.records.find(Begun, case) if any(task.state == TaskState.OPEN for task in tasks(work, one)))


def _owner(work: Work, case: str, role: Role) -> tuple[str, bool]:
    """Whoever holds a role, as their first before as another; else the lead, which is no own place of theirs."""
    holders = [member for member in work.rosters.of(case) if role in member.roles]
    first = next((member for member in holders if member.role is role), next(iter(holders), None))
    if first is not None:
        return first.person, True
    lead = lead_of(work, case)
    if lead is None:
        raise InvalidError("refused/checklist_nobody", role=role.words)
    return lead.person, False
