from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.flow.crash_model import ROOMS, Story, check, play
from tests.flow.world import CHANGED, FILE, LOST, POLL

_WORDS = ["hello", "hello", "later", "break", FILE, LOST, POLL, CHANGED]
_said = st.lists(st.tuples(st.integers(0, ROOMS - 1), st.sampled_from(_WORDS)), min_size=1, max_size=6)
_stops = st.frozensets(st.integers(1, 90), max_size=8)
_stories = st.builds(
    lambda said, stops, limits, strangers: Story(said=tuple(said), stops=stops, limits=limits, strangers=strangers),
    _said,
    _stops,
    st.integers(0, 2),
    st.integers(0, 2),
)


@pytest.mark.slow
@given(story=_stories)
@example(story=Story(said=((0, "later"), (0, "hello"), (1, "break")), stops=frozenset(range(1, 60, 3))))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_stop_at_any_instant_loses_nothing_and_repeats_nothing(story: Story) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outcome = play(story, f"sqlite:///{folder}/store.db", Path(folder) / "keys.db")
        check(story, outcome)


@pytest.mark.slow
@pytest.mark.parametrize("instant", range(1, 60))
def test_a_stop_at_each_single_instant_is_survived(instant: int, tmp_path: Path) -> None:
    story = Story(said=((0, "later"), (0, "hello"), (1, "hello"), (1, "break")), stops=frozenset({instant}))
    check(story, play(story, f"sqlite:///{tmp_path}/store.db", tmp_path / "keys.db"))


@pytest.mark.slow
@pytest.mark.parametrize("instant", range(1, 45))
def test_a_file_is_fetched_and_acted_upon_once_whenever_the_world_stops(instant: int, tmp_path: Path) -> None:
    story = Story(said=((0, FILE), (0, "hello"), (0, LOST)), stops=frozenset({instant, instant + 7}))
    check(story, play(story, f"sqlite:///{tmp_path}/store.db", tmp_path / "keys.db"))


@pytest.mark.slow
@pytest.mark.parametrize("instant", range(1, 45, 3))
def test_a_poll_is_begun_and_ended_once_whenever_the_world_stops(instant: int, tmp_path: Path) -> None:
    story = Story(said=((0, CHANGED), (0, "hello"), (1, POLL)), stops=frozenset({instant, instant + 7}), strangers=instant % 2)
    check(story, play(story, f"sqlite:///{tmp_path}/store.db", tmp_path / "keys.db"))
