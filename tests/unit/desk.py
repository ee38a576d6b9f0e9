"""The open transaction, in memory: what rules and commands are tried against.

``desk.later(...)`` begins the next transaction. ``desk.said``, ``desk.facts`` and ``desk.redacted`` tell what came of the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.care.clinic import Clinic
from bot.care.consent import Category, Grant, Rank
from bot.care.errors import ConflictError
from bot.care.facts import Message, Value, case_room, control, direct
from bot.care.people import Actor, Membership, Office, Role
from bot.care.people import PlaceKind as Kind
from bot.care.places import Place
from bot.care.ports import Written
from bot.care.records import UNDONE
from bot.chat.ports import Act, Dialogue, Waiting
from bot.flow import polls
from bot.flow.messages import Inbound
from bot.flow.talk import hearing
from tests.unit.kept_records import FakeRecords
from tests.unit.shelves import (
    Fact,
    FakeCases,
    FakeConsents,
    FakeDues,
    FakePeople,
    FakePlaces,
    FakeRosters,
    Said,
    Shelf,
    State,
)

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
BOT = "@care:example.org"
COORDINATOR = "@coordinator:example.org"
SEX_THERAPIST = "@sex_therapist:example.org"
PHYSICIAN = "@physician:example.org"
MENTAL_HEALTH = "@mental_health:example.org"
PHYSIO = "@physio:example.org"
TRAINEE = "@trainee:example.org"
STRANGER = "@stranger:example.org"

CLINIC = Clinic(
    name="the clinic",
    zone="Europe/Berlin",
    emergency_text="In danger, call 112.",
    coordinators=(COORDINATOR,),
    bot=BOT,
    standard_consent=(("summary", ("team",)), ("medical", ("team",))),
)


class FakeDialogues(Shelf):
    def question(self, person: str, place: str) -> Dialogue | None:
        return next((one for one in self._open(person) if one.place == place and one.waiting is not Waiting.CONFIRM), None)

    def confirmations(self, person: str) -> tuple[Dialogue, ...]:
        return tuple(one for one in self._open(person) if one.waiting is Waiting.CONFIRM)

    def put(self, dialogue: Dialogue) -> None:
        self.state().dialogues.pop(dialogue.key, None)
        self.state().dialogues[dialogue.key] = dialogue

    def close(self, key: str) -> None:
        self.state().dialogues.pop(key, None)

    def lapsed(self, key: str) -> Dialogue | None:
        found = self.state().dialogues.get(key)
        return found if found is not None and found.expires <= self.now() else None

    def ours(self, event_id: str, place: str | None = None) -> bool:
        return any(one.event_id == event_id and place in {None, one.place} for one in self.state().said)

    def asked_in(self, event_id: str) -> str | None:
        return self.state().asked.get(event_id)

    def last_said(self, place: str) -> str | None:
        last = next((one.event_id for one in reversed(self.state().said) if one.place == place), "")
        return self.state().asked.get(last)

    def _open(self, person: str) -> list[Dialogue]:
        every = reversed(self.state().dialogues.values())
        return [one for one in every if one.person == person and self.now() < one.expires]


class FakeActs(Shelf):
    def of(self, event_id: str) -> Act | None:
        return self.state().acts.get(event_id)

    def last(self, person: str, place: str) -> Act | None:
        mine = [one for one in self.state().acts.values() if one.person == person and one.place == place]
        return next((one for one in reversed(mine) if one.outcome == "done" and not one.undone), None)

    def put(self, act: Act) -> None:
        self.state().acts[act.event_id] = act


class FakeDesk:
    """A whole desk. It meets ``bot.chat.ports.Desk``, and so ``bot.care.ports.Work``."""

    def __init__(self, *, now: datetime = NOW, clinic: Clinic = CLINIC) -> None:
        self.state = State()
        self._now = now
        self._clinic = clinic
        offices = {person: frozenset({Office.COORDINATOR}) for person in clinic.coordinators}
        parts = (lambda: self.state, lambda: self._now)
        self.records = FakeRecords(*parts)
        self.rosters = FakeRosters(*parts)
        self.consents = FakeConsents(*parts)
        self.cases = FakeCases(*parts)
        self.dues = FakeDues(*parts)
        self.people = FakePeople(*parts, offices)
        self.places = FakePlaces(*parts)
        self.dialogues = FakeDialogues(*parts)
        self.acts = FakeActs(*parts)
        self.places.make(control(), Kind.CONTROL, invite=clinic.coordinators)

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def clinic(self) -> Clinic:
        return self._clinic

    def say(self, place: str, message: Message) -> None:
        self.state.said.append(Said(place=place, message=message, event_id=f"$said{len(self.state.said)}"))
        if message.poll is not None:
            key = polls.key(place, message.poll.ref)
            self.remember(key, **polls.known(message.poll, self.recall(key)))
        if message.hears:
            self.state.asked[self.state.said[-1].event_id] = hearing(*message.hears)

    @contextmanager
    def aside(self) -> Iterator[list[tuple[str, Message]]]:
        before = len(self.state.said)
        held: list[tuple[str, Message]] = []
        yield held
        held += [(one.place, one.message) for one in self.state.said[before:]]
        for one in self.state.said[before:]:
            self.state.asked.pop(one.event_id, None)
        del self.state.said[before:]

    def look(self, *people: str) -> None:
        self.state.looked.append(people)

    def redact(self, place: str, event_id: str) -> None:
        self.state.redacted.append((place, event_id))

    def fact(self, action: str, *, actor: str, case: str | None = None, ref: str = "", outcome: str = "done") -> None:
        self.state.facts.append(Fact(action=action, actor=actor, case=case, ref=ref, outcome=outcome, at=self.now))

    def noted(self, action: str, case: str | None) -> int:
        return sum((one.action, one.case) == (action, case) for one in self.state.facts)

    def written(self, *, case: str | None, ref: str | None, newest: int) -> tuple[Written, ...]:
        found = [one for one in self.state.facts if case in {None, one.case} and ref in {None, one.ref}]
        return tuple(
            Written(at=one.at, case=one.case, actor=one.actor, action=one.action, ref=one.ref, outcome=one.outcome)
            for one in found[: -newest - 1 : -1]
        )

    def audit_root(self, before: datetime) -> str:  # noqa: ARG002 - here it stands for all of them
        return sha256(repr(self.state.facts).encode()).hexdigest()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        before = self.state.copied()
        try:
            yield
        except BaseException:
            self.state = before
            raise

    def remember(self, key: str, **values: Value) -> None:
        self.state.memory[key] = dict(values)

    def recall(self, key: str) -> dict[str, Any] | None:
        return self.state.memory.get(key)

    def forget(self, key: str) -> None:
        self.state.memory.pop(key, None)

    def place_in(self, room_id: str) -> Place | None:
        return next((one for one in self.state.places.values() if one.room_id == room_id), None)

    def journal(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.state.journal)

    def restore(self, journal: tuple[Mapping[str, Any], ...]) -> None:
        records = self.state.records
        written = {entry["ref"]: entry["version"] for entry in journal}
        if any(records[ref].version != version for ref, version in written.items()):
            raise ConflictError("refused/touched_since")
        for entry in reversed(journal):
            now = records[entry["ref"]]
            before = entry["before"] or replace(now, state=UNDONE)
            records[entry["ref"]] = replace(before, version=now.version + 1)
            self.state.journal.append({"ref": now.ref, "before": now, "version": now.version + 1, "was": now.version})

    def fetch(self, place: str, said: Inbound) -> None:
        self.state.fetched.append((place, said))

    def nonce(self) -> str:
        self.state.memory["nonces"] = {"drawn": int(self.state.memory.get("nonces", {}).get("drawn", 0)) + 1}
        return f"{self.state.memory['nonces']['drawn']:032x}"

    def ask(self, place: str, key: str) -> None:
        last = next(one for one in reversed(self.state.said) if one.place == place)
        self.state.asked[last.event_id] = key

    # What tests set up and look at.

    @property
    def said(self) -> list[Said]:
        """Everything said so far, in order."""
        return self.state.said

    @property
    def facts(self) -> list[Fact]:
        """Every audit fact so far, in order."""
        return self.state.facts

    @property
    def redacted(self) -> list[tuple[str, str]]:
        """Every place and event that was taken out."""
        return self.state.redacted

    @property
    def looked(self) -> list[tuple[str, ...]]:
        """The people who were to be looked at, act by act."""
        return self.state.looked

    @property
    def last(self) -> Said:
        """What was said last."""
        return self.state.said[-1]

    def said_in(self, place: str) -> list[Message]:
        """What was said in one place."""
        return [one.message for one in self.state.said if one.place == place]

    def later(self, by: timedelta = timedelta(seconds=1)) -> FakeDesk:
        """Begin the next transaction, later by this much."""
        self._now += by
        self.state.journal.clear()
        return self

    def case(self, team: Mapping[str, tuple[Role, ...]] | None = None, *, lead: str | None = SEX_THERAPIST) -> str:
        """Open a case with a room that its team has joined; each person also has a direct room. Its code."""
        standard = {SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,)}
        roster = standard if team is None else team
        code = self.cases.open(self.now).code
        self.places.make(case_room(code), Kind.CASE, invite=(), case=code)
        for person, roles in roster.items():
            self.rosters.put(Membership(case=code, person=person, roles=roles, since=self.now, lead=person == lead))
            self.join(case_room(code), person)
            self.room_of(person)
        return code

    def room_of(self, person: str) -> Place:
        """A person's direct room, which they have joined."""
        self.places.make(direct(person), Kind.DIRECT, invite=(), person=person)
        return self.join(direct(person), person)

    def join(self, key: str, person: str) -> Place:
        """Somebody comes into a room."""
        place = self.state.places[key]
        self.state.places[key] = replace(place, joined=place.joined | {person}, invited=place.invited - {person})
        return self.state.places[key]

    def grant(self, code: str, *categories: Category, to: str = "team", given: bool = True) -> None:
        """Consent to some categories for ``team``, a role, or a Matrix id."""
        rank = Rank.PERSON if to.startswith("@") else Rank.TEAM if to == "team" else Rank.ROLE
        for category in categories:
            self.consents.add(
                Grant(case=code, category=category, rank=rank, recipient=to, given=given, by=COORDINATOR, at=self.now)
            )

    def actor(self, person: str, case: str | None = None) -> Actor:
        """A person, as the roster of this case knows them."""
        who = self.people.get(person)
        return Actor(
            id=person,
            zone=who.own_zone or self.clinic.zone,
            offices=who.offices,
            membership=self.rosters.member(case, person) if case else None,
        )
