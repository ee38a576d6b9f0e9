"""The whole bot but for Matrix: real store, vault, dispatcher, rules and words, over a homeserver that is a list.

Everyone is in the rooms that they were invited to, and every message is proven, unless a test says otherwise.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import event, insert, select

import commands
from bot.care import catching_up
from bot.care.cadence import open_always
from bot.care.clinic import Clinic
from bot.care.kinds import KINDS
from bot.care.people import Office
from bot.chat.dispatch import Dispatcher
from bot.chat.registry import Registry
from bot.flow.messages import Batch, EffectKind, Inbound, Observed, Pin, Posture, Seen
from bot.flow.pipeline import Pipeline, Wakers, ring
from bot.flow.sender import Sender
from bot.store.engine import Database
from bot.store.store import EdgeStore, SealedStore, begin
from bot.store.tables import pins, places
from bot.store.work import OpenWork
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import MasterKey
from tests.cast import COORDINATOR, STRANGER, TEAM
from tests.flow.world import BOT, START, TestClock
from tests.heard import Heard
from tests.incoming import Incoming
from tests.list_server import ListServer
from tests.speaking import Speaking


class Stage(Incoming):
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

    def open_to_others(self, place: str, *, locked: bool) -> list[Heard]:
        """A room's settings change so that it is open to others, or no more."""
        room = self.room(place)
        posture = replace(self._seen[room], guests_forbidden=not locked)
        self.store.act_now(lambda opened: opened.places.see(posture))
        return self.see(Seen.POSTURE, STRANGER, place)

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


def _never_waits_for_the_disk(connection: sqlite3.Connection, _: object) -> None:
    """What a disk does is tried in ``tests/homeserver``."""
    connection.execute("PRAGMA synchronous=OFF")


def _places(opened: OpenWork) -> dict[str | None, str]:
    """The places by their rooms."""
    return {row.room_id: row.key for row in opened.connection.execute(select(places.c.room_id, places.c.key))}
