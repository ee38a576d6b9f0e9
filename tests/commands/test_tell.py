"""Who tells the patient, by the short names that people use on a case."""

from __future__ import annotations

import pytest

from bot.care.tellings import Telling
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.held_conference import begun
from tests.unit.ward import Ward


def kept(ward: Ward) -> list[tuple[str | None, str]]:
    return [(one.owner, one.what.text) for one in ward.desk.records.find(Telling, ward.code)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ('@physician "We would like to wait."', PHYSICIAN),
        ('physician "We would like to wait."', PHYSICIAN),
        ('mental health: "We would like to wait."', MENTAL_HEALTH),
        ('me "We would like to wait."', SEX_THERAPIST),
        ('#summary me "We would like to wait."', SEX_THERAPIST),
        ('"We would like to wait." by mental health', MENTAL_HEALTH),
        ('"We would like to wait." by me', SEX_THERAPIST),
        ("@physician We would like to wait.", PHYSICIAN),
    ],
)
def test_a_role_that_one_person_holds_and_oneself_tell_the_patient(text: str, who: str) -> None:
    ward, _ = begun()
    said = ward.hear(SEX_THERAPIST, f"!tell {text}")
    assert kept(ward) == [(who, "We would like to wait.")]
    assert said[0].message.mentions == (() if who == SEX_THERAPIST else (who,))


def test_what_fits_several_or_nobody_is_refused_with_a_right_example_and_so_is_whoever_is_not_on_the_team() -> None:
    ward, _ = begun()
    ward.coordinate(f"!team {ward.code} add @second:example.org physician")
    for name in ("@physician", "physician", "@physio", "physio", "@nobody"):
        said = ward.say(SEX_THERAPIST, f'!tell {name} "We would like to wait."')
        assert "Expected: a full Matrix id or a mention, or a role that one person of this case holds." in said
        assert '`!tell @physician:clinic.example "' in said
    ward.desk.join(ward.room, COORDINATOR)
    assert "not on this case's team" in ward.say(COORDINATOR, '!tell me #summary "We would like to wait."')
    assert kept(ward) == []
    ward.say(SEX_THERAPIST, f'!tell {PHYSICIAN} "We would like to wait."')
    assert kept(ward) == [(PHYSICIAN, "We would like to wait.")]


def test_a_tag_behind_who_it_is_counts_on_a_later_line_too() -> None:
    ward, _ = begun()
    ward.say(SEX_THERAPIST, '!tell "We would\nlike to wait." by physician #summary')
    (one,) = ward.desk.records.find(Telling, ward.code)
    assert (one.owner, one.what.text, one.what.categories) == (PHYSICIAN, "We would\nlike to wait.", ("summary",))


def test_the_same_is_refused_of_an_action() -> None:
    ward, _ = begun()
    ward.coordinate(f"!team {ward.code} add @second:example.org physician")
    told = ward.say(SEX_THERAPIST, '!tell @physician "We would like to wait."').partition("For example")[0]
    given = ward.say(SEX_THERAPIST, "!action Ask the lab @physician due 2026-12-14").partition("For example")[0]
    assert told == given
