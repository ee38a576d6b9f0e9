"""The series of a case's huddles: set, left out, listed, and told to the team."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Role
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST
from tests.unit.meeting import Meeting, ref


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_a_series_is_answered_with_weekday_year_zone_in_everyones_zone_and_its_next_three_dates(meeting: Meeting) -> None:
    assert meeting.read(PHYSICIAN, "!huddle every tue 10:00 Europe/London") == (
        "Huddles every Tuesday at 10:00 London time, series 8B2A.\n"
        "Next: Tue 8 Dec 2026, 11:00 Berlin / 10:00 London; Tue 15 Dec 2026, 11:00 Berlin / 10:00 London; "
        "Tue 22 Dec 2026, 11:00 Berlin / 10:00 London. To end it: `!huddle stop`"
    )


def test_a_second_series_says_that_it_takes_the_place_of_the_first(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every mon 09:00")
    assert "It takes the place of the one every Monday at 09:00 Berlin time." in meeting.read(PHYSICIAN, "!huddle every day 09:00")
    assert len(meeting.desk.dues.of(meeting.case)) == 1


def test_the_same_series_typed_once_more_stays_as_it_is_and_is_told_to_nobody(meeting: Meeting) -> None:
    first = ref(meeting.say(PHYSICIAN, "!huddle every mon 09:00"))
    meeting.desk.later(timedelta(days=3))
    (said,) = meeting.say(SEX_THERAPIST, "!huddle every monday 9:00")
    assert meeting.shown(said).startswith(f"That stands already: {first}, every Monday at 09:00 Berlin time, next on Mon ")
    assert ref(meeting.say(PHYSICIAN, "!huddle every mon 10:00")) != first
    again = ref(meeting.say(PHYSICIAN, "!review every 4 weeks"))
    assert again in meeting.read(PHYSICIAN, "!review every 4 weeks")
    assert "`!review move all " in meeting.read(PHYSICIAN, "!review every 4 weeks")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("huddle weekdays 8:45", "Huddles every weekday at 08:45 Berlin time"),
        ("huddle daily 9:00", "Huddles every day at 09:00 Berlin time"),
        ("huddle weekly tue 2pm", "Huddles every Tuesday at 14:00 Berlin time"),
        ("review monthly 1st mon 10:00", "Plan reviews every 1st Monday of the month at 10:00 Berlin time"),
    ],
)
def test_a_series_whose_first_word_says_how_often_needs_no_every(meeting: Meeting, typed: str, shown: str) -> None:
    (said,) = meeting.say(PHYSICIAN, f"!{typed}")
    assert meeting.shown(said).startswith(shown)


def test_a_bare_hour_is_asked_about_and_nothing_is_set_before_the_answer(meeting: Meeting) -> None:
    asked = meeting.say(PHYSICIAN, "!huddle every mon 9")
    assert meeting.desk.dues.of(meeting.case) == ()
    answered = meeting.say(PHYSICIAN, "1", reply_to=asked[-1].event_id)
    assert "every Monday at 09:00 Berlin time" in meeting.shown(answered[-1])


@pytest.mark.parametrize(
    "text",
    [
        "!huddle at 2:30",
        "!huddle every -5 days 09:00",
        "!huddle every 1 second",
        "!huddle every mon 25:00",
        "!huddle every mon 09:00 and more",
        "!huddle skip 2026-02-30 Nobody is in",
        "!huddle skip tomorrow Nobody is in",
        "!huddle stop",
    ],
)
def test_what_cannot_be_meant_sets_nothing_and_is_not_repeated(meeting: Meeting, text: str) -> None:
    answer = meeting.read(PHYSICIAN, text)
    assert "`" in answer
    assert text.partition(" ")[2] not in answer
    assert meeting.desk.dues.of(meeting.case) == ()


def test_a_day_is_left_out_with_its_reason(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every day 10:00")
    answer = meeting.read(PHYSICIAN, "!huddle skip 2026-12-08 Nobody is in")
    assert answer.startswith("Left out: Tue 8 Dec 2026, 10:00 Berlin / 09:00 London. Next: Mon 7 Dec 2026, 10:00 Berlin")
    told = meeting.privately(PHYSICIAN, f"!huddle {meeting.case}")
    assert "Nobody is in" in told
    assert "every day at 10:00" in told


def test_a_series_set_left_out_or_ended_elsewhere_is_told_in_the_case_room_with_who_did_it(meeting: Meeting) -> None:
    for text, begins, ends in (
        ("every mon 09:00", "Huddles every Monday at 09:00", "Set by"),
        ("skip 2026-12-14 #summary Nobody is in", "Left out: Mon 14 Dec 2026, 09:00", "Left out by"),
        ("stop", "Series ", "Ended by"),
    ):
        own, room = meeting.say(SEX_THERAPIST, f"!huddle {meeting.case} {text}", here=direct(SEX_THERAPIST))
        assert (own.place, room.place) == (direct(SEX_THERAPIST), meeting.room)
        assert " by " not in meeting.shown(own)
        assert meeting.shown(room).startswith(begins)
        assert meeting.shown(room).endswith(f"{ends} the sex therapist ({SEX_THERAPIST}).")
        assert f"{ends} the sex therapist" in meeting.shown(room, html=True)


def test_a_day_left_out_for_a_reason_that_not_all_may_read_is_told_to_all_without_it(meeting: Meeting) -> None:
    meeting.say(SEX_THERAPIST, "!huddle every mon 09:00")
    said = meeting.say(SEX_THERAPIST, "!huddle skip 2026-12-14 #mental_health A canary")
    assert [one.place for one in said] == [meeting.room, direct(SEX_THERAPIST), meeting.room]
    _, own, team = said
    assert "Not posted, and your message is taken out" in meeting.shown(own)
    assert meeting.shown(team).startswith("Left out: Mon 14 Dec 2026")
    assert "Not posted" not in meeting.shown(team)
    assert "canary" not in meeting.shown(team)


def test_the_next_huddles_of_all_ones_cases_are_listed_privately(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every mon 09:00")
    said = meeting.say(PHYSICIAN, "!huddles")
    assert said[-1].place == direct(PHYSICIAN)
    assert f"- {meeting.case}: Mon 14 Dec 2026, 09:00 Berlin" in meeting.shown(said[-1])


def test_of_the_next_huddles_the_first_to_come_stands_first(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 09:00")
    for time in ("wed 09:00", "mon 12:00"):
        other = meeting.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=None)
        meeting.desk.grant(other, Category.SUMMARY)
        meeting.privately(PHYSICIAN, f"!huddle {other} every {time}")
    listed = meeting.privately(PHYSICIAN, "!huddles")
    assert re.findall(r": (\w+) \d+ Dec 2026, ", listed) == ["Mon", "Tue", "Wed"]


def test_an_abbreviated_zone_is_asked_about(meeting: Meeting) -> None:
    asked = meeting.say(PHYSICIAN, "!huddle every mon 09:00 CET")
    assert "every Monday at 09:00 Berlin time" in meeting.shown(asked[-1])
    assert meeting.desk.dues.of(meeting.case) == ()
    answered = meeting.say(PHYSICIAN, "1", reply_to=asked[-1].event_id)
    assert "every Monday at 09:00 Berlin time" in meeting.shown(answered[-1])
