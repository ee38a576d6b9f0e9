"""Nobody reads more of a case by adding to it: what others wrote stays with those with whom it is shared."""

from __future__ import annotations

import pytest

from bot.care.breakglass import Breakglass
from bot.care.consent import Category
from bot.care.factors import Factor
from bot.care.facts import case_room, direct
from bot.care.goals import Goal
from bot.care.holds import Pause
from bot.care.intakes import Intake
from bot.care.medicines import Medicine
from bot.care.monitors import Monitor
from bot.care.people import Role
from bot.care.records import Payload
from bot.care.referrals import Referral
from bot.care.results import Result
from bot.care.signals import Signal
from bot.care.steps import Step
from bot.care.voices import Voice
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward


def without(person: str, *categories: Category) -> Ward:
    """A case of which these categories are not shared with somebody, each in their own direct room."""
    ward = Ward()
    for one in ward.desk.rosters.of(ward.code):
        ward.desk.room_of(one.person)
    ward.desk.grant(ward.code, *categories, to=person, given=False)
    return ward


def ref(ward: Ward, kind: type[Payload]) -> str:
    return ward.desk.records.find(kind, ward.code)[-1].ref


def test_whoever_judges_a_contributor_is_told_its_sort_only_if_it_is_shared_with_them() -> None:
    ward = without(PHYSICIAN, Category.MENTAL_HEALTH)
    ward.privately(MENTAL_HEALTH, f"!factor {ward.code} add psychogenic A canary")
    judged = f"!factor {ward.code} {ref(ward, Factor)} supported because of a topic"
    assert "psychogenic" not in ward.privately(PHYSICIAN, judged)
    assert "psychogenic" in ward.privately(MENTAL_HEALTH, judged)


def test_whoever_finishes_an_intake_is_told_the_only_sort_of_contributor_only_if_it_is_shared_with_them() -> None:
    ward = without(PHYSICIAN, Category.MENTAL_HEALTH)
    ward.say(PHYSICIAN, "!intake start parallel")
    ward.privately(MENTAL_HEALTH, f"!factor {ward.code} add psychogenic A canary")
    asked = ward.privately(PHYSICIAN, f"!intake {ward.code} finish")
    assert "every contributor is of one sort" in asked
    refused = ward.privately(PHYSICIAN, "whatever")
    assert all(sort in refused for sort in ("organic", "medication", "psychogenic", "relational", "lifestyle"))
    assert ward.desk.records.find(Intake, ward.code)[-1].what.finished is None


def test_whoever_rates_a_goal_is_told_how_it_was_rated_before_only_if_it_is_shared_with_them() -> None:
    ward = without(PHYSICIAN, Category.SEXUAL_HISTORY)
    ward.privately(SEX_THERAPIST, f'!goal {ward.code} add "A canary"')
    ward.privately(SEX_THERAPIST, f"!goal {ward.code} rate {ref(ward, Goal)} -2")
    assert "before it was" not in ward.privately(PHYSICIAN, f"!goal {ward.code} rate {ref(ward, Goal)} +1")
    assert "before it was +1" in ward.privately(SEX_THERAPIST, f"!goal {ward.code} rate {ref(ward, Goal)} 0")
    assert "before it was 0" not in ward.privately(PHYSICIAN, f"!goal {ward.code} rate {ref(ward, Goal)} +2")
    assert "before it was +2" in ward.privately(PHYSICIAN, f"!goal {ward.code} rate {ref(ward, Goal)} +1")


def test_a_medicine_is_changed_only_by_those_with_whom_it_is_shared() -> None:
    ward = without(MENTAL_HEALTH, Category.MEDICATION)
    ward.privately(PHYSICIAN, f"!med {ward.code} start Canaryl 50 mg")
    said = ward.privately(MENTAL_HEALTH, f"!med {ward.code} change {ref(ward, Medicine)} 100 mg")
    assert "Canaryl" not in said
    assert len(ward.desk.records.find(Medicine, ward.code)) == 1
    assert "Canaryl" not in ward.privately(MENTAL_HEALTH, f"!meds {ward.code}")


def scored() -> Ward:
    ward = without(PHYSICIAN, Category.MEASURES)
    ward.privately(MENTAL_HEALTH, f"!score {ward.code} PHQ-9 17 item9=0")
    return ward


def test_whoever_keeps_a_score_is_told_what_has_changed_only_if_scores_are_shared_with_them() -> None:
    ward = scored()
    said = ward.privately(PHYSICIAN, f"!score {ward.code} PHQ-9 14 item9=0")
    assert "PHQ-9 14" in said
    assert "17" not in said
    assert "the baseline (17" in ward.privately(MENTAL_HEALTH, f"!score {ward.code} PHQ-9 13 item9=0")


@pytest.mark.parametrize("asked", ["!scores", "!scores PHQ-9", "!agenda"])
def test_whoever_kept_a_score_reads_that_alone_wherever_it_stands(asked: str) -> None:
    ward = scored()
    ward.privately(PHYSICIAN, f"!score {ward.code} PHQ-9 14 item9=0")
    own = ward.privately(PHYSICIAN, asked.replace(" ", f" {ward.code} ") if " " in asked else f"{asked} {ward.code}")
    assert "17" not in own
    assert "17" in ward.privately(MENTAL_HEALTH, asked.replace(" ", f" {ward.code} ") if " " in asked else f"{asked} {ward.code}")


def test_a_report_is_read_on_an_agenda_only_by_those_with_whom_it_is_shared() -> None:
    ward = without(PHYSICIAN, Category.SEXUAL_HISTORY)
    ward.privately(PHYSICIAN, f"!refer {ward.code} The clinic for a topic")
    reported = f"!refer {ward.code} reported {ref(ward, Referral)} #sexual_history A canary came of it"
    ward.privately(SEX_THERAPIST, reported)
    assert "canary" not in ward.privately(PHYSICIAN, f"!agenda {ward.code}")
    assert "canary" in ward.privately(SEX_THERAPIST, f"!agenda {ward.code}")


def test_whoever_planned_a_step_reads_the_words_of_its_goal_only_if_they_are_shared_with_them() -> None:
    ward = Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})
    ward.privately(SEX_THERAPIST, f'!goal {ward.code} add "A canary"')
    ward.privately(COORDINATOR, f"!step {ward.code} add {ref(ward, Goal)} #medical A topic {SEX_THERAPIST} due today")
    assert ref(ward, Step)
    read = ward.privately(COORDINATOR, f"!agenda {ward.code}")
    assert "A topic" in read
    assert "canary" not in read


def test_the_words_of_a_signal_are_in_no_brief_for_a_guest() -> None:
    ward, guest = Ward(), "@guest:example.org"
    ward.coordinate(f"!team {ward.code} add {guest} guest")
    ward.desk.grant(ward.code, Category.SAFETY, to=guest)
    ward.say(SEX_THERAPIST, '!conference at 2026-12-10 14:00 for 45m "What next?"')
    ward.say(PHYSICIAN, "!signal watch A canary")
    said = ward.say(SEX_THERAPIST, f"!brief {guest} {ref(ward, Signal)}")
    assert "canary" not in said
    assert not [one for one in ward.desk.said if one.message.template == "brief/sent"]


def test_of_a_goal_that_is_gone_a_diff_tells_no_rating() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, '!goal add "A topic"')
    kept = ref(ward, Goal)
    ward.say(SEX_THERAPIST, f"!step add {kept} A first one {PHYSICIAN} due 2026-12-14")
    ward.say(SEX_THERAPIST, "!plan propose")
    ward.say(SEX_THERAPIST, f"!goal rate {kept} +2")
    ward.say(SEX_THERAPIST, f"!step add {kept} A second one {PHYSICIAN} due 2026-12-14")
    ward.say(SEX_THERAPIST, "!plan propose")
    goal = ward.desk.records.get(Goal, ward.code, kept)
    ward.desk.records.put(goal, state=-1)
    said = ward.hear(SEX_THERAPIST, "!plan diff 1 2")[-1].message
    assert not [line for line in said.lines if not line.about and line.values["what"] == "rated"]


def test_why_something_is_paused_is_taken_out_of_the_room_at_once_even_while_its_end_is_asked_for() -> None:
    ward = without(PHYSICIAN, Category.SAFETY)
    ward.desk.join(ward.room, PHYSICIAN)
    asked = ward.hear(MENTAL_HEALTH, "!pause couple work A canary")[-1]
    assert len(ward.desk.redacted) == 1
    assert asked.place == direct(MENTAL_HEALTH)
    assert "safety is not shared" in ward.read(asked).text
    ward.hear(MENTAL_HEALTH, "2027-01-11", here=direct(MENTAL_HEALTH), reply_to=asked)
    assert ward.desk.records.find(Pause, ward.code)
    assert len(ward.desk.redacted) == 1


def test_what_is_said_to_a_signal_of_another_case_is_taken_out_of_the_room() -> None:
    ward = Ward()
    for person in TEAM:
        ward.desk.room_of(person)
    ward.say(PHYSICIAN, "!signal urgent A canary")
    other = case_room(ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,), SEX_THERAPIST: (Role.SEX_THERAPIST,)}))
    ward.say(SEX_THERAPIST, f"!ack {ref(ward, Signal)} I am calling her now", here=other)
    assert [place for place, _ in ward.desk.redacted] == [other]


@pytest.mark.parametrize("typed", ["FSFI 99", "PHQ-9 140 item9=0", "FSFI"])
def test_a_score_that_is_none_names_no_instrument_to_those_with_whom_it_is_not_shared(typed: str) -> None:
    ward = without(PHYSICIAN, Category.MEASURES, Category.SEXUAL_HISTORY)
    ward.desk.join(ward.room, PHYSICIAN)
    said = ward.hear(SEX_THERAPIST, f"!score {typed}")
    in_room = "\n".join(ward.read(one).text for one in said if one.place == ward.room)
    assert "FSFI" not in in_room
    assert "36" not in in_room
    assert len(ward.desk.redacted) == 1
    assert typed in "\n".join(ward.read(one).text for one in said if one.place == direct(SEX_THERAPIST))


@pytest.mark.parametrize(
    ("typed", "kind", "always"),
    [
        ("!med {0} start Canaryl 50 mg", Medicine, Category.MEDICATION),
        ("!result {0} lab TSH 2.0 mIU/L", Result, Category.RESULTS),
        ('!voice {0} #relationship "A topic" by partner', Voice, Category.PARTNER),
        ("!monitor {0} TSH every 12 weeks", Monitor, Category.RESULTS),
        ("!pause {0} couple work A topic until 2027-01-11", Pause, Category.SAFETY),
    ],
)
def test_putting_a_category_right_never_widens_who_may_read(typed: str, kind: type[Payload], always: Category) -> None:
    ward = Ward()
    ward.privately(PHYSICIAN, typed.format(ward.code))
    ward.privately(PHYSICIAN, f"!fix {ward.code} {ref(ward, kind)} #medical")
    assert set(ward.desk.records.find(kind, ward.code)[-1].what.concerns()) == {always, Category.MEDICAL}


@pytest.mark.parametrize("data", [b"%PDF-1.7 canary", b"#!canary"])
def test_a_file_that_is_refused_is_taken_out_of_a_room_where_not_everyone_may_read_of_its_record(data: bytes) -> None:
    ward = without(PHYSICIAN, Category.RESULTS)
    ward.desk.join(ward.room, PHYSICIAN)
    ward.privately(MENTAL_HEALTH, f"!result {ward.code} lab TSH 2.0 mIU/L")
    ward.talk.attach(MENTAL_HEALTH, ward.room, b"%PDF-1.7 first", caption=ref(ward, Result))
    before = len(ward.desk.redacted)
    ward.talk.attach(MENTAL_HEALTH, ward.room, data, caption=ref(ward, Result))
    assert len(ward.desk.redacted) == before + 1


def test_whoever_was_told_that_a_case_was_opened_hears_no_more_of_it_once_they_have_left_the_team() -> None:
    ward, other = Ward({SEX_THERAPIST: (Role.SEX_THERAPIST,)}), "@nurse:example.org"
    ward.desk.room_of(SEX_THERAPIST)
    ward.desk.room_of(other)
    ward.desk.case({other: (Role.NURSE,)})
    ward.privately(other, f"!breakglass {ward.code} A topic")
    opened = ref(ward, Breakglass)
    assert any(one.template == "breakglass/told" for one in ward.desk.said_in(direct(SEX_THERAPIST)))
    ward.coordinate(f"!team {ward.code} remove {SEX_THERAPIST}")
    heard = len(ward.desk.said_in(direct(SEX_THERAPIST)))
    ward.privately(COORDINATOR, f"!breakglass review {opened} justified A canary")
    assert ward.desk.records.get(Breakglass, ward.code, opened).what.finding is not None
    assert ward.desk.said_in(direct(SEX_THERAPIST))[heard:] == []
    assert any(one.template == "breakglass/reviewed" for one in ward.desk.said_in(direct(other)))
