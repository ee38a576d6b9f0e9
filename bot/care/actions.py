"""What a huddle leads to: actions with one owner and a day, decisions with one implementer and a reason, and information."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum
from typing import ClassVar

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


@dataclass(frozen=True, kw_only=True)
class Decision(Payload):
    """What was decided. Its owner is whoever carries it out."""

    kind: ClassVar[str] = "decision"
    text: str
    reason: str
    categories: tuple[Category, ...]
    huddle: str = ""


@dataclass(frozen=True, kw_only=True)
class Info(Payload):
    """Something that everyone should know, and nobody has to act upon."""

    kind: ClassVar[str] = "info"
    text: str
    categories: tuple[Category, ...]
    huddle: str = ""


def act(work: Work, case: str, by: str, *, text: str, categories: tuple[Category, ...], owner: str, day: date) -> Kept[Action]:
    """Give somebody on the team something to do. ``InvalidError`` where the owner is not on it."""
    on_team(work, case, owner)
    what = Action(text=checked(text), categories=categories, day=day, huddle=stir(work, case))
    return work.records.add(what, case=case, author=by, owner=owner, due=end_of(day, work.clinic.zone))


def decide(
    work: Work, case: str, by: str, *, text: str, reason: str, categories: tuple[Category, ...], implementer: str
) -> Kept[Decision]:
    """Write a decision down. ``InvalidError`` where whoever is to carry it out is not on the team."""
    on_team(work, case, implementer)
    what = Decision(text=checked(text), reason=checked(reason), categories=categories, huddle=stir(work, case))
    return work.records.add(what, case=case, author=by, owner=implementer)


def inform(work: Work, case: str, by: str, *, text: str, categories: tuple[Category, ...]) -> Kept[Info]:
    """Write down what all should know."""
    return work.records.add(Info(text=checked(text), categories=categories, huddle=stir(work, case)), case=case, author=by)


def end_of(day: date, zone: str) -> datetime:
    """Give the last minute of a day, where the clinic is."""
    return at_clock(day, time(23, 59), zone)
