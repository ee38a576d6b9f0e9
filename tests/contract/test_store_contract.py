"""What every engine must keep. The same tests run on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.care.dues import Due
from bot.care.facts import control
from bot.store.checkup import Checkup, check_up
from bot.store.work import OpenWork
from tests.contract.conftest import Engine
from tests.contract.lived import SOMEBODY, answers, make, prepared, receive, rooms, said, settle, world
from tests.flow.crash_model import ROOMS, Story, check, play
from tests.flow.world import FILE, LOST, START

CANARY = "canary-Q7ZP-canary"


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


def test_a_due_moment_may_be_about_the_longest_matrix_id(engine: Engine) -> None:
    with prepared(engine) as lived:
        longest = f"@{'p' * 241}:example.org"

        def put(opened: OpenWork) -> None:
            opened.dues.put(Due(key="ends", kind="membership ended", at=START, place=control(), subject=longest))
            opened.fact("membership ended", actor=longest, ref=longest)

        lived.store.act_now(put)
        assert [due.subject for due in lived.store.act_now(lambda opened: opened.dues.at(control()))] == [longest]
