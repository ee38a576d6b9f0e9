"""A room that is open to others reads nothing of its case; what still works there is answered in direct rooms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward


@pytest.mark.parametrize("typed", ["!consent withdraw medical", f"!team remove {PHYSICIAN}"])
def test_what_works_in_a_locked_room_is_answered_in_the_direct_room(typed: str) -> None:
    ward = Ward()
    ward.desk.state.places[ward.room] = replace(ward.desk.state.places[ward.room], locked=True)
    heard = ward.hear(SEX_THERAPIST, typed)
    here = [one.message for one in heard if one.place == ward.room]
    assert [(one.template, one.values, one.lines) for one in here] == [("read/sent", {}, ())]
    assert [one.place for one in heard if one.place != ward.room] == [direct(SEX_THERAPIST)]


def test_how_to_speak_of_the_patient_is_read_on_the_screen_by_those_who_read_the_agenda() -> None:
    ward = Ward(consent=False)
    ward.desk.grant(ward.code, Category.SUMMARY, to=PHYSICIAN)
    ward.say(PHYSICIAN, "!case preference a canary")
    assert "a canary" in ward.privately(PHYSICIAN, f"!case {ward.code}")
    assert "a canary" not in ward.privately(SEX_THERAPIST, f"!case {ward.code}")
    assert "a canary" not in ward.privately(COORDINATOR, f"!case {ward.code}")
