from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.care import wishes
from bot.care.consent import Category, Modality
from bot.care.facts import case_room, direct
from bot.care.holds import Choice
from bot.care.intakes import Intake, Phase, Way
from bot.care.people import Role
from bot.care.records import Kept
from bot.care.scores import Respondent, Score
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward


def kept(ward: Ward) -> list[Kept[Score]]:
    return ward.desk.records.find(Score, ward.code)


def answered(ward: Ward, heard: list[Said]) -> str:
    """What answers a score, without what a signal says elsewhere."""
    return "\n".join(ward.read(one).text for one in heard if not one.message.template.startswith("signal/"))


def score(ward: Ward, person: str, text: str) -> str:
    return answered(ward, ward.hear(person, f"!score {text}"))


def test_a_score_is_kept_and_told_with_its_screening_range_which_is_no_diagnosis() -> None:
    ward = Ward()
    said = score(ward, MENTAL_HEALTH, "PHQ-9 14 item9=0")
    (one,) = kept(ward)
    assert said == (
        f"Score {one.ref} kept: mental health and measures, today.\n"
        "PHQ-9 14, screening range moderate. It is the baseline.\n"
        "A screening range is no diagnosis."
    )
    assert (one.what.value, one.what.item9, one.what.modality) == (Decimal(14), 0, Modality.MEASURES)


@pytest.mark.parametrize("typed", ["PHQ-9 14 item9=0", "phq9 14 item9=0", "PHQ 9 14 item-9=0", "phq-9 14.0 item9=0"])
def test_an_instrument_is_found_however_it_is_spelt(typed: str) -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, typed)
    assert kept(ward)[0].what.instrument == "phq-9"


def test_what_has_changed_is_told_against_the_baseline_and_the_last_score() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "GAD-7 17 on 2026-09-07")
    score(ward, MENTAL_HEALTH, "GAD-7 12 on 2026-11-02")
    said = score(ward, MENTAL_HEALTH, "GAD-7 11")
    assert "- 6 lower than the baseline (17, Mon 7 Sep 2026), better" in said
    assert "- 1 lower than the last score (12, Mon 2 Nov 2026), no meaningful change" in said


def test_a_worse_score_is_called_worse() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "RDAS 50 on 2026-09-07")
    assert "12 lower than the baseline (50, Mon 7 Sep 2026), worse" in score(ward, MENTAL_HEALTH, "RDAS 38")


def test_where_no_figure_is_established_nothing_is_claimed() -> None:
    ward = Ward()
    score(ward, SEX_THERAPIST, "FSFI 20 on 2026-09-07")
    said = score(ward, SEX_THERAPIST, "FSFI 25,1")
    assert (
        "- 5.1 higher than the baseline (20.0, Mon 7 Sep 2026), towards better\nHow much change is meaningful is not established"
        in said
    )
    assert wishes.open_wishes(ward.desk, ward.code) == []


def test_a_score_of_an_earlier_day_stands_where_it_belongs() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "GAD-7 12")
    assert "It is the baseline." in score(ward, MENTAL_HEALTH, "GAD-7 17 on 2026-09-07")
    assert kept(ward)[1].served == datetime(2026, 9, 7, 10, tzinfo=UTC)


def test_the_baseline_is_what_stood_when_the_intake_was_finished() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "GAD-7 17 on 2026-09-07")
    score(ward, MENTAL_HEALTH, "GAD-7 15 on 2026-10-05")
    finished = datetime(2026, 10, 12, tzinfo=UTC)
    intake = Intake(way=Way.JOINT, finished=finished)
    ward.desk.records.add(intake, case=ward.code, author=PHYSICIAN, state=Phase.FINISHED)
    said = score(ward, MENTAL_HEALTH, "GAD-7 11")
    assert "- 4 lower than the baseline (15, Mon 5 Oct 2026), better" in said
    assert "the last score" not in said
    listed = ward.privately(MENTAL_HEALTH, f"!scores {ward.code} GAD-7")
    assert "GAD-7 15, screening range severe; the baseline; 2 lower than the last score (17, Mon 7 Sep 2026), no meaning" in listed
    (line,) = ward.hear(PHYSICIAN, f"!trend {ward.code} GAD-7", here=direct(PHYSICIAN))[0].message.lines
    assert line.picture is not None
    assert line.picture.marks[0].at == 15.0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("PHQ-9 28", "a number within 0-27, in steps of 1. For example: `!score PHQ-9 13`"),
        ("PHQ-9 -1", "a number within 0-27"),
        ("PHQ-9 1_4", "a number within 0-27"),
        ("PHQ-9 ١٤", "a number within 0-27"),
        ("PHQ-9", "a number within 0-27"),
        ("FSFI 24.65", "a number within 2.0-36.0, in steps of 0.1. For example: `!score FSFI 19.0`"),
        ("C-SSRS 3", "none, low, moderate or high. For example: `!score C-SSRS low`"),
        ("PHQ-9 14 item9=4", "0, 1, 2 or 3, as it goes with the total"),
        ("GAD-7 12 item9=1", "Item 9 belongs to the PHQ-9 alone."),
        ("GAD-7 12 on 2026-12-24", "a day up to today"),
        ("GAD-7 12 tired every day", "the total alone"),
        ("GAD-7 12 by mother", "by patient or by partner"),
        ("GAD-9 12", "Perhaps you meant `GAD-7`."),
        ("xyzzyx 12", "There is no instrument of that name here. `!instruments` lists them."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_was_expected(typed: str, sentence: str) -> None:
    ward = Ward()
    assert sentence in score(ward, MENTAL_HEALTH, typed)
    assert kept(ward) == []


def test_what_is_left_out_by_the_patient_is_kept_with_a_sentence_and_presses_nobody() -> None:
    ward = Ward()
    ward.desk.records.add(Choice(modality=Modality.MEASURES), case=ward.code, author=PHYSICIAN)
    score(ward, MENTAL_HEALTH, "GAD-7 12 on 2026-11-02")
    said = score(ward, MENTAL_HEALTH, "GAD-7 12")
    assert "Kept all the same, although measures are left out for now, as the patient wishes." in said
    assert wishes.open_wishes(ward.desk, ward.code) == []


def test_the_partners_answers_are_the_partners_as_well() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.PARTNER)
    score(ward, SEX_THERAPIST, "CSI-4 12 on 2026-11-02")
    said = score(ward, SEX_THERAPIST, "CSI-4 9 by partner")
    assert "relationship and partner" in said
    assert "CSI-4 9 (partner), screening range below the cut-off of 13.5. It is the baseline." in said
    one = kept(ward)[1]
    assert one.what.by is Respondent.PARTNER
    ward.say(SEX_THERAPIST, f"!fix {one.ref} #relationship")
    assert kept(ward)[1].what.concerns() == (Category.RELATIONSHIP, Category.PARTNER)


def test_a_score_typed_where_somebody_may_not_read_it_is_taken_out_and_told_to_its_author_alone() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to="physician", given=False)
    heard = ward.hear(SEX_THERAPIST, "!score FSFI 24.6")
    assert [one.place for one in heard] == [ward.room, direct(SEX_THERAPIST)]
    assert "24.6" not in ward.read(heard[0]).text
    assert "your message is taken out of the room" in ward.read(heard[1]).text
    assert [place for place, _ in ward.desk.redacted] == [case_room(ward.code)]


def test_scores_are_listed_to_those_who_may_read_them() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "GAD-7 17 on 2026-11-02")
    score(ward, MENTAL_HEALTH, "GAD-7 11")
    score(ward, SEX_THERAPIST, "FSFI 24.6")
    ward.desk.later()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to="physician", given=False)
    said = ward.privately(PHYSICIAN, f"!scores {ward.code}")
    assert "1 score; 1 not shared with you" in said
    assert "GAD-7 11, screening range moderate; 6 lower than the baseline (17, Mon 2 Nov 2026), better" in said
    assert "FSFI" not in said
    both = ward.privately(PHYSICIAN, f"!scores {ward.code} GAD-7")
    assert both.index("GAD-7 11") < both.index("GAD-7 17")


def test_a_trend_is_one_line_of_words_and_picture_that_all_of_its_scores_gate() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "GAD-7 17 on 2026-11-02")
    score(ward, MENTAL_HEALTH, "GAD-7 11")
    heard = ward.hear(PHYSICIAN, f"!trend {ward.code} GAD-7", here=direct(PHYSICIAN))
    (line,) = heard[0].message.lines
    assert set(line.about) == {"mental_health", "measures"}
    assert line.picture is not None
    assert [value for _, value in line.picture.points] == [17.0, 11.0]
    assert line.picture.name == "trend.png"
    assert line.picture.words == (
        "GAD-7 from Mon 2 Nov 2026 to Mon 7 Dec 2026: 17, 11. The newest: 6 lower than the baseline (17, Mon 2 Nov 2026), better."
    )
    assert [(mark.at, mark.name) for mark in line.picture.marks] == [
        (17.0, "baseline"),
        (13.0, "meaningfully better"),
        (21.0, "meaningfully worse"),
    ]
    assert [shade.name for shade in line.picture.shades] == ["minimal", "mild", "moderate", "severe"]
    said = ward.read(heard[0]).text
    assert "- Mon 2 Nov 2026: 17, severe\n- Mon 7 Dec 2026: 11, moderate" in said
    assert "4 points from the baseline count as a meaningful change (Toussaint A et al." in said


def test_a_trend_that_somebody_may_not_read_reads_like_one_that_is_not_there() -> None:
    ward = Ward()
    empty = ward.privately(PHYSICIAN, f"!trend {ward.code} GAD-7")
    score(ward, MENTAL_HEALTH, "GAD-7 17")
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MEASURES, to="physician", given=False)
    assert ward.privately(PHYSICIAN, f"!trend {ward.code} GAD-7") == empty


def test_new_scores_stand_on_the_agenda_with_their_change_and_leave_it_with_a_word() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "GAD-7 17 on 2026-11-02")
    score(ward, MENTAL_HEALTH, "GAD-7 11")
    one = kept(ward)[1]
    agenda = ward.privately(PHYSICIAN, f"!agenda {ward.code}")
    assert "GAD-7 11, screening range moderate; better than the baseline (17)" in agenda
    ward.say(PHYSICIAN, f"!done {one.ref}")
    assert one.ref not in ward.privately(PHYSICIAN, f"!agenda {ward.code}")


def test_a_score_can_be_taken_back_and_put_right() -> None:
    ward = Ward()
    score(ward, MENTAL_HEALTH, "GAD-7 17")
    one = kept(ward)[0]
    ward.say(MENTAL_HEALTH, f"!fix {one.ref} @2026-12-01T09:00")
    assert kept(ward)[0].served == datetime(2026, 12, 1, 8, tzinfo=UTC)
    score(ward, MENTAL_HEALTH, "GAD-7 16")
    ward.say(MENTAL_HEALTH, "!undo")
    assert [found.what.value for found in kept(ward)] == [Decimal(17)]


def test_a_trainee_keeps_scores_and_a_guest_reads_none_unless_named() -> None:
    guest = "@guest:example.org"
    ward = Ward({**TEAM, "@trainee:example.org": (Role.TRAINEE,), guest: (Role.GUEST,)})
    ward.desk.later(timedelta(seconds=1))
    ward.hear("@trainee:example.org", f"!score {ward.code} GAD-7 17", here=direct("@trainee:example.org"))
    assert len(kept(ward)) == 1
    assert "no scores; 1 not shared with you" in ward.privately(guest, f"!scores {ward.code}")
