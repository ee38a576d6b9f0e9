from __future__ import annotations

import pytest

from bot.bench.figures import Figure, Spread, spread, timed
from bot.bench.floor import lateness


def test_of_a_hundred_the_middle_one_the_ninety_fifth_and_the_longest_are_told() -> None:
    assert spread(number / 1_000 for number in range(101)) == Spread(p50=50.0, p95=95.0, most=100.0)
    assert spread([0.002]) == Spread(p50=2.0, p95=2.0, most=2.0)


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        spread([])


def test_the_first_run_does_not_count() -> None:
    runs: list[int] = []
    timed(lambda: runs.append(1), 4)
    assert len(runs) == 5


def test_a_figure_says_how_many_times_its_floor_it_took() -> None:
    floor, took = (Spread(p50=p50, p95=9.0, most=9.0) for p50 in (2.0, 5.0))
    assert Figure(what="a thing", count=1, took=took, floor=floor).ratio == 2.5
    assert Figure(what="a thing", count=1, took=took).ratio is None
    assert Figure(what="a thing", count=1, took=took, floor=floor).plain["ratio"] == 2.5


def test_the_floor_of_lateness_is_a_queue() -> None:
    assert lateness([0.0, 0.0, 5.0], [1.0, 1.0, 1.0]) == [1.0, 2.0, 1.0]
