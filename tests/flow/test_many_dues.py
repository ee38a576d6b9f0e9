"""A thousand moments in one second, with and without the power failing on the way: none is lost, none happens twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.care.dues import Due
from bot.care.facts import case_room
from bot.flow.pipeline import Pipeline, ring
from bot.store.engine import Database
from bot.store.work import OpenWork
from tests.flow.world import CountingDispatch, FakeHomeserver, Fuse, Stop, TestClock, World

MANY = 1_000
ROOMS = 50


def fill(opened: OpenWork) -> None:
    """Each in the room whose turn it is, all within the same second."""
    at = opened.now + timedelta(minutes=1)
    for number in range(MANY):
        place = case_room(f"C-{number % ROOMS}")
        opened.dues.put(
            Due(key=f"k{number}", kind="later", at=at + timedelta(milliseconds=number), place=place, subject=f"s{number}")
        )


def keep(few: int, opened: OpenWork) -> None:
    for number in range(few, MANY):
        opened.dues.cancel(f"k{number}")


class Broken(CountingDispatch):
    """It cannot handle one of them."""

    def due(self, desk: OpenWork, moment: Due, lateness: timedelta) -> None:
        if moment.subject == "s7":
            raise ValueError
        super().due(desk, moment, lateness)


def unreported(reference: str, error: BaseException, *, attempt: int) -> None:
    pass


def begin(folder: Path, stops: set[int]) -> World:
    database = Database(f"sqlite:///{folder}/store.db")
    database.create()
    database.close()
    fuse = Fuse(stops=set())
    world = World(f"sqlite:///{folder}/store.db", folder / "keys.db", FakeHomeserver(fuse=fuse), TestClock())
    world.prepare(ROOMS)
    world.store.act_now(fill)
    world.clock.time += timedelta(minutes=1, seconds=1)
    fuse.stops, fuse.passed = stops, 0
    return world


def said(world: World) -> Counter[str]:
    """What each moment led to, by its subject."""

    def read(opened: OpenWork) -> list[str]:
        keys = opened.connection.exec_driver_sql("select key from said").scalars().all()
        return [str(kept[1].message.values["text"]) for key in keys if (kept := opened.mail.kept(key)) is not None]

    return Counter(world.store.act_now(read))


def everything() -> Counter[str]:
    return Counter(f"rang for s{number}" for number in range(MANY))


async def act(world: World) -> None:
    """Ring and act, until nothing is left."""
    while await world.store.act(ring) or await world.pipeline.step():
        pass


@pytest.mark.slow
def test_a_thousand_moments_in_one_second_each_happen_once(tmp_path: Path) -> None:
    world = begin(tmp_path, set())
    asyncio.run(act(world))
    assert said(world) == everything()
    assert world.reports == []
    world.close()


@pytest.mark.slow
def test_a_thousand_moments_each_happen_once_although_the_power_fails_over_and_over(tmp_path: Path) -> None:
    world = begin(tmp_path, set(range(5, 2_000, 37)))
    stopped = 0
    while True:
        try:
            asyncio.run(act(world))
            break
        except Stop:
            stopped += 1
            world.close()
            world = World(f"sqlite:///{tmp_path}/store.db", tmp_path / "keys.db", world.server, world.clock)
    assert stopped > 5
    assert said(world) == everything()
    world.close()


def test_the_moments_of_one_room_happen_in_their_order(tmp_path: Path) -> None:
    world = begin(tmp_path, set())
    world.store.act_now(partial(keep, 100))
    asyncio.run(act(world))
    order = world.store.act_now(_in_order)
    rooms = [[text for place, text in order if place == case_room(f"C-{number}")] for number in range(ROOMS)]
    assert rooms == [[f"rang for s{number}", f"rang for s{number + ROOMS}"] for number in range(ROOMS)]
    world.close()


def test_one_that_cannot_be_handled_holds_up_none_that_waits_with_it(tmp_path: Path) -> None:
    world = begin(tmp_path, set())
    world.store.act_now(partial(keep, 20))
    world.pipeline = Pipeline(world.store, Broken(), world.wakers, report=unreported, reference=lambda: "7F3K")
    for _ in range(10):
        asyncio.run(act(world))
        world.clock.time += timedelta(seconds=2)
    found = said(world)
    assert {text for text in found if text.startswith("rang")} == {f"rang for s{number}" for number in range(20) if number != 7}
    assert found["fault 7F3K"] == 1
    assert set(found.values()) == {1}
    world.close()


def _in_order(opened: OpenWork) -> list[tuple[str, str]]:
    keys = opened.connection.exec_driver_sql("select said from outbox where kind = 'message' order by id").scalars().all()
    found = [opened.mail.kept(key) for key in keys]
    return [(kept[0], str(kept[1].message.values["text"])) for kept in found if kept is not None]
