"""What is said in a transaction: divided at its end, put into words, and queued. ``bot.store.sending`` takes it from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from bot.care import openings, readers
from bot.care.clinic import Clinic
from bot.care.facts import Message, Value, control
from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.care.zones import from_west
from bot.flow import outbox as dividing
from bot.flow import polls
from bot.flow.inbox import Again
from bot.flow.messages import EffectKind, Inbound
from bot.flow.said import Reader, Render
from bot.flow.talk import hearing
from bot.store.enclosing import enclosing
from bot.store.mail import HELD, RECALLED, SENDING, SENT, UNDELIVERABLE, UNSENT, Mail, Parked, Told
from bot.store.places import PlaceTable
from bot.store.records import SealedRecords
from bot.store.rosters import CaseTable, GrantTable, PeopleTable, RosterTable
from bot.store.tables import cases
from bot.store.talk import Memory
from bot.store.transaction import Transaction
from bot.store.wording import worded

_SETTLE = timedelta(seconds=1)
"""How long something rests that was stopped by somebody unexpected in the room: the news of them is on its way."""
_FETCHING = timedelta(minutes=10)
"""How long it is tried to fetch a file that somebody attached; longer, where nothing can be sent either."""
FILES = "files:"
"""What files that are fetched for a place wait in line behind: each other, and nothing that is said there."""
_DOUBLINGS = 8
"""So often that rest is doubled, where somebody stays who may not be there."""

_EPOCH = select(cases.c.epoch).where(cases.c.code == bindparam("code_"))


class Outgoing:
    """The part of an open transaction that speaks."""

    def __init__(
        self, transaction: Transaction, clinic: Clinic, people: PeopleTable, records: SealedRecords, render: Render
    ) -> None:
        self._open = transaction
        self._clinic = clinic
        self._render = render
        self._said: list[tuple[str, Told]] = []
        self.people = people
        self.records = records
        self.mail = Mail(transaction)
        self.cases = CaseTable(transaction)
        self.rosters = RosterTable(transaction, self.cases)
        self.consents = GrantTable(transaction, self.cases)
        self.places = PlaceTable(transaction, self._post)
        self._memory = Memory(transaction)

    @property
    def now(self) -> datetime:
        """The moment of this transaction."""
        return self._open.now

    @property
    def clinic(self) -> Clinic:
        """What the configuration says."""
        return self._clinic

    def remember(self, key: str, **values: Value) -> None:
        """Keep a few sealed values."""
        self._memory.remember(key, **values)

    def recall(self, key: str) -> dict[str, Any] | None:
        """What was remembered."""
        return self._memory.recall(key)

    def forget(self, key: str) -> None:
        """Remove it."""
        self._memory.forget(key)

    def say(self, place: str, message: Message) -> None:
        """Say something; it is divided and put into words when all else of this transaction is done."""
        for event in (polls.text_of(message), *polls.after(message)):
            self._said.append((place, Told(message=event, asks=hearing(*event.hears) if event.hears else None)))
            if event.poll is not None:
                key = polls.key(place, event.poll.ref)
                self.remember(key, **polls.known(event.poll, self.recall(key)))

    def ask(self, place: str, key: str) -> None:
        """Mark the message said last to this place as the question of this dialogue."""
        texts = (number for number, (there, told) in enumerate(self._said) if there == place and polls.is_text(told.message))
        number = max(texts)
        self._said[number] = (place, replace(self._said[number][1], asks=key))

    def look(self, *people: str) -> None:
        """Have people looked at before they are invited, in the order of the room in which it is told."""
        self._post(control(), EffectKind.LOOK, {"people": list(people)})

    def redact(self, place: str, event_id: str) -> None:
        """Have one message taken out of a room."""
        self._post(place, EffectKind.REDACT, {"event_id": event_id})

    def fetch(self, place: str, said: Inbound) -> None:
        """Have the file fetched that came with a message; it comes back through the inbox of the place, once."""
        content = {
            "file": msgspec.to_builtins(said.attachment),
            "said": msgspec.to_builtins(said),
            "until": (self.now + _FETCHING).isoformat(),
        }
        self._post(f"{FILES}{place}", EffectKind.FETCH, content)

    def finish(self) -> None:
        """Put into words what was said, and send back what is unsent of the cases whose audience changed."""
        for case in sorted(self._open.outdated):
            for key in self.mail.unsent_of(case):
                self.recall_said(key)
        self._open.outdated.clear()
        for place, told in self._said:
            self._tell(place, told, self.mail.keep(place, told))
        self._said.clear()

    def recall_said(self, key: str) -> None:
        """Take back what is unsent of something said, and have it decided anew."""
        for row in self.mail.siblings(key, frozenset({UNSENT})):
            self.mail.mark(row.key, HELD)
        place, _ = self.mail.kept(key) or ("", None)
        again = Again(id=f"again:{key}:{self._open.key()}", said=key)
        self.mail.take_in(again.id, place, again)

    def tell_again(self, key: str) -> None:
        """Divide something said anew; what was sent of it stays sent."""
        kept = self.mail.kept(key)
        if kept is None:
            return
        place, told = kept
        told_before = self.mail.siblings(key, frozenset({UNSENT, SENDING, SENT, HELD, UNDELIVERABLE, RECALLED}))
        latest = {row.lane: row for row in told_before}
        gone = [row for row in latest.values() if row.state not in {HELD, RECALLED}]
        posted = [frozenset(msgspec.json.decode(row.lines, type=list[int])) for row in gone if row.lane == place]
        turns = {row.lane: row.turn or row.id for row in reversed(told_before)}
        epoch = self._epoch(told.message.case or "")
        stopped = sum(row.state == RECALLED and row.epoch == epoch for row in told_before)  # nothing has changed since
        for row in told_before:
            if row.state == HELD:
                self.mail.mark(row.key, RECALLED)
        self._tell(
            place,
            told,
            key,
            posted=frozenset().union(*posted) if posted else None,
            served=frozenset(row.lane for row in gone if row.lane != place),
            turns=turns,
            not_before=self.now + _SETTLE * 2 ** min(stopped, _DOUBLINGS),
        )

    def abandon(self, key: str) -> None:
        """Give up what could not be put into words again, so that what is said after it goes on."""
        for row in self.mail.siblings(key, frozenset({HELD})):
            self.mail.mark(row.key, UNDELIVERABLE)

    def _tell(
        self,
        place_key: str,
        told: Told,
        said_key: str,
        *,
        posted: frozenset[int] | None = None,
        served: frozenset[str] = frozenset(),
        turns: Mapping[str, int] | None = None,
        not_before: datetime | None = None,
    ) -> None:
        message = told.message
        case = message.case or ""
        epoch = self._epoch(case)  # before what it stands for: what changes while that is read makes this outdated
        place = self._place(place_key)
        roster, grants = (self.rosters.of(case), self.consents.of(case)) if case else ((), ())
        others = {code: self.rosters.of(code) for code in sorted({line.roster for line in message.lines} - {""})}
        opening = openings.of(self, case, place.person) if case and place.person is not None else None
        counting, granted = openings.among(opening, roster, grants, self.now)
        audience = dividing.Audience(
            roster=counting,
            grants=granted,
            now=self.now,
            coordinators=frozenset(self._clinic.coordinators),
            rosters=others,
        )
        named = (*(member for one in others.values() for member in one), *roster)
        over = openings.over(opening, (*(member.person for member in roster), *audience.coordinators, *message.exception), self.now)
        for parcel in () if over else dividing.parcels(message, place, audience, posted):
            there = self._place(parcel.place)
            if parcel.place in served or (parcel.rest and there.locked):
                continue
            reader = self._reader(there, parcel, named, message)
            kind, events = worded(message, [message.lines[n] for n in parcel.lines], self._render, reader)
            covered = None if parcel.covered is None else tuple(sorted(parcel.covered))
            about = tuple(sorted({category for n in parcel.lines for category in message.lines[n].about}))
            for number, event in enumerate(events):
                key = self._open.key()
                last = number == len(events) - 1
                self.mail.post(
                    parcel.place,
                    kind,
                    Parked(content=event | {dividing.INNER_ID: key}, covered=covered, about=about),
                    case=case,
                    epoch=epoch,
                    key=key,
                    said_key=said_key,
                    asks=told.asks if (last or message.hears) and not parcel.rest else None,
                    lines=parcel.lines,
                    turn=(turns or {}).get(parcel.place),
                    not_before=not_before,
                )
            for one in dividing.files(message, parcel):
                content = enclosing(one, message, self._render, reader)
                self._attach(parcel, content, case, epoch, said_key, (turns or {}).get(parcel.place))
        self.mail.settle(said_key)

    def _attach(
        self, parcel: dividing.Parcel, content: Mapping[str, Any], case: str, epoch: int, said_key: str, turn: int | None
    ) -> None:
        key = self._open.key()
        covered = None if parcel.covered is None else tuple(sorted(parcel.covered))
        parked = Parked(content={**content, "reply_to": None, "id": key}, covered=covered)
        self.mail.post(
            parcel.place, EffectKind.FILE, parked, case=case, epoch=epoch, key=key, said_key=said_key, lines=parcel.lines, turn=turn
        )

    def _reader(self, place: Place, parcel: dividing.Parcel, roster: tuple[Any, ...], message: Message) -> Reader:
        clinic = self._clinic.zone
        if place.person is not None:
            zones: tuple[str, ...] = (self.people.get(place.person).own_zone or clinic,)
        else:
            of_many = place.kind is PlaceKind.TEAM  # of people whom no roster puts in an order
            those = place.present if of_many else [member.person for member in roster]
            theirs = [zone for person in those if (zone := self.people.get(person).own_zone)]
            zones = tuple(dict.fromkeys([clinic, *(from_west(theirs, self.now) if of_many else theirs)]))
        return Reader(
            place=place,
            clinic=self._clinic,
            zones=zones,
            names=dividing.names(roster),
            person=place.person,
            rest=parcel.rest,
            actors=lambda: readers.of(self, place, message, bot=self._clinic.bot),
        )

    def _place(self, key: str) -> Place:
        place = self.places.get(key)
        if place is None and key.startswith("direct:"):
            person = key.removeprefix("direct:")
            return self.places.make(key, PlaceKind.DIRECT, invite=(person,), person=person)
        if place is None:
            raise LookupError("something was said to a place that does not exist")
        return place

    def _epoch(self, case: str) -> int:
        if not case:
            return 0
        epoch: int = self._open.connection.execute(_EPOCH, {"code_": case}).scalar_one()
        return epoch

    def _post(self, lane: str, kind: EffectKind, content: dict[str, Any]) -> None:
        self.mail.post(lane, kind, Parked(content=content))
