"""The patient's appointments, as far as the team needs them: with which discipline, when, and who of the team is there.

No word of them is clinical but a note, which is gated. What they stand close to, ``bot.care.clusters`` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care import calls, workdays
from bot.care.consent import Category, Modality
from bot.care.dates import place, spoken_day
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import Line, Value
from bot.care.items import Day, Item, Need, Section, item, joined
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import on_team
from bot.care.texts import checked, first_line

AHEAD = timedelta(days=7)
"""So long before it, an appointment stands on the agenda."""


class AppointmentState(IntEnum):
    """Whether it takes place. Stored: values are for ever."""

    BOOKED = 0
    CANCELLED = 1


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When: a day, and perhaps a time of it."""

    day: date
    """Where whoever named it is."""
    at: datetime | None = None
    """Its beginning, if that was said; aware, UTC."""
    end: datetime
    """When it is over: its beginning, where no end was said, or the last minute of its day."""


@dataclass(frozen=True, kw_only=True)
class Appointment(Payload):
    """One appointment of the patient. The record's owner is whoever holds the role; its ``due`` is when it is over."""

    kind: ClassVar[str] = "appointment"
    role: Role
    when: Moment
    people: tuple[str, ...] = ()
    """Who of the team is there as well."""
    roles: tuple[Role, ...] = ()
    """The same, by role."""
    link: str = ""
    """Where to call, if it is a joint one and the clinic has calls."""
    modality: Modality | None = None
    goal: str | None = None
    text: str = ""
    """A note on it, if there is one."""
    categories: tuple[Category, ...] = ()
    """Of that note."""

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.when.end

    @property
    def joint(self) -> bool:
        """The patient sees several at once."""
        return bool(self.people or self.roles)


def book(work: Work, case: str, by: str, what: Appointment) -> Kept[Appointment]:
    """Keep an appointment. ``InvalidError`` for the past, and for somebody who is not on the team."""
    _still_to_come(work, what.when)
    for person in what.people:
        on_team(work, case, person)
    whole = replace(what, text=checked(what.text), link=calls.link(work) if what.joint else "")
    return work.records.add(whole, case=case, author=by, owner=_owner(work, case, by, what), due=what.end)


def move(work: Work, case: str, ref: str, when: Moment) -> Kept[Appointment]:
    """Put it at another moment; it lasts as long as before unless an end was said."""
    kept = _standing(work, case, ref)
    _still_to_come(work, when)
    before = kept.what.when
    if when.at == when.end and before.at is not None:
        when = replace(when, end=when.end + (before.end - before.at))
    return work.records.put(kept, what=replace(kept.what, when=when), due=when.end)


def cancel(work: Work, case: str, ref: str) -> Kept[Appointment]:
    """Call it off."""
    return work.records.put(_standing(work, case, ref), state=AppointmentState.CANCELLED)


def to_come(work: Work, case: str) -> tuple[Kept[Appointment], ...]:
    """Those booked that are not over, the next first."""
    return tuple(one for one in booked(work, case) if one.what.end >= work.now)


def booked(work: Work, case: str) -> tuple[Kept[Appointment], ...]:
    """Those booked, past ones included, in the order of their days."""
    found = work.records.find(Appointment, case, states=frozenset({AppointmentState.BOOKED}))
    return tuple(sorted(found, key=lambda one: (one.what.when.day, one.what.end, one.id)))


def concerned(work: Work, kept: Kept[Appointment]) -> tuple[str, ...]:
    """Who of the team it concerns, as the roster is now: the role's holders, and whoever is there as well."""
    roles = {kept.what.role, *kept.what.roles}
    return tuple(one.person for one in work.rosters.of(kept.case) if one.person in kept.what.people or roles & set(one.roles))


def coming(kept: Kept[Appointment]) -> tuple[datetime, str, str, str]:
    """Give what a list of what comes next tells: when, what it is, its ref, and its day where no time of it was said."""
    when = kept.what.when
    return when.at or when.end, "appointment", kept.ref, "" if when.at is not None else spoken_day(when.day)


def line(kept: Kept[Appointment]) -> Line:
    """The note on it, as far as somebody may read it."""
    values: dict[str, Value] = {"ref": kept.ref, "text": first_line(kept.what.text)}
    return Line(about=about(kept.what.categories), author=kept.author, section="note", values=values)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give those of the next seven days, in neutral words."""
    for kept in to_come(work, day.case):
        what = kept.what
        if what.end - work.now <= AHEAD:
            on = {0: "today", 1: "tomorrow"}.get((what.when.day - day.today).days, spoken_day(what.when.day))
            at = "" if what.when.at is None else f", {what.when.at.astimezone(day.zone):%H:%M} {place(day.zone.key)}"
            neutral = f"{what.role.words}{f', {what.modality.words}' if what.modality else ''}{', joint' if what.joint else ''}"
            need = (Need.SOON, float(what.when.day.toordinal()))
            reason = joined(f"{on}{at}", day.put_off(kept.ref))
            yield item(Section.DUE, kept, reason=reason, need=need, label="appointment", owner=kept.owner, neutral=neutral)


def _standing(work: Work, case: str, ref: str) -> Kept[Appointment]:
    kept = work.records.get(Appointment, case, ref)
    if kept.state == AppointmentState.CANCELLED:
        raise ConflictError("refused/appointment_gone", ref=kept.ref, cancelled=True)
    if kept.what.end < work.now:
        raise ConflictError("refused/appointment_gone", ref=kept.ref, cancelled=False)
    return kept


def _still_to_come(work: Work, when: Moment) -> None:
    past = when.at <= work.now if when.at is not None else when.day < workdays.today(work)
    if past:
        raise InvalidError("refused/date_past")


def _owner(work: Work, case: str, by: str, what: Appointment) -> str:
    holders = [one.person for one in work.rosters.of(case) if what.role in one.roles]
    named = next((one for one in what.people if one in holders), None)
    return named or next(iter(holders), by)
