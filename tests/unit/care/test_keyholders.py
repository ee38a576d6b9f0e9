"""Who may hold the keys of a room, whoever is in it."""

from __future__ import annotations

import pytest

from bot.care import keyholders, teamrooms
from bot.care.facts import case_room, control, direct
from bot.care.guests import GuestRoom
from bot.care.people import Membership, PlaceKind, Role
from bot.care.places import Place
from bot.care.records import ORGANISATION
from bot.care.teamrooms import TeamRoom
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST, STRANGER, TRAINEE, FakeDesk

FIRST, SECOND = "@first:example.org", "@second:example.org"


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk()
    desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,)})
    room = desk.records.add(TeamRoom(name="Tuesday", members=(PHYSICIAN, TRAINEE)), case=ORGANISATION, author=COORDINATOR)
    desk.places.make(teamrooms.key_of(room.ref), PlaceKind.TEAM, invite=())
    (code,) = desk.rosters.cases(PHYSICIAN)
    desk.places.make("conference:8R2Q", PlaceKind.CONFERENCE, invite=(), case=code)
    for key in list(desk.state.places):
        desk.join(key, STRANGER)
    return desk


@pytest.mark.parametrize(
    ("kind", "people"),
    [
        (PlaceKind.CONTROL, {COORDINATOR}),
        (PlaceKind.CASE, {SEX_THERAPIST, PHYSICIAN}),
        (PlaceKind.CONFERENCE, {SEX_THERAPIST, PHYSICIAN}),
        (PlaceKind.TEAM, {PHYSICIAN, TRAINEE}),
    ],
)
def test_they_are_those_for_whom_the_room_is_and_never_whoever_is_in_it(desk: FakeDesk, kind: PlaceKind, people: set[str]) -> None:
    (place,) = (one for one in desk.state.places.values() if one.kind is kind)
    assert STRANGER in place.present
    assert keyholders.of(desk, place) == people


def test_a_guest_holds_the_keys_of_the_room_that_they_were_asked_into_alone(desk: FakeDesk) -> None:
    (code,) = desk.rosters.cases(PHYSICIAN)
    for person, conference in ((FIRST, "8R2Q"), (SECOND, "5M8T")):
        desk.rosters.put(Membership(case=code, person=person, roles=(Role.GUEST,), since=desk.now))
        desk.records.add(GuestRoom(conference=conference, guests=(person,)), case=code, author=PHYSICIAN)
    held = {one.kind: keyholders.of(desk, one) & {FIRST, SECOND} for one in desk.state.places.values() if one.case == code}
    assert held == {PlaceKind.CASE: frozenset(), PlaceKind.CONFERENCE: {FIRST}}


def test_a_direct_room_is_its_one_person(desk: FakeDesk) -> None:
    place = desk.places.get(direct(PHYSICIAN))
    assert place is not None
    assert keyholders.of(desk, place) == {PHYSICIAN}


def test_a_room_that_is_for_nobody_has_none(desk: FakeDesk) -> None:
    for kind, key in ((PlaceKind.CASE, case_room("C-7K3FX")), (PlaceKind.TEAM, control()), (PlaceKind.DIRECT, direct("nobody"))):
        assert keyholders.of(desk, Place(key=key, kind=kind, joined=frozenset({STRANGER}))) == frozenset()
