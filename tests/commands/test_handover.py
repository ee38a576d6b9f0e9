from __future__ import annotations

from datetime import timedelta

from bot.care import handovers
from bot.care.actions import Action
from bot.care.consent_reviews import open_ones
from bot.care.facts import direct
from bot.care.handovers import Handover, Stand
from bot.care.holds import Precedence
from bot.care.people import Membership, Role
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.ward import Ward

ASKED = f"!handover sex therapist {MENTAL_HEALTH} I am away from March."


def only(ward: Ward) -> Kept[Handover]:
    (kept,) = ward.desk.records.find(Handover, ward.code)
    return kept


def member(ward: Ward, person: str) -> Membership | None:
    return ward.desk.rosters.member(ward.code, person)


def asked(ward: Ward, text: str = ASKED, person: str = SEX_THERAPIST) -> str:
    """Ask for it; gives its ref."""
    ward.privately(person, text.replace("!handover", f"!handover {ward.code}"))
    return ward.desk.records.find(Handover, ward.code)[-1].ref


def test_it_counts_once_the_receiver_says_yes() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!action A topic {SEX_THERAPIST} due 2026-12-20")
    said = ward.say(SEX_THERAPIST, ASKED)
    assert "is asked to take over as sex therapist" in said
    assert "1 open item of yours goes along. So does the lead. It is your only role here" in said
    giver = member(ward, SEX_THERAPIST)
    assert giver is not None
    assert giver.lead
    ref = only(ward).ref
    said = ward.privately(MENTAL_HEALTH, f"!yes {ref}")
    assert f"{ref}: {MENTAL_HEALTH} has taken over as sex therapist from {SEX_THERAPIST}. They lead the case now." in said
    taker = member(ward, MENTAL_HEALTH)
    assert taker is not None
    assert taker.lead
    assert taker.roles == (Role.MENTAL_HEALTH, Role.SEX_THERAPIST)
    assert member(ward, SEX_THERAPIST) is None
    (action,) = ward.desk.records.find(Action, ward.code)
    assert action.owner == MENTAL_HEALTH
    kept = only(ward)
    assert (kept.state, kept.what.moved, kept.what.led) == (Stand.TAKEN, (action.ref,), True)
    room = ward.desk.places.get(ward.room)
    assert room is not None
    assert SEX_THERAPIST not in room.present


def test_a_reply_of_yes_in_the_direct_room_takes_it() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, ASKED)
    question = next(one for one in ward.desk.said if one.place == direct(MENTAL_HEALTH) and one.message.mentions)
    assert "Reason: I am away from March." in ward.read(question).text
    ward.say(MENTAL_HEALTH, "yes", here=direct(MENTAL_HEALTH), reply_to=question)
    assert only(ward).state == Stand.TAKEN


def test_both_and_the_room_are_told() -> None:
    ward = Ward()
    ref = asked(ward)
    before = len(ward.desk.said)
    ward.privately(MENTAL_HEALTH, f"!yes {ref}")
    told = {one.place: one.message for one in ward.desk.said[before:]}
    assert told[ward.room].template == "handover/taken"
    assert told[direct(MENTAL_HEALTH)].template == "handover/taken"
    farewell = told[direct(SEX_THERAPIST)]
    assert (farewell.template, farewell.case, farewell.values["code"]) == ("handover/given", None, ward.code)


def test_nobody_else_takes_it_and_it_is_authorised_again() -> None:
    ward = Ward()
    ref = asked(ward)
    ward.privately(PHYSICIAN, f"!yes {ref}")
    assert only(ward).state == Stand.ASKED
    ward.coordinate(f"!team {ward.code} remove {MENTAL_HEALTH}")
    ward.privately(MENTAL_HEALTH, f"!yes {ref}")
    assert only(ward).state == Stand.ASKED
    assert member(ward, SEX_THERAPIST) is not None


def test_it_is_refused_once_the_giver_no_longer_has_the_role() -> None:
    ward = Ward()
    ref = asked(ward)
    ward.coordinate(f"!team {ward.code} remove {SEX_THERAPIST}")
    assert "not on this case's team" in ward.privately(MENTAL_HEALTH, f"!yes {ref}")
    assert only(ward).state == Stand.ASKED


def test_after_two_days_it_stays_with_the_giver_who_is_told() -> None:
    ward = Ward()
    ref = asked(ward)
    (due,) = (one for one in ward.desk.dues.of(ward.code) if one.kind == handovers.UNANSWERED)
    said = ward.talk.ring(due)
    assert [one.place for one in said] == [direct(SEX_THERAPIST)]
    assert "It stays with you." in ward.read(said[0]).text
    assert only(ward).state == Stand.LAPSED
    ward.privately(MENTAL_HEALTH, f"!yes {ref}")
    assert member(ward, SEX_THERAPIST) is not None


def test_asked_of_somebody_else_the_first_request_is_over() -> None:
    ward = Ward()
    first = asked(ward)
    second = asked(ward, f"!handover sex therapist {PHYSICIAN} I am away from March.")
    assert "is settled" in ward.privately(MENTAL_HEALTH, f"!yes {first}")
    ward.privately(PHYSICIAN, f"!yes {second}")
    assert [kept.state for kept in ward.desk.records.find(Handover, ward.code)] == [Stand.REPLACED, Stand.TAKEN]


def test_with_another_role_the_giver_stays_and_the_lead_goes_with_a_clinical_one() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {SEX_THERAPIST} sex therapist,coordinator")
    ward.coordinate(f"!consent {ward.code} review done")
    ref = asked(ward, f"!handover coordinator {PHYSICIAN} Somebody else plans.")
    ward.privately(PHYSICIAN, f"!yes {ref}")
    giver, taker = member(ward, SEX_THERAPIST), member(ward, PHYSICIAN)
    assert giver is not None
    assert taker is not None
    assert (giver.roles, giver.lead) == ((Role.SEX_THERAPIST,), True)
    assert (taker.roles, taker.lead) == ((Role.PHYSICIAN, Role.COORDINATOR), False)
    assert taker.reviewed
    assert [one.what.about for one in open_ones(ward.desk, ward.code)] == [PHYSICIAN]


def test_a_trainee_goes_on_under_the_receiver() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {SEX_THERAPIST}")
    ward.privately(MENTAL_HEALTH, f"!yes {asked(ward)}")
    trainee = member(ward, TRAINEE)
    assert trainee is not None
    assert trainee.supervisor == MENTAL_HEALTH


def test_notes_stay_with_whoever_wrote_them_and_are_named() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!note A topic.\nRisk: none")
    said = ward.say(SEX_THERAPIST, ASKED)
    assert "First finish your notes:" in said
    ward.privately(MENTAL_HEALTH, f"!yes {only(ward).ref}")
    assert only(ward).what.moved == ()


def test_it_waits_among_what_the_receiver_owes_and_does_not_move_along() -> None:
    ward = Ward()
    ref = asked(ward)
    assert f"{ref}" in ward.privately(MENTAL_HEALTH, "!mine")
    other = asked(ward, f"!handover mental health {PHYSICIAN} I am away too.", MENTAL_HEALTH)
    ward.privately(PHYSICIAN, f"!yes {other}")
    kept = {one.ref: one for one in ward.desk.records.find(Handover, ward.code)}
    assert kept[other].what.moved == ()
    assert (kept[ref].owner, kept[ref].state) == (MENTAL_HEALTH, Stand.ASKED)


def test_a_medical_evaluation_that_comes_first_goes_along() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!precedence {PHYSICIAN} A canary")
    ward.privately(MENTAL_HEALTH, f"!yes {asked(ward, f'!handover physician {MENTAL_HEALTH} I am away.', PHYSICIAN)}")
    (held,) = ward.desk.records.find(Precedence, ward.code)
    assert held.owner == MENTAL_HEALTH


def test_what_cannot_be_handed_over_is_told() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSICIAN}")
    for text, answer in {
        f"physician {MENTAL_HEALTH} Because.": "a role that is yours here: sex therapist",
        f"sex therapist {SEX_THERAPIST} Because.": "to somebody else",
        f"sex therapist {TRAINEE} Because.": "neither a trainee nor a guest",
        f"sex therapist {PHYSIO} Because.": "not on this case's team",
        f"sex therapist {MENTAL_HEALTH}": "A reason is needed",
    }.items():
        assert answer in ward.say(SEX_THERAPIST, f"!handover {text}"), text
    assert ward.desk.records.find(Handover, ward.code) == []


def test_the_reason_is_for_those_who_may_read_it_and_the_history_is_kept() -> None:
    ward = Ward(consent=False)
    ref = asked(ward)
    question = next(one for one in ward.desk.said if one.place == direct(MENTAL_HEALTH) and one.message.mentions)
    assert "away from March" not in ward.read(question).text
    ward.privately(MENTAL_HEALTH, f"!yes {ref}")
    shown = ward.privately(PHYSICIAN, f"!handovers {ward.code}")
    assert f"- {ref}, sex therapist: {SEX_THERAPIST} to {MENTAL_HEALTH}, Mon 7 Dec 2026, no items, with the lead" in shown
    assert "March" not in shown


def test_somebody_who_has_no_category_of_their_own_is_asked() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {PHYSIO} coordinator")
    ward.coordinate(f"!consent {ward.code} review done")
    ward.desk.join(direct(PHYSIO), PHYSIO)
    ward.privately(PHYSIO, f"!handover {ward.code} coordinator {PHYSICIAN} Somebody else plans.")
    assert ward.desk.records.find(Handover, ward.code) == []
    ward.say(PHYSIO, "summary", here=direct(PHYSIO))
    assert only(ward).state == Stand.ASKED
    assert ward.desk.now - only(ward).created < timedelta(minutes=1)
