from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import apologies, conferences, team
from bot.care.conferences import Conference
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.people import Role
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, NOW, PHYSICIAN, SEX_THERAPIST, STRANGER, FakeDesk

TEAM = {SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,), MENTAL_HEALTH: (Role.MENTAL_HEALTH,)}


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def booked(desk: FakeDesk, *people: str, by: str = PHYSICIAN, team: dict[str, tuple[Role, ...]] | None = None) -> Kept[Conference]:
    at = NOW + timedelta(days=3)
    what = Conference(at=at, end=at + timedelta(minutes=45), zone="Europe/Berlin", people=people)
    return conferences.book(desk, desk.case(team or TEAM), by, what)


def test_a_conference_is_filled_with_whom_it_needs(desk: FakeDesk) -> None:
    kept = booked(desk)
    assert (kept.what.chair, kept.what.presenter) == (SEX_THERAPIST, PHYSICIAN)
    assert kept.what.required == (Role.SEX_THERAPIST, Role.PHYSICIAN, Role.MENTAL_HEALTH)
    assert booked(desk, MENTAL_HEALTH).what.required == (Role.MENTAL_HEALTH,)


def test_it_is_noted_for_whom_a_conference_is_outside_their_hours(desk: FakeDesk) -> None:
    case, at = desk.case(TEAM), NOW + timedelta(days=3, hours=13)
    late = Conference(at=at, end=at + timedelta(minutes=45), zone="Europe/Berlin", people=(MENTAL_HEALTH,))
    kept = conferences.book(desk, case, PHYSICIAN, late)
    assert set(kept.what.outside) == {SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH}
    assert conferences.move(desk, case, kept.ref, at=NOW + timedelta(days=3), end=None, zone="UTC").what.outside == ()


def test_an_apology_names_the_discipline_that_is_missing_because_of_it(desk: FakeDesk) -> None:
    kept = booked(desk)
    effect, again = apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)
    assert not again
    assert effect.lost == ("a mental health clinician",)
    assert effect.tell == (PHYSICIAN, SEX_THERAPIST), "the presenter, and the chair"
    assert apologies.apologies_of(desk, kept.case, kept.ref) == (MENTAL_HEALTH,)
    assert apologies.coming(desk, kept) == (SEX_THERAPIST, PHYSICIAN)


def test_the_chair_and_the_presenter_count_too(desk: FakeDesk) -> None:
    kept = booked(desk)
    assert apologies.apologise(desk, kept.case, SEX_THERAPIST, kept.ref)[0].lost == ("the chair", "a sex therapist")
    effect, _ = apologies.apologise(desk, kept.case, PHYSICIAN, kept.ref)
    assert effect.lost == ("the presenter", "a physician")
    assert effect.lacking == ("the chair", "the presenter", "a sex therapist", "a physician")
    assert effect.tell == (SEX_THERAPIST,)


def test_a_discipline_with_somebody_left_in_it_is_not_missing(desk: FakeDesk) -> None:
    kept = booked(desk, team={**TEAM, STRANGER: (Role.MENTAL_HEALTH,)})
    assert apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)[0].lost == ()
    assert apologies.apologise(desk, kept.case, STRANGER, kept.ref)[0].lost == ("a mental health clinician",)


def test_it_is_taken_back_and_the_quorum_is_whole_again(desk: FakeDesk) -> None:
    kept = booked(desk)
    apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)
    effect = apologies.withdraw(desk, kept.case, MENTAL_HEALTH, kept.ref)
    assert (effect.regained, effect.lacking) == (("a mental health clinician",), ())
    assert apologies.apologies_of(desk, kept.case, kept.ref) == ()
    with pytest.raises(NotFoundError):
        apologies.withdraw(desk, kept.case, MENTAL_HEALTH, kept.ref)


def test_said_again_it_stays_one_and_the_reason_is_the_last(desk: FakeDesk) -> None:
    kept = booked(desk)
    apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref, text="canary")
    effect, again = apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)
    assert again
    assert (effect.kept.what.text, effect.lost) == ("canary", ())
    apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref, text="a topic")
    assert [one.what.text for one in apologies.given_for(desk, kept.case, kept.ref)] == ["a topic"]


def test_whoever_takes_no_part_has_nothing_to_apologise_for(desk: FakeDesk) -> None:
    kept = booked(desk, PHYSICIAN)
    with pytest.raises(InvalidError):
        apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)


def test_another_date_asks_anew_and_one_called_off_takes_none(desk: FakeDesk) -> None:
    kept = booked(desk)
    apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)
    conferences.move(desk, kept.case, kept.ref, at=kept.what.at + timedelta(days=1), end=None, zone="UTC")
    assert apologies.apologies_of(desk, kept.case, kept.ref) == ()
    conferences.cancel(desk, kept.case, kept.ref, "a reason")
    with pytest.raises(ConflictError):
        apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)


def test_the_lead_is_told_in_place_of_a_presenter_who_has_left(desk: FakeDesk) -> None:
    kept = booked(desk, MENTAL_HEALTH)
    assert apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)[0].tell == (PHYSICIAN, SEX_THERAPIST)
    team.remove(desk, kept.case, SEX_THERAPIST, PHYSICIAN)
    assert apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)[0].tell == (SEX_THERAPIST,)
