"""Conferences whose times are voted on, or came of a vote, where they are spoken of as conferences."""

from __future__ import annotations

import pytest

from bot.care.apologies import apologies_of
from bot.care.conferences import Conference, Standing
from bot.care.facts import direct
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal
from tests.unit.desk import MENTAL_HEALTH, NOW, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

GUEST = "@guest:example.org"
PLAIN = '!conference propose "canary" with mental health for 45m'


@pytest.fixture
def ward() -> Ward:
    ward = Ward()
    ward.say(PHYSICIAN, PLAIN)
    return ward


def ref_of(ward: Ward) -> str:
    return ward.desk.records.find(Proposal, ward.code)[0].ref


def test_while_times_are_voted_on_whoever_moves_a_conference_or_cannot_come_hears_so_with_what_to_type(ward: Ward) -> None:
    ref = ref_of(ward)
    said = ward.say(PHYSICIAN, "!conference move 2026-12-15 14:00")
    assert f"times are voted on, proposal {ref}, answers by" in said
    assert f"`!conference times {ref} add Thursday 15:00`" in said
    assert f"`!vote {ref} none`" in ward.say(MENTAL_HEALTH, "!apologies I am on the ward")
    assert "You have not said" not in ward.say(MENTAL_HEALTH, "!apologies withdraw")
    assert "answer to proposal" in ward.say(MENTAL_HEALTH, f"!vote {ref} none")


def test_a_guest_who_is_not_asked_hears_what_they_would_hear_of_no_times(ward: Ward) -> None:
    other = Ward()
    for one in (ward, other):
        one.desk.room_of(GUEST)
        one.desk.rosters.put(Membership(case=one.code, person=GUEST, roles=(Role.GUEST,), since=NOW))
    typed = f"!apologies {ward.code} I cannot"
    assert ward.say(GUEST, typed, here=direct(GUEST)) == other.say(GUEST, typed, here=direct(GUEST))


def test_the_ref_of_times_that_are_settled_leads_to_the_conference_that_came_of_them(ward: Ward) -> None:
    ref = ref_of(ward)
    for person in (PHYSICIAN, SEX_THERAPIST, MENTAL_HEALTH):
        ward.say(person, f"!vote {ref} 1")
    (conference,) = ward.desk.records.find(Conference, ward.code)
    assert conference.ref in ward.say(MENTAL_HEALTH, f"!conference show {ref} here")
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    assert apologies_of(ward.desk, ward.code, conference.ref) == (MENTAL_HEALTH,)
    ward.say(PHYSICIAN, f"!conference move {ref} 2026-12-15 15:00")
    ward.say(PHYSICIAN, f"!conference cancel {ref} The question is answered")
    (now,) = ward.desk.records.find(Conference, ward.code)
    assert (now.what.at.day, now.state) == (15, Standing.CANCELLED)


def test_of_several_proposals_each_is_told_apart_by_how_many_times_it_has_and_by_the_first(ward: Ward) -> None:
    ward.say(PHYSICIAN, '!conference propose "other" with mental health for 1h between 2026-12-21 and 2026-12-23')
    ward.say(PHYSICIAN, f"!conference times {ref_of(ward)} drop 3")
    said = ward.say(PHYSICIAN, "!conference settle 1")
    first, second = ward.desk.records.find(Proposal, ward.code)
    assert f"{first.ref}, times proposed: 2, the first {min(one.at for one in first.what.times):%a %-d Dec 2026}, " in said
    assert f"{second.ref}, times proposed: 3, the first Mon 21 Dec 2026, " in said
    assert "canary" not in said
