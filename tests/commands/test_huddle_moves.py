"""A huddle, or a whole series of them, is moved to another day or time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.desk import CLINIC, PHYSICIAN, FakeDesk
from tests.unit.meeting import Meeting


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_one_huddle_is_moved_alone_and_the_team_reads_from_when_to_when(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert meeting.read(PHYSICIAN, "!huddle move 15 Dec 16 Dec 11:30").startswith(
        "The huddle of Tue 15 Dec 2026, 10:00 Berlin / 09:00 London is moved to Wed 16 Dec 2026, 11:30 Berlin / 10:30 London. "
        "The others stay as they are.\n"
        "Next: Tue 8 Dec 2026, 10:00 Berlin / 09:00 London; Wed 16 Dec 2026, 11:30 Berlin / 10:30 London; Tue 22 Dec 2026"
    )


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("2026-12-15 2026-12-17", "Thu 17 Dec 2026, 10:00 Berlin"),
        ("15 Dec to 17 Dec", "Thu 17 Dec 2026, 10:00 Berlin"),
        ("15 Dec thu 9:00", "Thu 10 Dec 2026, 09:00 Berlin"),
        ("15 Dec 11:00", "Tue 15 Dec 2026, 11:00 Berlin"),
        ("15 Dec 11:00 Europe/London", "Tue 15 Dec 2026, 12:00 Berlin"),
        ("the 15th to the 17th at noon", "Thu 17 Dec 2026, 12:00 Berlin"),
        ("this one to wed", "Wed 9 Dec 2026, 10:00 Berlin"),
        ("this to wed 11:30", "Wed 9 Dec 2026, 11:30 Berlin"),
        ("the next huddle 11:00", "Tue 8 Dec 2026, 11:00 Berlin"),
    ],
)
def test_where_a_huddle_is_moved_to_is_a_day_or_a_time_or_both(meeting: Meeting, text: str, to: str) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert f"is moved to {to}" in meeting.read(PHYSICIAN, f"!huddle move {text}")


def test_a_moved_huddle_is_moved_again_and_left_out_by_the_day_that_it_was_moved_to(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    meeting.say(PHYSICIAN, "!huddle move 15 Dec 16 Dec")
    refused = meeting.read(PHYSICIAN, "!huddle move 15 Dec 18 Dec")
    assert refused.startswith("That one is held Wed 16 Dec 2026, 10:00 Berlin / 09:00 London: name it by that day.")
    assert "of Wed 16 Dec 2026" in meeting.read(PHYSICIAN, "!huddle move 16 Dec 17 Dec")
    assert "Tue 22 Dec 2026" in meeting.read(PHYSICIAN, "!huddle skip 17 Dec Nobody is in").partition("Next: Tue 8 Dec")[2]
    assert "17 Dec" not in meeting.privately(PHYSICIAN, f"!huddle {meeting.case}")


def test_one_that_the_clinic_s_closing_puts_off_is_told_by_its_new_day_and_one_left_out_says_so() -> None:
    meeting = Meeting(desk=FakeDesk(clinic=replace(CLINIC, closed=lambda day: day == date(2026, 12, 15))))
    meeting.say(PHYSICIAN, "!huddle every tue 10:00 move")
    refused = meeting.read(PHYSICIAN, "!huddle move 15 Dec 18 Dec")
    assert refused.startswith("That one is held Wed 16 Dec 2026, 10:00 Berlin / 09:00 London: name it by that day.")
    assert "is moved to Fri 18 Dec 2026" in meeting.read(PHYSICIAN, "!huddle move 16 Dec 18 Dec")
    meeting.say(PHYSICIAN, "!huddle skip next one Nobody is in")
    assert "That one is left out already. The next one is Fri 18 Dec 2026" in meeting.read(PHYSICIAN, "!huddle move 8 Dec 9:00")
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert "That one is left out already." in meeting.read(PHYSICIAN, "!huddle skip 15 Dec It is a holiday")


def test_a_huddle_is_not_moved_onto_another_one_nor_into_the_past(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert "there is one of this series already" in meeting.read(PHYSICIAN, "!huddle move 15 Dec 22 Dec")
    assert "It is at that time already" in meeting.read(PHYSICIAN, "!huddle move tue 10:00")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move 15 Dec 2026-12-01")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move 15 Dec 16 Dec 10:00 and more")
    assert "2026-12-16" not in str(meeting.desk.dues.of(meeting.case))


def test_the_moved_one_rings_at_its_new_minute_and_the_old_day_is_quiet(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    meeting.say(PHYSICIAN, "!huddle move 8 Dec 9 Dec 11:30")
    said = meeting.wait_for("huddle agenda")
    assert meeting.shown(said[0]).startswith("Huddle Wed 9 Dec 2026, 11:30 Berlin")
    assert [due.at.day for due in meeting.desk.dues.of(meeting.case) if due.kind == "huddle agenda"] == [15]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("wed 11:00 from 15 Dec", ["Tue 8 Dec 2026, 10:00", "Wed 16 Dec 2026, 11:00", "Wed 23 Dec 2026, 11:00"]),
        ("mon from 15 Dec", ["Tue 8 Dec 2026, 10:00", "Mon 14 Dec 2026, 10:00", "Mon 21 Dec 2026, 10:00"]),
        ("11:00 from 15 Dec", ["Tue 8 Dec 2026, 10:00", "Tue 15 Dec 2026, 11:00", "Tue 22 Dec 2026, 11:00"]),
        ("every 2 weeks thu 9:00 from 15 Dec", ["Tue 8 Dec 2026, 10:00", "Thu 17 Dec 2026, 09:00", "Thu 31 Dec 2026, 09:00"]),
        ("from 15 Dec to wed 11:00", ["Tue 8 Dec 2026, 10:00", "Wed 16 Dec 2026, 11:00", "Wed 23 Dec 2026, 11:00"]),
        ("this and all following to wed", ["Wed 9 Dec 2026, 10:00", "Wed 16 Dec 2026, 10:00", "Wed 23 Dec 2026, 10:00"]),
        ("all to 11:00", ["Tue 8 Dec 2026, 11:00", "Tue 15 Dec 2026, 11:00", "Tue 22 Dec 2026, 11:00"]),
        ("all wed 11:00", ["Wed 9 Dec 2026, 11:00", "Wed 16 Dec 2026, 11:00", "Wed 23 Dec 2026, 11:00"]),
        ("all 9:30 Europe/London", ["Tue 8 Dec 2026, 10:30", "Tue 15 Dec 2026, 10:30", "Tue 22 Dec 2026, 10:30"]),
    ],
)
def test_a_series_is_moved_from_a_date_on_or_as_a_whole(meeting: Meeting, text: str, dates: list[str]) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    answer = meeting.read(PHYSICIAN, f"!huddle move {text}")
    assert [part.partition(" Berlin")[0] for part in answer.partition("Next: ")[2].split("; ")] == dates
    assert len([due for due in meeting.desk.dues.of(meeting.case) if due.kind == "huddle agenda"]) == 1


def test_a_series_that_was_moved_from_a_date_on_goes_on_by_its_new_rule(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    meeting.say(PHYSICIAN, "!huddle move wed 11:00 from 15 Dec")
    shown = meeting.privately(PHYSICIAN, f"!huddle {meeting.case}")
    assert "Huddles every Tuesday at 10:00 Berlin time" in shown
    assert "From Wed 16 Dec 2026 on every Wednesday at 11:00 Berlin time." in shown
    meeting.wait_for("huddle agenda")
    said = meeting.wait_for("huddle agenda")
    assert "Huddle Wed 16 Dec 2026, 11:00 Berlin" in meeting.shown(said[-1])
    assert "Huddles every Wednesday at 11:00 Berlin time" in meeting.privately(PHYSICIAN, f"!huddle {meeting.case}")


def test_only_a_date_of_the_series_begins_another_rule(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert "Nothing of the series" in meeting.read(PHYSICIAN, "!huddle move wed 11:00 from 16 Dec")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move wed 11 from 15 Dec")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move all")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move all every tue 10:00 and more")


def test_plan_reviews_are_left_out_and_moved_likewise(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!review every 2 weeks tue 10:00")
    assert "Tue 5 Jan 2027" in meeting.read(PHYSICIAN, "!review skip 22 Dec Nobody is in").partition("Next: Tue 8 Dec")[2]
    assert "The plan review of Tue 8 Dec 2026" in meeting.read(PHYSICIAN, "!review move tue wed")
    assert "from now on every 2 weeks on Thursday at 09:00" in meeting.read(PHYSICIAN, "!review move all thu 9:00")
