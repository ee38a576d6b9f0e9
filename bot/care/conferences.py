"""Conferences: booking, moving and calling off. Each change is followed by all that hangs on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.care import apologies, calendars, calls, losses, preparing, quorum, reminders, sittings
from bot.care.booked import (
    Conference,
    Moved,
    Standing,
    asked_to,
    line,
    participants,
    quorum_of,
    reason_line,
    standing,
    to_come,
    uid,
    vacant,
)
from bot.care.errors import ConflictError, InvalidError
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.team import on_team
from bot.care.texts import checked

__all__ = [
    "LASTS",
    "Conference",
    "Standing",
    "book",
    "cancel",
    "check_other",
    "line",
    "move",
    "participants",
    "quorum_of",
    "reason_line",
    "standing",
    "to_come",
    "uid",
    "vacant",
]

LASTS = timedelta(minutes=30)
"""How long a conference is where nobody says it."""


def book(work: Work, case: str, by: str, what: Conference) -> Kept[Conference]:
    """Book it and set its reminders. ``InvalidError`` for the past, and for somebody who is not on the team.

    Whoever books it presents it, and the team's lead has the chair, unless others are named; what disciplines it needs follows
    from who is asked to come.
    """
    _still_to_come(work, what.at)
    for person in what.people:
        on_team(work, case, person)
    asked = quorum.needed(work, case, by=by, people=what.people, roles=what.roles)
    whole = replace(
        what,
        question=checked(what.question),
        link=calls.link(work),
        chair=what.chair or asked.chair,
        presenter=what.presenter or asked.presenter,
        required=what.required or asked.disciplines,
    )
    whole = _placed(work, case, by, whole)
    booked = work.records.add(whole, case=case, author=by, owner=by, due=what.at)
    _follow(work, booked)
    return booked


def move(work: Work, case: str, ref: str, *, at: datetime, end: datetime | None, zone: str) -> Kept[Conference]:
    """Put it at another moment; it lasts as long as before unless ``end`` is given. Apologies were for the old one alone.

    ``ConflictError`` where it is there already: nobody is rung for that, and no apology lapses.
    """
    kept = standing(work, case, ref)
    _still_to_come(work, at)
    lasts = kept.what.end - kept.what.at
    if (kept.what.at, kept.what.end) == (at, end or at + lasts):
        raise ConflictError("refused/moved_already", at=at)
    moves = (*kept.what.moves, Moved(on=work.now, was=kept.what.at))
    moved = replace(kept.what, at=at, end=end or at + lasts, zone=zone, sequence=kept.what.sequence + 1, moves=moves)
    written = work.records.put(kept, what=_placed(work, case, kept.author, moved), due=at)
    apologies.lapse(work, case, kept.ref)
    _follow(work, written)
    return written


def cancel(work: Work, case: str, ref: str, reason: str) -> Kept[Conference]:
    """Call it off; nobody is reminded any more."""
    kept = standing(work, case, ref)
    reminders.drop(work, kept)
    preparing.give_up(work, kept)
    sittings.unschedule(work, kept.ref)
    off = replace(kept.what, cancelled=checked(reason), sequence=kept.what.sequence + 1)
    return work.records.put(kept, what=off, state=Standing.CANCELLED)


def _still_to_come(work: Work, at: datetime) -> None:
    if at <= work.now:
        raise InvalidError("refused/date_past")


def check_other(work: Work, case: str, by: str, what: Conference) -> None:
    """``ConflictError`` where they have booked the very same already. Without a question it may be another one.

    Whoever types it once more means the same, and nobody is to be rung twice.
    """

    def told(one: Conference) -> tuple[object, ...]:
        return one.at, one.end, checked(one.question), one.people, one.roles, one.modality

    same = [one for one in to_come(work, case) if what.question and one.author == by and told(one.what) == told(what)]
    if same:
        raise ConflictError("refused/conference_there", ref=same[0].ref, at=what.at)


def _placed(work: Work, case: str, by: str, what: Conference) -> Conference:
    """Note for whom it is outside working hours: the next one is fairer to them."""
    return replace(what, outside=calendars.outside_at(work, asked_to(work, case, by, what), what.at, what.end))


def _follow(work: Work, kept: Kept[Conference]) -> None:
    """Set whatever comes before it, and with it, anew."""
    reminders.arrange(work, kept)
    preparing.arrange(work, kept)
    sittings.schedule(work, kept)
    losses.note(work, kept)
