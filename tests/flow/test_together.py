"""What several moments tell one person within the hour is one message, on the real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.care import mornings
from bot.store.tables import dues
from tests.cast import PHYSICIAN, THERAPIST
from tests.heard import Heard, at
from tests.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    opened.store.act_now(mornings.expect)
    yield opened
    opened.close()
    assert opened.faults == []


def december(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def own(heard: list[Heard], person: str = PHYSICIAN) -> list[str]:
    return [one.body for one in at(heard, f"direct:{person}")]


def slept(stage: Stage, since: datetime, until: datetime) -> list[Heard]:
    stage.wait_until(since)
    return stage.sleep(until - stage.clock.time)


@pytest.fixture
def case(stage: Stage) -> str:
    """A huddle a day, and an action that is due on Thursday."""
    case = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(THERAPIST, case, "!huddle every day 10:00")
    stage.say(THERAPIST, case, f"!action Ask the lab {PHYSICIAN} due 2026-12-10")
    return case


@pytest.mark.parametrize(
    "back",
    [
        pytest.param(december(10, 5), id="before anybody works"),
        pytest.param(december(10, 7, 40), id="shortly before the morning"),
        pytest.param(december(10, 11), id="after it"),
    ],
)
def test_after_an_absence_what_came_late_and_what_is_due_this_morning_are_one_message(
    stage: Stage, case: str, back: datetime
) -> None:
    heard = slept(stage, december(8, 20), back)
    heard += stage.wait_until(max(stage.clock.time, december(10, 16)))
    told = [one for one in own(heard) if "I was away" in one or "Due from you" in one]
    assert len(told) == 1
    assert told[0].startswith("I was away from Tue 8 Dec 2026, 21:00 Berlin")
    assert f"{case.removeprefix('case:')}, huddle, " in told[0]
    assert "\n\nDue from you:\n" in told[0]
    assert "due today" in told[0]


def test_on_an_ordinary_morning_what_is_due_and_the_notes_that_wait_are_one_message(stage: Stage, case: str) -> None:
    stage.say(PHYSICIAN, case, "!note soap S: a")
    told = [one for one in own(stage.wait_until(december(10, 16))) if "Due from you" in one or "Still waiting for you" in one]
    assert len(told) == 1
    assert "due today" in told[0]
    assert "\nStill waiting for you:\n" in told[0]
    assert told[0].count("All that you owe: `!mine`") == 1
    (again,) = [one for one in own(stage.wait_until(december(11, 16))) if "overdue" in one or "Still waiting for you" in one]
    assert "overdue 1 day" in again


def test_after_an_absence_the_notes_that_wait_are_told_along_and_whoever_has_nothing_late_reads_their_morning_alone(
    stage: Stage, case: str
) -> None:
    stage.say(THERAPIST, case, "!huddle stop")
    stage.say(PHYSICIAN, case, "!note soap S: a")
    heard = slept(stage, december(8, 20), december(10, 11))
    heard += stage.wait_until(december(10, 16))
    (told,) = own(heard)
    assert told.startswith("Due from you:")
    assert "Still waiting for you:" in told


@pytest.mark.usefixtures("case")
def test_whoever_read_their_morning_before_the_bot_was_away_reads_it_no_second_time(stage: Stage) -> None:
    heard = slept(stage, december(10, 8, 5), december(10, 9, 45))
    (told,) = [one for one in own(heard + stage.wait_until(december(10, 16))) if "I was away" in one or "Due from you" in one]
    assert told.startswith("I was away")
    assert "Due from you" not in told
    assert told.endswith("What waits for you: `!mine`")


def rung(heard: list[Heard]) -> list[tuple[str, str]]:
    """Whose direct room rings unasked, and what it speaks of: one case, or all of theirs."""
    alone = (one for one in heard if one.place.startswith("direct:") and one.effect.content.get("m.mentions"))
    unasked = [one for one in alone if "m.relates_to" not in one.effect.content]
    return [(one.place, one.body[:7] if one.body.startswith("C-") else "all") for one in unasked]


def test_in_a_week_of_a_case_nobody_reads_two_messages_in_a_minute_but_one_of_the_case_beside_one_of_all(stage: Stage) -> None:
    case = stage.open_case()
    stage.say(THERAPIST, case, "!huddle weekdays 10:00")
    for person in (THERAPIST, PHYSICIAN):
        stage.say(THERAPIST, case, f"!action Ask the lab {person} due 2026-12-08")
        stage.say(person, case, "!note soap S: a")
        for name in ("TSH", "LH"):
            stage.say(person, case, f"!monitor {name}{person[1]} every week")
    for clock in ("14:00", "14:30", "16:00"):
        stage.say(PHYSICIAN, case, f'!conference at 2026-12-10 {clock} "What next?"')
    minutes: dict[datetime, list[tuple[str, str]]] = {}
    away = december(8, 19)
    while stage.clock.time < december(15, 12):
        upcoming = stage.store.act_now(lambda opened: opened.connection.execute(select(func.min(dues.c.at))).scalar_one())
        moment = max(upcoming, stage.clock.time)
        heard = stage.sleep(december(9, 10) - stage.clock.time) if stage.clock.time < away < moment else stage.wait_until(moment)
        minutes.setdefault(moment.replace(second=0, microsecond=0), []).extend(rung(heard))
    said = [one for told in minutes.values() for one in told]
    assert len(said) > 15
    assert {minute: told for minute, told in minutes.items() if len(set(told)) < len(told)} == {}
    assert len({what for _, what in said}) == 2
