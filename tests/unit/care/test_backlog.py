"""What somebody is to be told after an absence: nothing of it is lost or told twice, and the list may be as long as it likes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.care import backlog, overdue
from bot.care.facts import Value
from bot.care.overdue import Late
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST, FakeDesk

AT = datetime(2026, 12, 10, 9, tzinfo=UTC)


class Counting(FakeDesk):
    """Counts what is kept and read under keys: one for each value, and for each thing in it."""

    def __init__(self) -> None:
        super().__init__()
        self.touched = 0

    def remember(self, key: str, **values: Value) -> None:
        self.touched += _size(values)
        super().remember(key, **values)

    def recall(self, key: str) -> dict[str, Any] | None:
        found = super().recall(key)
        self.touched += _size(found or {})
        return found


def _size(values: Any) -> int:  # noqa: ANN401 - whatever is remembered
    inner = values.values() if isinstance(values, dict) else values if isinstance(values, list) else ()
    return 1 + sum(_size(one) for one in inner)


def late(number: int) -> Late:
    return Late(what="a/bell", case="C-7K3FX", ref=f"R{number}", at=AT + timedelta(minutes=number))


@pytest.mark.parametrize("count", [0, 1, backlog.LEAF - 1, backlog.LEAF, backlog.LEAF + 1, 3 * backlog.LEAF + 5])
def test_all_is_given_once_in_the_order_in_which_it_came_and_leaves_nothing_behind(count: int) -> None:
    desk = FakeDesk()
    backlog.add(desk, SEX_THERAPIST, late(999))
    for number in range(count):
        backlog.add(desk, PHYSICIAN, late(number))
    assert backlog.take(desk, PHYSICIAN) == tuple(late(number) for number in range(count))
    assert backlog.take(desk, PHYSICIAN) == ()
    assert not backlog.is_kept(desk, PHYSICIAN)
    assert [key for key in desk.state.memory if PHYSICIAN in key] == []
    assert backlog.take(desk, SEX_THERAPIST) == (late(999),)


def test_one_more_thing_costs_what_the_first_ones_did_however_many_there_are() -> None:
    desk, cost = Counting(), []
    for number in range(20 * backlog.LEAF):
        desk.touched = 0
        backlog.add(desk, PHYSICIAN, late(number))
        cost.append(desk.touched)
    assert max(cost) == max(cost[: 2 * backlog.LEAF])
    assert sum(cost[-backlog.LEAF :]) == sum(cost[backlog.LEAF : 2 * backlog.LEAF])


def test_what_is_told_along_stays_when_a_leaf_is_full() -> None:
    desk = FakeDesk()
    for kind in ("morning reminder", "notes unsigned", "morning reminder"):
        backlog.bring(desk, PHYSICIAN, kind)
    for number in range(backlog.LEAF):
        backlog.add(desk, PHYSICIAN, late(number))
    assert backlog.along(desk, PHYSICIAN) == {"morning reminder", "notes unsigned"}


def test_a_list_that_was_kept_in_one_piece_is_told_whole() -> None:
    desk, many = FakeDesk(), 3 * backlog.LEAF
    rows = [overdue.packed(late(number)) for number in range(many)]
    desk.remember(f"catching up:{PHYSICIAN}", rows=rows, along=["morning reminder"])
    backlog.add(desk, PHYSICIAN, late(many))
    backlog.add(desk, PHYSICIAN, late(many + 1))
    assert backlog.along(desk, PHYSICIAN) == {"morning reminder"}
    assert backlog.take(desk, PHYSICIAN) == tuple(late(number) for number in range(many + 2))
