"""What a patient may be given about who is involved: roles, who can see what, how decisions are made, what has changed.

Names of categories and of roles are all that stands in it: nothing of what anybody has written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.grants import matrix
from bot.care.people import Membership, Role
from bot.care.plain_words import DECISIONS, EXCEPTIONS, ROLE, SAYS
from bot.care.ports import Work
from bot.care.records import Kept, Payload


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One person on the team, as they stood in a leaflet."""

    person: str
    roles: tuple[Role, ...]
    lead: bool = False
    until: datetime | None = None
    stands_in: tuple[Role, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Who(Payload):
    """What a leaflet said: the next one tells what has changed since."""

    kind: ClassVar[str] = "who"
    seats: tuple[Seat, ...]
    sees: Mapping[Category, tuple[str, ...]]
    """Matrix ids by category."""


@dataclass(frozen=True, kw_only=True)
class Leaflet:
    """A leaflet in plain words; each part is a heading and its sentences."""

    day: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    notice: str = ""


def draw_up(work: Work, case: str, by: str) -> tuple[Kept[Who], Kept[Who] | None]:
    """Keep who is involved and who can see what, as it is now. Gives that, and what was kept before it."""
    before = next(iter(work.records.find(Who, case, newest=1)), None)
    seats = tuple(_seat(member, work.now) for member in work.rosters.of(case))
    sees = {category: can for category, can, _ in matrix(work, case)}
    if not any(grant.category is Category.PARTNER for grant in work.consents.of(case)):
        del sees[Category.PARTNER]
    return work.records.add(Who(seats=seats, sees=sees), case=case, author=by), before


def leaflet(work: Work, kept: Kept[Who], before: Kept[Who] | None, notice: str) -> Leaflet:
    """Say it in plain words."""
    who = kept.what
    changes = ("This is the first sheet of this kind.",) if before is None else _changes(who, before.what)
    zone = ZoneInfo(work.clinic.zone)
    since = f"What has changed since {_day(before.created, zone)}" if before is not None else "What has changed"
    parts = (
        ("Who takes part in your care", tuple(_part(who, seat, zone) for seat in who.seats)),
        ("Who can see what", tuple(_sight(who, category) for category in who.sees)),
        ("How decisions are made", (_leads(who), *DECISIONS)),
        (since, changes),
        ("If something happens", (work.clinic.emergency_text, *EXCEPTIONS)),
    )
    return Leaflet(day=_day(kept.created, zone), parts=parts, notice=notice)


def called(who: Who, person: str) -> str:
    """How somebody is called: by their role; by their id besides, where somebody else of that role is there too."""
    seat = next(one for one in who.seats if one.person == person)
    name = ROLE[seat.roles[0]][0]
    alone = sum(one.roles[0] is seat.roles[0] for one in who.seats) == 1
    return f"the {name}" if alone else f"the {name} {person}"


def _seat(member: Membership, now: datetime) -> Seat:
    covers = member.standing_in(now)
    return Seat(
        person=member.person,
        roles=member.roles,
        lead=member.lead,
        until=member.until,
        stands_in=covers.roles if covers is not None else (),
    )


def _part(who: Who, seat: Seat, zone: ZoneInfo) -> str:
    tasks = _listed(tuple(ROLE[role][1] for role in seat.roles))
    lead = " and leads the team" if seat.lead else ""
    others = tuple(role for role in seat.stands_in if role not in seat.roles)
    standing = f" Stands in for the {_listed(tuple(ROLE[role][0] for role in others))} for some time." if others else ""
    until = f", until {_day(seat.until, zone)}" if seat.until is not None else ""
    return f"{_capital(called(who, seat.person))} {tasks}{lead}{until}.{standing}"


def _sight(who: Who, category: Category) -> str:
    can = who.sees[category]
    people = "nobody" if not can else "everybody above" if len(can) == len(who.seats) else _listed(_names(who, can))
    return f"{SAYS[category]}: {people}."


def _leads(who: Who) -> str:
    lead = next((seat.person for seat in who.seats if seat.lead), None)
    if lead is None:
        return "Nobody leads the team at the moment."
    return f"{_capital(called(who, lead))} leads the team. You can ask there first."


def _changes(now: Who, before: Who) -> tuple[str, ...]:
    here, was = {seat.person: seat for seat in now.seats}, {seat.person: seat for seat in before.seats}
    said = [f"{_capital(called(now, one))} is new." for one in here if one not in was]
    said += [f"{_capital(called(before, one))} takes part no more." for one in was if one not in here]
    for person, seat in here.items():
        old = was.get(person)
        if old is not None and set(old.roles) != set(seat.roles):
            roles = _listed(tuple(ROLE[role][0] for role in seat.roles))
            said.append(f"{_capital(called(before, person))} now takes part as {roles}.")
        if old is not None and seat.lead and not old.lead:
            said.append(f"{_capital(called(now, person))} now leads the team.")
    for category in Category:
        more, less = _difference(now, before, category)
        if more:
            said.append(f"{SAYS[category]}: now also for {_listed(_names(now, more))}.")
        if less:
            said.append(f"{SAYS[category]}: no longer for {_listed(_names(now, less))}.")
    return tuple(said) or ("Nothing.",)


def _difference(now: Who, before: Who, category: Category) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who can see it now and could not, and the other way round; whoever is no longer there is told of as such."""
    can, could = now.sees.get(category, ()), before.sees.get(category, ())
    here = {seat.person for seat in now.seats}
    return tuple(one for one in can if one not in could), tuple(one for one in could if one not in can and one in here)


def _names(who: Who, people: Iterable[str]) -> tuple[str, ...]:
    """How these are called; all who have the same role by that role alone."""
    chosen = frozenset(people)
    names: dict[str, None] = {}
    for seat in who.seats:
        if seat.person in chosen:
            alike = {one.person for one in who.seats if one.roles[0] is seat.roles[0]}
            every = len(alike) > 1 and alike <= chosen
            names[f"the {ROLE[seat.roles[0]][0]}s" if every else called(who, seat.person)] = None
    return tuple(names)


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _day(at: datetime, zone: ZoneInfo) -> str:
    return spoken_day(at.astimezone(zone).date())


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
