"""What cannot be read is refused with an example of the very command that was typed."""

from __future__ import annotations

import pytest

from tests.unit.desk import PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward


@pytest.mark.parametrize(
    "typed",
    ["every month", "every 6 weeks 25:00", "every 0 weeks", "every 6 weeks whatever", "move all whenever", "move all 25:00"],
)
def test_what_is_no_series_of_reviews_is_shown_a_right_one_of_reviews(typed: str) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!review every 4 weeks")
    assert "For example: `!review " in ward.say(SEX_THERAPIST, f"!review {typed}")


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("!quiet 20-7", "!quiet 20:00-07:00"),
        ("!done abc", "!done 8R2Q"),
        ("!present whoever", "!present @physician:clinic.example @sex_therapist:clinic.example"),
        ("!tz Berln", "!tz Europe/Berlin"),
    ],
)
def test_a_part_that_cannot_be_read_is_shown_in_a_command_that_can_be_typed_as_it_stands(typed: str, example: str) -> None:
    assert f"For example: `{example}`" in Ward().say(PHYSICIAN, typed)


def test_whoever_answers_a_question_with_a_word_that_cannot_be_read_is_shown_a_word() -> None:
    ward = Ward()
    (asked,) = ward.hear(PHYSICIAN, "!defer")
    assert "For example: `8R2Q`" in ward.say(PHYSICIAN, "later", reply_to=asked)


@pytest.mark.parametrize(
    ("behind", "example"),
    [
        ("with nobody", '"What next?" with physician'),
        ("for ages", '"What next?" for 45m'),
        ("by whenever", '"What next?" by 2026-12-08'),
        ("between 14 Dec and 10 Dec", '"What next?" between 14 Dec and 18 Dec'),
        ("between monday and whenever", '"Shall we go on together?" with physician'),
    ],
)
def test_a_part_of_a_proposal_that_cannot_be_read_is_shown_in_a_whole_one(behind: str, example: str) -> None:
    answer = Ward().say(PHYSICIAN, f'!conference propose "canary" {behind}')
    assert f"For example: `!conference propose {example}" in answer
