"""What is said of a series shows what changes it: whatever the series, it can be typed as it stands."""

from __future__ import annotations

import re

import pytest

from tests.unit.desk import PHYSICIAN
from tests.unit.ward import Ward

SERIES = ("day 09:00", "weekday 8:45", "mon, wed 12:00", "2nd tue 10:00", "6 weeks thu 10:00", "last fri 09:00")


@pytest.mark.parametrize("rhythm", SERIES)
@pytest.mark.parametrize("wrong", ["every {rhythm}", "move all whenever", "move whenever from {next}"])
def test_what_changes_a_series_can_be_typed_as_it_is_shown(rhythm: str, wrong: str) -> None:
    ward = Ward()
    going = re.search(r"Next: ([^,]+),", ward.say(PHYSICIAN, f"!huddle every {rhythm}"))
    assert going is not None
    typed = wrong.format(rhythm=rhythm, next=going[1])
    shown = re.search(r"`(![^`]+)`", ward.say(PHYSICIAN, f"!huddle {typed}"))
    assert shown is not None
    assert ": from now on " in (said := ward.say(PHYSICIAN, shown[1])) or ": until then " in said


def test_a_series_of_every_day_is_moved_to_another_time_and_to_no_weekday() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!huddle every day 09:00")
    assert "Expected: a time alone, since it is held every day at 09:00" in ward.say(PHYSICIAN, "!huddle move all tue 10:00")


def test_whom_to_ask_is_shown_with_a_discipline_of_somebody_else() -> None:
    ward = Ward()
    shown = re.search(r"`(![^`]+)`", ward.say(PHYSICIAN, "!ask physician Can it wait?"))
    assert shown is not None
    assert "put to the sex therapist" in ward.say(PHYSICIAN, shown[1])


def test_what_is_done_to_a_conference_that_is_no_longer_needed_is_to_call_it_off() -> None:
    ward = Ward()
    ref = ward.say(PHYSICIAN, "!conference at 2026-12-09 14:00 with physician").split()[1].rstrip(":")
    shown = re.search(r"`(![^`]+)`\Z", ward.say(PHYSICIAN, f"!done {ref}"))
    assert shown is not None
    assert "is called off by the physician" in ward.say(PHYSICIAN, shown[1])
