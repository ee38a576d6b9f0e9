"""The store: opens transactions at the moment of the clock, for the flow and for the edge."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.care import breakglass
from bot.care.clinic import Clinic
from bot.care.facts import control
from bot.care.people import Office, PlaceKind
from bot.care.places import Place
from bot.care.records import Payload
from bot.care.welcome import enrol, stand_by
from bot.clock import Clock
from bot.flow.inbox import at_once_lane
from bot.flow.messages import Batch, Inbound, Observed, Pin, Posture, Seen
from bot.flow.said import Render
from bot.store.engine import Database
from bot.store.tables import cursors, people, pins, places
from bot.store.transaction import Transaction
from bot.store.work import OpenWork
from bot.vault.keyring import Keyring

T = TypeVar("T")
_TOGETHER = 8
_MOVE_ON = update(cursors).where(cursors.c.account == bindparam("account_"))


class SealedStore:
    """``bot.flow.ports.Store``: one transaction a call, off the event loop."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        clock: Clock,
        *,
        clinic: Clinic,
        kinds: tuple[type[Payload], ...],
        offices: Mapping[str, frozenset[Office]],
        render: Render,
        randbelow: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self.database = database
        self.keyring = keyring
        self._clock = clock
        self._clinic = clinic
        self._kinds = {kind.kind: kind for kind in kinds}
        self._offices = offices
        self._render = render
        self._randbelow = randbelow

    @property
    def together(self) -> int:
        """How many rows of the inbox may be handled in one transaction. On PostgreSQL each would keep more locks: one."""
        return _TOGETHER if self.database.sqlite else 1

    async def act(self, run: Callable[[OpenWork], T]) -> T:
        """Run one transaction; all of it is written, or nothing."""
        return await self.database.write(lambda connection: run(self.opened(connection)))

    def act_now(self, run: Callable[[OpenWork], T]) -> T:
        """The same, in the calling thread."""
        return self.database.transact(lambda connection: run(self.opened(connection)))

    def opened(self, connection: Connection) -> OpenWork:
        """The transaction that this connection has open."""
        transaction = Transaction(
            connection=connection,
            keyring=self.keyring,
            now=self._clock.now(),
            randbelow=self._randbelow,
            account=self._clinic.bot,
        )
        return OpenWork(transaction, self._clinic, self._kinds, self._offices, self._render)


class EdgeStore:
    """``bot.flow.ports.Mailroom`` and ``Directory``: what the edge keeps in our database."""

    def __init__(
        self,
        store: SealedStore,
        account: str,
        offices: Mapping[str, frozenset[Office]],
        woken: Callable[[], None],
        *,
        at_once: Callable[[Inbound, Place], bool] = lambda _inbound, _place: False,
    ) -> None:
        """``at_once`` says what does not wait behind anything that was said before it in its room."""
        self._at_once = at_once
        self._store = store
        self._account = account
        self._offices = offices
        self._woken = woken

    async def cursor(self) -> str | None:
        """Where the last stored batch ended."""
        query = select(cursors.c.token).where(cursors.c.account == self._account)
        return await self._store.database.write(lambda connection: connection.execute(query).scalar_one_or_none())

    async def receive(self, batch: Batch) -> None:
        """Store the batch and its cursor together."""

        def write(opened: OpenWork) -> None:
            for posture in batch.postures:
                _see(opened, posture)
            for inbound in batch.inbound:
                _take_in(opened, inbound, self._at_once)
            for observed in batch.observed:
                _notice(opened, observed)
            opened.finish()
            _save_cursor(opened.connection, self._account, batch.cursor)

        await self._store.act(write)
        self._woken()

    async def observe(self, *observed: Observed) -> None:
        """Store what was noticed outside a batch."""

        def write(opened: OpenWork) -> None:
            for one in observed:
                _notice(opened, one)

        await self._store.act(write)
        self._woken()

    async def pins(self) -> Mapping[str, Pin]:
        """Each enrolled person's pinned identity."""

        def read(connection: Connection) -> dict[str, Pin]:
            rows = connection.execute(select(pins))
            return {
                row.person: Pin(person=row.person, master_key=row.master_key, version=row.version, changed=row.changed)
                for row in rows
            }

        return await self._store.database.write(read)

    async def pin(self, pin: Pin) -> None:
        """Write a person's pin: first contact, or ``changed`` turned on."""

        def write(opened: OpenWork) -> None:
            here = pins.c.person == pin.person
            held = opened.connection.execute(select(pins).where(here)).one_or_none()
            if held is None:
                columns = {"person": pin.person, "master_key": pin.master_key, "version": pin.version, "changed": pin.changed}
                opened.connection.execute(insert(pins).values(**columns))
            elif pin.changed and not held.changed:
                opened.connection.execute(update(pins).where(here).values(changed=True))
            else:
                return
            opened.fact("pin", actor=self._account, ref=pin.person[:64], outcome="changed" if pin.changed else "pinned")
            for case in opened.rosters.cases(pin.person):
                opened.cases.raise_epoch(case)
            opened.finish()

        await self._store.act(write)

    async def enrolled(self) -> frozenset[str]:
        """The Matrix ids that may be pinned at first contact."""
        query = select(people.c.person).where(people.c.enrolled.is_not(None))
        known = await self._store.database.write(lambda connection: frozenset(connection.execute(query).scalars()))
        return known | frozenset(self._offices)

    async def zones(self) -> Mapping[str, str]:
        """The zones that profiles were last seen to name, by Matrix id."""

        def read(opened: OpenWork) -> dict[str, str]:
            persons = opened.connection.execute(select(people.c.person)).scalars().all()
            return {person: zone for person in persons if (zone := opened.people.get(person).profile_zone)}

        return await self._store.act(read)

    async def recipients(self, room_id: str) -> frozenset[str]:
        """Who may hold keys of this room now."""
        return await self._store.act(lambda opened: opened.recipients(room_id))

    async def ours(self) -> frozenset[str]:
        """The ids of the rooms that the bot made."""
        query = select(places.c.room_id).where(places.c.room_id.is_not(None))
        rooms = await self._store.database.write(lambda connection: tuple(connection.execute(query).scalars()))
        return frozenset(room for room in rooms if room is not None)


def _see(opened: OpenWork, posture: Posture) -> None:
    """Keep what a room was seen to be; have strangers told, and that it is open to others or no more."""
    seen = opened.places.see(posture)
    if seen is None:
        return
    before, after = seen
    strangers = after.present - before.present - opened.recipients(posture.room_id)
    told = [(Seen.STRANGER, person) for person in sorted(strangers)]
    if before.locked != after.locked:
        told.append((Seen.POSTURE, opened.clinic.bot))
    for what, person in told:
        noticed = f"{what.value}:{posture.room_id}:{opened.nonce()}"
        _notice(opened, Observed(id=noticed, what=what, at=opened.now, person=person, room_id=posture.room_id))
    if after.case is not None and (before.present, before.locked) != (after.present, after.locked):
        opened.cases.raise_epoch(after.case)


def _take_in(opened: OpenWork, inbound: Inbound, at_once: Callable[[Inbound, Place], bool]) -> None:
    place = opened.places.in_room(inbound.room_id)
    if place is None:
        return
    proof = inbound.proof
    unique = None if proof is None else f"{proof.sender_key} {proof.session_id} {proof.index}"
    lane = at_once_lane(place.key) if at_once(inbound, place) else place.key
    opened.mail.take_in(inbound.event_id, lane, inbound, proof=unique)


def _notice(opened: OpenWork, observed: Observed) -> None:
    place = None if observed.room_id is None else opened.places.in_room(observed.room_id)
    if observed.room_id is not None and place is None:
        return
    opened.mail.take_in(observed.id, place.key if place else control(), observed)


def _save_cursor(connection: Connection, account: str, token: str) -> None:
    changed = connection.execute(_MOVE_ON, {"account_": account, "token": token})
    if changed.rowcount == 0:
        connection.execute(insert(cursors).values(account=account, token=token))


def begin(opened: OpenWork) -> None:
    """Make the control room at the first start, and greet whoever is on call or holds an office, and is new."""
    there = opened.places.make(control(), PlaceKind.CONTROL, invite=opened.clinic.coordinators)
    for person in opened.clinic.on_call:
        stand_by(opened, person)
    for person in opened.clinic.privacy_officers:
        breakglass.introduce(opened, person)
    for person in opened.clinic.auditors:
        enrol(opened, person, writes=False)
    for person in opened.clinic.coordinators:
        enrol(opened, person)
        if there.room_id is not None and person not in there.present:
            opened.places.invite(control(), person)
    opened.finish()
