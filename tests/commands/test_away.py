from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.care import absences
from bot.care.errors import InvalidError
from bot.care.facts import direct
from bot.chat.arguments.spans import hours, span
from bot.chat.tokens import split
from tests.unit.alarm import DEPUTY, Alarm
from tests.unit.desk import BOT, PHYSICIAN, SEX_THERAPIST

TODAY = date(2026, 12, 7)


@pytest.mark.parametrize(
    ("typed", "first", "last", "count"),
    [
        ("1-14 Jan", date(2027, 1, 1), date(2027, 1, 14), 2),
        ("7-9 Dec deputy", TODAY, date(2026, 12, 9), 2),
        ("1-14 Dec", date(2026, 12, 1), date(2026, 12, 14), 2),
        ("28 Dec - 3 Jan", date(2026, 12, 28), date(2027, 1, 3), 5),
        ("28 Dec to 3 January 2027", date(2026, 12, 28), date(2027, 1, 3), 6),
        ("24\u201326 December", date(2026, 12, 24), date(2026, 12, 26), 2),
        ("2026-12-08 - 2026-12-14", date(2026, 12, 8), date(2026, 12, 14), 3),
        ("until fri", TODAY, date(2026, 12, 11), 2),
        ("today until 9 Dec", TODAY, date(2026, 12, 9), 4),
        ("tomorrow", date(2026, 12, 8), date(2026, 12, 8), 1),
        ("1st Feb", date(2027, 2, 1), date(2027, 2, 1), 2),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, first: date, last: date, count: int) -> None:
    assert span(split(typed), today=TODAY) == (first, last, count)


@pytest.mark.parametrize("typed", ["", "soon", "14-1 Dec", "31 Feb", "3.4.", "1-14", "14 Dec - 1 Dec 2026"])
def test_what_is_no_span_of_days_is_refused_with_one_right_example(typed: str) -> None:
    with pytest.raises(InvalidError):
        span(split(typed), today=TODAY)


@pytest.mark.parametrize(
    ("typed", "begin", "end"),
    [
        ("20:00-07:00", time(20), time(7)),
        ("20:00 to 07:30", time(20), time(7, 30)),
        ("8pm-7am", time(20), time(7)),
        ("22:15\u201306:45", time(22, 15), time(6, 45)),
    ],
)
def test_quiet_hours_are_read_as_people_type_them(typed: str, begin: time, end: time) -> None:
    assert hours(split(typed))[:2] == (begin, end)


@pytest.mark.parametrize("typed", ["", "8-7", "25:00-07:00", "evenings", "20:00"])
def test_what_are_no_two_times_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError):
        hours(split(typed))


def test_a_deputy_is_enrolled_and_told_at_once_and_need_not_be_on_any_roster() -> None:
    alarm = Alarm(present=())
    read = alarm.heard(SEX_THERAPIST, f"!away 8-14 Dec deputy {DEPUTY} family", here=direct(SEX_THERAPIST))
    assert alarm.desk.people.get(DEPUTY).enrolled == alarm.desk.now
    assert "has named you as deputy, being away Tue 8 Dec to Mon 14 Dec 2026" in read[direct(DEPUTY)]
    assert "family" not in read[direct(DEPUTY)]
    answer = read[direct(SEX_THERAPIST)]
    assert answer.startswith(f"You are away Tue 8 Dec to Mon 14 Dec 2026. Standing in: {DEPUTY}.")
    shown = alarm.say(SEX_THERAPIST, "!away", here=direct(SEX_THERAPIST))
    assert "\nFor your eyes alone: family\n" in shown
    assert f"Standing in for you: {DEPUTY}." in shown


def test_what_is_shown_of_an_absence_goes_to_the_direct_room_alone() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, "!away 8-14 Dec family", here=direct(SEX_THERAPIST))
    read = alarm.heard(SEX_THERAPIST, "!away")
    assert "family" not in read[alarm.room]
    assert "family" in read[direct(SEX_THERAPIST)]


def test_a_new_absence_takes_the_place_of_those_it_overlaps() -> None:
    alarm = Alarm()
    for days in ("8-14 Dec", "20-22 Dec", "10-18 Dec"):
        alarm.say(SEX_THERAPIST, f"!away {days}")
    kept = absences.absences(alarm.desk, SEX_THERAPIST)
    assert [(one.first.day, one.last.day) for one in kept] == [(10, 18), (20, 22)]


def test_days_in_figures_are_asked_about_where_the_month_may_stand_first_and_a_reply_is_enough() -> None:
    alarm = Alarm()
    asked = alarm.say(SEX_THERAPIST, "!away 8.12.-10.12. family", here=direct(SEX_THERAPIST))
    assert "Tue 8 Dec 2026 to Thu 10 Dec 2026" in asked
    assert "Wed 12 Aug 2026 to Mon 12 Oct 2026" in asked
    assert absences.absences(alarm.desk, SEX_THERAPIST) == ()
    alarm.say(SEX_THERAPIST, "1", here=direct(SEX_THERAPIST))
    (kept,) = absences.absences(alarm.desk, SEX_THERAPIST)
    assert (kept.first, kept.last, kept.reason) == (date(2026, 12, 8), date(2026, 12, 10), "family")


def test_an_absence_that_is_said_again_is_told_to_its_deputy_once() -> None:
    alarm = Alarm(present=())
    typed = f"!away 8-14 Dec deputy {DEPUTY}"
    assert direct(DEPUTY) in alarm.heard(SEX_THERAPIST, typed, here=direct(SEX_THERAPIST))
    assert direct(DEPUTY) not in alarm.heard(SEX_THERAPIST, typed, here=direct(SEX_THERAPIST))
    assert direct(DEPUTY) in alarm.heard(SEX_THERAPIST, typed.replace("14", "15"), here=direct(SEX_THERAPIST))


def test_being_back_is_said_once_and_the_deputy_stays() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, f"!away 7-14 Dec deputy {DEPUTY}")
    assert f"{DEPUTY} still stands in" in alarm.say(SEX_THERAPIST, "!away end")
    assert "You are not away" in alarm.say(SEX_THERAPIST, "!away off")
    assert absences.deputy_of(alarm.desk, SEX_THERAPIST) == DEPUTY
    alarm.say(SEX_THERAPIST, "!away nobody")
    assert absences.deputy_of(alarm.desk, SEX_THERAPIST) is None


@pytest.mark.parametrize("typed", ["!away 1-3 Dec", "!away 1 Jan 2027 to 3 Mar 2028", f"!away 8 Dec deputy {SEX_THERAPIST}"])
def test_an_absence_that_cannot_be_is_refused_and_nothing_of_it_is_kept(typed: str) -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, typed)
    assert absences.absences(alarm.desk, SEX_THERAPIST) == ()
    assert absences.deputy_of(alarm.desk, SEX_THERAPIST) is None


def test_the_bot_and_people_of_other_servers_stand_in_for_nobody() -> None:
    alarm = Alarm()
    alarm.desk._clinic = replace(alarm.desk.clinic, allowed_servers=("example.org",))  # noqa: SLF001 - as it is configured
    for deputy in (BOT, "@nurse:elsewhere.example"):
        alarm.say(SEX_THERAPIST, f"!away deputy {deputy}")
        assert absences.deputy_of(alarm.desk, SEX_THERAPIST) is None


def test_quiet_hours_go_past_midnight_on_the_clocks_of_where_somebody_is() -> None:
    alarm = Alarm()
    assert "20:00 to 07:00, Europe/Berlin" in alarm.say(PHYSICIAN, "!quiet 20:00-07:00")
    late = datetime(2026, 12, 7, 22, 0, tzinfo=UTC)
    assert absences.quiet_until(alarm.desk, PHYSICIAN, late) == datetime(2026, 12, 8, 6, 0, tzinfo=UTC)
    assert absences.quiet_until(alarm.desk, PHYSICIAN, late + timedelta(hours=8)) is None
    assert "begin and end at different times" in alarm.say(PHYSICIAN, "!quiet 20:00-20:00")
    assert "You have no quiet hours" in alarm.say(PHYSICIAN, "!quiet end")
    assert absences.quiet_until(alarm.desk, PHYSICIAN, late) is None


def test_the_next_working_moment_leaves_out_weekends_and_closing_days() -> None:
    alarm = Alarm()
    friday = datetime(2026, 12, 11, 20, 0, tzinfo=UTC)
    assert absences.next_working(alarm.desk, PHYSICIAN, friday) == datetime(2026, 12, 14, 7, 0, tzinfo=UTC)
    noon = datetime(2026, 12, 11, 12, 0, tzinfo=UTC)
    assert absences.next_working(alarm.desk, PHYSICIAN, noon) == noon
