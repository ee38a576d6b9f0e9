"""What is said in a transaction: divided at its end, put into words, and queued; later claimed, and marked as what became of it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, select

from bot.care import openings, reads, teamrooms
from bot.care.facts import Message, Value, control, direct
from bot.care.people import PlaceKind
from bot.care.ports import Clinic, Place
from bot.flow import outbox as dividing
from bot.flow.inbox import Again, Fetched
from bot.flow.messages import Effect, EffectKind, Inbound
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

_SETTLE = timedelta(seconds=1)
"""How long something rests that was stopped by somebody unexpected in the room: the news of them is on its way."""
_FETCHING = timedelta(minutes=10)
"""How long it is tried to fetch a file that somebody attached; longer, where nothing can be sent either."""
_FILES = "files:"
"""What files that are fetched for a place wait in line behind: each other, and nothing that is said there."""
_DOUBLINGS = 8
"""So often that rest is doubled, where somebody stays who may not be there."""


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
        self._said.append((place, Told(message=message, asks=hearing(*message.hears) if message.hears else None)))

    def ask(self, place: str, key: str) -> None:
        """Mark the message said last to this place as the question of this dialogue."""
        number = max(number for number, (there, _) in enumerate(self._said) if there == place)
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
        self._post(f"{_FILES}{place}", EffectKind.FETCH, content)

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
        stopped = sum(row.state == RECALLED for row in told_before)
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

    def claim_effects(self, busy: Collection[str], most: int) -> list[tuple[str, Effect]]:
        """Take what may be sent now, one a place, and mark it as on its way; gives place and effect.

        What may have been sent, and was put into words for other readers than there are now, is only looked for: it covers
        nobody, so that it is decided anew if it is not found.
        """
        claimed: list[tuple[str, Effect]] = []
        for row in self.mail.sendable(busy, most):
            outdated = row.said is not None and (self._outdated(row) or self._off_roster(row))
            if outdated and row.state == UNSENT:
                self.recall_said(row.said)
                continue
            parked = self.mail.parked(row)
            place = self._place(row.lane.removeprefix(_FILES))
            anybody = place.present | self._recipients(place) if parked.covered is None else frozenset(parked.covered)
            effect = Effect(
                id=row.key,
                kind=EffectKind(row.kind),
                room_id=place.room_id,
                content=parked.content,
                covered=frozenset() if outdated else anybody,
                gated=parked.covered is not None and bool(msgspec.json.decode(row.lines, type=list[int])),
                attempted=row.state == SENDING,
                case=row.case,
                about=frozenset(parked.about),
            )
            self.mail.mark(row.key, SENDING)
            claimed.append((row.lane, effect))
        return claimed

    def delivered(self, effect: Effect, lane: str, answer: str) -> None:
        """Write that it happened, with the id that the world gave it."""
        self.mail.mark(effect.id, SENT, event_id=None if effect.kind is EffectKind.FETCH else answer)
        if effect.about:
            reads.mark(self, effect.case, self._place(lane).present & effect.covered, effect.about)
        if effect.kind is EffectKind.CREATE_ROOM:
            self.places.bind(lane, answer, invited=frozenset(_texts(effect.content["invite"])))
            self._tell_those_invited(lane)
        if effect.kind is EffectKind.FETCH:
            self._hand_in(effect, data=b64decode(answer))

    def undelivered(self, effect: Effect, *, until: datetime, known: bool) -> None:
        """It did not happen now (``known``), or nobody knows whether it did: it is tried again then."""
        if known:
            self.mail.mark(effect.id, UNSENT)
        self.mail.wait(effect.id, until)

    def undeliverable(self, effect: Effect, reason: str) -> None:
        """It will never happen: it no longer stands in the way of what follows."""
        self.mail.mark(effect.id, UNDELIVERABLE)
        if effect.kind is EffectKind.FETCH:
            self._hand_in(effect, reason=reason)

    def _hand_in(self, effect: Effect, *, data: bytes | None = None, reason: str = "") -> None:
        """Put what came of fetching a file into the inbox, in the transaction in which it is no longer to be fetched."""
        said = msgspec.convert(effect.content["said"], Inbound)
        place = self.places.in_room(said.room_id)
        if place is not None:
            fetched = Fetched(id=f"fetched:{effect.id}", said=said, data=data, reason=reason)
            self.mail.take_in(fetched.id, place.key, fetched)

    def unexpected(self, effect: Effect) -> None:
        """Somebody is there who may not read it: it is decided anew."""
        row = self.mail.mark(effect.id, HELD)
        self.recall_said(row.said)

    def recipients(self, room_id: str) -> frozenset[str]:
        """Who may hold keys of this room now."""
        place = self.places.in_room(room_id)
        return frozenset() if place is None else self._recipients(place)

    def _recipients(self, place: Place) -> frozenset[str]:
        if place.kind is PlaceKind.CONTROL:
            return frozenset(self._clinic.coordinators)
        if place.kind is PlaceKind.TEAM:
            return teamrooms.members(self, place)
        if place.person is not None:
            return frozenset({place.person})
        return frozenset(member.person for member in self.rosters.of(place.case)) if place.case else frozenset()

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
            bodies = self._render(message, tuple(message.lines[n] for n in parcel.lines), self._reader(there, parcel, named))
            events = dividing.contents(message, bodies, rest=parcel.rest)
            covered = None if parcel.covered is None else tuple(sorted(parcel.covered))
            about = tuple(sorted({category for n in parcel.lines for category in message.lines[n].about}))
            for number, event in enumerate(events):
                key = self._open.key()
                last = number == len(events) - 1
                self.mail.post(
                    parcel.place,
                    EffectKind.MESSAGE,
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
                content = enclosing(one, message, self._render, self._reader(there, parcel, named))
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

    def _reader(self, place: Place, parcel: dividing.Parcel, roster: tuple[Any, ...]) -> Reader:
        clinic = self._clinic.zone
        if place.person is not None:
            zones: tuple[str, ...] = (self.people.get(place.person).own_zone or clinic,)
        else:
            those = sorted(place.present) if place.kind is PlaceKind.TEAM else [member.person for member in roster]
            theirs = (self.people.get(person).own_zone for person in those)
            zones = tuple(dict.fromkeys([clinic, *(zone for zone in theirs if zone)]))
        return Reader(
            place=place, clinic=self._clinic, zones=zones, names=dividing.names(roster), person=place.person, rest=parcel.rest
        )

    def _place(self, key: str) -> Place:
        place = self.places.get(key)
        if place is None and key.startswith("direct:"):
            person = key.removeprefix("direct:")
            return self.places.make(key, PlaceKind.DIRECT, invite=(person,), person=person)
        if place is None:
            raise LookupError("something was said to a place that does not exist")
        return place

    def _tell_those_invited(self, lane: str) -> None:
        """A room is there: what was said to it while nobody was in it is decided anew, for those who are asked in."""
        for key in self.mail.unsent_in(lane):
            _, told = self.mail.kept(key) or ("", None)
            if told is not None and told.message.lines:
                self.recall_said(key)

    def _outdated(self, row: Row[Any]) -> bool:
        """Who may read it has changed since it was put into words, or what somebody was granted has run out."""
        if row.epoch != self._epoch(row.case):
            return True
        ends = [grant.until for grant in self.consents.of(row.case)] if row.case else []
        person = row.lane.removeprefix(direct(""))
        opening = openings.of(self, row.case, person) if row.case and person != row.lane else None
        ends += [opening.until] if opening is not None else []
        return any(until is not None and row.created < until <= self.now for until in ends)

    def _off_roster(self, row: Row[Any]) -> bool:
        """It speaks of several cases, and somebody who may be there is no longer on the roster of one of them."""
        numbers = msgspec.json.decode(row.lines, type=list[int])
        if row.case or not numbers:
            return False
        _, told = self.mail.kept(row.said) or ("", None)
        lines = told.message.lines if told is not None else ()
        codes = {lines[number].roster for number in numbers if number < len(lines)} - {""}
        covered = frozenset(self.mail.parked(row).covered or ()) if codes else frozenset()
        return any(covered - {member.person for member in self.rosters.of(code)} for code in codes)

    def _epoch(self, case: str) -> int:
        if not case:
            return 0
        epoch: int = self._open.connection.execute(select(cases.c.epoch).where(cases.c.code == case)).scalar_one()
        return epoch

    def _post(self, lane: str, kind: EffectKind, content: dict[str, Any]) -> None:
        self.mail.post(lane, kind, Parked(content=content))


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
