"""The whole bot but for Matrix: real store, vault, dispatcher, rules and words, over a homeserver that is a list.

Everyone is in the rooms that they were invited to, and every message is proven, unless a test says otherwise.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import event, insert, select

import commands
from bot.care import catching_up
from bot.care.cadence import open_always
from bot.care.clinic import Clinic
from bot.care.facts import Line, Message
from bot.care.kinds import KINDS
from bot.care.people import Office
from bot.chat.dispatch import Dispatcher
from bot.chat.registry import Registry
from bot.flow.messages import (
    SPOKEN,
    Attachment,
    Batch,
    Effect,
    EffectKind,
    Inbound,
    InboundKind,
    Observed,
    Pin,
    Posture,
    Proof,
    Seen,
)
from bot.flow.pipeline import Pipeline, Wakers, ring
from bot.flow.said import Body, Reader
from bot.flow.sender import Sender
from bot.store.engine import Database
from bot.store.store import EdgeStore, SealedStore, begin
from bot.store.tables import pins, places
from bot.store.work import OpenWork
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import MasterKey
from tests.flow.world import BOT, START, TestClock
from tests.rendering import renderer

SERVER = "example.org"
COORDINATOR = f"@coordinator:{SERVER}"
THERAPIST = f"@sex_therapist:{SERVER}"
PHYSICIAN = f"@physician:{SERVER}"
MENTAL_HEALTH = f"@mental_health:{SERVER}"
PRIMARY_CARE = f"@primary_care:{SERVER}"
STRANGER = f"@stranger:{SERVER}"
TEAM = (THERAPIST, PHYSICIAN, MENTAL_HEALTH, PRIMARY_CARE)


@dataclass(frozen=True)
class Heard:
    """One message as somebody reads it."""

    place: str
    event_id: str
    body: str
    html: str
    effect: Effect


@dataclass(frozen=True)
class Spoken:
    """One thing put into words, before it is sent: its template, who reads it, and its parts."""

    message: Message
    lines: tuple[Line, ...]
    reader: Reader
    parts: tuple[Body, ...]


class Speaking:
    """The renderer, with everything kept that it was asked to say."""

    def __init__(self) -> None:
        self.render = renderer()
        self.said: list[Spoken] = []

    def __call__(self, message: Message, lines: tuple[Line, ...], reader: Reader) -> tuple[Body, ...]:
        parts = self.render(message, lines, reader)
        actors = reader.actors()  # as the rosters have them now, while the transaction is open
        self.said.append(Spoken(message, lines, replace(reader, actors=lambda: actors), parts))
        return parts


class ListServer:
    """Makes rooms, and keeps what was sent."""

    def __init__(self) -> None:
        self.effects: list[tuple[str, Effect]] = []
        self.rooms: dict[str, set[str]] = {}
        self.files: dict[str, bytes] = {}
        """What was uploaded, by its address; nothing of it is encrypted here."""

    async def perform(self, effect: Effect) -> str:
        if effect.kind is EffectKind.CREATE_ROOM:
            room = f"!room{len(self.rooms)}"
            invited = effect.content["invite"]
            assert isinstance(invited, list)
            self.rooms[room] = set(invited)
            return room
        if effect.kind is EffectKind.FETCH:
            return base64.b64encode(self.files[str(_fields(effect.content["file"])["url"])]).decode()
        room = str(effect.room_id)
        if effect.kind is EffectKind.INVITE:
            self.rooms[room].add(str(effect.content["person"]))
        if effect.kind is EffectKind.KICK:
            self.rooms[room].discard(str(effect.content["person"]))
        if effect.kind in SPOKEN:
            assert self.rooms[room] <= effect.covered, "somebody is there who may not read this"
        event = f"$sent{len(self.effects)}"
        self.effects.append((event, effect))
        return event


class Stage:
    """Say something, and read what everybody is told."""

    def __init__(
        self,
        folder: Path,
        *,
        offices: dict[str, frozenset[Office]] | None = None,
        zone: str = "Europe/Berlin",
        closed: Callable[[date], bool] = open_always,
        on_call: tuple[str, ...] = (),
        randbelow: Callable[[int], int] = secrets.randbelow,
        call_link: str = "",
    ) -> None:
        held = offices or {COORDINATOR: frozenset({Office.COORDINATOR})}
        coordinators = tuple(person for person, these in held.items() if Office.COORDINATOR in these)
        self.clinic = Clinic(
            name="The clinic",
            zone=zone,
            emergency_text="In an emergency call 112.",
            coordinators=coordinators,
            bot=BOT,
            closed=closed,
            on_call=on_call,
            privacy_officers=tuple(person for person, these in held.items() if Office.PRIVACY_OFFICER in these),
            auditors=tuple(person for person, these in held.items() if Office.AUDITOR in these),
            redisclosure="Passing this on needs consent.",
            call_link=call_link,
        )
        self.clock = TestClock()
        self.server = ListServer()
        self.faults: list[BaseException] = []
        self.rushing = False
        """Time stands still: nobody waits for what rests."""
        self.speaking = Speaking()
        self.registry = Registry(commands.FAMILIES)
        self.store = SealedStore(
            Database(f"sqlite:///{folder}/store.db"),
            Keyring(SqliteKeyStore(folder / "keys.db"), MasterKey(b"k" * 32), START),
            self.clock,
            clinic=self.clinic,
            kinds=KINDS,
            offices=held,
            render=self.speaking,
            randbelow=randbelow,
        )
        event.listen(self.store.database.engine, "connect", _never_waits_for_the_disk)
        self.store.database.create()
        wakers = Wakers.fresh()
        dispatcher = Dispatcher(self.registry)
        at_once = partial(dispatcher.at_once, bot=BOT)
        self.edge = EdgeStore(self.store, BOT, held, lambda: None, at_once=at_once)
        self.pipeline = Pipeline(self.store, dispatcher, wakers, report=self._report, reference=lambda: "7F3K")
        self.sender = Sender(self.store, self.server, wakers, report=self._report, reference=lambda: "7F3K")
        self._loop = asyncio.new_event_loop()
        self._said = 0
        self._batches = 0
        self._seen: dict[str, Posture] = {}
        self._pinned: set[str] = set()
        self.store.act_now(begin)
        self.settle()

    def close(self) -> None:
        self._loop.close()
        self.store.database.close()

    def _report(self, reference: str, error: BaseException, *, attempt: int) -> None:  # noqa: ARG002 - the signature is Report's
        self.faults.append(error)

    def room(self, place: str) -> str:
        room = self.store.act_now(lambda opened: opened.room_of(place))
        assert room is not None, f"{place} has no room"
        return room

    def case_place(self) -> str:
        """The room of the case that was opened last."""
        code = self.store.act_now(lambda opened: opened.cases.all()[-1].code)
        return f"case:{code}"

    def say(
        self,
        person: str,
        place: str,
        body: str,
        *,
        reply_to: str | None = None,
        mentions: Iterable[str] = (),
        proven: bool = True,
        edits: str | None = None,
        html_differs: bool = False,
    ) -> list[Heard]:
        """Say it, let everything happen that follows, and give what was sent anywhere because of it."""
        self._said += 1
        event = f"$typed{self._said}"
        proof = Proof(device_id="D", sender_key=person, session_id="S", index=self._said, master_key="M", pin=1)
        inbound = Inbound(
            kind=InboundKind.EDIT if edits else InboundKind.MESSAGE,
            event_id=event,
            room_id=self.room(place),
            sender=person,
            at=self.clock.now(),
            body=body,
            reply_to=reply_to,
            mentions=tuple(mentions),
            proof=proof if proven else None,
            edits=edits,
            html_differs=html_differs,
        )
        return self.take(inbound)

    def attach(
        self,
        person: str,
        place: str,
        data: bytes,
        *,
        name: str = "scan.pdf",
        caption: str | None = None,
        reply_to: str | None = None,
    ) -> list[Heard]:
        """Send a file, and give what was sent anywhere because of it, once it has been fetched."""
        self._said += 1
        url = f"mxc://{SERVER}/file{self._said}"
        self.server.files[url] = data
        file = Attachment(name=name, mime="application/octet-stream", size=len(data), url=url, key="K", iv="I", sha256="H")
        inbound = Inbound(
            kind=InboundKind.FILE,
            event_id=f"$typed{self._said}",
            room_id=self.room(place),
            sender=person,
            at=self.clock.now(),
            body=name if caption is None else caption,
            reply_to=reply_to,
            attachment=file,
            proof=Proof(device_id="D", sender_key=person, session_id="S", index=self._said, master_key="M", pin=1),
        )
        return self.take(inbound)

    def vote(self, person: str, place: str, *choices: str, points_at: str | None = None, ends: bool = False) -> list[Heard]:
        """Choose these options in a poll, or end it; what was sent anywhere because of it."""
        self._said += 1
        inbound = Inbound(
            kind=InboundKind.POLL_END if ends else InboundKind.VOTE,
            event_id=f"$typed{self._said}",
            room_id=self.room(place),
            sender=person,
            at=self.clock.now(),
            reply_to=points_at,
            choices=choices,
            proof=Proof(device_id="D", sender_key=person, session_id="S", index=self._said, master_key="M", pin=1),
        )
        return self.take(inbound)

    def redact(self, place: str, event: str) -> list[Heard]:
        """Somebody removes a message; nobody signs that."""
        self._said += 1
        inbound = Inbound(
            kind=InboundKind.REDACTION,
            event_id=f"$typed{self._said}",
            room_id=self.room(place),
            sender=STRANGER,
            at=self.clock.now(),
            redacts=event,
        )
        return self.take(inbound)

    def see(self, what: Seen, person: str, place: str, detail: str = "") -> list[Heard]:
        """The transport notices something."""
        self._batches += 1
        seen = Observed(
            id=f"seen{self._batches}",
            what=what,
            at=self.clock.now(),
            person=person,
            room_id=self.room(place),
            detail=detail,
        )
        return self.take(observed=(seen,))

    def open_to_others(self, place: str, *, locked: bool) -> list[Heard]:
        """A room's settings change so that it is open to others, or no more."""
        room = self.room(place)
        posture = replace(self._seen[room], guests_forbidden=not locked)
        self.store.act_now(lambda opened: opened.places.see(posture))
        return self.see(Seen.POSTURE, STRANGER, place)

    @property
    def last_typed(self) -> str:
        return f"$typed{self._said}"

    def take(self, *inbound: Inbound, observed: Iterable[Observed] = ()) -> list[Heard]:
        before = len(self.server.effects)
        self._batches += 1
        batch = Batch(cursor=str(self._batches), inbound=inbound, observed=tuple(observed))
        self._loop.run_until_complete(self.edge.receive(batch))
        self.settle()
        return self.heard(before)

    def heard(self, since: int = 0) -> list[Heard]:
        rooms = self.store.act_now(_places)
        return [
            Heard(
                place=rooms[effect.room_id],
                event_id=event,
                body=str(effect.content["body"]),
                html=str(effect.content.get("formatted_body", "")),
                effect=effect,
            )
            for event, effect in self.server.effects[since:]
            if effect.kind in {EffectKind.MESSAGE, EffectKind.FILE}
        ]

    def wait(self, span: timedelta) -> list[Heard]:
        """Let time pass, and give what was sent because of it. The bot was there all the time."""
        self.store.act_now(lambda opened: opened.remember(catching_up.BEAT, at=(self.clock.time + span).isoformat()))
        return self.sleep(span)

    def sleep(self, span: timedelta) -> list[Heard]:
        """Let the clock jump, or time pass while nobody looks after the due moments; give what was sent because of it."""
        before = len(self.server.effects)
        self.clock.time += span
        self.settle()
        return self.heard(before)

    def wait_until(self, moment: datetime) -> list[Heard]:
        return self.wait(moment - self.clock.time)

    def settle(self) -> None:
        """Let everything happen that is to happen now. The clock moves only where something rests."""

        async def turn() -> bool:
            rang = await self.store.act(ring)
            worked = await self.pipeline.step()
            sent = await self.sender.step()
            self._see_rooms()
            return bool(rang or worked or sent)

        rested = False
        for _ in range(500):
            if self._loop.run_until_complete(turn()):
                rested = False
            elif rested or self.rushing:
                return
            else:
                rested = True
                self.clock.time += timedelta(seconds=3)
        raise AssertionError("the stage did not come to rest")

    def _see_rooms(self) -> None:
        seen = {
            room: Posture(
                room_id=room,
                encrypted=True,
                invite_only=True,
                history_joined=True,
                guests_forbidden=True,
                federated=False,
                joined=frozenset({BOT, *people}),
                invited=frozenset(),
            )
            for room, people in self.server.rooms.items()
        }
        fresh = {room: posture for room, posture in seen.items() if self._seen.get(room) != posture}
        if fresh:
            self._seen.update(fresh)
            self._batches += 1
            batch = Batch(cursor=str(self._batches), postures=tuple(fresh.values()))
            self.store.act_now(lambda opened: [opened.places.see(one) for one in batch.postures])
            self._pin(frozenset[str]().union(*(one.joined for one in fresh.values())) - self._pinned)

    def _pin(self, people: frozenset[str]) -> None:
        """Whoever comes into a room has an identity, and keeps it."""
        rows = [asdict(Pin(person=person, master_key=person)) for person in sorted(people)]
        self._pinned |= people
        if rows:
            self.store.act_now(lambda opened: opened.connection.execute(insert(pins), rows))

    def intruder(self, place: str, person: str) -> None:
        """Somebody joins who was not invited by the bot."""
        self.server.rooms[self.room(place)].add(person)
        self._see_rooms()

    def open_case(self, *people: str) -> str:
        """Open a case with these people, each in the role that their id says, with a consent form; gives the case's place."""
        named = people or TEAM
        typed = " ".join(f"{person} {person[1:].partition(':')[0]}" for person in named)
        question = self.say(COORDINATOR, "control", f"!case open {typed}")[-1]
        self.say(COORDINATOR, "control", "yes", reply_to=question.event_id)
        place = self.case_place()
        self.settle()
        code = place.removeprefix("case:")
        question = self.say(COORDINATOR, "control", f"!consent {code} form F-1 2026-12-01")[-1]
        self.say(COORDINATOR, question.place, "yes", reply_to=question.event_id)
        return place


def _fields(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def _never_waits_for_the_disk(connection: sqlite3.Connection, _: object) -> None:
    """What a disk does is tried in ``tests/homeserver``."""
    connection.execute("PRAGMA synchronous=OFF")


def _places(opened: OpenWork) -> dict[str | None, str]:
    """The places by their rooms."""
    return {row.room_id: row.key for row in opened.connection.execute(select(places.c.room_id, places.c.key))}


def bodies(heard: Iterable[Heard]) -> list[str]:
    return [one.body for one in heard]


def at(heard: Iterable[Heard], place: str) -> list[Heard]:
    return [one for one in heard if one.place == place]
