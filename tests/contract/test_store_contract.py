"""What every engine must keep. The same tests run on SQLite and on PostgreSQL; two processes at once only on the latter."""

from __future__ import annotations

import asyncio
import threading
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.care.dues import Due
from bot.care.facts import control
from bot.care.people import PlaceKind
from bot.flow.messages import Batch, Inbound, Proof
from bot.flow.pipeline import ring
from bot.store.checkup import Checkup, check_up
from bot.store.engine import Database
from bot.store.work import OpenWork
from tests.contract.conftest import Engine
from tests.contract.postgres import Postgres
from tests.flow.crash_model import ROOMS, Story, check, play
from tests.flow.world import BOT, FILE, LOST, START, FakeHomeserver, Fuse, TestClock, World

CANARY = "canary-Q7ZP-canary"
SOMEBODY = "@somebody:example.org"


@contextmanager
def world(url: str, keys: Path) -> Iterator[World]:
    with closing(World(url, keys, FakeHomeserver(fuse=Fuse(stops=set())), TestClock())) as lived:
        yield lived


def make(url: str) -> None:
    database = Database(url)
    database.create()
    database.close()


@contextmanager
def prepared(engine: Engine) -> Iterator[World]:
    """A world with its rooms made."""
    url = engine.url()
    make(url)
    with world(url, engine.folder / "keys.db") as lived:
        lived.prepare(ROOMS)
        settle(lived)
        yield lived


def settle(*worlds: World) -> None:
    """Go on until nothing is left to do."""
    while any([asyncio.run(one.turn()) for one in worlds]):  # noqa: C419 - each of them has its turn
        pass


def answers(lived: World) -> list[str]:
    """What the bot said because of what people said; the model's people are on no roster, which it tells as well."""
    return [body for body in lived.server.bodies() if not body.startswith("stranger:")]


def rooms(lived: World) -> list[str]:
    return sorted(lived.server.rooms.values())[1:]


def receive(lived: World, *inbound: Inbound, cursor: str = "1") -> None:
    asyncio.run(lived.edge.receive(Batch(cursor=cursor, inbound=inbound)))


def said(room: str, body: str, *, event: str = "$one", index: int = 0) -> Inbound:
    proof = Proof(device_id="D", sender_key="K", session_id="S", index=index, master_key="M", pin=1)
    return Inbound(event_id=event, room_id=room, sender=SOMEBODY, at=START, body=body, proof=proof)


@pytest.mark.slow
@pytest.mark.parametrize("instant", range(1, 60, 3))
def test_a_stop_at_a_single_instant_is_survived(engine: Engine, instant: int) -> None:
    story = Story(said=((0, "later"), (0, "hello"), (1, "hello"), (1, "break")), stops=frozenset({instant}))
    check(story, play(story, engine.url(), engine.folder / "keys.db"))


@pytest.mark.slow
@given(
    said=st.lists(
        st.tuples(st.integers(0, ROOMS - 1), st.sampled_from(["hello", "later", "break", FILE, LOST])), min_size=1, max_size=5
    ),
    stops=st.frozensets(st.integers(1, 80), max_size=6),
    limits=st.integers(0, 2),
    strangers=st.integers(0, 2),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], database=None
)
def test_stops_at_any_instants_lose_nothing_and_repeat_nothing(
    engine: Engine, said: list[tuple[int, str]], stops: frozenset[int], limits: int, strangers: int
) -> None:
    story = Story(said=tuple(said), stops=stops, limits=limits, strangers=strangers)
    url = engine.url()
    keys = engine.folder / f"keys-{abs(hash(url))}.db"
    check(story, play(story, url, keys))


def test_what_is_received_twice_is_taken_in_once(engine: Engine) -> None:
    with prepared(engine) as lived:
        inbound = said(rooms(lived)[0], "hello")
        receive(lived, inbound, cursor="1")
        receive(lived, inbound, cursor="1")
        settle(lived)
        assert answers(lived) == ["answer to $one"]


def test_a_replay_under_another_event_id_is_not_acted_upon(engine: Engine) -> None:
    with prepared(engine) as lived:
        inbound = said(rooms(lived)[0], "hello")
        receive(lived, inbound, replace(inbound, event_id="$two"))
        settle(lived)
        assert answers(lived) == ["answer to $one"]


def test_the_cursor_and_what_came_before_it_are_stored_together_or_not_at_all(engine: Engine) -> None:
    class BrokenError(Exception):
        pass

    def broken(opened: OpenWork) -> None:
        opened.mail.take_in("$one", "control", said("!nowhere", "hello"))
        opened.remember("key", value=1)
        raise BrokenError

    with prepared(engine) as lived:
        with pytest.raises(BrokenError):
            lived.store.act_now(broken)
        settle(lived)
        assert lived.store.act_now(lambda opened: opened.recall("key")) is None
        assert answers(lived) == []
        receive(lived, said(rooms(lived)[0], "hello"), cursor="7")
        assert asyncio.run(lived.edge.cursor()) == "7"


def test_what_happens_inside_a_savepoint_is_undone_alone(engine: Engine) -> None:
    class BrokenError(Exception):
        pass

    def partly(opened: OpenWork) -> None:
        opened.remember("kept", value=1)
        try:
            with opened.savepoint():
                opened.remember("undone", value=1)
                raise BrokenError  # noqa: TRY301 - a savepoint is left by raising
        except BrokenError:
            opened.remember("noticed", value=1)

    with prepared(engine) as lived:
        lived.store.act_now(partly)
        held = lived.store.act_now(lambda opened: [key for key in ("kept", "undone", "noticed") if opened.recall(key)])
        assert held == ["kept", "noticed"]


def test_a_lane_that_stumbles_stops_nobody_else(engine: Engine) -> None:
    with prepared(engine) as lived:
        first, second, _ = rooms(lived)
        receive(
            lived,
            said(first, "break", event="$one", index=1),
            said(first, "hello", event="$two", index=2),
            said(second, "hello", event="$three", index=3),
        )
        for _ in range(4):
            asyncio.run(lived.turn())
        assert answers(lived) == ["answer to $three"]
        for _ in range(3):
            lived.clock.time += timedelta(seconds=5)
            settle(lived)
        assert answers(lived) == ["answer to $three", "fault 7F3K", "answer to $two"]


def test_moments_are_the_same_in_every_engine(engine: Engine) -> None:
    at = START + timedelta(microseconds=1)
    with prepared(engine) as lived:
        lived.store.act_now(lambda opened: opened.dues.put(Due(key="one", kind="later", at=at, place=control(), subject="x")))
        assert lived.store.act_now(lambda opened: opened.dues.earliest()) == at


def test_a_database_is_looked_at_without_being_changed(engine: Engine) -> None:
    url = engine.url()
    assert check_up(url) == Checkup(begun=False, current=True)
    assert check_up(url) == Checkup(begun=False, current=True), "the first look made nothing"
    make(url)
    assert check_up(url) == Checkup(begun=True, current=True)
    with world(url, engine.folder / "keys.db") as lived:
        lived.prepare(1)
        settle(lived)
        receive(lived, said(rooms(lived)[0], "break"))
        for _ in range(5):
            lived.clock.time += timedelta(seconds=5)
            settle(lived)
    assert check_up(url).quarantined == ("7F3K",)
    with world(url, engine.folder / "keys.db") as lived:
        marked = [lived.store.act_now(lambda opened: opened.mail.looked_at("7F3K")) for _ in range(2)]
        settle(lived)
    assert (marked, check_up(url).quarantined) == ([True, False], ())


def test_nothing_typed_or_said_is_on_disk_in_clear(engine: Engine) -> None:
    with prepared(engine) as lived:
        room = rooms(lived)[0]
        receive(lived, said(room, f"break {CANARY}", event="$one", index=1), said(room, CANARY, event="$two", index=2))
        lived.store.act_now(lambda opened: opened.remember("key", text=CANARY))
        for _ in range(5):
            lived.clock.time += timedelta(seconds=5)
            settle(lived)
        receive(lived, said(room, CANARY, event="$three", index=3), cursor="2")
        written = engine.written()
    assert SOMEBODY.encode() in written, "the bytes looked at are those that were written"
    encodings = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode(), b64encode(CANARY.encode())[:16]]
    assert [one for one in encodings if one in written] == []


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


def test_a_due_moment_may_be_about_the_longest_matrix_id(engine: Engine) -> None:
    with prepared(engine) as lived:
        longest = f"@{'p' * 241}:example.org"

        def put(opened: OpenWork) -> None:
            opened.dues.put(Due(key="ends", kind="membership ended", at=START, place=control(), subject=longest))
            opened.fact("membership ended", actor=longest, ref=longest)

        lived.store.act_now(put)
        assert [due.subject for due in lived.store.act_now(lambda opened: opened.dues.at(control()))] == [longest]


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
