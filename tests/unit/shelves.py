"""What the fake desk keeps, in memory: one state that a savepoint copies whole, and a shelf for each part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.care.consent import Grant
from bot.care.dues import Due
from bot.care.errors import ConflictError, NotFoundError
from bot.care.facts import Message
from bot.care.people import Membership, Office, Person, PlaceKind
from bot.care.places import Place
from bot.care.records import UNDONE, Kept, Payload
from bot.care.rosters import Case
from bot.chat.ports import Act, Dialogue
from bot.flow.messages import Inbound

P = TypeVar("P", bound=Payload)

CODES = ("C-7K3FX", "C-7Q53R", "C-4R41T", "C-9PQ2B")


_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"


def make_ref(number: int) -> str:
    """The same refs in the same order, each as somebody could type it: 8B2A, 8C2A, ..."""
    rest, first = divmod(number, len(_LETTERS))
    last, digit = divmod(rest, 8)
    return f"8{_LETTERS[first]}{digit + 2}{_LETTERS[last]}"


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


class FakeRecords(Shelf):
    def add(
        self,
        what: P,
        *,
        case: str,
        author: str,
        owner: str | None = None,
        state: int = 0,
        served: datetime | None = None,
        due: datetime | None = None,
    ) -> Kept[P]:
        number = len(self.state().records) + 1
        kept = Kept(
            id=number,
            case=case,
            ref=make_ref(number),
            author=author,
            owner=owner,
            state=state,
            created=self.now(),
            served=served,
            due=due,
            version=1,
            superseded_by=None,
            what=what,
        )
        self._write(None, kept)
        return kept

    def get(self, kind: type[P], case: str, ref: str) -> Kept[P]:
        kept = self.locate(case, ref)
        if kept is None or not isinstance(kept.what, kind):
            raise NotFoundError("refused/no_such_ref")
        return kept

    def locate(self, case: str, ref: str) -> Kept[Any] | None:
        kept = self.state().records.get(ref.upper())
        return kept if kept is not None and kept.case == case and kept.state != UNDONE else None

    def find(
        self,
        kind: type[P],
        case: str,
        *,
        states: frozenset[int] | None = None,
        owner: str | None = None,
        author: str | None = None,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Kept[P]]:
        found = [
            kept
            for kept in self._of(kind, states)
            if kept.case == case
            and owner in {None, kept.owner}
            and author in {None, kept.author}
            and (since is None or kept.created >= since)
        ]
        return found if newest is None else found[max(0, len(found) - newest) :]

    def put(
        self,
        kept: Kept[P],
        *,
        what: P | None = None,
        state: int | None = None,
        owner: str | None = None,
        due: datetime | None = None,
        served: datetime | None = None,
        superseded_by: str | None = None,
    ) -> Kept[P]:
        before = self.state().records[kept.ref]
        if before.version != kept.version:
            raise ConflictError("refused/touched_since")
        after = replace(
            kept,
            version=kept.version + 1,
            what=kept.what if what is None else what,
            state=kept.state if state is None else state,
            owner=kept.owner if owner is None else owner,
            due=kept.due if due is None else due,
            served=kept.served if served is None else served,
            superseded_by=kept.superseded_by if superseded_by is None else superseded_by,
        )
        self._write(before, after)
        return after

    def owned(self, kind: type[P], owner: str, *, states: frozenset[int] | None = None) -> list[Kept[P]]:
        return [kept for kept in self._of(kind, states) if kept.owner == owner]

    def move(self, kept: Kept[P], case: str) -> Kept[P]:
        after = replace(kept, case=case, version=kept.version + 1)
        self._write(self.state().records[kept.ref], after)
        return after

    def _of(self, kind: type[P], states: frozenset[int] | None) -> list[Kept[P]]:
        every = sorted(self.state().records.values(), key=lambda one: one.id)
        return [
            one for one in every if isinstance(one.what, kind) and one.state != UNDONE and (states is None or one.state in states)
        ]

    def _write(self, before: Kept[Any] | None, after: Kept[Any]) -> None:
        self.state().records[after.ref] = after
        was = before.version if before is not None else None
        self.state().journal.append({"ref": after.ref, "before": before, "version": after.version, "was": was})


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
