from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.care.amounts import Against
from bot.care.consent import Category, Modality
from bot.care.facts import direct
from bot.care.people import Role
from bot.care.results import Phase, Result
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, TRAINEE
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

TSH = "!result lab TSH 4.9 mIU/L [0.4-4.0]"
PDF = b"%PDF-1.7 canary"


def kept(ward: Ward) -> Result:
    return ward.desk.records.find(Result, ward.code)[-1].what


def ref(ward: Ward) -> str:
    return ward.desk.records.find(Result, ward.code)[-1].ref


def read(ward: Ward, said: list[Said]) -> str:
    return "\n".join(ward.read(one).text for one in said)


def withdraw(ward: Ward, category: Category = Category.RESULTS, person: str = MENTAL_HEALTH) -> None:
    ward.desk.later()
    ward.desk.grant(ward.code, category, to=person, given=False)


def test_a_result_is_kept_with_its_unit_its_range_and_how_it_stands_and_never_with_a_diagnosis() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, f"{TSH} on 2026-12-01")
    assert f"result {ref(ward)} kept: results, Tue 1 Dec 2026." in said
    assert "TSH 4.9 mIU/L [0.4-4.0], above its range." in said
    assert "Not reviewed yet" in said
    what = kept(ward)
    assert (what.name, what.text, what.unit, what.range) == ("TSH", "4.9", "mIU/L", "0.4-4.0")
    assert (what.amount.number, what.standing) == (Decimal("4.9"), Against.ABOVE)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("TSH 0.1 mIU/L [0.4-4.0]", "TSH 0.1 mIU/L [0.4-4.0], below its range."),
        ("TSH <0.1 mIU/L [0.4-4.0]", "TSH <0.1 mIU/L [0.4-4.0], below its range."),
        ("TSH 2 mIU/L [0.4-4.0]", "TSH 2 mIU/L [0.4-4.0], within its range."),
        ("TSH <5 mIU/L [0.4-4.0]", "may be within its range or not."),
        ("eGFR 59 mL/min/1.73 m2 [>=60]", "eGFR 59 mL/min/1.73 m2 [>=60], below its range."),
        ("CRP 7 mg/l [<5]", "CRP 7 mg/l [<5], above its range."),
        ("HBsAg positive [negative]", "HBsAg positive [negative], outside its range."),
        ("HBsAg negative", "HBsAg negative."),
        ("Urine culture: no growth", "Urine culture: no growth."),
    ],
)
def test_what_is_outside_its_range_is_said_to_be(typed: str, shown: str) -> None:
    assert shown in Ward().say(PHYSICIAN, f"!result lab {typed}")


def test_its_category_is_results_and_a_tag_makes_its_readers_fewer() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"{TSH.replace('lab', 'lab #sexual_history ~medication')}")
    assert kept(ward).categories == (Category.RESULTS, Category.SEXUAL_HISTORY)
    assert kept(ward).modality is Modality.MEDICATION


def test_a_decimal_comma_is_asked_and_nothing_is_kept_before_the_answer() -> None:
    ward = Ward()
    (asked,) = ward.hear(PHYSICIAN, "!result lab TSH 4,9 mIU/L [0,4-4,0]")
    assert "Did you mean this? Nothing is kept yet." in ward.read(asked).text
    assert "\nTSH 4.9 mIU/L [0.4-4.0]" in ward.read(asked).text
    assert ward.desk.records.find(Result, ward.code) == []
    assert "above its range" in read(ward, ward.hear(PHYSICIAN, "yes", reply_to=asked))
    assert kept(ward).amount.number == Decimal("4.9")


def test_what_can_be_meant_in_two_ways_is_chosen_by_its_number() -> None:
    ward = Ward()
    (asked,) = ward.hear(PHYSICIAN, "!result lab Ferritin 1.015 ng/mL")
    assert "1. Ferritin 1.015 ng/mL\n2. Ferritin 1015 ng/mL" in ward.read(asked).text
    (again,) = ward.hear(PHYSICIAN, "maybe", reply_to=asked)
    assert "Reply with its number" in ward.read(again).text
    ward.hear(PHYSICIAN, "2", reply_to=again)
    assert kept(ward).text == "1015"


def test_a_wrong_value_is_refused_without_being_repeated() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!result lab prolactin -5 ng/mL")
    assert "For example: `!result lab TSH 4.9 mIU/L [0.4-4.0]`" in said
    assert "prolactin" not in said


def test_an_image_is_kept_as_it_is_described_and_outside_only_if_its_report_says_so() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!result imaging MRI pelvis: no change, focus on the left on 2026-12-01")
    assert "MRI pelvis: no change, focus on the left." in said
    assert (kept(ward).name, kept(ward).standing) == ("MRI pelvis", Against.NONE)
    assert "reported as abnormal" in ward.say(PHYSICIAN, "!result imaging A small cyst [abnormal]")
    assert kept(ward).standing is Against.OUTSIDE


def test_it_is_unreviewed_until_a_clinician_says_what_they_make_of_it_and_who_and_when_stand_on_it() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, TSH)
    assert "not reviewed" in ward.privately(MENTAL_HEALTH, f"!results {ward.code}")
    assert f"Result {ref(ward)} is reviewed, by you" in ward.say(
        MENTAL_HEALTH, f"!result review {ref(ward)} Seen before, a canary."
    )
    (row,) = ward.desk.records.find(Result, ward.code)
    assert row.state == Phase.REVIEWED
    shown = ward.privately(SEX_THERAPIST, f"!result {ward.code} show {row.ref}")
    assert f"Reviewed by the mental health clinician ({MENTAL_HEALTH}), Mon 7 Dec 2026, 09:00 Berlin." in shown
    assert f"In the words of the mental health clinician ({MENTAL_HEALTH}): Seen before, a canary." in shown
    assert "reviewed by the mental health" in ward.privately(SEX_THERAPIST, f"!results {ward.code}")


def test_a_review_without_a_word_is_asked_for_and_a_second_one_stands_beside_the_first() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, TSH)
    assert "?" in ward.say(PHYSICIAN, f"!result review {ref(ward)}")
    assert kept(ward).opinions == ()
    ward.say(PHYSICIAN, f"!result review {ref(ward)} A canary.")
    assert "what was said of it before stands too" in ward.say(SEX_THERAPIST, f"!result review {ref(ward)} Another.")
    assert [one.by for one in kept(ward).opinions] == [PHYSICIAN, SEX_THERAPIST]


def test_nobody_reviews_what_is_not_shared_with_them_nor_attaches_a_file_to_it() -> None:
    ward = Ward()
    withdraw(ward)
    ward.privately(PHYSICIAN, TSH.replace("!result", f"!result {ward.code}"))
    assert "not shared with you" in ward.say(MENTAL_HEALTH, f"!result review {ref(ward)} A canary.")
    said = ward.talk.attach(MENTAL_HEALTH, ward.room, PDF, caption=ref(ward))
    assert "not shared with you" in read(ward, said)
    assert (kept(ward).opinions, kept(ward).file) == ((), "")


def test_a_trainee_brings_a_result_and_who_supervises_them_sees_to_its_review() -> None:
    ward = Ward({**TEAM, TRAINEE: (Role.TRAINEE,)})
    ward.privately(TRAINEE, TSH.replace("!result", f"!result {ward.code}"))
    found = ward.desk.records.find(Result, ward.code)[-1]
    assert found.owner not in {None, TRAINEE}
    assert "result to review" in ward.privately(str(found.owner), "!mine")
    ward.privately(TRAINEE, f"!result {ward.code} review {found.ref} All is well.")
    assert kept(ward).opinions == ()


def test_abnormal_and_unreviewed_ones_head_the_unfinished_part_of_the_agenda() -> None:
    ward = Ward()
    ward.say(MENTAL_HEALTH, f"!action A canary {PHYSICIAN} due 2026-12-08")
    ward.desk.later(timedelta(days=3))
    ward.say(PHYSICIAN, "!result lab FT4 1.2 ng/dL [0.9-1.7]")
    ward.say(PHYSICIAN, TSH)
    agenda = ward.privately(SEX_THERAPIST, f"!agenda {ward.code}")
    order = [agenda.index(one) for one in ("Unfinished", "TSH 4.9", "FT4 1.2", "A canary")]
    assert order == sorted(order)
    assert "not yet reviewed, here today: TSH 4.9 mIU/L [0.4-4.0], above its range" in agenda


def test_a_reviewed_one_is_new_and_then_a_word_is_enough() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, TSH)
    assert f"`!result review {ref(ward)} Within what we expected`" in ward.say(PHYSICIAN, f"!done {ref(ward)}")
    ward.say(PHYSICIAN, f"!result review {ref(ward)} A canary.")
    agenda = ward.privately(SEX_THERAPIST, f"!agenda {ward.code}")
    assert "Unfinished" not in agenda
    assert agenda.index("New") < agenda.index("reviewed today: TSH 4.9")
    ward.say(PHYSICIAN, f"!done {ref(ward)}")
    assert "TSH" not in ward.privately(SEX_THERAPIST, f"!agenda {ward.code}")


def test_the_list_is_newest_first_and_can_be_narrowed() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"{TSH} on 2026-11-01")
    ward.say(PHYSICIAN, f"!result review {ref(ward)} A canary.")
    ward.say(PHYSICIAN, "!result lab tsh 2.0 mIU/L on 2026-12-01")
    ward.say(PHYSICIAN, "!result lab FT4 1.2 ng/dL on 2026-11-20")
    every = ward.privately(SEX_THERAPIST, f"!results {ward.code}")
    assert every.index("tsh 2.0") < every.index("FT4") < every.index("TSH 4.9")
    assert "2 results" in ward.privately(SEX_THERAPIST, f"!results {ward.code} TSH")
    assert "1 result." in ward.privately(SEX_THERAPIST, f"!results {ward.code} TSH since 2026-11-15")
    assert "TSH 4.9" not in ward.privately(SEX_THERAPIST, f"!results {ward.code} unreviewed")
    assert "unreviewed" in ward.privately(SEX_THERAPIST, f"!results {ward.code} since yesterday or so")


def test_each_line_of_the_list_is_for_those_who_may_read_it() -> None:
    ward = Ward()
    withdraw(ward, Category.SEXUAL_HISTORY)
    ward.privately(PHYSICIAN, f"!result {ward.code} lab #sexual_history Canary 1 x")
    ward.say(PHYSICIAN, TSH)
    said = ward.privately(MENTAL_HEALTH, f"!results {ward.code}")
    assert "1 result; 1 not shared with you" in said
    assert "Canary" not in said
    assert "Canary" not in ward.say(PHYSICIAN, "!results here").partition("directly")[0]


def test_an_edit_of_its_message_is_a_new_version_until_somebody_has_reviewed_it() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, TSH)
    typed = ward.talk.heard
    assert "changed, version 2" in ward.say(PHYSICIAN, TSH.replace("4.9", "5.1"), edits=typed)
    assert (kept(ward).text, kept(ward).version) == ("5.1", 2)
    (asked,) = ward.hear(PHYSICIAN, "!result lab TSH 1.234 mIU/L", edits=typed)
    assert kept(ward).text == "5.1"
    ward.hear(PHYSICIAN, "1", reply_to=asked)
    assert (kept(ward).text, kept(ward).version) == ("1.234", 3)
    ward.say(SEX_THERAPIST, f"!result review {ref(ward)} A canary.")
    assert "is reviewed, so it stays as it is" in ward.say(PHYSICIAN, TSH, edits=typed)


def test_undo_takes_it_back_and_fix_corrects_its_category() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, TSH)
    ward.say(PHYSICIAN, f"!fix {ref(ward)} #results #sexual_history")
    assert kept(ward).categories == (Category.RESULTS, Category.SEXUAL_HISTORY)
    ward.say(PHYSICIAN, "!undo")
    ward.say(PHYSICIAN, "!result lab FT4 1.2 x")
    ward.say(PHYSICIAN, "!undo")
    assert [one.what.name for one in ward.desk.records.find(Result, ward.code)] == ["TSH"]


def test_a_day_that_is_named_is_the_day_it_was_taken() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"{TSH} on 2026-12-01")
    found = ward.desk.records.find(Result, ward.code)[-1]
    assert found.served is not None
    assert found.served.astimezone(ZoneInfo("Europe/Berlin")).date() == date(2026, 12, 1)


def test_what_cannot_be_read_is_taken_out_too_where_not_all_may_read_it_and_given_back_to_its_author() -> None:
    ward = Ward()
    said = ward.hear(PHYSICIAN, "!result lab Canary -5 ng/mL")
    assert ward.desk.redacted == []
    withdraw(ward)
    said = ward.hear(PHYSICIAN, "!result lab Canary -5 ng/mL")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert "Canary" not in read(ward, [one for one in said if one.place == ward.room])
    assert "Canary -5 ng/mL" in read(ward, [one for one in said if one.place == direct(PHYSICIAN)])


def test_a_question_about_a_number_is_put_in_private_where_not_all_may_read_it() -> None:
    ward = Ward()
    withdraw(ward)
    said = ward.hear(PHYSICIAN, "!result lab Canary 4,9 ng/mL")
    assert [ward.read(one).text for one in said if one.place == ward.room] == ["Sent to you directly."]
    asked = next(one for one in said if one.place == direct(PHYSICIAN))
    said = ward.hear(PHYSICIAN, "yes", here=direct(PHYSICIAN), reply_to=asked)
    assert ward.desk.redacted == [(ward.room, "$typed1")]
    assert "Kept, not posted" in read(ward, said)
    assert kept(ward).overheard == (MENTAL_HEALTH,)
    said = ward.hear(PHYSICIAN, "direct", here=direct(PHYSICIAN), reply_to=said[-1])
    assert {one.place for one in said} == {direct(PHYSICIAN), direct(SEX_THERAPIST)}
