"""Conferences whose times are voted on, or came of a vote, where they are spoken of as conferences."""

from __future__ import annotations

import pytest

from bot.care import proposals
from bot.care.apologies import apologies_of
from bot.care.conferences import Conference, Standing
from bot.care.facts import direct
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal
from tests.unit.desk import MENTAL_HEALTH, NOW, PHYSICIAN, SEX_THERAPIST, TRAINEE
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
    assert f"`!conference times {ref} more`" in said
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
    assert [line.rpartition(": ")[2] for line in said.splitlines()[1:]] == ["canary", "other"]


def test_what_they_are_about_is_shown_to_nobody_where_somebody_is_who_may_not_read_it(ward: Ward) -> None:
    ward.say(PHYSICIAN, '!conference propose "other" with mental health for 1h between 2026-12-21 and 2026-12-23')
    ward.desk.rosters.put(Membership(case=ward.code, person=TRAINEE, roles=(Role.TRAINEE,), since=NOW, reviewed=False))
    ward.desk.join(ward.room, TRAINEE)
    (asked,) = ward.hear(PHYSICIAN, "!conference settle 1")
    assert f"1. {ref_of(ward)}, times proposed: 3, the first " in ward.read(asked).text
    assert "canary" not in ward.read(asked).text
    assert not asked.message.rest_directly
    assert "canary" in ward.privately(PHYSICIAN, f"!conference {ward.code} settle 1")
    (again,) = ward.hear(PHYSICIAN, "neither", here=direct(PHYSICIAN))
    assert "other" in ward.read(again).text, "what was no answer is asked again with all that is known"


@pytest.mark.parametrize(
    ("person", "text", "instead"),
    [
        (PHYSICIAN, "!conference move REF 2026-12-15 14:00", "To have others looked for: `!conference times REF more`"),
        (PHYSICIAN, "!conference start REF", "To have it settled sooner: `!conference deadline REF in 1h`"),
        (PHYSICIAN, "!conference add REF A topic", "To have it settled sooner: `!conference deadline REF in 1h`"),
        (PHYSICIAN, "!conference add A topic", "To have it settled sooner: `!conference deadline REF in 1h`"),
        (MENTAL_HEALTH, "!conference start REF", "To say which suit you: `!vote REF 1`"),
        (MENTAL_HEALTH, "!apologies REF I am on the ward", "If none of them suits you: `!vote REF none`"),
        (MENTAL_HEALTH, "!snooze REF 30m", "To say which suit you: `!vote REF 1`"),
        (MENTAL_HEALTH, "!conference show REF", "To say which suit you: `!vote REF 1`"),
        (MENTAL_HEALTH, "!conference correct REF It was later", "To say which suit you: `!vote REF 1`"),
    ],
)
def test_the_ref_of_times_that_are_voted_on_is_answered_with_what_is_so_and_the_one_right_command(
    ward: Ward, person: str, text: str, instead: str
) -> None:
    ref = ref_of(ward)
    said = ward.say(person, text.replace("REF", ref))
    assert f"No conference is booked yet: times are voted on, proposal {ref}, answers by" in said
    assert instead.replace("REF", ref) in said
    assert said.count("`") == len("``")


def test_of_times_that_nobody_settled_and_of_those_withdrawn_it_is_said_what_became_of_them(ward: Ward) -> None:
    ref = ref_of(ward)
    (moment,) = (one for one in ward.desk.dues.of(ward.code) if one.kind == proposals.CLOSES)
    ward.talk.ring(moment)
    assert f"the times of proposal {ref} are not settled. To settle on one of them" in ward.say(
        PHYSICIAN, f"!conference start {ref}"
    )
    ward.say(PHYSICIAN, f"!conference cancel {ref} Not needed")
    assert f"Proposal {ref} is withdrawn" in ward.say(PHYSICIAN, f"!conference move {ref} 2026-12-15 14:00")
