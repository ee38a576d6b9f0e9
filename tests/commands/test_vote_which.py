"""Of several proposals, or cases, the one that a vote is for; and whose vote it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care import votes
from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.people import PlaceKind
from bot.care.proposals import Proposal
from bot.care.records import Kept
from tests.commands.test_vote import PLAIN, proposal, said_yes
from tests.unit.desk import BOT, COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, STRANGER
from tests.unit.team_ward import TeamWard
from tests.unit.ward import TEAM, Ward


@pytest.fixture
def ward() -> Ward:
    opened = Ward()
    opened.say(PHYSICIAN, PLAIN)
    return opened


def proposals_of(ward: Ward, code: str) -> list[Kept[Proposal]]:
    return ward.desk.records.find(Proposal, code)


def test_in_the_direct_room_it_needs_neither_code_nor_ref_while_one_is_open(ward: Ward) -> None:
    said = ward.privately(SEX_THERAPIST, "vote 2")
    assert said.startswith(f"{ward.code}: Your answer to proposal {proposal(ward).ref}: yes to 2.")
    ward.privately(MENTAL_HEALTH, f"!vote {ward.code} 3")
    assert said_yes(ward, MENTAL_HEALTH) == ((3,), ())


def test_of_several_it_is_asked_which_and_a_ref_says_it(ward: Ward) -> None:
    ward.say(PHYSICIAN, PLAIN.replace("canary", "other"))
    first, second = proposal(ward).ref, proposal(ward, last=True).ref
    shown = ward.privately(SEX_THERAPIST, "!vote 1")
    assert shown.startswith(f"{ward.code}: Several wait for your answer. Put the ref of one in front: `!vote {first} 1`")
    assert f"\n- {first}, the first Mon 14 Dec 2026, 08:00 Berlin; answers by Thu 10 Dec 2026, 18:00 Berlin: canary" in shown
    assert shown.rstrip().endswith("Berlin: other")
    ward.desk.grant(ward.code, Category.MEDICAL, given=False)
    blind = ward.privately(SEX_THERAPIST, "!vote 1")
    assert second in blind
    assert "canary" not in blind
    assert "other" not in blind
    ward.privately(SEX_THERAPIST, f"!vote {second.lower()} 1")
    assert votes.of(ward.desk, proposal(ward)) == {}
    assert list(votes.of(ward.desk, proposal(ward, last=True))) == [SEX_THERAPIST]


def test_of_several_cases_the_one_of_the_room_is_meant_or_the_one_chosen(ward: Ward) -> None:
    other = ward.desk.case(TEAM)
    ward.desk.join(case_room(other), BOT)
    ward.desk.consents.add(*(replace(grant, case=other) for grant in tuple(ward.desk.state.grants)))
    ward.say(PHYSICIAN, PLAIN, here=case_room(other))
    ward.say(SEX_THERAPIST, "!vote 1", here=case_room(other))
    assert votes.of(ward.desk, proposal(ward)) == {}
    assert "Several wait for your answer" in ward.privately(SEX_THERAPIST, "!vote 2")
    ward.privately(SEX_THERAPIST, f"!on {ward.code}")
    assert ward.privately(SEX_THERAPIST, "!vote 2").startswith(f"{ward.code}: Your answer to")
    assert said_yes(ward, SEX_THERAPIST) == ((2,), ())


def test_anothers_case_is_neither_named_nor_voted_on(ward: Ward) -> None:
    ward.desk.room_of(STRANGER)
    other = ward.desk.case({STRANGER: TEAM[PHYSICIAN]}, lead=STRANGER)
    ref = proposal(ward).ref
    assert "There is nothing with that ref" in ward.privately(STRANGER, f"!vote {ref} 1")
    assert "No proposed times wait for your answer here" in ward.privately(STRANGER, f"!vote {ward.code} 1")
    assert "No proposed times wait for your answer here" in ward.privately(STRANGER, f"!vote {other} 1")
    assert votes.of(ward.desk, proposal(ward)) == {}


def test_a_coordinator_who_is_not_asked_has_no_vote(ward: Ward) -> None:
    assert "No proposed times wait for your answer here" in ward.coordinate("!vote 1")
    assert votes.of(ward.desk, proposal(ward)) == {}


def test_another_cases_code_in_a_cases_room_is_refused_and_taken_out(ward: Ward) -> None:
    other = ward.desk.case(TEAM)
    ward.say(SEX_THERAPIST, f"!vote {other} 1")
    assert ward.desk.redacted != []
    assert votes.of(ward.desk, proposal(ward)) == {}


def test_in_a_team_room_it_is_answered_directly(ward: Ward) -> None:
    ward.desk.places.make("team:T", PlaceKind.TEAM, invite=())
    ward.desk.join("team:T", SEX_THERAPIST)
    said = ward.hear(SEX_THERAPIST, f"!vote {proposal(ward).ref} 1", here="team:T")
    assert [(one.place, one.message.template) for one in said] == [
        ("team:T", "read/sent"),
        (direct(SEX_THERAPIST), "vote/kept"),
    ]
    assert said_yes(ward, SEX_THERAPIST) == ((1,), ())


def test_whoever_has_left_the_team_votes_on_nothing(ward: Ward) -> None:
    ref = proposal(ward).ref
    ward.coordinate(f"!team {ward.code} remove {MENTAL_HEALTH}")
    assert "There is nothing with that ref" in ward.privately(MENTAL_HEALTH, f"!vote {ref} 1")
    assert COORDINATOR not in votes.of(ward.desk, proposal(ward))


def test_in_a_team_room_nobody_is_told_in_which_cases_somebody_is_asked() -> None:
    ward = TeamWard()
    elsewhere = ward.desk.case(TEAM)
    ward.desk.grant(elsewhere, Category.MEDICAL)
    for code in (ward.code, elsewhere):
        ward.hear(PHYSICIAN, '!conference propose #medical "canary" with sex therapist', here=case_room(code))
    (said,) = ward.there("!vote 1", PHYSICIAN)
    assert said.message.template == "refused/vote_which"
    assert elsewhere not in ward.read(said).text
    assert not any(one.ref in ward.read(said).text for code in (ward.code, elsewhere) for one in proposals_of(ward, code))
    said = ward.hear(PHYSICIAN, "!vote 1", here=direct(PHYSICIAN))[0]
    assert elsewhere in ward.read(said).text
