"""Proposed times reach those who are not in the room of the case: guests, coordinators, people of other zones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care import proposals
from bot.care.consent import Category
from bot.care.facts import File, direct
from bot.care.people import Membership, Role
from tests.unit.desk import COORDINATOR, NOW, PHYSICIAN, SEX_THERAPIST
from tests.unit.proposed import GUEST, PLAIN, admit_guest, in_place, one, ring
from tests.unit.ward import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_each_time_is_told_in_the_zone_of_everyone_also_to_who_is_not_in_the_room(ward: Ward) -> None:
    admit_guest(ward)
    ward.desk.people.put(replace(ward.desk.people.get(GUEST), zone="America/New_York"))
    said = ward.hear(PHYSICIAN, f'!conference propose "canary" with {GUEST}')
    (theirs,) = in_place(said, direct(GUEST))
    assert theirs.message.mentions == (GUEST,)
    assert theirs.message.poll is not None
    text = ward.read(theirs).text
    assert text.count(" New York") == 3
    assert text.count(" Berlin") >= 3
    assert "canary" not in text
    assert GUEST not in in_place(said, ward.room)[0].message.mentions


def test_a_guest_votes_where_they_were_told_and_reads_there_what_is_settled(ward: Ward) -> None:
    admit_guest(ward)
    ward.say(PHYSICIAN, f'!conference propose "canary" with {GUEST}')
    ref = one(ward).ref
    ward.say(PHYSICIAN, "!vote 2")
    ward.say(SEX_THERAPIST, "!vote 2")
    said = ward.hear(GUEST, f"!vote {ref} 2", here=direct(GUEST))
    kept, told = in_place(said, direct(GUEST))
    assert "That settles it: time 2" in ward.read(kept).text
    assert isinstance(told.message.file, File)
    assert told.message.ends_poll == ref


def test_a_guest_votes_in_the_poll_of_their_own_room_and_reads_the_question_where_consent_names_them(ward: Ward) -> None:
    admit_guest(ward)
    ward.desk.grant(ward.code, Category.MEDICAL, to=GUEST)
    said = ward.hear(PHYSICIAN, f'!conference propose "canary" #medical with {GUEST}')
    assert "Question: canary" in ward.read(in_place(said, direct(GUEST))[0]).text
    (answer,) = ward.talk.votes(GUEST, direct(GUEST), f"{one(ward).ref}-3")
    assert "yes to 3" in ward.read(answer).text


def test_a_coordinator_who_is_not_in_the_room_is_told_of_everything_in_their_own(ward: Ward) -> None:
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=NOW))
    said = ward.hear(PHYSICIAN, f'!conference propose "canary" with {COORDINATOR}')
    assert [each.place for each in said] == [ward.room, direct(COORDINATOR)]
    assert COORDINATOR not in said[0].message.mentions
    ward.talk.votes(COORDINATOR, direct(COORDINATOR), f"{one(ward).ref}-1")
    for person in (PHYSICIAN, SEX_THERAPIST):
        said = ward.hear(person, "!vote 1")
    (told,) = in_place(said, direct(COORDINATOR))
    assert isinstance(told.message.file, File)
    assert "To change it" in ward.read(told).text


def test_whoever_proposed_it_from_elsewhere_learns_there_that_nothing_is_settled_and_that_it_is_over(ward: Ward) -> None:
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=NOW))
    ward.coordinate(f"!conference {ward.code} propose #medical {PLAIN[20:]}")
    for kind, template in ((proposals.CLOSES, "propose/undecided"), (proposals.PASSES, "propose/lapsed")):
        said = ring(ward, kind)
        assert [(each.place, each.message.template) for each in said] == [(ward.room, template), (direct(COORDINATOR), template)]
        assert said[1].message.mentions == (COORDINATOR,)
