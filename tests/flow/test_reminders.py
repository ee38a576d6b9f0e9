"""Reminders on the real store: said once whatever stops, late as their kind says, sealed, and to whoever is still there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cast import COORDINATOR, PHYSICIAN, THERAPIST
from tests.flow.test_asleep_crashes import failing, start_again
from tests.flow.world import Fuse, Stop
from tests.heard import Heard, at
from tests.stage import Stage

ALONE = f"direct:{THERAPIST}"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    yield opened
    opened.close()
    assert opened.faults == []


def december(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def of(heard: list[Heard], part: str) -> list[Heard]:
    return [one for one in heard if part in one.body]


def test_it_rings_its_author_alone_at_its_minute_and_a_reply_puts_it_off(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!remind 2026-12-09 10:00 Ask the canary lab")
    (said,) = of(stage.wait_until(december(9, 9)), "canary")
    assert said.place == ALONE
    assert said.effect.content["m.mentions"] == {"user_ids": [THERAPIST]}
    assert said.body.startswith(f"{case.removeprefix('case:')}: Reminder ")
    assert "late" not in said.body
    stage.say(THERAPIST, ALONE, "in 2h", reply_to=said.event_id)
    (again,) = of(stage.wait_until(december(9, 12)), "canary")
    stage.say(THERAPIST, ALONE, "done", reply_to=again.event_id)
    assert of(stage.wait(timedelta(days=2)), "canary") == []


def test_its_words_are_sealed_and_listed_for_their_author_over_all_cases(stage: Stage, tmp_path: Path) -> None:
    cases: set[str] = set()
    for number in range(2):
        stage.clock.time += timedelta(seconds=2)
        case = stage.open_case(THERAPIST, PHYSICIAN)
        cases.add(case)
        stage.say(THERAPIST, case, f"!remind 2026-12-{9 - number:02} 10:00 canary{number}")
    assert len(cases) == 2
    (listed,) = stage.say(THERAPIST, ALONE, "!reminders")
    assert listed.body.index("canary1") < listed.body.index("canary0")
    assert "canary" not in "".join(one.body for one in stage.say(PHYSICIAN, f"direct:{PHYSICIAN}", "!reminders"))
    assert [file.name for file in tmp_path.iterdir() if b"canary" in file.read_bytes()] == []


def test_whoever_has_left_the_case_is_told_nothing_more_of_it(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    for typed in ("2026-12-09 10:00 canary", "every day 11:00 canary"):
        stage.say(PHYSICIAN, case, f"!remind {typed}")
    stage.say(COORDINATOR, "control", f"!team {case.removeprefix('case:')} remove {PHYSICIAN}")
    assert of(stage.wait_until(december(12)), "canary") == []


def test_what_fell_into_an_absence_is_one_line_each_of_one_message_and_the_room_reads_its_own_late(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    for typed in ("9 Dec 10:00 canary", "10 Dec 11:00 canary", "every day 12:00 canary", "here 10 Dec 10:00 canary"):
        stage.say(THERAPIST, case, f"!remind {typed}")
    stage.wait_until(december(8, 20))
    heard = [*stage.sleep(december(11, 13) - stage.clock.time), *stage.wait(timedelta(hours=1))]
    (late,) = of(heard, "canary")
    assert late.place == case
    assert "It comes late: it was for Thu 10 Dec 2026, 10:00 Berlin." in late.body
    (told,) = of(at(heard, ALONE), "I was away")
    assert told.body.count("not said in time") == 3
    assert "left out: Wed 9 Dec 2026 and Thu 10 Dec 2026" in told.body
    (listed,) = stage.say(THERAPIST, ALONE, "!reminders")
    assert listed.body.count("canary") == 3, "what was not said in time waits in the list"


def test_some_minutes_late_it_is_said_with_the_time_that_it_was_for(stage: Stage) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!remind 2026-12-09 10:00 canary")
    stage.wait_until(december(9, 8, 50))
    (said,) = of(stage.sleep(timedelta(minutes=25)), "canary")
    assert "It comes late: it was for Wed 9 Dec 2026, 10:00 Berlin." in said.body


@pytest.mark.slow
@pytest.mark.parametrize("first", [1, 2])
def test_it_is_said_once_however_often_the_power_fails_between_ringing_and_saying(
    first: int, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = stage.open_case(THERAPIST, PHYSICIAN)
    for typed in ("2026-12-09 10:00 canary one", "every day 10:00 canary two", f"here 2026-12-09 10:00 {PHYSICIAN} canary three"):
        stage.say(THERAPIST, case, f"!remind {typed}")
    stage.wait_until(december(9, 8, 59))
    before = len(stage.server.effects)
    monkeypatch.setattr(stage.store, "act", failing(stage.store.act, Fuse(stops=set(range(first, 200, 3)))))
    stage.clock.time = december(9, 9)
    stops = 0
    while True:
        try:
            stage.settle()
            break
        except Stop:
            stops += 1
            start_again(stage)
    assert stops > 3
    sent = {effect.id: str(effect.content.get("body", "")) for _, effect in stage.server.effects[before:]}
    assert sorted(body.partition("canary ")[2].split()[0] for body in sent.values() if "canary" in body) == ["one", "three", "two"]
