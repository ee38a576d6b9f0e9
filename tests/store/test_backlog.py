"""What is gathered for one person over a long absence, on the real store: what each thing writes, and what a stop leaves of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.care import backlog, catching_up
from bot.care.overdue import Late
from bot.care.people import Role
from bot.store.store import SealedStore
from bot.store.tables import memory
from bot.store.work import OpenWork
from tests.store.opened import PHYSICIAN, open_case, open_store

WRITES = {"INSERT", "UPDATE", "DELETE"}


class PowerError(Exception):
    """The power fails."""


def gathered(store: SealedStore, case: str, number: int, *, fails: bool = False) -> None:
    def run(opened: OpenWork) -> None:
        at = opened.now + timedelta(minutes=number)
        catching_up.gather(opened, PHYSICIAN, Late(what="a/bell", case=case, ref=f"R{number:03}", at=at))
        if fails:
            raise PowerError

    store.act_now(run)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SealedStore]:
    opened = open_store(tmp_path)
    yield opened
    opened.database.close()


@pytest.fixture
def case(store: SealedStore) -> str:
    return store.act_now(lambda opened: open_case(opened, {PHYSICIAN: Role.PHYSICIAN}).code)


def test_each_thing_writes_as_many_rows_and_bytes_as_the_first_ones_did(store: SealedStore, case: str) -> None:
    written: list[int] = []

    def count(_c: object, _u: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401 - SQLAlchemy's own
        if statement.split(maxsplit=1)[0] in WRITES:
            values = parameters.values() if isinstance(parameters, dict) else parameters
            written.append(sum(len(one) for one in values if isinstance(one, (bytes, memoryview))))

    event.listen(store.database.engine, "before_cursor_execute", count)
    rows, size = [], []
    for number in range(8 * backlog.LEAF):
        written.clear()
        gathered(store, case, number)
        rows.append(len(written))
        size.append(sum(written))
    assert max(rows) == max(rows[: 2 * backlog.LEAF])
    assert 0 < max(size) == max(size[: 2 * backlog.LEAF])
    assert [one.ref for one in told(store)] == [f"R{number:03}" for number in range(8 * backlog.LEAF)]
    left = store.act_now(lambda opened: opened.connection.execute(select(memory.c.key)).scalars().all())
    assert [key for key in left if PHYSICIAN in key] == []


def test_what_was_stopped_before_it_was_written_is_told_once_all_the_same(store: SealedStore, case: str) -> None:
    for number in range(2 * backlog.LEAF + 1):
        with pytest.raises(PowerError):
            gathered(store, case, number, fails=True)
        gathered(store, case, number)
    assert [one.ref for one in told(store)] == [f"R{number:03}" for number in range(2 * backlog.LEAF + 1)]


def told(store: SealedStore) -> tuple[Late, ...]:
    return store.act_now(lambda opened: catching_up.told(opened, PHYSICIAN))
