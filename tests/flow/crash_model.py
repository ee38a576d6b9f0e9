"""The first promise: a stop at any instant loses nothing and repeats nothing. One model, run on every engine."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.store.engine import Database
from tests.flow.world import CHANGED, FILES, POLL, FakeHomeserver, Fuse, Stop, TestClock, World

ROOMS = 3


@dataclass(frozen=True, kw_only=True)
class Story:
    """What people say, when the power fails, and how often the homeserver is not well."""

    said: tuple[tuple[int, str], ...]
    """Room, and ``hello``, ``later`` (sets a due moment), ``break`` (its handling always fails), ``POLL``, or one of ``FILES``."""
    stops: frozenset[int]
    limits: int = 0
    strangers: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of a story."""

    stops: int
    acted: Counter[str]
    answers: Counter[str]
    order: list[str]
    faults: int
    polls: list[tuple[str, str]]
    """What each poll was about that was begun or ended, and as which event it was begun."""


def play(story: Story, url: str, keys: Path) -> Outcome:
    """Live through a story, starting anew after each stop, until nothing is left to do."""
    database = Database(url)
    database.create()
    database.close()
    fuse = Fuse(stops=set())
    server = FakeHomeserver(fuse=fuse)
    clock = TestClock()
    world = World(url, keys, server, clock)
    world.prepare(ROOMS)
    stopped = 0
    world, stopped = _settle(world, url, keys, stopped)
    room_ids = sorted(server.rooms.values())
    fuse.stops = set(story.stops)
    fuse.passed = 0
    for room, body in story.said:
        server.say(room_ids[1 + room % ROOMS], "@somebody:example.org", body)
    server.limit_next, server.unexpected_next = story.limits, story.strangers
    world, stopped = _settle(world, url, keys, stopped)
    clock.time += timedelta(minutes=2)
    world, stopped = _settle(world, url, keys, stopped)
    fuse.stops = set()
    acted: Counter[str] = Counter()
    for inbound in server.timeline:
        acted[inbound.event_id] = _acted(world, inbound.event_id)
    chains = world.store.act_now(lambda opened: [opened.audit.verify(chain) for chain in opened.audit.chains()])
    assert chains == [None] * len(chains), "the audit chain is broken"
    world.close()
    bodies = server.bodies()
    return Outcome(
        stops=stopped,
        acted=acted,
        answers=Counter(body for body in bodies if not body.startswith("fault")),
        order=bodies,
        faults=sum(body.startswith("fault") for body in bodies),
        polls=server.polls(),
    )


def check(story: Story, outcome: Outcome) -> None:
    """Each message acted once and was answered once, in the order of its room; each due moment rang once.

    What comes with a file acts when that is here, and holds up nothing else. A poll is begun once and ended once, in
    this order; where one takes the place of another, that one is ended first.
    """
    for number, (_, body) in enumerate(story.said):
        event = f"$said{number}"
        expected = 0 if body == "break" else 1
        assert outcome.acted[event] == expected, f"{event} acted {outcome.acted[event]} times"
        assert outcome.answers[f"answer to {event}"] == expected
        polled = [begun for about, begun in outcome.polls if about == event]
        assert len(polled) == {POLL: 2, CHANGED: 4}.get(body, 0), f"{event} was asked or ended {len(polled)} times"
        assert polled[::2] == polled[1::2], "something else was ended than what had begun last"
        assert len(set(polled)) == len(polled) // 2
        assert outcome.answers[f"over: {event}"] == (body in {POLL, CHANGED})
        assert outcome.answers[f"changed: {event}"] == (body == CHANGED)
        assert outcome.answers[f"rang for {event}"] == (1 if body == "later" else 0)
    assert outcome.faults == sum(body == "break" for _, body in story.said)
    apart = FILES | {"break"}
    for room in range(ROOMS):
        answers = [
            f"answer to $said{n}" for n, (where, body) in enumerate(story.said) if where % ROOMS == room and body not in apart
        ]
        assert [body for body in outcome.order if body in answers] == answers, "answers of one room came out of order"


def _acted(world: World, event_id: str) -> int:
    held = world.store.act_now(lambda opened: opened.recall(f"count:{event_id}"))
    return int(held["acted"]) if held else 0


def _settle(world: World, url: str, keys: Path, stopped: int) -> tuple[World, int]:
    """Go on until nothing is left to do; a stop loses all that was in memory."""
    rested = False
    for _ in range(2_000):
        try:
            busy = asyncio.run(world.turn())
        except (Stop, BaseExceptionGroup):
            stopped += 1
            world.close()
            world = World(url, keys, world.server, world.clock)
            continue
        if busy:
            rested = False
        elif rested:
            return world, stopped
        else:
            rested = True
            world.clock.time += timedelta(seconds=5)
    raise AssertionError("the world did not come to rest")
