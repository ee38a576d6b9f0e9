"""What the fake desk keeps, in memory: one state that a savepoint copies whole, and a shelf for each part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from bot.care.consent import Grant
from bot.care.dues import Due
from bot.care.facts import Message
from bot.care.people import Membership, Office, Person, PlaceKind
from bot.care.places import Place
from bot.care.records import Kept
from bot.care.rosters import Case
from bot.chat.ports import Act, Dialogue
from bot.flow.messages import Inbound

CODES = ("C-7K3FX", "C-7Q53R", "C-4R41T", "C-9PQ2B")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message, where it was said, and the event that it became."""

    place: str
    message: Message
    event_id: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One audit fact."""

    action: str
    actor: str
    case: str | None
    ref: str
    outcome: str
    at: datetime


@dataclass(kw_only=True)
class State:
    """Everything that a transaction can write."""

    records: dict[str, Kept[Any]] = field(default_factory=dict)
    members: dict[tuple[str, str], Membership] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    cases: dict[str, Case] = field(default_factory=dict)
    dues: dict[str, Due] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    dialogues: dict[str, Dialogue] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    redacted: list[tuple[str, str]] = field(default_factory=list)
    looked: list[tuple[str, ...]] = field(default_factory=list)
    fetched: list[tuple[str, Inbound]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    journal: list[Mapping[str, Any]] = field(default_factory=list)

    def copied(self) -> State:
        """The state as it is now. What is kept in it is frozen, so its shelves alone are copied; what is remembered, wholly."""
        kept = {one.name: copy(getattr(self, one.name)) for one in fields(self)}
        return State(**{**kept, "memory": deepcopy(self.memory)})


@dataclass(frozen=True)
class Shelf:
    """A part of the state; the state is asked for anew each time, since a savepoint may have put another in its place."""

    state: Callable[[], State]
    now: Callable[[], datetime]


class FakeRosters(Shelf):
    def of(self, case: str) -> tuple[Membership, ...]:
        every = sorted(self.state().members.values(), key=lambda one: one.since)
        return tuple(one for one in every if one.case == case and one.holds(self.now()))

    def member(self, case: str, person: str) -> Membership | None:
        return next((one for one in self.of(case) if one.person == person), None)

    def cases(self, person: str) -> tuple[str, ...]:
        mine = [one for one in self.state().members.values() if one.person == person and one.holds(self.now())]
        mine.sort(key=lambda one: one.since, reverse=True)
        return tuple(one.case for one in mine if self.state().cases[one.case].closed is None)

    def ended(self, case: str) -> tuple[Membership, ...]:
        every = sorted(self.state().members.values(), key=lambda one: one.since)
        return tuple(one for one in every if one.case == case and one.until is not None and one.until <= self.now())

    def put(self, member: Membership) -> None:
        state = self.state()
        state.members[member.case, member.person] = member
        person = state.people.get(member.person, Person(id=member.person))
        state.people[member.person] = replace(person, enrolled=person.enrolled or self.now())
        self._raise_epoch(member.case)

    def _raise_epoch(self, code: str) -> None:
        case = self.state().cases.get(code)
        if case is not None:
            self.state().cases[code] = replace(case, epoch=case.epoch + 1)


class FakeConsents(Shelf):
    def of(self, case: str) -> tuple[Grant, ...]:
        return tuple(one for one in self.state().grants if one.case == case)

    def add(self, *grants: Grant) -> None:
        for one in grants:
            self.state().grants.append(replace(one, id=len(self.state().grants) + 1))

    def confirm(self, case: str, ids: frozenset[int]) -> None:
        self.state().grants[:] = [
            replace(one, confirmed=True) if one.case == case and one.id in ids else one for one in self.state().grants
        ]


class FakeCases(Shelf):
    def open(self, now: datetime) -> Case:
        case = Case(code=CODES[len(self.state().cases)], created=now)
        self.state().cases[case.code] = case
        return case

    def get(self, code: str) -> Case | None:
        return self.state().cases.get(code)

    def all(self) -> tuple[Case, ...]:
        return tuple(self.state().cases.values())

    def put(self, case: Case) -> None:
        self.state().cases[case.code] = replace(case, version=case.version + 1)


class FakeDues(Shelf):
    def put(self, due: Due) -> None:
        self.state().dues[due.key] = due

    def cancel(self, key: str) -> None:
        self.state().dues.pop(key, None)

    def of(self, case: str) -> tuple[Due, ...]:
        return tuple(one for one in self._sorted() if one.case == case)

    def at(self, place: str) -> tuple[Due, ...]:
        return tuple(one for one in self._sorted() if one.place == place)

    def _sorted(self) -> list[Due]:
        return sorted(self.state().dues.values(), key=lambda one: one.at)


@dataclass(frozen=True)
class FakePeople(Shelf):
    offices: Mapping[str, frozenset[Office]] = field(default_factory=dict)

    def get(self, person: str) -> Person:
        kept = self.state().people.get(person, Person(id=person))
        return replace(kept, offices=self.offices.get(person, frozenset()))

    def put(self, person: Person) -> None:
        self.state().people[person.id] = person


class FakePlaces(Shelf):
    def get(self, key: str) -> Place | None:
        return self.state().places.get(key)

    def of_case(self, code: str) -> Place | None:
        return next((one for one in self.state().places.values() if one.kind is PlaceKind.CASE and one.case == code), None)

    def make(
        self, key: str, kind: PlaceKind, *, invite: tuple[str, ...], case: str | None = None, person: str | None = None
    ) -> Place:
        made = Place(key=key, kind=kind, case=case, person=person, room_id=f"!{key.replace(':', '_')}", invited=frozenset(invite))
        return self.state().places.setdefault(key, made)

    def invite(self, key: str, person: str) -> None:
        place = self.state().places[key]
        self.state().places[key] = replace(place, invited=place.invited | {person})

    def remove(self, key: str, person: str) -> None:
        place = self.state().places[key]
        self.state().places[key] = replace(place, joined=place.joined - {person}, invited=place.invited - {person})
