from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import consent_reviews
from bot.care.consent import Category, covers
from bot.care.consent_reviews import Cause, ConsentReview, Phase
from bot.care.dues import Due
from bot.care.facts import direct
from bot.care.people import Role
from tests.unit.desk import CLINIC, COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.ward import Ward


def reads(ward: Ward, person: str, category: Category) -> bool:
    member = ward.desk.rosters.member(ward.code, person)
    assert member is not None
    return covers(ward.desk.consents.of(ward.code), member, category, ward.desk.now)


def causes(ward: Ward) -> list[tuple[Cause, str]]:
    return [(kept.what.cause, kept.what.about) for kept in consent_reviews.open_ones(ward.desk, ward.code)]


def rung(ward: Ward) -> Due:
    (moment,) = [due for due in ward.desk.dues.of(ward.code) if due.kind == consent_reviews.RING]
    return moment


def test_a_day_is_set_and_the_lead_is_asked_in_its_morning() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!consent review 2027-03-31")
    assert "consent is looked at again on Wed 31 Mar 2027; the lead is asked that morning." in said
    assert rung(ward).at.isoformat() == "2027-03-31T07:00:00+00:00"
    ward.talk.ring(rung(ward))
    asked = ward.desk.said_in(direct(SEX_THERAPIST))[-1]
    assert (asked.template, asked.mentions) == ("consent/review_asked", (SEX_THERAPIST,))
    assert causes(ward) == [(Cause.DATE, "")]


def test_a_second_day_takes_the_place_of_the_first() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!consent review 2027-03-31")
    ward.say(PHYSICIAN, "!consent review 2027-02-28")
    assert rung(ward).at.month == 2
    planned = ward.desk.records.find(ConsentReview, ward.code, states=frozenset({Phase.PLANNED}))
    assert len(planned) == 1


@pytest.mark.parametrize("when", ["2020-01-01", "soon", "2027-03-31 and more", "today"])
def test_no_day_no_review(when: str) -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!consent review {when}")
    assert ward.desk.dues.of(ward.code) == ()


def test_somebody_new_waits_until_the_review_is_done() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!team add {PHYSIO} physio")
    assert causes(ward) == [(Cause.NEW_MEMBER, PHYSIO)]
    assert not reads(ward, PHYSIO, Category.MEDICAL)
    said = ward.say(SEX_THERAPIST, "!consent review done")
    assert f"Counted as the team from now on: the physiotherapist ({PHYSIO})." in said
    assert reads(ward, PHYSIO, Category.MEDICAL)
    assert causes(ward) == []


def test_a_guest_asks_for_a_review_of_their_own() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {PHYSIO} guest")
    assert causes(ward) == [(Cause.GUEST, PHYSIO)]
    assert ward.desk.said_in(direct(SEX_THERAPIST))[-1].template == "consent/review_asked"


def test_what_nobody_spoke_of_is_asked_about_once() -> None:
    ward = Ward(consent=False)
    ward.desk.grant(ward.code, Category.MEDICAL)
    ward.say(PHYSICIAN, "!note #medical What was spoken of\nRisk: none")
    assert causes(ward) == []
    for _ in range(2):
        ward.say(PHYSICIAN, "!note #measures What was not\nRisk: none")
    assert causes(ward) == [(Cause.NEW_CATEGORY, "measures")]


def test_a_grant_that_ends_is_asked_about_a_week_before() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!consent grant results to physician until 2027-03-31 form F-12")
    assert rung(ward).at.date().isoformat() == "2027-03-24"
    ward.desk.later(rung(ward).at - ward.desk.now - timedelta(days=3))
    assert "due Wed 24 Mar 2027, something that is shared ends soon: Review of consent" in ward.say(PHYSICIAN, "!agenda here")


def test_only_lead_and_coordinator_say_that_it_is_done() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!team add {PHYSIO} physio")
    ward.say(PHYSICIAN, "!consent review done")
    assert causes(ward) == [(Cause.NEW_MEMBER, PHYSIO)]
    ward.coordinate(f"!consent {ward.code} review done")
    assert causes(ward) == []
    assert "Nothing asks for a review of consent now." in ward.coordinate(f"!consent {ward.code} review done")


def test_a_review_that_was_asked_for_stands_on_the_agenda_and_in_what_the_lead_owes() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physio")
    (kept,) = consent_reviews.open_ones(ward.desk, ward.code)
    assert f"{kept.ref}, asked for today, somebody is new on the team: Review of consent" in ward.say(PHYSICIAN, "!agenda here")
    assert f"{kept.ref}: review of consent" in ward.privately(SEX_THERAPIST, "!mine")
    assert "`!consent review done`" in ward.say(PHYSICIAN, f"!done {kept.ref}")


def test_the_partners_words_are_opened_by_the_partners_form_alone() -> None:
    ward = Ward()
    assert not reads(ward, PHYSICIAN, Category.PARTNER)
    assert "has signed no form" in ward.privately(PHYSICIAN, f"!consent {ward.code} partner")
    assert "partner's own form is needed" in ward.say(SEX_THERAPIST, "!consent partner grant to physician")
    shown = ward.say(SEX_THERAPIST, "!consent partner form P-1 2026-12-01 version 2")
    assert "On the partner's form signed Tue 1 Dec 2026, what they say of themselves is shared with the team." in shown
    assert not reads(ward, PHYSICIAN, Category.PARTNER)
    ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    assert reads(ward, PHYSICIAN, Category.PARTNER)
    assert "P-1, version 2" in ward.privately(PHYSICIAN, f"!consent {ward.code} partner")


def test_the_patients_withdrawal_leaves_the_partners_consent_alone_and_the_other_way_round() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!consent partner form P-1 2026-12-01")
    ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    ward.say(PHYSICIAN, "!consent withdraw medical mental_health sexual_history relationship")
    assert reads(ward, PHYSICIAN, Category.PARTNER)
    ward.say(MENTAL_HEALTH, "!consent partner withdraw from physician")
    assert not reads(ward, PHYSICIAN, Category.PARTNER)
    assert reads(ward, SEX_THERAPIST, Category.PARTNER)
    assert reads(ward, PHYSICIAN, Category.RESULTS)
    ward.say(MENTAL_HEALTH, "!consent partner withdraw")
    assert not reads(ward, SEX_THERAPIST, Category.PARTNER)


def test_the_partner_shares_with_one_person_until_a_day() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!consent partner grant to {PHYSICIAN} until 2026-12-30 form P-1")
    assert reads(ward, PHYSICIAN, Category.PARTNER)
    assert not reads(ward, MENTAL_HEALTH, Category.PARTNER)
    ward.desk.later(timedelta(days=30))
    assert not reads(ward, PHYSICIAN, Category.PARTNER)


def test_a_case_marked_part2_says_which_notice_goes_with_it() -> None:
    ward = Ward({SEX_THERAPIST: (Role.SEX_THERAPIST,), COORDINATOR: (Role.COORDINATOR,)})
    assert CLINIC.redisclosure == ""
    assert "is marked as part 2" in ward.say(SEX_THERAPIST, "!consent part2 on")
    case = ward.desk.cases.get(ward.code)
    assert case is not None
    assert case.part2
    ward.say(SEX_THERAPIST, "!consent part2 maybe")
    ward.say(SEX_THERAPIST, "!consent part2 off")
    case = ward.desk.cases.get(ward.code)
    assert case is not None
    assert not case.part2
