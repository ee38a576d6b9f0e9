"""Plan reviews over months on the real store: by the clock, compared with the one before, each line for its readers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cast import COORDINATOR, PHYSICIAN, THERAPIST
from tests.heard import Heard
from tests.stage import Stage

pytestmark = pytest.mark.slow


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    staged = Stage(tmp_path)
    staged.rushing = True
    yield staged
    staged.close()


def read(heard: list[Heard], place: str) -> str:
    return "\n".join(one.body for one in heard if one.place == place)


def ref(body: str) -> str:
    return body.split()[1].strip(":,")


def test_two_reviews_by_the_clock_each_told_to_those_who_may_read_it_and_the_second_compared_with_the_first(
    stage: Stage,
) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    code, alone = case.removeprefix("case:"), f"direct:{THERAPIST}"
    stage.say(COORDINATOR, "control", f"!consent {code} form F-1 2026-12-01")
    stage.say(COORDINATOR, "control", f"!yes {code}")
    stage.say(THERAPIST, case, "!consent withdraw sexual_history from physician")
    shared = ref(stage.say(THERAPIST, case, '!goal add #medical "I want to sleep"')[0].body)
    private = ref(stage.say(THERAPIST, alone, f'!goal {code} add #sexual_history "A wish of two"')[0].body.partition(": ")[2])
    stage.say(THERAPIST, case, f"!step add {shared} #medical Write down the nights {PHYSICIAN} due 2027-01-11")
    stage.say(THERAPIST, case, "!review every 6 weeks mon 09:00")

    first = stage.wait_until(datetime(2027, 1, 18, 8, tzinfo=UTC))
    room, own = read(first, case), read(first, alone)
    assert "Mon 18 Jan 2027, 09:00 Berlin" in room
    assert f"- {shared}: I want to sleep\nnot rated yet" in room
    assert "overdue 7 days: Write down the nights" in room
    assert "A wish of two" not in room
    assert "A wish of two" in own
    assert "A wish of two" not in read(first, f"direct:{PHYSICIAN}")

    stage.say(PHYSICIAN, case, f"!goal rate {shared} -1")
    stage.say(THERAPIST, alone, f"!goal {code} rate {private} 0")
    closed = read(stage.say(PHYSICIAN, case, "!review done"), case)
    assert "Version 1 of the plan comes of it, and waits for the sex therapist." in closed
    assert "The next review: Mon 1 Mar 2027, 09:00 Berlin." in closed

    stage.wait(timedelta(days=2))
    stage.say(PHYSICIAN, case, f"!goal rate {shared} +1 by patient")
    second = stage.wait_until(datetime(2027, 3, 1, 8, tzinfo=UTC))
    assert "Since the last one, Mon 18 Jan 2027" in read(second, case)
    assert "+1 (more than expected) by the patient, Wed 20 Jan 2027, at the review before it was -1" in read(second, case)
    assert "not rated since the last review" in read(second, alone)


def test_more_is_a_reply_away_whoever_asks_and_whenever(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    code = case.removeprefix("case:")
    stage.say(COORDINATOR, "control", f"!consent {code} form F-1 2026-12-01")
    stage.say(COORDINATOR, "control", f"!yes {code}")
    for number in range(13):
        stage.say(THERAPIST, case, f'!goal add #medical "A wish, the {number}."')
    stage.say(THERAPIST, case, "!review every week mon 09:00")
    (posted,) = [one for one in stage.wait_until(datetime(2026, 12, 14, 8, tzinfo=UTC)) if one.place == case]
    assert "more: reply `more`." in posted.body
    heard = stage.say(PHYSICIAN, case, "more", reply_to=posted.event_id)
    assert "A wish, the 12." in read(heard, case)
    assert stage.say(PHYSICIAN, case, "Let us look at it on Friday", reply_to=posted.event_id) == []
