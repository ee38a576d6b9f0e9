"""A note that is kept is added to, retracted, listed, edited and moved."""

from __future__ import annotations

from bot.care import unsigned
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import direct
from bot.care.notes import KEPT, RETRACTED, SIGNED, Note, Risk
from tests.commands.test_note import closed_to_physician, notes, risks
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward


def kept_note(ward: Ward, text: str = "A canary.") -> str:
    ward.say(PHYSICIAN, f"!note {text}\nRisk: none")
    return notes(ward)[-1].ref


def test_an_amendment_adds_and_never_replaces() -> None:
    ward = Ward()
    ref = kept_note(ward)
    assert f"added to note {ref}: medical" in ward.say(PHYSICIAN, f"!note amend {ref.lower()} A second canary.")
    shown = ward.privately(MENTAL_HEALTH, f"!note {ward.code} show {ref}")
    assert shown.index("A canary.") < shown.index("A second canary.")
    assert notes(ward)[0].what.text == "A canary."


def test_an_amendment_of_a_signed_note_is_to_be_signed() -> None:
    ward = Ward()
    ref = kept_note(ward)
    assert f"note {ref} is signed by the physician" in ward.say(PHYSICIAN, f"!note sign {ref}")
    assert "signed already" in ward.say(PHYSICIAN, f"!note sign {ref}")
    assert "is to be signed" in ward.say(PHYSICIAN, f"!note amend {ref} More.")
    assert notes(ward)[0].state == KEPT
    ward.say(PHYSICIAN, f"!note sign {ref}")
    assert notes(ward)[0].state == SIGNED


def asked_after(ward: Ward) -> list[Due]:
    """When the physician will be asked after notes that wait for them."""
    return [one for one in ward.desk.dues.at(direct(PHYSICIAN)) if one.kind == unsigned.DUE]


def test_whoever_takes_back_a_note_is_not_asked_after_it_and_after_one_whose_signature_they_take_back_they_are() -> None:
    ward = Ward()
    kept_note(ward)
    (moment,) = asked_after(ward)
    ward.say(PHYSICIAN, "!undo")
    assert asked_after(ward) == []
    first = kept_note(ward)
    kept_note(ward)
    ward.say(PHYSICIAN, "!undo")
    assert asked_after(ward) != [], "another one waits"
    ward.say(PHYSICIAN, f"!note sign {first}")
    assert ward.talk.ring(moment) == []
    assert asked_after(ward) == []
    assert f"({first})" in ward.say(PHYSICIAN, "!undo")
    assert [one.at > ward.desk.now for one in asked_after(ward)] == [True]
    assert [(one.ref, one.state) for one in notes(ward)] == [(first, KEPT)]


def test_an_amendment_has_its_own_category_and_is_gated_by_it() -> None:
    ward = closed_to_physician()
    ref = kept_note(ward)
    said = ward.say(PHYSICIAN, f"!note amend {ref} #mental_health Another canary.")
    assert "added to note" in said
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MENTAL_HEALTH, to="sex_therapist", given=False)
    shown = ward.privately(SEX_THERAPIST, f"!note {ward.code} show {ref}")
    assert "A canary." in shown
    assert "Another canary." not in shown


def test_only_its_author_changes_a_note_and_others_read_the_same_words_as_for_none() -> None:
    ward = Ward()
    ref = kept_note(ward)
    for verb in ("amend {} x", "retract {} x", "sign {}", "cosign {}"):
        denied = ward.say(MENTAL_HEALTH, f"!note {verb.format(ref)}")
        assert denied == ward.read(ward.hear(COORDINATOR, "!note x")[0]).text
    assert notes(ward)[0].state == KEPT


def test_a_retracted_note_leaves_the_list_and_stays_with_its_reason() -> None:
    ward = Ward()
    ref = kept_note(ward)
    assert f"note {ref} is retracted" in ward.say(PHYSICIAN, f"!note retract {ref} Another canary.")
    assert notes(ward)[0].state == RETRACTED
    assert "A canary." not in ward.privately(MENTAL_HEALTH, f"!notes {ward.code}")
    shown = ward.privately(MENTAL_HEALTH, f"!note {ward.code} show {ref}")
    assert "A canary." in shown
    assert "Another canary." in shown
    assert "was retracted" in ward.say(PHYSICIAN, f"!note amend {ref} More.")


def test_a_draft_cannot_be_signed_and_showing_it_asks_for_what_is_missing() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note A canary.")
    ref = notes(ward)[0].ref
    assert "still a draft" in ward.say(PHYSICIAN, f"!note sign {ref}")
    assert "any risk today?" in ward.privately(PHYSICIAN, f"!note {ward.code} show {ref}")
    ward.privately(PHYSICIAN, "none")
    assert notes(ward)[0].state == KEPT


def test_a_draft_is_nobody_elses_to_see() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note A canary.")
    ref = notes(ward)[0].ref
    assert "A canary" not in ward.privately(MENTAL_HEALTH, f"!note {ward.code} show {ref}")
    assert "A canary" not in ward.say(PHYSICIAN, f"!note show {ref} here").partition(ward.code)[0]


def test_the_list_is_filtered_by_day_person_and_role() -> None:
    ward = Ward()
    kept_note(ward)
    ward.say(MENTAL_HEALTH, "!note Another topic.\nRisk: none")
    assert "Another topic" not in ward.privately(MENTAL_HEALTH, f"!notes {ward.code} by {PHYSICIAN}")
    assert "A canary" not in ward.privately(MENTAL_HEALTH, f"!notes {ward.code} by mental health")
    assert "2 notes" in ward.privately(MENTAL_HEALTH, f"!notes {ward.code} since 2026-12-07")
    assert "since and a day" in ward.privately(MENTAL_HEALTH, f"!notes {ward.code} everything")


def test_the_list_says_how_many_are_not_shared() -> None:
    ward = closed_to_physician()
    ward.privately(SEX_THERAPIST, f"!note {ward.code} A canary.\nRisk: none")
    said = ward.privately(PHYSICIAN, f"!notes {ward.code}")
    assert "no notes; 1 not shared with you" in said
    assert "canary" not in said


def test_a_list_in_the_room_holds_only_what_all_may_read() -> None:
    ward = closed_to_physician()
    kept_note(ward, "A topic.")
    ward.privately(SEX_THERAPIST, f"!note {ward.code} A canary.\nRisk: none")
    said = ward.say(PHYSICIAN, "!notes here")
    assert "A topic." in said
    assert "canary" not in said


def test_an_edited_message_is_a_new_version() -> None:
    ward = Ward()
    kept_note(ward)
    typed = ward.talk.heard
    said = ward.say(PHYSICIAN, "!note #medication Another canary.\nRisk: none", edits=typed)
    (kept,) = notes(ward)
    assert f"note {kept.ref}, version 2 kept: medication" in said
    assert kept.what.text == "Another canary."


def test_an_edit_of_a_signed_note_is_an_amendment() -> None:
    ward = Ward()
    ref = kept_note(ward)
    typed = ward.talk.heard
    ward.say(PHYSICIAN, f"!note sign {ref}")
    assert "is to be signed" in ward.say(PHYSICIAN, "!note Another canary.", edits=typed)
    (kept,) = notes(ward)
    assert (kept.what.text, kept.what.amendments[0].text) == ("A canary.", "Another canary.")


def test_an_edit_that_not_all_may_read_is_taken_out_of_the_room() -> None:
    ward = closed_to_physician()
    ward.say(SEX_THERAPIST, "!note #medical A topic.\nRisk: none")
    said = ward.say(SEX_THERAPIST, "!note #sexual_history A canary.", edits=ward.talk.heard)
    assert "Kept, not posted" in said
    assert ward.desk.redacted


def test_the_tag_of_a_reason_to_retract_counts() -> None:
    ward = closed_to_physician()
    ward.say(SEX_THERAPIST, "!note #medical A canary.\nRisk: none")
    (kept,) = notes(ward)
    assert "example" in ward.say(SEX_THERAPIST, f"!note retract {kept.ref} #sexual_history")  # a slip, which is taken out too
    said = ward.hear(SEX_THERAPIST, f"!note retract {kept.ref} #sexual_history Another canary.")
    assert ward.desk.redacted[-1] == (ward.room, ward.talk.heard)
    assert "Your message was taken out of the room" in ward.read(said[-1]).text
    theirs = ward.privately(PHYSICIAN, f"!note {ward.code} show {kept.ref}")
    assert "A canary." in theirs
    assert "Another canary." not in theirs
    own = ward.privately(SEX_THERAPIST, f"!note {ward.code} show {kept.ref}")
    assert ": Another canary." in own


def test_a_redaction_retracts_nothing_until_the_author_says_yes() -> None:
    ward = Ward()
    ref = kept_note(ward)
    (asked,) = ward.talk.redacts(PHYSICIAN, ward.room, ward.talk.heard)
    assert notes(ward)[0].state == KEPT
    ward.say(PHYSICIAN, f"!yes {ref}", here=asked.place)
    assert notes(ward)[0].state == RETRACTED


def test_a_note_that_is_moved_takes_its_risk_its_open_question_and_its_message_along() -> None:
    ward = Ward()
    other = ward.desk.case()
    ward.desk.grant(other, Category.SEXUAL_HISTORY)
    ward.say(SEX_THERAPIST, "!note A canary.\nRisk: a canary of a risk")
    event = ward.talk.heard
    ref = notes(ward)[0].ref
    said = ward.privately(SEX_THERAPIST, f"!move {ref} {other}")
    assert f"Its message was taken out of the room of {ward.code}." in said
    assert ward.desk.redacted == [(ward.room, event)]
    assert (notes(ward), risks(ward)) == ([], [])
    assert [kept.what.note for kept in ward.desk.records.find(Risk, other)] == [ref]
    ward.privately(SEX_THERAPIST, f"!note {ward.code} Another canary.")
    draft = notes(ward)[0].ref
    assert "any risk today?" in ward.privately(SEX_THERAPIST, f"!move {draft} {other}")
    assert "Risk: none reported." in ward.privately(SEX_THERAPIST, "none")
    assert [kept.state for kept in ward.desk.records.find(Note, other)] == [KEPT, KEPT]
