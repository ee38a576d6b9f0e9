from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import factors, intakes
from bot.care.consent import Category
from bot.care.factors import Factor, Sort, Standing
from bot.care.facts import direct
from bot.care.intakes import Intake, IntakeEntry, Part, Phase
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

SECTIONS = ("history", "medication", "lifestyle", "emotional safety", "desire", "symptoms", "identity and values")


def begun() -> Ward:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!intake start joint on 2026-12-14 with {PHYSICIAN}")
    return ward


def test_it_begins_jointly_on_a_day_with_those_who_take_part() -> None:
    ward = Ward()
    said = ward.say(SEX_THERAPIST, f"!intake start joint on 2026-12-14 with {PHYSICIAN}")
    assert f"begun, joint, on Mon 14 Dec 2026, with the physician ({PHYSICIAN})." in said
    assert "history, medication, lifestyle, emotional safety, desire, symptoms and identity and values" in said
    assert "open already" in ward.say(PHYSICIAN, "!intake start parallel")


@pytest.mark.parametrize("text", ["", "together", "joint on whenever", "joint on 2026-12-14 and more", "joint with nurse"])
def test_it_begins_in_no_other_way(text: str) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!intake start {text}")
    assert ward.desk.records.find(Intake, ward.code) == []


def test_a_section_is_kept_with_its_category_and_the_answer_says_what_is_open() -> None:
    ward = begun()
    said = ward.say(PHYSICIAN, "!intake lifestyle Sleeps six hours.\nWorks at night.")
    assert "Intake, lifestyle:" in said
    assert "kept, medical." in said
    assert "Still open: history, medication, emotional safety, desire, symptoms and identity and values." in said
    (kept,) = ward.desk.records.find(IntakeEntry, ward.code)
    assert (kept.what.part, kept.what.text) == (Part.LIFESTYLE, "Sleeps six hours.\nWorks at night.")


def test_medication_and_desire_are_of_their_own_category_whoever_writes_them() -> None:
    ward = begun()
    ward.say(MENTAL_HEALTH, "!intake medication: None at present")
    ward.say(PHYSICIAN, "!intake desire Unchanged for years")
    ward.say(PHYSICIAN, "!intake #relationship desire Differs between the two")
    categories = [kept.what.categories for kept in ward.desk.records.find(IntakeEntry, ward.code)]
    assert categories == [(Category.MEDICATION,), (Category.SEXUAL_HISTORY,), (Category.RELATIONSHIP,)]


def test_what_not_everyone_there_may_read_is_taken_out_and_kept() -> None:
    ward = begun()
    ward.desk.join(ward.room, PHYSICIAN)
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    said = ward.say(SEX_THERAPIST, "!intake history canary")
    assert "canary" not in said
    assert f"sexual history is not shared with the physician ({PHYSICIAN})" in said
    assert len(ward.desk.redacted) == 1
    assert ward.desk.records.find(IntakeEntry, ward.code)[0].what.text == "canary"


def test_an_unknown_section_or_nothing_said_is_refused_with_an_example() -> None:
    ward = begun()
    assert "one of history, medication" in ward.say(PHYSICIAN, "!intake weather Rain")
    said = ward.say(PHYSICIAN, "!intake history")
    assert "There is no text" in said
    assert said.endswith("For example: `!intake history In her own words: it began after the operation.`")
    assert "No intake is open" in Ward().say(PHYSICIAN, "!intake history Something")


def test_it_is_shown_with_what_is_open_and_line_by_line() -> None:
    ward = begun()
    ward.say(SEX_THERAPIST, "!intake history First words")
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    assert "History" in ward.privately(SEX_THERAPIST, f"!intake {ward.code} show")
    hidden = ward.privately(PHYSICIAN, f"!intake {ward.code} show")
    assert "1 of 7 sections are written" in hidden
    assert "First words" not in hidden


def test_finishing_takes_the_baseline_and_names_what_was_left_open() -> None:
    ward = begun()
    for section in SECTIONS[:-1]:
        ward.say(PHYSICIAN, f"!intake {section} Something")
    assert intakes.baseline(ward.desk, ward.code) is None
    said = ward.say(PHYSICIAN, "!intake finish")
    assert "Nothing was written on identity and values." in said
    assert intakes.baseline(ward.desk, ward.code) == ward.desk.now
    assert "No intake is open" in ward.say(PHYSICIAN, "!intake finish")
    assert ward.desk.records.find(Intake, ward.code)[0].state == Phase.FINISHED


def test_one_sort_of_contributor_alone_is_asked_about_before_it_closes() -> None:
    ward = begun()
    ward.say(PHYSICIAN, "!factor add organic Blood pressure")
    asked = ward.hear(PHYSICIAN, "!intake finish")
    assert "So far every contributor is organic. Which others were considered and excluded?" in ward.read(asked[-1]).text
    assert intakes.running(ward.desk, ward.code) is not None
    again = ward.hear(PHYSICIAN, "the weather", here=direct(PHYSICIAN), reply_to=asked[-1])
    assert "psychogenic, relational, lifestyle" in ward.read(again[0]).text
    said = ward.hear(PHYSICIAN, "relational, lifestyle because both are steady", here=direct(PHYSICIAN), reply_to=asked[-1])
    assert "Considered and excluded: relational and lifestyle." in ward.read(said[0]).text
    excluded = [kept.what for kept in ward.desk.records.find(Factor, ward.code) if kept.what.standing is Standing.EXCLUDED]
    assert [(one.sort, one.evidence[0].because) for one in excluded] == [
        (Sort.RELATIONAL, "both are steady"),
        (Sort.LIFESTYLE, "both are steady"),
    ]
    assert intakes.running(ward.desk, ward.code) is None


def test_that_nothing_else_was_considered_is_written_down() -> None:
    ward = begun()
    ward.say(PHYSICIAN, "!factor add organic Blood pressure")
    asked = ward.hear(PHYSICIAN, "!intake finish")
    said = ward.hear(PHYSICIAN, "none", here=direct(PHYSICIAN), reply_to=asked[-1])
    assert "No other sort of contributor was considered" in ward.read(said[0]).text
    assert ward.desk.records.find(Intake, ward.code)[0].what.alone


def test_with_contributors_of_several_sorts_nothing_is_asked() -> None:
    ward = begun()
    ward.say(PHYSICIAN, "!factor add organic Blood pressure")
    ward.say(SEX_THERAPIST, "!factor add relational Distance since the move")
    assert "is finished" in ward.say(PHYSICIAN, "!intake finish")


def test_a_contributor_is_judged_by_whoever_has_the_evidence_and_keeps_what_was_said_before() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!factor add medication The evening tablets")
    (kept,) = ward.desk.records.find(Factor, ward.code)
    assert kept.what.standing is Standing.SUSPECTED
    said = ward.say(MENTAL_HEALTH, f"!factor {kept.ref} supported because it began a week after")
    assert f"Contributor {kept.ref}, medication, is supported from now on." in said
    ward.say(PHYSICIAN, f"!factor {kept.ref} excluded: stopped, and no change")
    found = ward.desk.records.get(Factor, ward.code, kept.ref).what
    assert [(one.standing, one.because, one.by) for one in found.evidence] == [
        (Standing.SUPPORTED, "it began a week after", MENTAL_HEALTH),
        (Standing.EXCLUDED, "stopped, and no change", PHYSICIAN),
    ]
    shown = ward.privately(PHYSICIAN, f"!factors {ward.code}")
    assert "medication, excluded" in shown
    assert shown.index("it began a week after") < shown.index("stopped, and no change")


@pytest.mark.parametrize("text", ["add weather Rain", "add organic", "8R2Q supported because of it", "8R2Q perhaps", "8R2Q"])
def test_no_contributor_without_a_sort_and_words_and_no_judgement_without_one(text: str) -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!factor {text}")
    assert ward.desk.records.find(Factor, ward.code) == []


def test_a_judgement_needs_a_reason() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!factor add organic Blood pressure")
    (kept,) = ward.desk.records.find(Factor, ward.code)
    assert "A reason is needed" in ward.say(PHYSICIAN, f"!factor {kept.ref} excluded because")


def test_contributors_and_the_open_intake_stand_on_the_agenda() -> None:
    ward = begun()
    ward.say(PHYSICIAN, "!intake history Something")
    ward.say(PHYSICIAN, "!factor add organic Blood pressure")
    shown = ward.say(PHYSICIAN, "!agenda here")
    assert "begun today, 1 of 7 sections written: Intake" in shown
    assert "contributor by the physician" in shown
    (kept,) = ward.desk.records.find(Intake, ward.code)
    assert f"{kept.ref}: intake to finish" in ward.privately(SEX_THERAPIST, "!mine")
    assert "`!intake finish`" in ward.say(PHYSICIAN, f"!done {kept.ref}")


def test_the_coordinator_sees_how_complete_it_is_and_no_word_of_it() -> None:
    ward = begun()
    ward.say(PHYSICIAN, "!intake history canary")
    shown = ward.coordinate(f"!intake {ward.code} show")
    assert "canary" not in shown
    assert ward.coordinate(f"!intake {ward.code} history canary") != ""
    assert len(ward.desk.records.find(IntakeEntry, ward.code)) == 1
    assert COORDINATOR not in {kept.author for kept in ward.desk.records.find(IntakeEntry, ward.code)}


def test_a_later_intake_takes_a_later_baseline() -> None:
    ward = begun()
    ward.say(PHYSICIAN, "!intake finish")
    ward.desk.later(timedelta(days=400))
    ward.say(PHYSICIAN, "!intake start parallel")
    ward.say(PHYSICIAN, "!intake finish")
    assert intakes.baseline(ward.desk, ward.code) == ward.desk.now
    assert factors.lines(ward.desk, ward.code) == ()
