"""Conferences: a question, a moment, and those who take part; reminders before it, and a calendar entry that is superseded."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care import calls
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import Line, Value, case_room
from bot.care.people import Role
from bot.care.ports import Due, Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import on_team
from bot.care.texts import checked, first_line

LASTS = timedelta(minutes=30)
"""How long a conference is where nobody says it."""

REMINDERS = {
    timedelta(days=1): ("a day", "tomorrow"),
    timedelta(hours=1): ("an hour", "in one hour"),
    timedelta(minutes=5): ("five minutes", "in five minutes"),
}
"""How long before it people are reminded, how that is announced, and how it is said then."""

REMINDER_DUE = "conference reminder"
"""The kind of due moment that reminds."""


class Standing(IntEnum):
    """Whether it takes place. Stored: values are for ever."""

    BOOKED = 0
    CANCELLED = 1
    HELD = 2


@dataclass(frozen=True, kw_only=True)
class Conference(Payload):
    """One conference. The record's ``due`` is its beginning."""

    kind: ClassVar[str] = "conference"
    at: datetime
    end: datetime
    zone: str
    """IANA name of the zone in which it was booked."""
    question: str = ""
    categories: tuple[Category, ...] = ()
    people: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    """Whoever holds one of these at the moment of use. Neither people nor roles: the whole team."""
    link: str = ""
    """Where to call; empty where the clinic has no calls."""
    sequence: int = 0
    """Raised by each change, so that calendars take the newest."""
    cancelled: str = ""
    """Why it was called off."""
    modality: Modality | None = None
    """The part of care that it belongs to."""
    chair: str = ""
    """Who leads it."""
    presenter: str = ""
    """Who brings the question."""
    required: tuple[Role, ...] = ()
    """The disciplines without one of which it can decide nothing."""
    outside: tuple[str, ...] = ()
    """Who is outside their working hours then."""
    proposal: str = ""
    """The ref of what it was settled from, if people voted on its time."""


def book(work: Work, case: str, by: str, what: Conference) -> Kept[Conference]:
    """Book it and set its reminders. ``InvalidError`` for the past, and for somebody who is not on the team."""
    _still_to_come(work, what.at)
    for person in what.people:
        on_team(work, case, person)
    whole = replace(what, question=checked(what.question), link=calls.link(work))
    booked = work.records.add(whole, case=case, author=by, owner=by, due=what.at)
    _remind(work, booked)
    return booked


def move(work: Work, case: str, ref: str, *, at: datetime, end: datetime | None, zone: str) -> Kept[Conference]:
    """Put it at another moment; it lasts as long as before unless ``end`` is given."""
    kept = _standing(work, case, ref)
    _still_to_come(work, at)
    lasts = kept.what.end - kept.what.at
    moved = replace(kept.what, at=at, end=end or at + lasts, zone=zone, sequence=kept.what.sequence + 1)
    written = work.records.put(kept, what=moved, due=at)
    _remind(work, written)
    return written


def cancel(work: Work, case: str, ref: str, reason: str) -> Kept[Conference]:
    """Call it off; nobody is reminded any more."""
    kept = _standing(work, case, ref)
    for before in REMINDERS:
        work.dues.cancel(_key(ref, before))
    off = replace(kept.what, cancelled=checked(reason), sequence=kept.what.sequence + 1)
    return work.records.put(kept, what=off, state=Standing.CANCELLED)


def to_come(work: Work, case: str) -> tuple[Kept[Conference], ...]:
    """Those booked that are not over, the next first."""
    booked = work.records.find(Conference, case, states=frozenset({Standing.BOOKED}))
    return tuple(sorted((one for one in booked if one.what.end > work.now), key=lambda one: one.what.at))


def reminded(work: Work, moment: Due) -> tuple[Kept[Conference], str] | None:
    """Give the conference that a reminder is about, and how soon it is; None where it was moved or called off."""
    found = work.records.locate(moment.case or "", moment.subject)
    if found is None or not isinstance(found.what, Conference) or found.state != Standing.BOOKED:
        return None
    before = REMINDERS.get(found.what.at - moment.at)
    return (found, before[1]) if before is not None else None


def is_last_word(work: Work, kept: Kept[Conference], moment: Due, late: timedelta) -> bool:
    """Whether no later reminder of the conference was missed too, by more than ``late``: of several, the last one alone is told."""
    missed = (kept.what.at - before for before in REMINDERS if work.now - (kept.what.at - before) > late)
    return max(missed, default=moment.at) <= moment.at


def reminders_to_come(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """How long before it people will still be reminded."""
    return tuple(announced for before, (announced, _) in REMINDERS.items() if kept.what.at - before > work.now)


def participants(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """Who takes part, as the roster is now, in the order of joining; whoever booked it always does."""
    what = kept.what
    everyone = not what.people and not what.roles
    return tuple(
        member.person
        for member in work.rosters.of(kept.case)
        if everyone or member.person in {kept.author, *what.people} or set(member.roles) & set(what.roles)
    )


def line(kept: Kept[Conference]) -> Line:
    """Its question, as far as somebody may read it."""
    values: dict[str, Value] = {"ref": kept.ref, "at": kept.what.at, "end": kept.what.end, "text": first_line(kept.what.question)}
    return Line(about=about(kept.what.categories), author=kept.author, section="question", values=values)


def reason_line(kept: Kept[Conference], by: str, categories: tuple[Category, ...]) -> Line:
    """Why it was called off, as far as somebody may read it."""
    return Line(about=about(categories), author=by, section="reason", values={"text": first_line(kept.what.cancelled)})


def vacant(work: Work, kept: Kept[Conference]) -> tuple[Role, ...]:
    """The roles that are to take part, and that nobody holds now."""
    held = {role for member in work.rosters.of(kept.case) for role in member.roles}
    return tuple(role for role in kept.what.roles if role not in held)


def uid(work: Work, kept: Kept[Conference]) -> str:
    """What calendars know it by: the same for ever, and nothing can be read from it."""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, f'{work.clinic.bot}/{kept.ref}')}@carehuddle"


def _standing(work: Work, case: str, ref: str) -> Kept[Conference]:
    kept = work.records.get(Conference, case, ref)
    if kept.state == Standing.CANCELLED:
        raise ConflictError("refused/conference_cancelled", ref=kept.ref)
    if kept.what.end <= work.now or kept.state == Standing.HELD:
        raise ConflictError("refused/conference_over", ref=kept.ref)
    return kept


def _still_to_come(work: Work, at: datetime) -> None:
    if at <= work.now:
        raise InvalidError("refused/date_past")


def _remind(work: Work, kept: Kept[Conference]) -> None:
    for before in REMINDERS:
        at = kept.what.at - before
        work.dues.cancel(_key(kept.ref, before))
        if at > work.now:
            due = Due(
                key=_key(kept.ref, before), kind=REMINDER_DUE, at=at, place=case_room(kept.case), case=kept.case, subject=kept.ref
            )
            work.dues.put(due)


def _key(ref: str, before: timedelta) -> str:
    return f"conference:{ref}:{int(before.total_seconds()) // 60}"
