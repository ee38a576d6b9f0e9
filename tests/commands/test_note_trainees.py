"""What a trainee writes waits for a signature."""

from __future__ import annotations

from bot.care import unsigned
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.notes import DRAFT, SIGNED
from tests.commands.test_note import notes
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, TRAINEE
from tests.unit.ward import Ward


def trainees_ward() -> Ward:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSICIAN}")
    ward.coordinate(f"!consent {ward.code} grant medical to {TRAINEE} form F-1")
    ward.desk.join(ward.room, TRAINEE)
    ward.desk.room_of(TRAINEE)
    return ward


def test_a_trainees_note_is_a_draft_until_the_supervisor_signs_it() -> None:
    ward = trainees_ward()
    assert "stays a draft until the supervisor signs it" in ward.say(TRAINEE, "!note A canary.\nRisk: none")
    (kept,) = notes(ward)
    assert (kept.state, kept.what.categories) == (DRAFT, (Category.MEDICAL,))
    assert "A canary" in ward.privately(PHYSICIAN, f"!notes {ward.code}")
    assert "A canary" not in ward.privately(MENTAL_HEALTH, f"!notes {ward.code}")
    assert "supervisor signs it" in ward.say(TRAINEE, f"!note sign {kept.ref}")
    ward.say(MENTAL_HEALTH, f"!note cosign {kept.ref}")
    assert notes(ward)[0].state == DRAFT
    assert "is signed by the physician" in ward.say(PHYSICIAN, f"!note cosign {kept.ref}")
    assert notes(ward)[0].state == SIGNED
    assert "A canary" in ward.privately(MENTAL_HEALTH, f"!notes {ward.code}")


def test_a_trainees_note_waits_for_the_supervisor_and_for_the_lead_once_the_supervisor_has_left() -> None:
    ward = trainees_ward()
    ward.say(TRAINEE, "!note A canary.\nRisk: none")
    (kept,) = notes(ward)
    assert f"{kept.ref}: note that waits for the supervisor" in ward.privately(TRAINEE, "!mine")
    assert f"{kept.ref}: note of your trainee to sign" in ward.privately(PHYSICIAN, "!mine")
    assert kept.ref not in ward.privately(SEX_THERAPIST, "!mine")
    ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")
    assert f"{kept.ref}: note of your trainee to sign" in ward.privately(SEX_THERAPIST, "!mine")
    ward.say(SEX_THERAPIST, f"!note cosign {kept.ref}")
    assert notes(ward)[0].state == SIGNED


def test_whoever_is_reminded_reads_how_what_waits_for_them_is_signed_and_nothing_else() -> None:
    ward = trainees_ward()
    ward.say(TRAINEE, "!note A canary.\nRisk: none")
    ward.say(MENTAL_HEALTH, "!note Another canary.\nRisk: none")
    trainees, own = (f"`!note {ward.code} {verb} {kept.ref}`" for verb, kept in zip(("cosign", "sign"), notes(ward), strict=True))
    told = {}
    for person in (PHYSICIAN, MENTAL_HEALTH):
        (moment,) = (due for due in ward.desk.dues.at(direct(person)) if due.kind == unsigned.DUE)
        told[person] = "".join(ward.read(one).text for one in ward.talk.ring(moment))
    assert (trainees in told[PHYSICIAN], own in told[PHYSICIAN]) == (True, False)
    assert (trainees in told[MENTAL_HEALTH], own in told[MENTAL_HEALTH]) == (False, True)


def test_a_trainee_without_a_supervisor_is_asked_for_the_category() -> None:
    ward = trainees_ward()
    ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")
    said = ward.say(TRAINEE, "!note A canary.\nRisk: none")
    assert "it has no category yet" in said
    assert "what is it about?" in said
    assert ward.desk.redacted
    assert "A canary" not in ward.privately(MENTAL_HEALTH, f"!notes {ward.code}")
    ward.privately(TRAINEE, "medical")
    assert notes(ward)[0].what.categories == (Category.MEDICAL,)
