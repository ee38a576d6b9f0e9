from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.care import covers
from bot.care.consent import Category
from bot.care.consent import covers as may_read
from bot.care.facts import case_room, direct
from bot.care.people import Membership, Role
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.ward import Ward

UNTIL = "until 2026-12-11"


def member(ward: Ward, person: str) -> Membership:
    found = ward.desk.rosters.member(ward.code, person)
    assert found is not None
    return found


def reads(ward: Ward, person: str, category: Category) -> bool:
    return may_read(ward.desk.consents.of(ward.code), member(ward, person), category, ward.desk.now)


def covered_by_role() -> Ward:
    """Medical for the team, medication for physicians, results for this physician alone."""
    ward = Ward(consent=False)
    ward.desk.grant(ward.code, Category.MEDICAL)
    ward.desk.grant(ward.code, Category.MEDICATION, to=Role.PHYSICIAN.value)
    ward.desk.grant(ward.code, Category.RESULTS, to=PHYSICIAN)
    return ward


def test_somebody_new_reads_what_consent_gives_to_the_role_and_nothing_else() -> None:
    ward = covered_by_role()
    said = ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} {UNTIL}")
    assert f"{PHYSIO} stands in for the physician ({PHYSICIAN}) as physician, until Fri 11 Dec 2026." in said
    assert reads(ward, PHYSIO, Category.MEDICATION)
    assert not reads(ward, PHYSIO, Category.RESULTS)
    assert not reads(ward, PHYSIO, Category.MEDICAL)
    room = ward.desk.places.get(ward.room)
    assert room is not None
    assert PHYSIO in room.invited


def test_a_review_of_consent_does_not_make_a_stand_in_the_team() -> None:
    ward = covered_by_role()
    ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} {UNTIL}")
    ward.coordinate(f"!consent {ward.code} grant summary to team form F-1")
    ward.coordinate(f"!consent {ward.code} review done")
    assert not reads(ward, PHYSIO, Category.MEDICAL)
    assert not reads(ward, PHYSIO, Category.SUMMARY)


def test_somebody_of_the_team_keeps_what_they_have_and_gets_the_role_besides() -> None:
    ward = covered_by_role()
    ward.coordinate(f"!team {ward.code} cover {MENTAL_HEALTH} for {PHYSICIAN} {UNTIL}")
    assert reads(ward, MENTAL_HEALTH, Category.MEDICAL)
    assert reads(ward, MENTAL_HEALTH, Category.MEDICATION)
    assert not reads(ward, MENTAL_HEALTH, Category.RESULTS)
    assert member(ward, MENTAL_HEALTH).roles == (Role.MENTAL_HEALTH,)
    shown = ward.privately(SEX_THERAPIST, f"!team {ward.code}")
    assert f"stands in for the physician ({PHYSICIAN}) until Fri 11 Dec 2026" in shown


def test_it_ends_at_its_day_for_both() -> None:
    ward = covered_by_role()
    ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} {UNTIL}")
    ward.coordinate(f"!team {ward.code} cover {MENTAL_HEALTH} for {PHYSICIAN} {UNTIL}")
    assert covers.cover_of(ward.desk, ward.code, PHYSICIAN) in {PHYSIO, MENTAL_HEALTH}
    first, second = (one for one in ward.desk.dues.of(ward.code) if "ended" in one.kind)
    ward.desk.later(first.at - ward.desk.now)
    assert covers.cover_of(ward.desk, ward.code, PHYSICIAN) is None
    assert not reads(ward, MENTAL_HEALTH, Category.MEDICATION)  # before anything rang
    said = [one for due in (first, second) for one in ward.talk.ring(due, timedelta(seconds=1))]
    assert {one.message.template for one in said} == {"team/ended", "team/cover_ended"}
    assert ward.desk.rosters.member(ward.code, PHYSIO) is None
    assert member(ward, MENTAL_HEALTH).covers is None
    room = ward.desk.places.get(case_room(ward.code))
    assert room is not None
    assert PHYSIO not in room.present


def test_it_ends_when_whoever_is_stood_in_for_leaves() -> None:
    ward = covered_by_role()
    ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} {UNTIL}")
    ward.coordinate(f"!team {ward.code} cover {MENTAL_HEALTH} for {PHYSICIAN} {UNTIL}")
    assert "Nobody stands in for them any more." in ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")
    assert ward.desk.rosters.member(ward.code, PHYSIO) is None
    assert not reads(ward, MENTAL_HEALTH, Category.MEDICATION)
    assert not [one for one in ward.desk.dues.of(ward.code) if "ended" in one.kind]


def test_it_never_outlasts_the_place_of_whoever_is_stood_in_for() -> None:
    ward = covered_by_role()
    ward.coordinate(f"!team {ward.code} add {PHYSICIAN} physician until 2026-12-09")
    assert "until Wed 9 Dec 2026." in ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} {UNTIL}")


def test_said_again_it_gets_another_day_and_a_place_of_ones_own_stays() -> None:
    ward = covered_by_role()
    ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} {UNTIL}")
    ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} until 2026-12-18")
    assert member(ward, PHYSIO).until == datetime(2026, 12, 18, 22, 59, tzinfo=UTC)
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physio")
    assert member(ward, PHYSIO).own
    assert reads(ward, PHYSIO, Category.MEDICATION)
    ward.desk.later(timedelta(days=30))
    assert member(ward, PHYSIO).roles == (Role.PHYSIO,)
    assert not reads(ward, PHYSIO, Category.MEDICATION)
    assert "stands in" not in ward.privately(SEX_THERAPIST, f"!team {ward.code}")


def test_who_cannot_stand_in_is_told_why() -> None:
    ward = covered_by_role()
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSICIAN}")
    cases = {
        f"{TRAINEE} for {PHYSICIAN} {UNTIL}": "stands in for nobody",
        f"{PHYSIO} for {TRAINEE} {UNTIL}": "Nobody stands in for a trainee",
        f"{PHYSICIAN} for {PHYSICIAN} {UNTIL}": "Nobody stands in for themselves",
        f"{COORDINATOR} for {PHYSICIAN} {UNTIL}": "Nobody gives themselves",
        f"{MENTAL_HEALTH} for {PHYSIO} {UNTIL}": "not on this case's team",
        f"{PHYSIO} for {PHYSICIAN} until 2026-12-01": "a day from today on",
        f"{PHYSIO} for {PHYSICIAN}": "until, and the last day of it",
        f"{PHYSIO} {PHYSICIAN} {UNTIL}": "for, and whom they stand in for",
    }
    for text, answer in cases.items():
        assert answer in ward.coordinate(f"!team {ward.code} cover {text}"), text
    assert ward.desk.rosters.member(ward.code, PHYSIO) is None
    ward.coordinate(f"!team {ward.code} cover {MENTAL_HEALTH} for {PHYSICIAN} {UNTIL}")
    assert "somebody else here until then" in ward.coordinate(
        f"!team {ward.code} cover {MENTAL_HEALTH} for {SEX_THERAPIST} {UNTIL}"
    )


def test_the_lead_is_asked_to_review_consent_for_somebody_new() -> None:
    ward = covered_by_role()
    ward.coordinate(f"!team {ward.code} cover {PHYSIO} for {PHYSICIAN} {UNTIL}")
    assert [one.template for one in ward.desk.said_in(direct(SEX_THERAPIST))] == ["consent/review_asked"]


def test_whoever_is_no_clinician_any_more_stands_in_for_nobody() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} cover {MENTAL_HEALTH} for {PHYSICIAN} until 2026-12-20")
    assert (seat := ward.desk.rosters.member(ward.code, MENTAL_HEALTH)) is not None
    assert seat.covers is not None
    ward.coordinate(f"!team {ward.code} add {MENTAL_HEALTH} trainee under {SEX_THERAPIST}")
    assert (seat := ward.desk.rosters.member(ward.code, MENTAL_HEALTH)) is not None
    assert seat.covers is None
