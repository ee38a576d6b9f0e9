from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category, covers
from bot.care.facts import control, direct
from bot.care.people import Membership, Role
from bot.care.team import ENDED, Departure
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.ward import Ward


def member(ward: Ward, person: str) -> Membership:
    found = ward.desk.rosters.member(ward.code, person)
    assert found is not None
    return found


def reads(ward: Ward, person: str, category: Category = Category.MEDICAL) -> bool:
    return covers(ward.desk.consents.of(ward.code), member(ward, person), category, ward.desk.now)


def test_the_list_tells_roles_lead_and_since_when() -> None:
    ward = Ward()
    shown = ward.privately(PHYSICIAN, f"!team {ward.code}")
    assert "- the sex therapist (@sex_therapist:example.org), leads, since Mon 7 Dec 2026" in shown
    assert "- the physician (@physician:example.org), since Mon 7 Dec 2026" in shown


def test_adding_invites_enrols_and_asks_for_a_review_of_consent() -> None:
    ward = Ward()
    said = ward.coordinate(f"!team {ward.code} add {PHYSIO} physio until 2027-03-31 for a second opinion")
    assert f"{PHYSIO} is on the team as physiotherapist, until Wed 31 Mar 2027." in said
    assert "read once consent is reviewed" in said
    room = ward.desk.places.get(ward.room)
    assert room is not None
    assert PHYSIO in room.invited
    assert ward.desk.said_in(direct(PHYSIO))[0].template == "welcome/first"
    assert [message.template for message in ward.desk.said_in(direct(SEX_THERAPIST))] == ["consent/review_asked"]
    assert ward.desk.said_in(ward.room)[-1].template == "team/joined"
    assert not reads(ward, PHYSIO)
    shown = ward.privately(PHYSICIAN, f"!team {ward.code}")
    assert "until Wed 31 Mar 2027, for a second opinion; waits for the review of consent" in shown


def test_consent_given_after_the_joining_is_the_review() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physio")
    ward.coordinate(f"!consent {ward.code} grant results to physio form F-1")
    assert not reads(ward, PHYSIO)
    said = ward.coordinate(f"!consent {ward.code} grant results to team form F-1")
    assert f"Counted as the team from now on: the physiotherapist ({PHYSIO})." in said
    assert reads(ward, PHYSIO)


def test_another_role_asks_for_the_review_again() -> None:
    ward = Ward()
    said = ward.coordinate(f"!team {ward.code} add {PHYSICIAN} mental health")
    assert f"{PHYSICIAN} is mental health clinician from now on." in said
    assert not reads(ward, PHYSICIAN)


def test_a_trainee_needs_a_supervisor_of_the_team() -> None:
    ward = Ward()
    assert "under a clinician of this team" in ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee")
    assert "under a clinician of this team" in ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSIO}")
    said = ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSICIAN}")
    assert "granted to them by name" in said
    assert member(ward, TRAINEE).supervisor == PHYSICIAN


def test_a_guest_is_on_the_roster_and_never_in_the_room() -> None:
    ward = Ward()
    said = ward.coordinate(f"!team {ward.code} add {PHYSIO} guest")
    assert "never this case's room" in said
    room = ward.desk.places.get(ward.room)
    assert room is not None
    assert PHYSIO not in room.present
    assert "no other role" in ward.coordinate(f"!team {ward.code} add {PHYSIO} guest,nurse")


def test_nobody_gives_themselves_a_place() -> None:
    ward = Ward()
    assert "Nobody gives themselves" in ward.coordinate(f"!team {ward.code} add {COORDINATOR} physician")
    assert "Nobody gives themselves" in ward.say(SEX_THERAPIST, f"!team add {SEX_THERAPIST} physician")
    ward.say(PHYSICIAN, f"!team add {PHYSIO} physio")
    assert ward.desk.rosters.member(ward.code, PHYSIO) is None


@pytest.mark.parametrize("text", ["{} pilot", "{}", "physio", "{} physio soon", "{} physio until 2026-12-01"])
def test_what_cannot_be_read_adds_nobody(text: str) -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {text.format(PHYSIO)}")
    assert ward.desk.rosters.member(ward.code, PHYSIO) is None


def test_whoever_takes_somebody_off_reads_how_much_they_had_to_do() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!action A topic {MENTAL_HEALTH} due tomorrow")
    said = ward.coordinate(f"!team {ward.code} remove {MENTAL_HEALTH}")
    assert f"What they had to do here stays open: 1 thing. To see it: `!actions {ward.code}`\n" in said
    assert "stays open" not in ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")


def test_removing_ends_everything_at_once() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note A canary.\nRisk: none")
    said = ward.coordinate(f"!team {ward.code} remove {MENTAL_HEALTH} Moved to another town.")
    assert "is off the team and out of the room" in said
    room = ward.desk.places.get(ward.room)
    assert room is not None
    assert MENTAL_HEALTH not in room.present
    assert "canary" not in ward.privately(MENTAL_HEALTH, f"!notes {ward.code}")
    assert ward.desk.records.find(Departure, ward.code)[0].what.reason == "Moved to another town."


def test_removing_the_lead_says_that_nobody_leads() -> None:
    ward = Ward()
    assert "Nobody leads now." in ward.coordinate(f"!team {ward.code} remove {SEX_THERAPIST}")
    assert "leads from now on." in ward.coordinate(f"!team {ward.code} lead {PHYSICIAN}")


def test_the_first_clinician_to_come_to_a_case_without_lead_leads() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} remove {SEX_THERAPIST}")
    assert "as physiotherapist, and leads" in ward.coordinate(f"!team {ward.code} add {PHYSIO} physio")


def test_one_person_with_a_clinical_role_leads() -> None:
    ward = Ward()
    assert f"in place of the sex therapist ({SEX_THERAPIST})" in ward.coordinate(f"!team {ward.code} lead {PHYSICIAN}")
    assert [one.person for one in ward.desk.rosters.of(ward.code) if one.lead] == [PHYSICIAN]
    assert "lead this case already" in ward.coordinate(f"!team {ward.code} lead {PHYSICIAN}")
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSICIAN}")
    assert "clinical role" in ward.coordinate(f"!team {ward.code} lead {TRAINEE}")
    assert "not on this case's team" in ward.coordinate(f"!team {ward.code} lead {PHYSIO}")


def test_a_membership_ends_at_its_date() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physio until 2026-12-08")
    ward.desk.join(ward.room, PHYSIO)
    (due,) = ward.desk.dues.of(ward.code)
    assert due.kind == ENDED
    ward.desk.later(due.at - ward.desk.now)
    ward.talk.dispatcher.due(ward.desk, due, timedelta())
    room = ward.desk.places.get(ward.room)
    assert room is not None
    assert PHYSIO not in room.present
    assert ward.desk.said_in(ward.room)[-1].template == "team/ended"


def test_a_membership_that_was_prolonged_goes_on() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physio until 2026-12-08")
    (due,) = ward.desk.dues.of(ward.code)
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physio")
    assert ward.desk.dues.of(ward.code) == ()
    before = len(ward.desk.said)
    ward.desk.later(due.at - ward.desk.now)
    ward.talk.dispatcher.due(ward.desk, due, timedelta())
    assert len(ward.desk.said) == before
    assert member(ward, PHYSIO).roles == (Role.PHYSIO,)


def test_in_the_control_room_the_case_room_is_told_too() -> None:
    ward = Ward()
    said = ward.hear(COORDINATOR, f"!team {ward.code} lead {PHYSICIAN}", here=control())
    assert [one.place for one in said] == [control(), ward.room]
    said = ward.hear(SEX_THERAPIST, f"!team remove {PHYSICIAN}")
    assert said == [] or {one.place for one in said} == {ward.room}
