"""Handing a role over to somebody else of the team: asked for, and counted once they take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import Line, direct
from bot.care.grants import BY_NAME_ALONE
from bot.care.people import Membership, Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import on_team
from bot.care.texts import checked

WAITS = timedelta(hours=48)
"""How long somebody may think about it; as long as another person's yes is waited for."""

UNANSWERED = "handover unanswered"
"""The kind of due moment at which whoever asked is told that nobody has answered."""


class Stand(IntEnum):
    """How far it is. Stored: values are for ever."""

    ASKED = 0
    TAKEN = 1
    LAPSED = 2
    REPLACED = 3
    """Asked again, of somebody else or for another reason."""


@dataclass(frozen=True, kw_only=True)
class Handover(Payload):
    """One handover. The record's author hands over, its owner is to take over, its ``due`` is when it is no longer waited for."""

    kind: ClassVar[str] = "handover"
    role: Role
    text: str
    """Why."""
    categories: tuple[Category, ...]
    moved: tuple[str, ...] = ()
    """The refs of what changed its owner."""
    led: bool = False
    """The lead went along."""
    at: datetime | None = None
    """When it was taken over."""


def ask(
    work: Work, case: str, giver: Membership, role: Role, receiver: str, text: str, categories: tuple[Category, ...]
) -> Kept[Handover]:
    """Ask somebody of the team to take a role over. Another request for the same role takes the place of the first."""
    check(giver, role, on_team(work, case, receiver))
    for before in work.records.find(Handover, case, states=frozenset({Stand.ASKED}), author=giver.person):
        if before.what.role is role:
            work.records.put(before, state=Stand.REPLACED)
            work.dues.cancel(_key(before.ref))
    until = work.now + WAITS
    what = Handover(role=role, text=checked(text), categories=categories)
    kept = work.records.add(what, case=case, author=giver.person, owner=receiver, due=until)
    asked = Due(key=_key(kept.ref), kind=UNANSWERED, at=until, place=direct(giver.person), case=case, subject=kept.ref)
    work.dues.put(asked)
    return kept


def check(giver: Membership, role: Role, receiver: Membership) -> None:
    """Refuse a role that is not the giver's own to hand over, and somebody who cannot take it."""
    if role not in giver.roles or role in BY_NAME_ALONE or not giver.own:
        raise InvalidError("refused/handover_role", roles=[one.words for one in giver.roles if one not in BY_NAME_ALONE])
    if receiver.person == giver.person:
        raise InvalidError("refused/handover_self")
    if set(receiver.roles) & BY_NAME_ALONE or not receiver.own:
        raise InvalidError("refused/handover_receiver")


def waiting(work: Work, case: str, ref: str, receiver: str) -> Kept[Handover]:
    """Give what this person may take over. ``ConflictError`` where that is settled by now."""
    kept = work.records.get(Handover, case, ref)
    if kept.state != Stand.ASKED or kept.owner != receiver:
        raise ConflictError("refused/handover_over", ref=kept.ref)
    return kept


def lapse(work: Work, moment: Due) -> Kept[Handover] | None:
    """End what nobody has answered in time; None where it was settled."""
    kept = work.records.locate(moment.case or "", moment.subject)
    if kept is None or not isinstance(kept.what, Handover) or kept.state != Stand.ASKED:
        return None
    return work.records.put(kept, state=Stand.LAPSED)


def settle(work: Work, kept: Kept[Handover]) -> None:
    """Wait for it no longer."""
    work.dues.cancel(_key(kept.ref))


def history(work: Work, case: str) -> tuple[Kept[Handover], ...]:
    """Those that were taken over or wait for it, the newest first."""
    shown = frozenset({Stand.ASKED, Stand.TAKEN})
    return tuple(reversed(work.records.find(Handover, case, states=shown)))


def reason(kept: Kept[Handover]) -> Line:
    """Why, as far as somebody may read it."""
    values = {"ref": kept.ref, "text": kept.what.text}
    return Line(about=about(kept.what.categories), author=kept.author, section="reason", values=values)


def _key(ref: str) -> str:
    return f"{UNANSWERED}:{ref}"
