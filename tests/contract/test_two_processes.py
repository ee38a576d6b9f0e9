"""Two processes work on one PostgreSQL at once: each thing is done once, and in its order."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.care.dues import Due
from bot.care.facts import control
from bot.care.people import PlaceKind
from bot.flow.pipeline import ring
from bot.store.engine import Database
from bot.store.work import OpenWork
from tests.contract.lived import SOMEBODY, answers, make, receive, rooms, said, settle, world
from tests.contract.postgres import Postgres
from tests.flow.world import BOT, START, World


@pytest.mark.postgres
def test_two_processes_handle_each_row_once_and_in_the_order_of_its_room(postgres: Postgres, tmp_path: Path) -> None:
    lanes, each = 6, 15
    url = postgres.database()
    make(url)
    with world(url, tmp_path / "keys.db") as one, world(url, tmp_path / "keys.db") as two:
        one.prepare(lanes)
        settle(one)
        inbound = [
            said(room, "later", event=f"${room}/{number}", index=index)
            for index, (number, room) in enumerate((number, room) for number in range(each) for room in rooms(one))
        ]
        receive(one, *inbound)
        handled = together(one, two)
        two.server = one.server
        settle(one)
        counts = one.store.act_now(lambda opened: Counter({row.event_id: acted(opened, row.event_id) for row in inbound}))
        assert set(counts.values()) == {1}
        assert sum(handled) == len(inbound)
        assert min(handled) > 0, "both had something to do"
        for room in rooms(one):
            said_there = [effect.content["body"] for effect in one.server.sent if effect.room_id == room]
            assert said_there == [f"answer to ${room}/{number}" for number in range(each)]
        assert one.reports == two.reports == []
        assert one.store.act_now(lambda opened: {chain: opened.audit.verify(chain) for chain in opened.audit.chains()}) == {
            "org": None
        }


@pytest.mark.postgres
def test_two_alarm_clocks_ring_each_due_moment_once(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.database()
    make(url)
    with world(url, tmp_path / "keys.db") as one, world(url, tmp_path / "keys.db") as two:
        one.prepare(1)
        settle(one)
        moments = [Due(key=f"due{number}", kind="later", at=START, place=control(), subject=str(number)) for number in range(60)]

        def put(opened: OpenWork) -> None:
            for moment in moments:
                opened.dues.put(moment)

        one.store.act_now(put)
        rang = [0, 0]

        def clock(number: int, lived: World) -> None:
            while some := lived.store.act_now(lambda opened: ring(opened, 7)):
                rang[number] += some

        in_threads(lambda: clock(0, one), lambda: clock(1, two))
        settle(one)
        assert sum(rang) == len(moments)
        assert Counter(answers(one)) == Counter(f"rang for {moment.subject}" for moment in moments)


@pytest.mark.postgres
def test_two_who_write_the_same_new_row_at_once_both_succeed(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.database()
    make(url)
    with world(url, tmp_path / "keys.db") as one, world(url, tmp_path / "keys.db") as two:
        one.prepare(1)
        settle(one)
        made: list[str] = []

        def make_at_once(lived: World, both: threading.Barrier) -> None:
            tries: list[None] = []

            def run(opened: OpenWork) -> str:
                tries.append(None)
                assert opened.places.get("direct:@somebody:example.org") is None or len(tries) > 1
                if len(tries) == 1:
                    both.wait(20)
                return opened.places.make(
                    "direct:@somebody:example.org", PlaceKind.DIRECT, invite=(), person="@somebody:example.org"
                ).key

            made.append(lived.store.act_now(run))

        both = threading.Barrier(2)
        in_threads(lambda: make_at_once(one, both), lambda: make_at_once(two, both))
        assert made == ["direct:@somebody:example.org"] * 2


@pytest.mark.postgres
def test_one_process_alone_works_for_an_account_of_a_postgresql(postgres: Postgres) -> None:
    url = postgres.database()
    with closing(Database(url)) as first, closing(Database(url)) as second:
        with first.held(BOT) as mine, second.held(BOT) as theirs, second.held(SOMEBODY) as another:
            assert (mine, theirs, another) == (True, False, True)
        with second.held(BOT) as freed:
            assert freed


def acted(opened: OpenWork, event: str) -> int:
    held = opened.recall(f"count:{event}")
    return int(held["acted"]) if held else 0


def together(*worlds: World) -> list[int]:
    """Let pipelines work at the same time until nothing waits; gives how much each of them did."""
    done = [0 for _ in worlds]

    async def work(number: int, lived: World) -> None:
        idle = 0
        while idle < 200:
            if await lived.pipeline.step():
                done[number] += 1
                idle = 0
            else:
                idle += 1

    in_threads(*(lambda number=number, lived=lived: asyncio.run(work(number, lived)) for number, lived in enumerate(worlds)))
    return done


def in_threads(*runs: Callable[[], None]) -> None:
    threads = [threading.Thread(target=run) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
