"""The bench runs, on a few cases: what is lost or done twice would fail it; no time does."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bot import logs
from bot.cli import app


@pytest.fixture(autouse=True)
def _logs_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line would send the log of all tests that follow to where its own output is caught."""
    monkeypatch.setattr(logs, "configure", lambda *_: None)


@pytest.mark.slow
def test_the_bench_measures_each_thing_beside_its_floor_and_nothing_is_lost_or_done_twice() -> None:
    run = CliRunner().invoke(app, ["bench", "--rooms", "3", "--json"])
    assert run.exit_code == 0, run.output
    figures = json.loads(run.stdout)
    counts = {one["what"].split(",")[0]: one["count"] for one in figures}
    assert counts["3 agendas due in the same second"] == 3
    assert counts["30 results to ask for"] == 30
    assert len(figures) == 6
    assert all(one["floor"]["p50"] > 0 and one["took"]["p50"] > 0 for one in figures)
    assert {(one["lost"], one["doubled"]) for one in figures} == {(0, 0)}


@pytest.mark.slow
def test_for_people_it_prints_a_sheet_that_fits_a_terminal() -> None:
    run = CliRunner().invoke(app, ["bench", "--rooms", "2"], env={"COLUMNS": "80"})
    assert run.exit_code == 0, run.output
    assert "a typed command" in run.stdout
    assert "Nothing was lost, and nothing was done twice." in run.stdout
