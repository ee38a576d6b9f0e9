from __future__ import annotations

from bot.care import charters
from bot.care.charters import Charter
from bot.care.people import Role
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.ward import Ward


def test_a_role_says_what_it_is_there_for_and_everybody_can_see_it() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!charter physician responsible for medication, blood tests not for couple work")
    assert "what the physician is there for is kept." in said
    shown = ward.privately(SEX_THERAPIST, f"!charters {ward.code}")
    assert "- physician: medication and blood tests; not couple work" in shown
    assert shown == ward.privately(SEX_THERAPIST, f"!charter {ward.code}")


def test_what_two_roles_claim_is_named() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!charter physician responsible the Medication, sleep")
    said = ward.say(MENTAL_HEALTH, "!charter mental health responsible Sleep; medication.")
    assert "Twice: the Medication, by the physician and mental health clinician." in said
    assert "Twice: sleep, by the physician and mental health clinician." in said


def test_what_nobody_takes_is_named_until_somebody_does() -> None:
    ward = Ward()
    assert "Nobody: couple work, which the physician leaves to others." in ward.say(
        PHYSICIAN, "!charter physician responsible medication not couple work"
    )
    said = ward.say(SEX_THERAPIST, "!charter sex therapist responsible Couple work")
    assert "Nobody:" not in said
    assert "Still to be written: mental health clinician." in said


def test_the_last_word_of_a_role_counts_and_the_one_before_stays_kept() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!charter physician responsible medication")
    ward.say(PHYSICIAN, "!charter physician responsible blood tests")
    assert [kept.what.responsible for kept in charters.current(ward.desk, ward.code)] == [("blood tests",)]
    first, second = ward.desk.records.find(Charter, ward.code)
    assert (first.state, first.superseded_by) == (charters.Stand.REPLACED, second.ref)


def test_the_same_words_are_compared_and_nothing_else() -> None:
    assert charters.compared(" The  medication, ") == charters.compared("Medication")
    assert charters.compared("sleep") != charters.compared("sleeping problems")
    assert charters.phrases("sleep, Sleep,  , diet\nwalks") == ("sleep", "diet", "walks")


def test_what_cannot_be_read_keeps_nothing() -> None:
    ward = Ward()
    for text, answer in {
        "physician": "responsible, and behind it what for",
        "pilot responsible flying": "one of",
        "physician, nurse responsible everything": "one role",
        "physician responsible not couple work": "",
        "physician responsible sleep not Sleep": "stands on both sides",
        "trainee responsible sleep": "nothing of their own to answer for",
    }.items():
        assert answer in ward.say(PHYSICIAN, f"!charter {text}"), text
    assert charters.current(ward.desk, ward.code) == ()


def test_typed_in_the_control_room_the_team_reads_it_too() -> None:
    ward = Ward()
    ward.coordinate(f"!charter {ward.code} physician responsible medication")
    assert ward.desk.said_in(ward.room)[-1].template == "charter/kept"
    assert charters.unwritten(ward.desk, ward.code) == (Role.SEX_THERAPIST, Role.MENTAL_HEALTH)
    assert "Nothing is written" not in ward.say(COORDINATOR, f"!charters {ward.code} here", here="control")


def test_a_role_that_somebody_new_holds_is_missed() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physio")
    assert Role.PHYSIO in charters.unwritten(ward.desk, ward.code)
