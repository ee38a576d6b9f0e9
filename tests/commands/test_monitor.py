from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import direct
from bot.care.intervals import Interval, Span
from bot.care.monitors import RING, Monitor, Watch
from bot.care.records import Kept
from bot.care.results import Result
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

TSH = "!result lab TSH 2.0 mIU/L"


def monitor(ward: Ward) -> Kept[Monitor]:
    return ward.desk.records.find(Monitor, ward.code)[-1]


def due_on(ward: Ward) -> date:
    due = monitor(ward).due
    assert due is not None
    return due.astimezone(ZoneInfo("Europe/Berlin")).date()


def waiting(ward: Ward) -> list[Due]:
    return [one for one in ward.desk.dues.of(ward.code) if one.kind == RING]


def ring(ward: Ward) -> list[Said]:
    (moment,) = waiting(ward)
    return ward.talk.ring(moment)


def test_it_asks_for_the_next_one_counted_from_the_last_result_of_its_name() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"{TSH} on 2026-11-30")
    said = ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    assert "every 12 weeks, next on Mon 22 Feb 2027. Asked for it then: you." in said
    assert due_on(ward) == date(2027, 2, 22)
    assert monitor(ward).owner == PHYSICIAN


def test_without_a_result_it_is_counted_from_today_and_what_is_past_is_asked_for_tomorrow() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!monitor TSH every 2 weeks")
    assert due_on(ward) == date(2026, 12, 21)
    ward.say(PHYSICIAN, "!result lab Ferritin 20 ng/mL on 2026-01-05")
    ward.say(PHYSICIAN, "!monitor ferritin every 3 months")
    assert due_on(ward) == date(2026, 12, 8)


def test_a_new_result_of_that_name_begins_the_count_anew_however_it_is_spelt() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!monitor 25-OH vitamin D every 12 weeks")
    ward.desk.later(timedelta(days=14))
    assert "The next one is asked for on Mon 15 Mar 2027" in ward.say(PHYSICIAN, "!result lab 25 OH Vitamin D: 31 ng/mL")
    assert due_on(ward) == date(2027, 3, 15)


def test_its_owner_is_told_once_when_it_is_due_and_it_stands_on_the_agenda_as_overdue() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!monitor TSH every 2 weeks {PHYSICIAN}")
    assert monitor(ward).owner == PHYSICIAN
    assert "monitoring" not in ward.privately(PHYSICIAN, f"!agenda {ward.code}").partition("Due soon")[0]
    (said,) = ring(ward)
    assert (said.place, said.message.mentions) == (direct(PHYSICIAN), (PHYSICIAN,))
    assert "TSH; there is none yet." in ward.read(said).text
    assert waiting(ward) == []
    assert monitor(ward).state == Watch.ASKED
    assert "result to ask for" in ward.privately(PHYSICIAN, "!mine")
    ward.desk.later(timedelta(days=3))
    assert "every 2 weeks, overdue 3 days: TSH" in ward.privately(PHYSICIAN, f"!agenda {ward.code}")
    ward.say(PHYSICIAN, TSH)
    assert monitor(ward).state == Watch.ON
    assert "result to ask for" not in ward.privately(PHYSICIAN, "!mine")


def test_all_that_is_due_of_a_case_is_asked_of_its_owner_in_one_message_and_each_once() -> None:
    ward = Ward()
    for typed in ("TSH every week", "LH every week", f"FSH every week {SEX_THERAPIST}", "Ferritin every 2 weeks"):
        ward.say(PHYSICIAN, f"!monitor {typed}")
    tsh, lh, fsh, _ = (one.ref for one in ward.desk.records.find(Monitor, ward.code))
    this_week = [one for one in waiting(ward) if one.at < ward.desk.now + timedelta(days=8)]
    said = [one for moment in this_week for one in ward.talk.ring(moment)]
    assert sorted(one.place for one in said) == sorted([direct(PHYSICIAN), direct(SEX_THERAPIST)])
    text = next(ward.read(one).text for one in said if one.place == direct(PHYSICIAN))
    assert text.startswith(f"{ward.code}, monitoring: 2 results are due.\n")
    assert f"- {tsh}, every week: TSH; there is none yet\n" in text
    assert f"- {lh}, every week: LH; there is none yet\n" in text
    assert sorted(one.ref for one in ward.desk.state.facts if one.action == RING) == sorted([tsh, lh, fsh])


def test_its_name_is_told_to_nobody_with_whom_results_are_not_shared() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!monitor TSH every 2 weeks {PHYSICIAN}")
    ward.desk.grant(ward.code, Category.RESULTS, to=PHYSICIAN, given=False)
    (said,) = ring(ward)
    assert f"monitoring {monitor(ward).ref}: a result that is asked for every 2 weeks is due" in ward.read(said).text
    assert "TSH;" not in ward.read(said).text


def test_once_its_owner_has_left_the_lead_is_asked() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!monitor TSH every 2 weeks {PHYSICIAN}")
    ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")
    lead = next(member.person for member in ward.desk.rosters.of(ward.code) if member.lead)
    assert [one.place for one in ring(ward)] == [direct(lead)]


def test_stop_ends_it_by_name_and_by_ref_and_says_where_there_is_none() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    assert "is stopped" in ward.say(PHYSICIAN, "!monitor tsh stop")
    assert waiting(ward) == []
    assert "Nothing is asked for under that name" in ward.say(PHYSICIAN, "!monitor TSH stop")
    ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    assert "is stopped" in ward.say(PHYSICIAN, f"!monitor {monitor(ward).ref} stop")


@pytest.mark.parametrize("typed", ["!monitor stop TSH", "!Monitor Stop tsh"])
def test_stop_may_stand_first_and_the_answer_says_how(typed: str) -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    assert said.endswith(f"To end it: `!monitor {monitor(ward).ref} stop`")
    assert "is stopped" in ward.say(PHYSICIAN, typed)


def test_a_second_one_of_a_name_takes_the_place_of_the_first() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    first = monitor(ward).ref
    assert f"It takes the place of {first}" in ward.say(PHYSICIAN, "!monitor TSH every 6 months")
    assert len(waiting(ward)) == 1
    listed = ward.privately(MENTAL_HEALTH, f"!monitors {ward.code}")
    assert "TSH, every 6 months: next on Mon 7 Jun 2027" in listed
    assert first not in listed


def test_the_list_shows_what_may_be_read() -> None:
    ward = Ward()
    assert "no result is asked for regularly" in ward.privately(MENTAL_HEALTH, f"!monitors {ward.code}")
    ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    ward.desk.later()
    ward.desk.grant(ward.code, Category.RESULTS, to=MENTAL_HEALTH, given=False)
    said = ward.privately(MENTAL_HEALTH, f"!monitors {ward.code}")
    assert "TSH," not in said
    assert "1 not shared with you" in said


def test_what_is_of_a_part_that_is_left_out_does_not_ring_and_rings_when_that_is_in_again() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!monitor ~medication TSH every 2 weeks")
    ward.say(PHYSICIAN, "!modality medication out")
    assert ring(ward) == []
    assert monitor(ward).state == Watch.ON
    ward.say(PHYSICIAN, "!modality medication in")
    assert [one.place for one in ring(ward)] == [direct(PHYSICIAN)]


def test_done_asks_for_the_result_itself() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!monitor TSH every 1 week")
    assert "`!result lab TSH 4.9 mIU/L [0.4-4.0]`" in ward.say(PHYSICIAN, f"!done {monitor(ward).ref}")


@pytest.mark.parametrize(
    "typed", ["TSH", "every 12 weeks", "TSH every", "TSH every 12", "TSH every full moon", "TSH every 2 weeks or so", "stop"]
)
def test_what_is_not_clear_is_refused_with_an_example(typed: str) -> None:
    assert "!monitor TSH every 12 weeks" in Ward().say(PHYSICIAN, f"!monitor {typed}")


def test_a_name_typed_where_not_all_may_read_it_is_taken_out_of_the_room() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.RESULTS, to=MENTAL_HEALTH, given=False)
    said = ward.hear(PHYSICIAN, "!monitor TSH every 12 weeks")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert [ward.read(one).text for one in said if one.place == ward.room] == ["Sent to you directly."]


def test_months_end_where_the_calendar_ends_them_and_intervals_have_bounds() -> None:
    assert Interval(count=1, span=Span.MONTH).after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Interval(count=2, span=Span.YEAR).after(date(2024, 2, 29)) == date(2026, 2, 28)
    assert Interval(count=14, span=Span.MONTH).after(date(2026, 11, 30)) == date(2028, 1, 30)
    for count, span in ((0, Span.DAY), (6, Span.YEAR), (9999, Span.WEEK)):
        with pytest.raises(InvalidError):
            Interval(count=count, span=span)


def test_a_result_and_what_asks_for_it_may_be_moved_to_the_right_case_with_its_file() -> None:
    ward = Ward()
    other = ward.desk.case(TEAM)
    ward.desk.grant(other, *(one for one in Category if one is not Category.PARTNER))
    ward.say(PHYSICIAN, f"{TSH} on 2026-11-30")
    ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    (answer,) = ward.hear(PHYSICIAN, TSH)
    ward.talk.attach(PHYSICIAN, ward.room, b"%PDF-1.7 canary", reply_to=answer)
    assert due_on(ward) == date(2027, 3, 1)
    moved = ward.desk.records.find(Result, ward.code)[-1].ref
    ward.privately(PHYSICIAN, f"!move {moved} {other}")
    assert due_on(ward) == date(2027, 2, 22)
    shown = ward.hear(PHYSICIAN, f"!result {other} show {moved}", here=direct(PHYSICIAN))
    assert [line.file.data for one in shown for line in one.message.lines if line.file] == [b"%PDF-1.7 canary"]
    ward.privately(PHYSICIAN, f"!move {monitor(ward).ref} {other}")
    assert waiting(ward) == []
    (moment,) = [one for one in ward.desk.dues.of(other) if one.kind == RING]
    assert [one.place for one in ward.talk.ring(moment)] == [direct(PHYSICIAN)]


def test_what_is_due_next_stands_on_the_screen_of_the_case_without_its_name() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    screen = ward.privately(MENTAL_HEALTH, f"!case {ward.code}")
    assert f"monitoring {monitor(ward).ref}, Mon 1 Mar 2027" in screen
    assert "TSH" not in screen


def test_nothing_is_asked_for_once_the_case_is_closed_even_if_it_is_opened_again() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!monitor TSH every 12 weeks")
    ward.coordinate(f"!case {ward.code} close #summary Goals reached")
    ward.coordinate(f"!yes {ward.code}")
    assert (monitor(ward).state, waiting(ward)) == (Watch.STOPPED, [])
    ward.coordinate(f"!case {ward.code} reopen")
    assert "no result is asked for regularly" in ward.privately(MENTAL_HEALTH, f"!monitors {ward.code}")
