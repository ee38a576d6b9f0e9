from __future__ import annotations

import pytest

from bot.care.consent import Category, covers
from bot.care.facts import control, direct
from bot.care.grants import ConsentForm
from bot.care.heard import Heard
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.ward import Ward


def reads(ward: Ward, person: str, category: Category) -> bool:
    member = ward.desk.rosters.member(ward.code, person)
    assert member is not None
    return covers(ward.desk.consents.of(ward.code), member, category, ward.desk.now)


def with_form() -> Ward:
    ward = Ward(consent=False)
    ward.coordinate(f"!consent {ward.code} form F-12 2026-12-01 version 3")
    ward.coordinate(f"!yes {ward.code}")
    return ward


def test_a_form_is_shown_and_applies_the_clinics_standard_set_on_yes() -> None:
    ward = Ward(consent=False)
    shown = ward.coordinate(f"!consent {ward.code} form F-12 2026-12-01 version 3")
    assert "On the form signed Tue 1 Dec 2026, this shares:" in shown
    assert "- summary and medical: with the team" in shown
    assert ward.desk.consents.of(ward.code) == ()
    said = ward.coordinate(f"!yes {ward.code}")
    assert "shared from now on with the team: summary and medical." in said
    assert reads(ward, PHYSICIAN, Category.MEDICAL)
    assert not reads(ward, PHYSICIAN, Category.SEXUAL_HISTORY)
    (form,) = ward.desk.records.find(ConsentForm, ward.code)
    assert (form.what.reference, form.what.version) == ("F-12", "3")
    assert ward.desk.said_in(ward.room)[-1].template == "consent/given"


def test_a_form_says_what_it_would_share_again() -> None:
    ward = with_form()
    ward.say(PHYSICIAN, "!consent withdraw medical")
    shown = ward.coordinate(f"!consent {ward.code} form F-13 2026-12-05")
    assert "It shares again what was taken back: medical." in shown


@pytest.mark.parametrize("text", ["F-12", "F-12 2027-01-01", "F-12 3.4.", "F-12 2026-12-01 and more", "2026-12-01"])
def test_a_form_without_a_reference_or_a_day_that_has_been_is_refused(text: str) -> None:
    ward = Ward(consent=False)
    ward.coordinate(f"!consent {ward.code} form {text}")
    assert ward.desk.dialogues.confirmations(COORDINATOR) == ()


def test_only_lead_and_coordinator_give() -> None:
    ward = with_form()
    ward.say(PHYSICIAN, "!consent form F-12 2026-12-01")
    ward.say(PHYSICIAN, "!consent grant results to team")
    assert ward.desk.dialogues.confirmations(PHYSICIAN) == ()
    assert not reads(ward, PHYSICIAN, Category.RESULTS)
    ward.say(SEX_THERAPIST, "!consent grant results to team")
    assert reads(ward, PHYSICIAN, Category.RESULTS)


def test_a_grant_needs_a_form() -> None:
    ward = Ward(consent=False)
    assert "reference of the form" in ward.coordinate(f"!consent {ward.code} grant results to team")
    ward.coordinate(f"!consent {ward.code} grant results to team form F-12")
    assert reads(ward, PHYSICIAN, Category.RESULTS)


def test_a_grant_names_categories_recipients_time_purpose_and_form() -> None:
    ward = with_form()
    text = f"grant medication, results to physician and {MENTAL_HEALTH} until 2026-12-30 for a second opinion form F-13"
    said = ward.coordinate(f"!consent {ward.code} {text}")
    assert (
        f"with the physician and the mental health clinician ({MENTAL_HEALTH}), until Wed 30 Dec 2026: medication and results."
        in said
    )
    last = ward.desk.consents.of(ward.code)[-1]
    assert (last.recipient, last.purpose, last.form) == (MENTAL_HEALTH, "a second opinion", "F-13")
    assert not reads(ward, SEX_THERAPIST, Category.RESULTS)
    shown = ward.privately(PHYSICIAN, f"!consent {ward.code}")
    assert "Until Wed 30 Dec 2026: medication and results, with the physician." in shown
    mental_health = f"the mental health clinician ({MENTAL_HEALTH})"
    assert f"Medication and results, with {mental_health}, for this purpose: a second opinion" in shown
    ward.say(PHYSICIAN, "!consent withdraw results")
    shown = ward.privately(PHYSICIAN, f"!consent {ward.code}")
    assert "Until Wed 30 Dec 2026: medication, with the physician." in shown


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ALL to team", "category"),
        ("medical", "recipient"),
        ("medical to nobody", "role"),
        ("medical to trainee", "granted by name"),
        ("partner to team", "partner's own consent"),
        (f"medical to {PHYSIO}", "not on this case's team"),
        ("medical to team until 2026-12-01", "date"),
        ("medical to team soon", "role"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(text: str, sentence: str) -> None:
    ward = with_form()
    before = ward.desk.consents.of(ward.code)
    assert sentence in ward.coordinate(f"!consent {ward.code} grant {text}")
    assert ward.desk.consents.of(ward.code) == before


def test_any_clinician_withdraws_at_once_and_reads_who_could_read_it() -> None:
    ward = with_form()
    said = ward.say(PHYSICIAN, "!consent withdraw medical from physician")
    assert "no longer shared with the physician: medical." in said
    assert f"Until now medical could be read by the physician ({PHYSICIAN})." in said
    assert "None of them was shown any of it." in said
    assert not reads(ward, PHYSICIAN, Category.MEDICAL)
    assert reads(ward, MENTAL_HEALTH, Category.MEDICAL)


def test_a_withdrawal_without_from_is_from_everyone_however_they_were_named() -> None:
    ward = with_form()
    ward.coordinate(f"!consent {ward.code} grant medical to physician and {MENTAL_HEALTH}")
    ward.say(PHYSICIAN, "!consent withdraw medical")
    assert not any(reads(ward, person, Category.MEDICAL) for person in (PHYSICIAN, MENTAL_HEALTH, SEX_THERAPIST))
    assert "Nobody concerned could read it" in ward.say(PHYSICIAN, "!consent withdraw medical")


def test_a_withdrawal_typed_elsewhere_is_told_to_the_room() -> None:
    ward = with_form()
    ward.privately(PHYSICIAN, f"!consent {ward.code} withdraw medical from team")
    assert ward.desk.said_in(ward.room)[-1].template == "consent/withdrawn"


def test_a_coordinator_does_not_withdraw_and_words_too_many_withdraw_nothing() -> None:
    ward = with_form()
    ward.coordinate(f"!consent {ward.code} withdraw medical")
    assert reads(ward, PHYSICIAN, Category.MEDICAL)
    assert "cannot be used" in ward.say(PHYSICIAN, "!consent withdraw medical from team please")
    assert reads(ward, PHYSICIAN, Category.MEDICAL)


def test_what_was_heard_opens_nothing_until_the_lead_says_yes() -> None:
    ward = with_form()
    said = ward.hear(PHYSICIAN, "!consent heard Her results may be shared with the mental health clinician.")
    (kept,) = ward.desk.records.find(Heard, ward.code)
    assert "opens nothing yet" in ward.read(said[0]).text
    assert [one.place for one in said] == [ward.room, direct(SEX_THERAPIST)]
    asked = ward.read(said[1]).text
    assert "Her results may be shared" in asked
    assert "It would share results with the mental health clinician." in asked
    assert not reads(ward, MENTAL_HEALTH, Category.RESULTS)
    ward.say(PHYSICIAN, f"!yes {kept.ref}")
    assert not reads(ward, MENTAL_HEALTH, Category.RESULTS)
    assert kept.ref in ward.privately(PHYSICIAN, f"!consent {ward.code}")
    ward.privately(SEX_THERAPIST, f"!yes {kept.ref}")
    assert reads(ward, MENTAL_HEALTH, Category.RESULTS)
    assert kept.ref not in ward.privately(PHYSICIAN, f"!consent {ward.code}")


def test_what_a_sentence_is_about_is_not_shared_because_it_names_something_else() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!consent heard #sexual_history Measures may be shared with the physician")
    assert "What would be shared: measures, with the physician." in said


def test_what_the_lead_heard_a_coordinator_confirms() -> None:
    ward = with_form()
    said = ward.hear(SEX_THERAPIST, "!consent heard #results may go to the team")
    assert said[-1].place == direct(COORDINATOR)


@pytest.mark.parametrize(
    "text",
    ["She does not want results shared with the physician.", "He was kind.", "Results may go to the pilot.", "Nothing to team"],
)
def test_what_says_no_or_is_not_plain_proposes_nothing(text: str) -> None:
    ward = with_form()
    said = ward.say(PHYSICIAN, f"!consent heard {text}")
    assert "`!consent withdraw CATEGORY` works at once" in said
    assert [grant for grant in ward.desk.consents.of(ward.code) if not grant.confirmed] == []


def test_a_withdrawal_after_the_hearing_wins_over_the_confirmation() -> None:
    ward = with_form()
    ward.say(PHYSICIAN, "!consent heard Results may go to the team")
    (kept,) = ward.desk.records.find(Heard, ward.code)
    ward.say(PHYSICIAN, "!consent withdraw results")
    ward.privately(SEX_THERAPIST, f"!yes {kept.ref}")
    assert not reads(ward, MENTAL_HEALTH, Category.RESULTS)


def test_the_words_that_were_heard_are_gated_like_any_text() -> None:
    ward = with_form()
    said = ward.hear(SEX_THERAPIST, "!consent heard Results may go to the team; a canary")
    assert "canary" not in "".join(ward.read(one).text for one in said)
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]


def test_the_matrix_fits_one_screen() -> None:
    ward = with_form()
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSICIAN}")
    shown = ward.privately(PHYSICIAN, f"!consent {ward.code}")
    assert "Form F-12, version 3." in shown
    row = next(line for line in shown.splitlines() if line.startswith("- summary and medical: "))
    assert row.endswith(f": everyone on the case but the trainee ({TRAINEE})")
    assert "partner, measures and safety: nobody" in shown


def test_whoever_shares_with_a_word_that_is_nobody_is_told_with_whom_one_can() -> None:
    ward = with_form()
    assert "to, and the team, a role or a person on the team" in ward.say(SEX_THERAPIST, "!consent grant medication to everyone")


def test_consent_commands_work_from_the_control_room() -> None:
    ward = with_form()
    assert "consent" in ward.say(COORDINATOR, f"!consent {ward.code} here", here=control())


def test_what_is_shared_again_names_who_stays_out_of_it() -> None:
    ward = with_form()
    ward.say(MENTAL_HEALTH, f"!consent withdraw medical from {PHYSICIAN}")
    ward.coordinate(f"!consent {ward.code} form F-13 2026-12-05")
    said = ward.coordinate(f"!yes {ward.code}")
    assert f"Still not read by the physician ({PHYSICIAN}): medical" in said
    assert "Still not" not in ward.say(SEX_THERAPIST, f"!consent grant medical to {PHYSICIAN}")
