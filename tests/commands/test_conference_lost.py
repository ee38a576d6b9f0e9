"""A conference that is booked and loses its chair or its quorum: said at that moment, once, with the one command that mends it."""

from __future__ import annotations

import pytest

from bot.care.conferences import Conference
from bot.care.facts import control, direct
from bot.care.people import Role
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

LOST = "conference/lost"


@pytest.fixture
def ward() -> Ward:
    """The sex therapist leads; the physician has booked, and presents."""
    ward = Ward({**TEAM, PHYSIO: (Role.PHYSIO,)})
    for person in (*TEAM, PHYSIO):
        ward.desk.room_of(person)
    ward.say(PHYSICIAN, f'!conference at 2026-12-10 14:00-14:45 "What next?" with {MENTAL_HEALTH}')
    return ward


def lost(said: list[Said]) -> dict[str, Said]:
    return {one.place: one for one in said if one.message.template == LOST}


def ref_of(ward: Ward) -> str:
    return ward.desk.records.find(Conference, ward.code)[0].ref


def test_the_chair_who_is_removed_is_missed_at_once_and_coordinators_read_how_to_name_another(ward: Ward) -> None:
    told = lost(ward.hear(COORDINATOR, f"!team {ward.code} remove {SEX_THERAPIST}", here=control()))
    assert set(told) == {direct(PHYSICIAN), control()}
    gone = f"{ward.code}: conference {ref_of(ward)}, Thu 10 Dec 2026, 14:00 Berlin, has lost the chair, and can only advise. "
    assert ward.read(told[direct(PHYSICIAN)]).text == f"{gone}Nobody leads the case; a coordinator can name somebody."
    assert ward.read(told[control()]).text == f"{gone}Nobody leads the case. To name somebody: `!team {ward.code} lead @user`"
    assert told[direct(PHYSICIAN)].message.mentions == (PHYSICIAN,)


def test_it_is_said_once_and_again_only_once_it_was_made_good_and_lost_anew(ward: Ward) -> None:
    remove = f"!team {ward.code} remove"
    assert lost(ward.hear(COORDINATOR, f"{remove} {SEX_THERAPIST}", here=control()))
    assert lost(ward.hear(COORDINATOR, f"{remove} {PHYSIO}", here=control())) == {}
    assert lost(ward.hear(PHYSIO, "!away 7-11 Dec 2026", here=direct(PHYSIO))) == {}
    assert lost(ward.hear(COORDINATOR, f"!team {ward.code} lead {MENTAL_HEALTH}", here=control())) == {}
    assert lost(ward.hear(COORDINATOR, f"{remove} {MENTAL_HEALTH}", here=control()))


def test_a_chair_who_is_away_then_is_missed_until_somebody_stands_in(ward: Ward) -> None:
    told = lost(ward.hear(SEX_THERAPIST, f"!away 9-11 Dec 2026 deputy {PHYSIO}", here=direct(SEX_THERAPIST)))
    assert set(told) == {direct(PHYSICIAN), direct(SEX_THERAPIST)}
    cover = f"!team {ward.code} cover {PHYSIO} for {SEX_THERAPIST} until 2026-12-10"
    assert ward.read(told[direct(SEX_THERAPIST)]).text.endswith(f"You are away then. To have somebody stand in: `{cover}`")
    assert ward.read(told[direct(PHYSICIAN)]).text.endswith("The lead or a coordinator can have somebody stand in.")
    assert lost(ward.hear(COORDINATOR, cover, here=control())) == {}
    again = ward.hear(PHYSIO, "!away 10 Dec 2026", here=direct(PHYSIO))
    assert set(lost(again)) == {direct(PHYSICIAN), direct(SEX_THERAPIST)}, "whoever stood in is away as well"
    assert lost(ward.hear(SEX_THERAPIST, "!away end", here=direct(SEX_THERAPIST))) == {}


def test_a_discipline_that_nobody_has_any_more_is_missed_with_how_to_add_somebody(ward: Ward) -> None:
    told = lost(ward.hear(COORDINATOR, f"!team {ward.code} remove {MENTAL_HEALTH}", here=control()))
    assert set(told) == {direct(PHYSICIAN), direct(SEX_THERAPIST)}
    assert "has lost a mental health clinician, and can only advise." in ward.read(told[direct(PHYSICIAN)]).text
    assert ward.read(told[direct(SEX_THERAPIST)]).text.endswith(f"To add somebody: `!team {ward.code} add @user mental_health`")


def test_what_apologies_have_said_already_is_not_said_again_and_days_that_do_not_matter_say_nothing(ward: Ward) -> None:
    assert lost(ward.hear(MENTAL_HEALTH, "!apologies")) == {}
    assert lost(ward.hear(COORDINATOR, f"!team {ward.code} remove {MENTAL_HEALTH}", here=control())) == {}
    assert lost(ward.hear(SEX_THERAPIST, "!away 14-18 Dec 2026", here=direct(SEX_THERAPIST))) == {}
    moved = ward.hear(PHYSICIAN, "!conference move 2026-12-15 14:00")
    assert lost(moved) == {}, "whoever moves it reads who is away"
    ward.say(PHYSICIAN, "!conference cancel Not needed")
    assert lost(ward.hear(COORDINATOR, f"!team {ward.code} remove {SEX_THERAPIST}", here=control())) == {}


def test_a_lead_who_hands_over_everything_is_followed_by_whoever_takes_it_and_nothing_is_lost(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, f"!handover {ward.code} sex_therapist {PHYSICIAN} I am on leave. #summary", here=direct(SEX_THERAPIST))
    assert lost(ward.hear(PHYSICIAN, "!yes", here=direct(PHYSICIAN))) == {}
