"""What a meeting leads to: actions with one owner and a day, decisions with one implementer and a reason, and information."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum
from typing import ClassVar

from bot.care import sittings
from bot.care.cadence import at_clock
from bot.care.consent import Category
from bot.care.huddles import stir
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.team import on_team
from bot.care.texts import checked


class TaskState(IntEnum):
    """Whether an action or a decision is still to be carried out. Stored: values are for ever."""

    OPEN = 0
    DONE = 1
    CHANGED = 2
    """Another decision took its place; nobody carries it out any more."""


@dataclass(frozen=True, kw_only=True)
class Action(Payload):
    """Something that its owner will do. The record's ``due`` is the last minute of its day, where the clinic is."""

    kind: ClassVar[str] = "action"
    text: str
    categories: tuple[Category, ...]
    day: date
    """By the end of this day."""
    huddle: str = ""
    """The ref of the huddle it came from."""
    conference: str = ""
    """The ref of the conference it came from."""


@dataclass(frozen=True, kw_only=True)
class Decision(Payload):
    """What was decided. Its owner is whoever carries it out; its ``due`` that of its day, if it has one."""

    kind: ClassVar[str] = "decision"
    text: str
    reason: str
    categories: tuple[Category, ...]
    huddle: str = ""
    conference: str = ""
    day: date | None = None
    """By the end of this day."""
    instead_of: str = ""
    """The ref of the decision that it takes the place of; the reason says why."""


@dataclass(frozen=True, kw_only=True)
class Info(Payload):
    """Something that everyone should know, and nobody has to act upon."""

    kind: ClassVar[str] = "info"
    text: str
    categories: tuple[Category, ...]
    huddle: str = ""
    conference: str = ""


def act(work: Work, case: str, by: str, *, text: str, categories: tuple[Category, ...], owner: str, day: date) -> Kept[Action]:
    """Give somebody on the team something to do. ``InvalidError`` where the owner is not on it."""
    on_team(work, case, owner)
    what = Action(text=checked(text), categories=categories, day=day, **_meeting(work, case))
    return work.records.add(what, case=case, author=by, owner=owner, due=end_of(day, work.clinic.zone))


def decide(
    work: Work,
    case: str,
    by: str,
    *,
    text: str,
    reason: str,
    categories: tuple[Category, ...],
    implementer: str,
    day: date | None = None,
    instead_of: str = "",
) -> Kept[Decision]:
    """Write a decision down. ``InvalidError`` where whoever is to carry it out is not on the team.

    One that takes the place of another is made by ``bot.care.decisions.decide``, which sees to that other one as well.
    """
    on_team(work, case, implementer)
    what = Decision(
        text=checked(text),
        reason=checked(reason),
        categories=categories,
        day=day,
        instead_of=instead_of,
        **_meeting(work, case),
    )
    due = end_of(day, work.clinic.zone) if day is not None else None
    return work.records.add(what, case=case, author=by, owner=implementer, due=due)


def inform(work: Work, case: str, by: str, *, text: str, categories: tuple[Category, ...]) -> Kept[Info]:
    """Write down what all should know."""
    return work.records.add(Info(text=checked(text), categories=categories, **_meeting(work, case)), case=case, author=by)


def _meeting(work: Work, case: str) -> dict[str, str]:
    """Give the refs of the huddle that is open and of the conference that is held, and let both go on."""
    return {"huddle": stir(work, case), "conference": sittings.stir(work, case)}


def end_of(day: date, zone: str) -> datetime:
    """Give the last minute of a day, where the clinic is."""
    return at_clock(day, time(23, 59), zone)
