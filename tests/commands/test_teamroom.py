from __future__ import annotations

import re

import pytest

from bot.care import teamrooms
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Membership, PlaceKind, Role
from bot.care.places import Place
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, STRANGER
from tests.unit.ward import Ward


def opened(*people: str, name: str = "Tuesday team") -> Ward:
    """A case with its team, and a team room in which these people are."""
    ward = Ward()
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    ward.coordinate(f"!teamroom open {name} with {' '.join(people)}" if people else f"!teamroom open {name}")
    code = re.search(r"!yes (\w{4})", ward.read(ward.desk.last).text)
    assert code
    ward.coordinate(f"!yes {code[1]}")
    for person in people:
        ward.desk.join(room(ward).key, person)
    return ward


def room(ward: Ward) -> Place:
    (found,) = (one for one in ward.desk.state.places.values() if one.kind is PlaceKind.TEAM)
    return found


def kept(ward: Ward) -> teamrooms.TeamRoom:
    found = teamrooms.at(ward.desk, room(ward))
    assert found is not None
    return found.what


def test_a_team_room_is_opened_by_yes_and_says_inside_what_it_is_for() -> None:
    ward = opened(SEX_THERAPIST, PHYSICIAN)
    assert kept(ward).members == (SEX_THERAPIST, PHYSICIAN)
    assert room(ward).case is None
    welcome = [ward.read(one).text for one in ward.desk.said if one.message.template == "teamroom/welcome"]
    assert welcome[0].startswith('This is the team room "Tuesday team"')


def test_where_nobody_was_named_it_is_said_how_people_come_into_it() -> None:
    ward = Ward()
    asked = ward.coordinate("!teamroom open Tuesday team")
    said = ward.coordinate(f"!yes {asked.partition('`!yes ')[2].partition('`')[0]}")
    ref = said.split()[2].rstrip(",")
    assert f"Nobody is in it yet: `!teamroom invite {ref} @t1:clinic.example`. Next: `!teamroom add {ref} C-7K3FX`" in said


def test_nobody_opens_a_team_room_elsewhere_or_without_an_office() -> None:
    ward = Ward()
    assert "control room only" in ward.say(COORDINATOR, "!teamroom open Tuesday team", here=direct(COORDINATOR))
    (said,) = ward.hear(PHYSICIAN, "!teamroom open Tuesday team")
    assert said.message.template == "refused/denied"
    assert not [one for one in ward.desk.state.places.values() if one.kind is PlaceKind.TEAM]


@pytest.mark.parametrize("name", ["with " + PHYSICIAN, "x" * 61])
def test_a_name_is_of_one_to_sixty_characters(name: str) -> None:
    assert "a name of 1 to 60 characters" in Ward().coordinate(f"!teamroom open {name}")


def test_whoever_is_not_known_is_not_let_in() -> None:
    ward = Ward()
    assert "not known here yet" in ward.coordinate(f"!teamroom open Tuesday team with {STRANGER}")
    ward = opened(PHYSICIAN)
    assert "not known here yet" in ward.coordinate(f"!teamroom invite {STRANGER}")
    assert kept(ward).members == (PHYSICIAN,)


def test_a_case_is_put_on_the_list_and_taken_off_it() -> None:
    ward = opened(SEX_THERAPIST, PHYSICIAN)
    assert f"{ward.code} is on its list" in ward.coordinate(f"!teamroom add {ward.code}")
    assert kept(ward).cases == (ward.code,)
    assert f"{ward.code} is off its list" in ward.coordinate(f"!teamroom remove {ward.code}")
    assert kept(ward).cases == ()
    assert "no such case" in ward.coordinate(f"!teamroom remove {ward.code}")


def test_coordinators_are_told_whose_being_there_keeps_a_case_out() -> None:
    ward = opened(SEX_THERAPIST)
    other = ward.desk.case({PHYSIO: (Role.PHYSIO,)}, lead=None)
    said = ward.coordinate(f"!teamroom add {ward.code} {other}")
    assert f"{other} is left out there as long as {SEX_THERAPIST} is in the room" in said
    assert f"{ward.code} is left out" not in said
    ward.coordinate(f"!teamroom invite {PHYSIO}")
    assert f"{ward.code} is left out there as long as {PHYSIO} is in the room" in ward.coordinate("!teamroom here")


def test_codes_typed_in_the_team_room_are_answered_to_the_coordinator_alone() -> None:
    ward = opened(SEX_THERAPIST, COORDINATOR)
    heard = ward.hear(COORDINATOR, f"!teamroom add {ward.code}", here=room(ward).key)
    assert [(one.place, one.message.template) for one in heard] == [
        (room(ward).key, "read/sent"),
        (direct(COORDINATOR), "teamroom/cases"),
    ]


def test_each_sees_their_own_rooms_and_of_their_cases_those_they_are_on() -> None:
    ward = opened(SEX_THERAPIST, PHYSICIAN)
    other = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=None)
    ward.coordinate(f"!teamroom add {ward.code} {other}")
    mine = ward.say(SEX_THERAPIST, "!teamroom", here=direct(SEX_THERAPIST))
    assert ward.code in mine
    assert other not in mine
    assert "You are in no team room" in ward.say(MENTAL_HEALTH, "!teamroom", here=direct(MENTAL_HEALTH))


def test_with_several_rooms_the_one_that_is_meant_is_named() -> None:
    ward = opened(SEX_THERAPIST)
    first = next(iter(teamrooms.rooms(ward.desk)))
    ward.coordinate("!teamroom open Another")
    code = re.search(r"!yes (\w{4})", ward.read(ward.desk.last).text)
    assert code
    ward.coordinate(f"!yes {code[1]}")
    assert "There are several team rooms" in ward.coordinate(f"!teamroom add {ward.code}")
    assert f"Team room {first.ref}" in ward.coordinate(f"!teamroom add {first.ref} {ward.code}")
    second = teamrooms.rooms(ward.desk)[1]
    here = teamrooms.key_of(first.ref)
    ward.desk.join(here, COORDINATOR)
    assert "another team room" in ward.say(COORDINATOR, f"!teamroom close {second.ref}", here=here)


def test_whoever_is_dismissed_is_put_out_and_holds_no_more_keys() -> None:
    ward = opened(SEX_THERAPIST, PHYSICIAN)
    ward.coordinate(f"!teamroom dismiss {PHYSICIAN}")
    assert room(ward).present == {SEX_THERAPIST}
    assert teamrooms.members(ward.desk, room(ward)) == {SEX_THERAPIST}
    assert "not one of this team room" in ward.coordinate(f"!teamroom dismiss {PHYSICIAN}")


def test_a_closed_room_says_so_and_is_emptied_a_little_later() -> None:
    ward = opened(SEX_THERAPIST, PHYSICIAN)
    ref = teamrooms.rooms(ward.desk)[0].ref
    assert "takes 2 people out" in ward.coordinate("!teamroom close")
    said = ward.coordinate(f"!yes {ref}")
    assert said.count("is closed by") == 2
    assert room(ward).present == {SEX_THERAPIST, PHYSICIAN}
    (moment,) = ward.desk.dues.at(room(ward).key)
    ward.talk.ring(moment)
    assert room(ward).present == frozenset()
    assert ("team room closed", ref) in [(one.action, one.ref) for one in ward.desk.facts]
    assert "is closed" in ward.coordinate(f"!teamroom add {ref} {ward.code}")
    assert "There is no team room yet" in ward.coordinate("!teamroom here")


def test_an_act_about_a_case_is_answered_in_a_team_room_with_its_code_if_all_there_are_on_it() -> None:
    ward = opened(SEX_THERAPIST, PHYSICIAN)
    heard = ward.hear(SEX_THERAPIST, f"!info {ward.code} #summary A topic", here=room(ward).key)
    assert [one.place for one in heard] == [room(ward).key]
    assert heard[0].message.case == ward.code
    assert ward.read(heard[0]).text.startswith(f"{ward.code}: ")


def test_what_is_said_of_a_case_leaves_a_team_room_in_which_somebody_is_not_on_it() -> None:
    ward = opened(SEX_THERAPIST)
    ward.desk.case({PHYSIO: (Role.PHYSIO,)}, lead=None)
    ward.coordinate(f"!teamroom invite {PHYSIO}")
    heard = ward.hear(SEX_THERAPIST, f"!info {ward.code} #summary A canary", here=room(ward).key)
    assert [one.place for one in heard] == [room(ward).key, direct(SEX_THERAPIST)]
    assert heard[0].message.template == "read/sent"
    assert [place for place, _ in ward.desk.redacted] == [room(ward).key]


def test_a_refusal_there_does_not_name_the_case_to_whoever_is_not_on_it() -> None:
    ward = opened(SEX_THERAPIST)
    ward.desk.case({PHYSIO: (Role.PHYSIO,)}, lead=None)
    ward.coordinate(f"!teamroom invite {PHYSIO}")
    (said,) = ward.hear(SEX_THERAPIST, f"!done {ward.code} 8Z9Z", here=room(ward).key)
    assert said.message.case is None
    assert ward.code not in ward.read(said).text


def test_a_refusal_that_tells_something_of_a_case_goes_to_whoever_asked_where_somebody_is_not_on_it() -> None:
    ward = opened(SEX_THERAPIST)
    ward.say(SEX_THERAPIST, "!huddle start")
    (said,) = ward.hear(SEX_THERAPIST, f"!huddle {ward.code} start", here=room(ward).key)
    assert (said.place, said.message.template) == (room(ward).key, "refused/huddle_open")
    ward.desk.case({PHYSIO: (Role.PHYSIO,)}, lead=None)
    ward.coordinate(f"!teamroom invite {PHYSIO}")
    (alone,) = ward.hear(SEX_THERAPIST, f"!huddle {ward.code} start", here=room(ward).key)
    assert (alone.place, alone.message.template, alone.message.case) == (direct(SEX_THERAPIST), "refused/huddle_open", ward.code)


def test_a_read_is_never_posted_in_a_team_room() -> None:
    ward = opened(SEX_THERAPIST, PHYSICIAN)
    ward.desk.grant(ward.code, Category.SUMMARY)
    heard = ward.hear(SEX_THERAPIST, f"!agenda {ward.code} here", here=room(ward).key)
    assert [one.place for one in heard] == [room(ward).key, direct(SEX_THERAPIST)]


def test_a_team_room_is_fit_if_only_its_people_are_in_it() -> None:
    ward = opened(SEX_THERAPIST, PHYSICIAN)
    assert "This team room is fit" in ward.say(SEX_THERAPIST, "!room", here=room(ward).key)
    ward.desk.join(room(ward).key, STRANGER)
    said = ward.say(SEX_THERAPIST, "!room", here=room(ward).key)
    assert f"Here, but not one of its people: {STRANGER}" in said
    assert "If they belong here, a coordinator can invite them." in said
    ward.desk.join(room(ward).key, COORDINATOR)
    assert "If they belong here: `!teamroom invite" in ward.say(COORDINATOR, "!room", here=room(ward).key)


def test_words_that_are_no_verb_are_told_what_is_expected() -> None:
    ward = opened(SEX_THERAPIST)
    assert "one of these is expected" in ward.coordinate("!teamroom shut")
    assert "C, a hyphen and five characters" in ward.coordinate("!teamroom add C-7K3")
    assert "full Matrix id" in ward.coordinate("!teamroom invite the physician")
    assert "the ref of a team room" in ward.coordinate("!teamroom close it")
