from __future__ import annotations

from datetime import UTC, datetime

from bot.care.consent import Category, Grant, Rank
from bot.care.facts import Line, Message
from bot.care.gate import split, uncovered
from bot.care.people import Membership, PlaceKind, Role
from bot.care.places import Place
from bot.flow.outbox import Audience, parcels

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
A, B, C = "@a:x", "@b:x", "@c:x"
FIRST, SECOND = Line(roster="C-1", values={"n": 1}), Line(roster="C-2", values={"n": 2})


def on(case: str, *people: str) -> tuple[Membership, ...]:
    return tuple(Membership(case=case, person=one, roles=(Role.PHYSICIAN,), since=NOW) for one in people)


ROSTERS = {"C-1": on("C-1", A, B), "C-2": on("C-2", A)}


def team(*people: str) -> Place:
    return Place(key="team:8R2Q", kind=PlaceKind.TEAM, room_id="!t", joined=frozenset(people))


def test_a_line_that_names_a_roster_is_for_those_on_it() -> None:
    found = split((FIRST, SECOND), frozenset({A, B}), (), (), NOW, ROSTERS)
    assert found.for_all == (FIRST,)
    assert found.rest == {A: (SECOND,)}


def test_whoever_is_on_no_roster_keeps_every_such_line_out_and_gets_none() -> None:
    found = split((FIRST, SECOND), frozenset({A, C}), (), (), NOW, ROSTERS)
    assert found.for_all == ()
    assert found.rest == {A: (FIRST, SECOND)}


def test_a_roster_that_is_not_given_has_nobody_on_it() -> None:
    found = split((FIRST,), frozenset({A}), on("C-1", A), (), NOW)
    assert (found.for_all, dict(found.rest)) == ((), {})


def test_with_nobody_there_such_a_line_stays_out() -> None:
    assert split((FIRST,), frozenset(), (), (), NOW, ROSTERS).for_all == ()


def test_a_category_beside_a_roster_needs_both() -> None:
    line = Line(roster="C-1", about=("medical",), author=A)
    assert uncovered(line, frozenset({A, B, C}), on("C-1", A, B), (), NOW) == {B, C}
    assert uncovered(line, frozenset({A}), (), (), NOW) == {A}


def test_the_room_gets_what_all_there_may_read_each_person_the_rest_and_the_parcel_says_who_may_be_there() -> None:
    audience = Audience(roster=(), grants=(), now=NOW, rosters=ROSTERS)
    room, rest = parcels(Message(template="t", lines=(FIRST, SECOND)), team(A, B), audience)
    assert (room.place, room.lines, room.covered) == ("team:8R2Q", (0,), frozenset({A, B}))
    assert (rest.place, rest.lines, rest.covered, rest.rest) == (f"direct:{A}", (1,), frozenset({A}), True)


def test_a_room_that_is_open_to_others_gets_no_such_line() -> None:
    audience = Audience(roster=(), grants=(), now=NOW, rosters=ROSTERS)
    locked = Place(key="team:8R2Q", kind=PlaceKind.TEAM, room_id="!t", joined=frozenset({A}), locked=True)
    assert parcels(Message(template="t", lines=(FIRST,)), locked, audience)[0].lines == ()


def test_a_line_of_a_category_goes_to_each_alone_and_never_into_a_team_room() -> None:
    grants = (Grant(case="C-1", category=Category.MEDICAL, rank=Rank.TEAM, recipient="team", given=True, by=A, at=NOW),)
    audience = Audience(roster=ROSTERS["C-1"], grants=grants, now=NOW)
    message = Message(template="t", case="C-1", lines=(Line(about=("medical",), values={"text": "canary"}),))
    room, first, second = parcels(message, team(A, B), audience)
    assert (room.lines, first.lines, second.lines) == ((), (0,), (0,))
    assert (first.place, second.place) == (f"direct:{A}", f"direct:{B}")


def test_what_is_said_of_one_case_in_a_team_room_is_only_for_its_roster() -> None:
    audience = Audience(roster=ROSTERS["C-1"], grants=(), now=NOW)
    (room,) = parcels(Message(template="t", case="C-1"), team(A, B), audience)
    assert room.covered == frozenset({A, B})
    assert parcels(Message(template="t", case="C-1"), team(A, C), audience) == ()


def test_no_line_of_a_case_goes_into_the_room_of_another_one() -> None:
    neutral, audience = Line(values={"n": 1}), Audience(roster=ROSTERS["C-1"], grants=(), now=NOW)
    message = Message(template="t", case="C-1", lines=(neutral,), rest_directly=False)
    for kind in (PlaceKind.CASE, PlaceKind.CONFERENCE):
        rooms = [Place(key="k", kind=kind, room_id="!r", case=case, joined=frozenset({A, B})) for case in ROSTERS]
        assert [parcels(message, room, audience)[0].lines for room in rooms] == [(0,), ()]
