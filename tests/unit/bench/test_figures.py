from __future__ import annotations

import pytest

from bot.bench.figures import Figure, Spread, spread, timed
from bot.bench.floor import lateness
from bot.bench.sheet import WIDTH, sheet


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


def test_what_people_read_fits_eighty_columns_however_large_the_figures_are() -> None:
    took, floor = Spread(p50=18_400.0, p95=3_600_000.25, most=98_765_432.1), Spread(p50=0.004, p95=9.994, most=999.94)
    what, against = (
        "10,000 results to ask for, due in the same second, until they are committed",
        "bare transactions of as many rows, " * 4,
    )
    read = sheet(
        [Figure(what=what, count=10_000, took=took, floor=floor, against=against), Figure(what="a thing", count=1, took=floor)]
    )
    assert max(len(line) for line in read.splitlines()) <= WIDTH
    assert f"{what}; measured 10,000 times" in read.replace("\n", " ")
    rows = [line.split() for line in read.splitlines() if line.startswith(("  took", "  floor"))]
    assert rows[0] == ["took", "18,400", "3,600,000", "98,765,432", "4,600,000.0", "times"]
    assert rows[1:] == [["floor", "0", "10", "1,000"], ["took", "0.004", "9.994", "999.940"]]
    assert read.endswith("Nothing was lost, and nothing was done twice.")


def test_what_was_lost_is_told_where_it_was_lost() -> None:
    took = Spread(p50=1.0, p95=1.0, most=1.0)
    read = sheet([Figure(what="a thing", count=3, took=took, lost=2, doubled=1)])
    assert "LOST: 2. DONE TWICE: 1." in read
    assert "Nothing was lost" not in read
