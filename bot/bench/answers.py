"""From a typed command to its committed answer: what a person waits for, but for the way through the homeserver and back."""

from __future__ import annotations

import asyncio
from time import perf_counter

from bot.bench.figures import Figure, spread
from bot.bench.floor import floor
from bot.bench.ground import BOT, TEAM, Ground, report, room_of
from bot.bench.watch import Watch, Watched
from bot.flow.messages import Batch, Inbound, Pin, Proof
from bot.flow.pipeline import Pipeline, Wakers
from bot.store.store import EdgeStore

_KEPT = 3
"""Rows that keep what was said: itself, its lane, the cursor."""
_SAID = "!action Ask for the latest results {person} due 2099-12-31"


def commands(ground: Ground, code: str, times: int) -> Figure:
    """Commands of one room, one after the other, from their arrival on."""
    return asyncio.run(_commands(ground, code, times))


async def _commands(ground: Ground, code: str, times: int) -> Figure:
    edge = EdgeStore(ground.store, BOT, {}, lambda: None)
    watch = Watch(inner=ground.store, now=ground.clock.now)
    pipeline = Pipeline(watch, Watched(watch), Wakers.fresh(), report=report, reference=lambda: "0000")
    people = tuple(TEAM)
    for person in people:
        await edge.pin(Pin(person=person, master_key=person))
    before, took = ground.said(), []
    for number in range(times):
        batch = _said(code, people[number % len(people)], number, ground)
        begun = perf_counter()
        await edge.receive(batch)
        while await pipeline.step():
            pass
        took.append(perf_counter() - begun)
    answered = ground.said() - before
    with floor(ground.file) as bare:
        needed = [bare.transaction(_KEPT) + bare.transaction(round(watch.rows / times)) for _ in range(times)]
    return Figure(
        what="a typed command, from its arrival to its committed answer",
        count=times,
        took=spread(took),
        floor=spread(needed),
        against="two bare transactions of as many rows",
        lost=max(0, times - answered),
        doubled=max(0, answered - times),
    )


def _said(code: str, person: str, number: int, ground: Ground) -> Batch:
    proof = Proof(device_id="D", sender_key=person, session_id="S", index=number, master_key=person, pin=1)
    inbound = Inbound(
        event_id=f"$said{number}",
        room_id=room_of(code),
        sender=person,
        at=ground.clock.now(),
        body=_SAID.format(person=person),
        proof=proof,
    )
    return Batch(cursor=str(number), inbound=(inbound,))
