"""What people bring to a conference: facts, and options to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.care import guests, sittings
from bot.care.consent import Category
from bot.care.errors import DeniedError
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked


@dataclass(frozen=True, kw_only=True)
class Fact(Payload):
    """Something that whoever says it stands for."""

    kind: ClassVar[str] = "conference_fact"
    text: str
    categories: tuple[Category, ...]
    conference: str
    """The ref of the conference in which it was said."""


@dataclass(frozen=True, kw_only=True)
class Option(Payload):
    """Something that could be done."""

    kind: ClassVar[str] = "conference_option"
    text: str
    categories: tuple[Category, ...]
    conference: str


def check(work: Work, case: str, by: str) -> str:
    """Give the ref of the conference that is held. ``ConflictError`` where none is, ``DeniedError`` for a guest of another one."""
    conference = sittings.needed(work, case).what.conference
    check_guest(work, case, by, conference)
    return conference


def fact(work: Work, case: str, by: str, *, text: str, categories: tuple[Category, ...]) -> Kept[Fact] | Kept[Option]:
    """Write down what somebody stands for. Raises as ``check`` does."""
    conference = check(work, case, by)
    sittings.stir(work, case)
    return work.records.add(Fact(text=checked(text), categories=categories, conference=conference), case=case, author=by)


def option(work: Work, case: str, by: str, *, text: str, categories: tuple[Category, ...]) -> Kept[Fact] | Kept[Option]:
    """Write down what could be done. Raises as ``check`` does."""
    conference = check(work, case, by)
    sittings.stir(work, case)
    return work.records.add(Option(text=checked(text), categories=categories, conference=conference), case=case, author=by)


def check_guest(work: Work, case: str, by: str, conference: str) -> None:
    """Refuse a guest of another conference. ``DeniedError``: they are told nothing of this one."""
    member = work.rosters.member(case, by)
    if member is None or Role.GUEST not in member.roles:
        return
    room = guests.room_of(work, case, conference)
    if room is None or by not in room.what.guests:
        raise DeniedError
