"""A homeserver that keeps its promises and no others, and a bot of one command: what the crash model stops and starts.

The homeserver remembers what people said, in order; gives it out from a cursor; takes each transaction id once; makes a room
each time it is asked. The bot counts each message once and answers it.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.care.clinic import Clinic
from bot.care.dues import Due
from bot.care.facts import Message, Poll, case_room, control
from bot.care.people import PlaceKind
from bot.flow.inbox import Fetched
from bot.flow.messages import (
    Attachment,
    AudienceChangedError,
    Batch,
    Effect,
    EffectKind,
    Inbound,
    InboundKind,
    Observed,
    Posture,
    Proof,
    RetryLaterError,
    UndeliverableError,
)
from bot.flow.pipeline import Pipeline, Wakers, ring
from bot.flow.said import Body, Reader
from bot.flow.sender import Sender
from bot.store.engine import Database
from bot.store.store import EdgeStore, SealedStore
from bot.store.work import OpenWork
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import MasterKey

T = TypeVar("T")
START = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
BOT = "@carebot:example.org"
COORDINATOR = "@coordinator:example.org"
CLINIC = Clinic(name="Clinic", zone="Europe/Berlin", emergency_text="Call 112.", coordinators=(COORDINATOR,), bot=BOT)


CONTENT = bytes(range(256)) * 40
"""What is in every file that somebody attaches."""
FILE, LOST = "file", "a file that is gone"
FILES = frozenset({FILE, LOST})
POLL, CHANGED = "poll", "poll that changes"
"""What is answered with a poll, which then ends; between these two, another one may take its place."""
SEALED = Attachment(name="a.png", mime="image/png", size=len(CONTENT), url="mxc://example.org/a", key="K", iv="I", sha256="H")


class Stop(BaseException):
    """The world stops here; nothing after it happens, not even what cleans up."""


@dataclass
class Fuse:
    """Counts the instants at which the world could stop, and stops it at the chosen ones."""

    stops: set[int]
    passed: int = 0

    def pass_by(self) -> None:
        self.passed += 1
        if self.passed in self.stops:
            raise Stop


@dataclass
class FakeHomeserver:
    fuse: Fuse
    timeline: list[Inbound] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)
    sent: list[Effect] = field(default_factory=list)
    rooms: dict[str, str] = field(default_factory=dict)
    limit_next: int = 0
    unexpected_next: int = 0

    def say(self, room: str, sender: str, body: str) -> Inbound:
        number = len(self.timeline)
        proof = Proof(device_id="D", sender_key=sender, session_id="S", index=number, master_key="M", pin=1)
        inbound = Inbound(
            kind=InboundKind.FILE if body in FILES else InboundKind.MESSAGE,
            event_id=f"$said{number}",
            room_id=room,
            sender=sender,
            at=START,
            body=body,
            attachment=SEALED if body in FILES else None,
            proof=proof,
        )
        self.timeline.append(inbound)
        return inbound

    async def perform(self, effect: Effect) -> str:
        self.fuse.pass_by()
        if effect.id in self.taken:
            return self.taken[effect.id]
        if self.limit_next > 0:
            self.limit_next -= 1
            raise RetryLaterError(0.0)
        if self.unexpected_next > 0 and effect.kind is EffectKind.MESSAGE:
            self.unexpected_next -= 1
            raise AudienceChangedError
        if effect.kind is EffectKind.CREATE_ROOM:
            token = str(effect.content["token"])
            known = self.rooms.get(token) if effect.attempted else None
            answer = known or f"!room{len(self.rooms)}"
            assert known is not None or token not in self.rooms, "a room was made twice"
            self.rooms[token] = answer
        elif effect.kind is EffectKind.FETCH:
            said = effect.content["said"]
            assert isinstance(said, dict)
            if said["body"] == LOST:
                raise UndeliverableError("not there")
            answer = base64.b64encode(CONTENT).decode()
        else:
            answer = f"$sent{len(self.sent)}"
            self.taken[effect.id] = answer
            self.sent.append(effect)
        self.fuse.pass_by()
        return answer

    def bodies(self) -> list[str]:
        return [str(effect.content["body"]) for effect in self.sent if effect.kind is EffectKind.MESSAGE]

    def polls(self) -> list[tuple[str, str]]:
        """Of each poll that was begun, and of each that was ended: what it was about, and as which event it was begun."""
        told: list[tuple[str, str]] = []
        for effect in self.sent:
            if effect.kind is EffectKind.POLL:
                told.append((str(effect.content["ref"]), self.taken[effect.id]))
            elif effect.kind is EffectKind.POLL_END:
                event = effect.content["event"]
                assert isinstance(event, dict)
                told.append((str(effect.content["ref"]), event["m.relates_to"]["event_id"]))
        return told


def render(message: Message, lines: tuple[Any, ...], reader: Reader) -> tuple[Body, ...]:  # noqa: ARG001 - the signature is Render's
    text = str(message.values.get("text", message.template))
    return (Body(text=text, html=text),)


class CountingDispatch:
    """Each message acts once: it adds to its own count, and is answered. ``later`` sets a due moment; ``break`` never succeeds."""

    def message(self, desk: OpenWork, inbound: Inbound) -> None:
        place = desk.place_in(inbound.room_id)
        assert place is not None
        if inbound.body == "break":
            raise ValueError("canary in an exception")
        if inbound.kind is InboundKind.FILE:
            desk.fetch(place.key, inbound)
            return
        self._count(desk, place.key, inbound)

    def fetched(self, desk: OpenWork, fetched: Fetched) -> None:
        place = desk.place_in(fetched.said.room_id)
        assert place is not None
        assert fetched.said.attachment == SEALED
        lost = fetched.said.body == LOST
        assert (fetched.data, fetched.reason) == ((None, "not there") if lost else (CONTENT, ""))
        self._count(desk, place.key, fetched.said)

    def _count(self, desk: OpenWork, place: str, inbound: Inbound) -> None:
        key = f"count:{inbound.event_id}"
        held = desk.recall(key)
        desk.remember(key, acted=(held["acted"] if held else 0) + 1)
        desk.fact("count", actor=inbound.sender)
        if inbound.body == "later":
            at = desk.now + timedelta(minutes=1)
            desk.dues.put(Due(key=f"later:{inbound.event_id}", kind="later", at=at, place=place, subject=inbound.event_id))
        poll = Poll(ref=inbound.event_id, options=(), most=1, closes=desk.now) if inbound.body in {POLL, CHANGED} else None
        desk.say(place, Message(template="", values={"text": f"answer to {inbound.event_id}"}, poll=poll))
        if inbound.body == CHANGED:
            text = {"text": f"changed: {inbound.event_id}"}
            desk.say(place, Message(template="", values=text, ends_poll=inbound.event_id, poll=poll))
        if poll is not None:
            desk.say(place, Message(template="", values={"text": f"over: {inbound.event_id}"}, ends_poll=poll.ref))

    def observed(self, desk: OpenWork, observed: Observed) -> None:
        desk.say(control(), Message(template="", values={"text": observed.id}))

    def due(self, desk: OpenWork, moment: Due, lateness: timedelta) -> None:
        assert lateness >= timedelta(0)
        desk.say(moment.place, Message(template="", values={"text": f"rang for {moment.subject}"}))

    def fault(self, desk: OpenWork, place: str, reference: str) -> None:
        desk.say(place, Message(template="", values={"text": f"fault {reference}"}))


@dataclass
class TestClock:
    __test__ = False
    time: datetime = START

    def now(self) -> datetime:
        return self.time


class FusedStore(SealedStore):
    """A store whose world may stop before a transaction, within it, and after its commit."""

    fuse: Fuse

    async def act(self, run: Callable[[OpenWork], T]) -> T:
        def stopping(opened: OpenWork) -> T:
            result = run(opened)
            self.fuse.pass_by()
            return result

        self.fuse.pass_by()
        result = self.act_now(stopping)
        self.fuse.pass_by()
        return result


class World:
    """One bot against one homeserver, started and stopped at will over the same database."""

    def __init__(self, url: str, keys: Path, server: FakeHomeserver, clock: TestClock) -> None:
        self.server = server
        self.clock = clock
        self.seen: set[str] = set()
        self.reports: list[str] = []
        keyring = Keyring(SqliteKeyStore(keys), MasterKey(b"k" * 32), START)
        self.database = Database(url)
        self.store = FusedStore(
            self.database, keyring, clock, clinic=CLINIC, kinds=(), offices={}, render=render, randbelow=secrets.randbelow
        )
        self.store.fuse = server.fuse
        self.wakers = Wakers.fresh()
        self.edge = EdgeStore(self.store, BOT, {}, lambda: None)
        self.pipeline = Pipeline(self.store, CountingDispatch(), self.wakers, report=self._report, reference=lambda: "7F3K")
        self.sender = Sender(self.store, server, self.wakers, report=self._report, reference=lambda: "7F3K")

    def _report(self, reference: str, error: BaseException, *, attempt: int) -> None:
        self.reports.append(f"{reference} {type(error).__name__} {attempt}")

    def prepare(self, rooms: int) -> None:
        def make(opened: OpenWork) -> None:
            opened.places.make(control(), PlaceKind.CONTROL, invite=(COORDINATOR,))
            for number in range(rooms):
                opened.places.make(case_room(f"C-{number}"), PlaceKind.CASE, invite=(), case=f"C-{number}")

        self.store.act_now(make)

    async def sync(self) -> None:
        """Take in who came and what was said since the cursor; all of it and the cursor are one transaction."""
        cursor = await self.edge.cursor()
        since = int(cursor or 0)
        fresh = tuple(self.server.timeline[since : since + 3])
        new = set(self.server.rooms.values()) - self.seen
        self.server.fuse.pass_by()
        if fresh or new:
            postures = tuple(_joined(room) for room in sorted(new))
            await self.edge.receive(Batch(cursor=str(since + len(fresh)), inbound=fresh, postures=postures))
            self.seen |= new

    async def turn(self) -> bool:
        """Let every part do one thing; False when nothing is left to do."""
        await self.sync()
        rang = await self.store.act(ring)
        worked = await self.pipeline.step()
        sent = await self.sender.step()
        return bool(rang or worked or sent)

    def close(self) -> None:
        self.database.close()


def _joined(room: str) -> Posture:
    """Whoever is asked into a room comes at once."""
    return Posture(
        room_id=room,
        encrypted=True,
        invite_only=True,
        history_joined=True,
        guests_forbidden=True,
        federated=False,
        joined=frozenset({BOT, COORDINATOR}),
        invited=frozenset(),
    )
