from __future__ import annotations

from datetime import date

import pytest

from bot.care.consent import Category, Modality
from bot.care.facts import direct
from bot.care.medicines import Medicine, Use
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

START = "!med start Canaryl 50 mg in the morning since 2026-11-01"


def newest(ward: Ward) -> Kept[Medicine]:
    return ward.desk.records.find(Medicine, ward.code)[-1]


def started(ward: Ward, text: str = START) -> str:
    ward.say(PHYSICIAN, text)
    return newest(ward).ref


def meds(ward: Ward, more: str = "") -> str:
    return ward.privately(MENTAL_HEALTH, f"!meds {ward.code} {more}".strip())


@pytest.mark.parametrize("typed", ["since 1 Nov", "from 1 Nov 2026", "since Nov 1"])
def test_the_day_may_be_said_as_people_say_it(typed: str) -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, f"!med start Canaryl 50 mg in the morning {typed}")
    assert "taken since Sun 1 Nov 2026" in said


@pytest.mark.parametrize("typed", ["!meds here", "!notes here", "!results here", "!scores here"])
def test_an_empty_list_says_in_the_room_that_it_is_empty(typed: str) -> None:
    ward = Ward()
    assert ", no " in ward.say(PHYSICIAN, typed)


def test_what_is_taken_on_a_number_of_things_is_no_day() -> None:
    ward = Ward()
    assert "Canaryl 50 mg on 2 tablets" in ward.say(PHYSICIAN, "!med start Canaryl 50 mg on 2 tablets")


def test_what_is_taken_is_kept_as_typed_with_since_when() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, START)
    kept = newest(ward).what
    assert (kept.name, kept.text, kept.since) == ("Canaryl", "50 mg in the morning", date(2026, 11, 1))
    assert (kept.categories, kept.modality) == ((Category.MEDICATION,), Modality.MEDICATION)
    assert "is kept, taken since Sun 1 Nov 2026. Category: medication." in said
    assert "Canaryl 50 mg in the morning: taken since Sun 1 Nov 2026" in meds(ward)


@pytest.mark.parametrize(
    ("typed", "name", "text"),
    [
        ("insulin-like canary", "insulin-like canary", ""),
        ("vitamin B12 1000 \u00b5g", "vitamin B12", "1000 \u00b5g"),
        ("5-HTP 100 mg", "5-HTP", "100 mg"),
        ('"Depot 3" every 12 weeks', "Depot 3", "every 12 weeks"),
        ("Canary forte: as needed", "Canary forte", "as needed"),
        ("CANARYL\u00ae 1/2 tablet", "CANARYL\u00ae", "1/2 tablet"),
    ],
)
def test_its_name_ends_where_a_figure_a_colon_or_a_quotation_does(typed: str, name: str, text: str) -> None:
    ward = Ward()
    started(ward, f"!med start {typed}")
    assert (newest(ward).what.name, newest(ward).what.text) == (name, text)


def test_any_dose_is_kept_without_a_word_about_it() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!med start Canaryl 5000000 mg hourly")
    assert said.splitlines()[-1] == "Canaryl 5000000 mg hourly."


def test_a_change_takes_its_place_and_keeps_the_history() -> None:
    ward = Ward()
    first = started(ward)
    said = ward.say(PHYSICIAN, "!med change canaryl 100 mg since 2026-12-01")
    assert f"taken so since Tue 1 Dec 2026; as it was before: {first}" in said
    assert (newest(ward).what.text, newest(ward).what.first) == ("100 mg", date(2026, 11, 1))
    now = meds(ward)
    assert "Canaryl 100 mg: taken since Sun 1 Nov 2026, so since Tue 1 Dec 2026" in now
    assert "50 mg" not in now
    assert f"50 mg in the morning: since Sun 1 Nov 2026 until Tue 1 Dec 2026, then {newest(ward).ref}" in meds(ward, "all")
    assert f"It is {newest(ward).ref} now" in ward.say(PHYSICIAN, f"!med stop {first}")


def test_it_is_stopped_with_its_reason_and_stays_in_the_history() -> None:
    ward = Ward()
    ref = started(ward)
    assert "is taken no more since Mon 7 Dec 2026" in ward.say(PHYSICIAN, "!med stop Canaryl because a canary")
    assert (newest(ward).state, newest(ward).what.reason) == (Use.STOPPED, "a canary")
    assert "0 medicines" not in meds(ward)
    whole = meds(ward, "all")
    assert "since Sun 1 Nov 2026, stopped Mon 7 Dec 2026" in whole
    assert f"{ref}, why it was stopped: a canary" in whole
    assert "no longer taken" in ward.say(PHYSICIAN, f"!med change {ref} 100 mg")


def test_the_tag_of_a_reason_to_stop_counts() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=MENTAL_HEALTH, given=False)
    ref = started(ward)
    said = ward.hear(PHYSICIAN, f"!med stop {ref} because a canary #sexual_history")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert "medication and sexual history" in ward.read(said[-1]).text
    assert f"{ref}, why it was stopped: a canary" in ward.privately(SEX_THERAPIST, f"!meds {ward.code} all")
    assert "stopped Mon 7 Dec 2026" in meds(ward, "all")
    assert "a canary" not in meds(ward, "all")


def test_only_a_whole_name_or_a_ref_says_which_one_is_meant() -> None:
    ward = Ward()
    started(ward, "!med start vitamin D 1000 units")
    assert "No medicine of that name" in ward.say(PHYSICIAN, "!med stop vitamin B12")
    started(ward, "!med start vitamin D forte 2000 units")
    ward.say(PHYSICIAN, "!med change vitamin D forte 3000 units")
    assert (newest(ward).what.name, newest(ward).what.text) == ("vitamin D forte", "3000 units")
    assert "Several medicines fit" in ward.say(PHYSICIAN, "!med stop vitamin")
    assert {one.state for one in ward.desk.records.find(Medicine, ward.code)} == {Use.TAKEN, Use.CHANGED}


def test_what_is_taken_already_is_not_started_twice_and_a_day_before_its_beginning_is_refused() -> None:
    ward = Ward()
    ref = started(ward)
    assert f"being taken already, as {ref}" in ward.say(PHYSICIAN, "!med start canaryl 10 mg")
    assert "before" in ward.say(PHYSICIAN, "!med stop Canaryl on 2026-10-01")
    assert "How is it taken now?" in ward.say(PHYSICIAN, "!med change Canaryl")
    assert newest(ward).state == Use.TAKEN


def test_it_is_under_review_for_its_effect_on_sexual_response_until_somebody_says_what_came_of_it() -> None:
    ward = Ward()
    ref = started(ward)
    said = ward.say(SEX_THERAPIST, f"!med review {ref} #sexual_history A canary since the start")
    assert "is under review for its effect on sexual response" in said
    shown = meds(ward)
    assert f"under review for its effect on sexual response, the sex therapist ({SEX_THERAPIST}), Mon 7 Dec 2026" in shown
    assert "A canary since the start" in shown
    ward.say(PHYSICIAN, "!med change Canaryl 25 mg")
    assert "under review" in meds(ward)
    ward.say(PHYSICIAN, f"!med review {newest(ward).ref} done No effect seen")
    assert "; under review" not in meds(ward)
    assert "is not under review" in ward.say(PHYSICIAN, f"!med review {newest(ward).ref} done Again")


def test_what_is_written_about_it_is_for_those_who_may_read_all_that_it_is_about() -> None:
    ward = Ward()
    ref = started(ward)
    ward.desk.later()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=MENTAL_HEALTH, given=False)
    ward.privately(SEX_THERAPIST, f"!med {ward.code} review {ref} #sexual_history A canary")
    shown = meds(ward)
    assert "Canaryl" in shown
    assert "A canary" not in shown


def test_the_agenda_tells_what_is_new_of_it() -> None:
    ward = Ward()
    started(ward)
    agenda = ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    assert agenda.index("New") < agenda.index("Canaryl 50 mg in the morning, started")
    ward.say(PHYSICIAN, "!med change Canaryl 100 mg")
    agenda = ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    assert "Canaryl 100 mg, changed" in agenda
    assert "50 mg" not in agenda
    ward.say(PHYSICIAN, f"!med review {newest(ward).ref} A canary")
    assert "Canaryl 100 mg, under review for its effect" in ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    ward.say(PHYSICIAN, "!med stop Canaryl")
    assert "Canaryl 100 mg, stopped" in ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    ward.say(PHYSICIAN, f"!done {newest(ward).ref}")
    assert "Canaryl" not in ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")


def test_with_an_uncovered_member_in_the_room_it_is_not_posted_and_direct_sends_it() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MEDICATION, to=MENTAL_HEALTH, given=False)
    said = ward.hear(PHYSICIAN, START)
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert [ward.read(one).text for one in said if one.place == ward.room] == ["Sent to you directly."]
    said = ward.hear(PHYSICIAN, "direct", here=direct(PHYSICIAN), reply_to=said[-1])
    assert {one.place for one in said} == {direct(PHYSICIAN), direct(SEX_THERAPIST)}
    assert "Canaryl 50 mg" in ward.read(next(one for one in said if one.place == direct(SEX_THERAPIST))).text


def test_it_is_kept_although_medication_is_left_out_and_that_is_said() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!modality medication out")
    assert "Kept all the same, although medication is left out" in ward.say(PHYSICIAN, START)


def test_an_edit_of_what_was_started_is_a_new_version_and_undo_takes_back_a_change() -> None:
    ward = Ward()
    started(ward)
    typed = ward.talk.heard
    assert "changed as you edited it" in ward.say(PHYSICIAN, START.replace("50", "25"), edits=typed)
    assert (newest(ward).what.text, newest(ward).what.version) == ("25 mg in the morning", 2)
    ward.say(PHYSICIAN, "!med change Canaryl 100 mg")
    assert "An edit changes nothing here" in ward.say(PHYSICIAN, "!med change Canaryl 90 mg", edits=ward.talk.heard)
    ward.say(PHYSICIAN, "!undo")
    assert "Canaryl 25 mg in the morning: taken since" in meds(ward)
