from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.errors import CareError, DeniedError
from bot.care.facts import case_room
from bot.care.people import CLINICAL, COORDINATION, EVERYONE, ROSTER, Office, Rule
from bot.chat.authorise import actor_of, circumstance, require
from tests.unit.desk import COORDINATOR, NOW, PHYSICIAN, SEX_THERAPIST, STRANGER, FakeDesk


def desk_with_case() -> tuple[FakeDesk, str]:
    desk = FakeDesk()
    return desk, desk.case()


def refusal(desk: FakeDesk, rule: Rule, person: str, case: str | None, *, proven: bool = True) -> str:
    place = desk.state.places[case_room("C-7K3FX")]
    with pytest.raises(CareError) as caught:
        require(desk, rule, person, place, case, proven=proven)
    return caught.value.template


def test_an_actor_is_who_the_roster_and_the_configuration_say() -> None:
    desk, code = desk_with_case()
    lead = actor_of(desk, SEX_THERAPIST, code)
    assert (lead.lead, lead.zone, lead.offices) == (True, "Europe/Berlin", frozenset())
    assert actor_of(desk, SEX_THERAPIST, None).membership is None
    assert actor_of(desk, COORDINATOR, code).offices == {Office.COORDINATOR}
    desk.people.put(replace(desk.people.get(PHYSICIAN), zone="Asia/Tokyo"))
    assert actor_of(desk, PHYSICIAN, code).zone == "Asia/Tokyo"


def test_whoever_the_bot_does_not_know_counts_as_not_proven() -> None:
    desk, code = desk_with_case()
    place = desk.state.places[case_room(code)]
    assert not circumstance(desk, STRANGER, place, code, proven=True).proven
    assert circumstance(desk, SEX_THERAPIST, place, code, proven=True).proven
    assert circumstance(desk, COORDINATOR, place, code, proven=True).proven
    assert not circumstance(desk, SEX_THERAPIST, place, code, proven=False).proven


def test_consent_counts_while_something_given_and_confirmed_holds() -> None:
    desk, code = desk_with_case()
    place = desk.state.places[case_room(code)]
    assert not circumstance(desk, SEX_THERAPIST, place, code, proven=True).consent
    desk.grant(code, Category.SUMMARY, given=False)
    assert not circumstance(desk, SEX_THERAPIST, place, code, proven=True).consent
    desk.grant(code, Category.SUMMARY)
    desk.state.grants[-1] = replace(desk.state.grants[-1], until=NOW + timedelta(days=1))
    assert circumstance(desk, SEX_THERAPIST, place, code, proven=True).consent
    desk.later(timedelta(days=1))
    assert not circumstance(desk, SEX_THERAPIST, place, code, proven=True).consent


def test_each_reason_has_its_sentence_and_a_denial_has_none() -> None:
    desk, code = desk_with_case()
    everyone = Rule(allow=ROSTER, before_consent=True)
    assert refusal(desk, everyone, SEX_THERAPIST, None) == "ask/case"
    assert refusal(desk, Rule(allow=ROSTER), SEX_THERAPIST, code) == "refused/no_consent"
    assert refusal(desk, Rule(allow=ROSTER, places=frozenset()), SEX_THERAPIST, code) == "refused/wrong_place"
    denials = [
        refusal(desk, everyone, STRANGER, code),
        refusal(desk, everyone, SEX_THERAPIST, "C-7Q53R"),
        refusal(desk, everyone, SEX_THERAPIST, code, proven=False),
        refusal(desk, Rule(allow=COORDINATION, before_consent=True), SEX_THERAPIST, code),
        refusal(desk, Rule(allow=CLINICAL, before_consent=True), COORDINATOR, code),
        refusal(desk, Rule(allow=EVERYONE, case=False), STRANGER, None),
    ]
    assert set(denials) == {DeniedError().template}


def test_a_coordinator_sees_every_case_by_their_office() -> None:
    desk, code = desk_with_case()
    rule = Rule(allow=COORDINATION, before_consent=True)
    actor = require(desk, rule, COORDINATOR, desk.state.places[case_room(code)], code, proven=True)
    assert actor.membership is None
