"""What people take back, and what comes too late, on the store that keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import COORDINATOR, PHYSICIAN, THERAPIST
from tests.heard import bodies
from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    yield opened
    opened.close()
    assert opened.faults == []


def test_each_undo_goes_one_act_further_back_over_answers_and_other_people(stage: Stage) -> None:
    place = stage.open_case()
    asked = stage.say(THERAPIST, place, "!note A canary")[-1]
    stage.say(THERAPIST, place, "none", reply_to=asked.event_id)
    (answer,) = bodies(stage.say(THERAPIST, place, "!undo"))
    assert "which stands as it did before" in answer
    (note,) = bodies(stage.say(THERAPIST, place, "!undo"))
    assert "Taken back: `!note`" in note
    (topic,) = bodies(stage.say(THERAPIST, place, "!huddle add A canary"))
    ref = topic.split("Topic ")[1][:4]
    stage.say(PHYSICIAN, place, f"!done {ref}")
    (touched,) = bodies(stage.say(THERAPIST, place, "!undo"))
    assert "changed since" in touched
    stage.say(PHYSICIAN, place, "!undo")
    (added,) = bodies(stage.say(THERAPIST, place, "!undo"))
    assert "Taken back: `!huddle add`" in added


def test_an_answer_and_a_yes_that_come_too_late_are_told_so(stage: Stage) -> None:
    place = stage.open_case()
    asked = stage.say(THERAPIST, place, "!note A canary")[-1]
    sure = stage.say(THERAPIST, place, "!case close A canary")[-1]
    stage.wait(timedelta(minutes=11))
    (late,) = bodies(stage.say(THERAPIST, place, "yes", reply_to=sure.event_id))
    assert "may have expired" in late
    stage.wait(timedelta(days=1))
    (lapsed,) = bodies(stage.say(THERAPIST, place, "none", reply_to=asked.event_id))
    assert "your answer was not taken" in lapsed
    assert stage.say(THERAPIST, place, "none", reply_to=asked.event_id) == []


def test_a_note_that_is_moved_leaves_nothing_of_the_patient_in_the_wrong_case(stage: Stage) -> None:
    other = stage.open_case(THERAPIST, PHYSICIAN).removeprefix("case:")
    place = stage.open_case()
    (kept,) = bodies(stage.say(THERAPIST, place, "!note A canary\nRisk: another canary"))
    ref = kept.split("note ")[1][:4]
    mine = f"direct:{THERAPIST}"
    (moved,) = bodies(stage.say(THERAPIST, mine, f"!move {ref} {other}"))
    assert "taken out of the room" in moved
    assert "canary" not in "".join(bodies(stage.say(THERAPIST, mine, f"!agenda {place.removeprefix('case:')}")))
    there = "".join(bodies(stage.say(THERAPIST, mine, f"!agenda {other}")))
    assert "another canary" in there
    assert stage.say(COORDINATOR, "control", "none") == []
