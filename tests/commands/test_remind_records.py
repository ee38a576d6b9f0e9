"""What a reminder shows of the record that it is about, and what it tells of records that its author may not read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import reads
from bot.care.consent import Category
from bot.care.people import Role
from tests.commands.test_actions import ref_of
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.memo import kept, last, moments, ring
from tests.unit.ward import TEAM, Ward

GUEST = "@guest:example.org"


def test_what_was_replaced_or_belongs_to_a_note_that_was_retracted_says_nothing() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!checkin next A canary")
    checkin = ref_of(ward, "checkin")
    ward.say(PHYSICIAN, "!note #medical A visit\nRisk: A canary")
    risk, note = ref_of(ward, "risk"), ref_of(ward, "note")
    for ref in (checkin, risk):
        ward.privately(SEX_THERAPIST, f"!remind {ref} tomorrow 9:00")
        ward.privately(SEX_THERAPIST, f"!remind {ref} tomorrow 10:00")
    assert [("canary" in ward.read(ring(ward)[0]).text) for _ in range(2)] == [True, True]
    ward.say(PHYSICIAN, "!checkin next Another visit")
    ward.say(PHYSICIAN, f"!note retract {note} The wrong person")
    assert [("canary" in ward.read(ring(ward)[0]).text) for _ in range(2)] == [False, False]


def test_a_ref_of_what_is_anothers_own_is_a_word_like_any_other() -> None:
    ward = Ward({**TEAM, GUEST: (Role.GUEST,)})
    ward.say(PHYSICIAN, "!remind fri 9:00 canary")
    ward.say(PHYSICIAN, "!note #medical A draft of a canary")
    ward.say(PHYSICIAN, "!note #medical A canary\nRisk: none")
    hidden = [one.ref for one in ward.desk.state.records.values()]
    assert len(hidden) == len({"memo", "draft", "note"})
    for person, refs in ((SEX_THERAPIST, hidden[:2]), (GUEST, hidden)):
        for ref in (*refs, "9ZZ9"):
            said = ward.privately(person, f"!remind {ward.code} tomorrow 9:00 {ref} A topic").replace(last(ward).ref, "")
            assert (last(ward).what.subject, last(ward).what.words) == ("", f"{ref} A topic")
            assert "about" not in said


def test_what_somebody_reads_of_anothers_record_counts_as_a_read_and_their_own_words_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reads, "MANY", 2)
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    ward.say(PHYSICIAN, "!note #medical A canary\nRisk: none")
    note = ref_of(ward, "note")
    for person in (PHYSICIAN, MENTAL_HEALTH, SEX_THERAPIST):
        for minute in range(2):
            ward.privately(person, f"!remind {note} tomorrow 9:0{minute} A word")
    ward.desk.later(timedelta(hours=1))
    for _ in kept(ward):
        ring(ward)
    assert moments(ward) == []
    assert [(one.actor, one.ref) for one in ward.desk.facts if one.action == "many reads"] == [(SEX_THERAPIST, "")]
