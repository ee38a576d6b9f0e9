"""A reminder is put off by whoever was reminded: by a reply, or by the command."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.care import reminders
from bot.care.facts import direct
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.planned_conference import AT, own, planned, reminder
from tests.unit.ward import Ward


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("snooze 30m", timedelta(minutes=-30, seconds=1)),
        ("Snooze for 30 minutes", timedelta(minutes=-30, seconds=1)),
        ("snooze until 13:40", timedelta(minutes=-20)),
        ("snooze until today 13:40", timedelta(minutes=-20)),
        ("snooze 13:40", timedelta(minutes=-20)),
        ("snooze 15", timedelta(minutes=-45, seconds=1)),
        ("snooze till 13:40", timedelta(minutes=-20)),
    ],
)
def test_a_reply_to_a_reminder_snoozes_for_whoever_replies(words: str, at: timedelta) -> None:
    ward, ref = planned()
    reminder(ward)
    (hour,) = reminder(ward)
    said = ward.hear(SEX_THERAPIST, words, reply_to=hour)
    assert own(ward) == [(AT + at, SEX_THERAPIST)]
    assert f"You are reminded of conference {ref} once more, in your direct room:" in ward.read(said[0]).text
    (alone,) = reminder(ward, reminders.OWN_DUE)
    assert (alone.place, alone.message.mentions) == (direct(SEX_THERAPIST), (SEX_THERAPIST,))


def test_the_reminder_that_comes_again_can_be_snoozed_too() -> None:
    ward, _ = planned()
    reminder(ward)
    (hour,) = reminder(ward)
    ward.say(SEX_THERAPIST, "snooze 10m", reply_to=hour)
    (alone,) = reminder(ward, reminders.OWN_DUE)
    ward.say(SEX_THERAPIST, "snooze 10m", here=direct(SEX_THERAPIST), reply_to=alone)
    assert own(ward) == [(AT - timedelta(minutes=40) + timedelta(seconds=2), SEX_THERAPIST)]


@pytest.mark.parametrize("words", ["ok, see you", "sorry", "I can't make it before three", "Can we begin later?", "\U0001f44d"])
def test_whatever_else_is_replied_is_between_people(words: str) -> None:
    ward, _ = planned()
    (day, *_) = reminder(ward)
    assert ward.hear(MENTAL_HEALTH, words, reply_to=day) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("snooze", "For how long was not said."),
        ("snooze 25h", "a length, or until and a time"),
        ("snooze until 14:00", "A reminder before that was expected"),
        ("snooze 90m", "A reminder before that was expected"),
        ("snooze whenever you like", "a length, or until and a time"),
        ("snooze until yesterday 14:00", "Expected:"),
        ("snooze until 13:40 or so", "a length, or until and a time"),
    ],
)
def test_what_is_no_snooze_is_said_with_a_right_example(words: str, expected: str) -> None:
    ward, _ = planned()
    reminder(ward)
    (hour,) = reminder(ward)
    answer = ward.say(SEX_THERAPIST, words, reply_to=hour)
    assert expected in answer
    assert "snooze" in answer or "2026" in answer
    assert own(ward) == []


def test_a_snooze_into_quiet_hours_is_refused_with_their_end() -> None:
    ward, ref = planned()
    ward.privately(SEX_THERAPIST, "!quiet 12:00-13:30")
    answer = ward.say(SEX_THERAPIST, f"!snooze {ref} until 10 Dec 2026 13:00")
    assert "That is in your quiet hours, until Thu 10 Dec 2026, 13:30 Berlin. A moment from then on was expected" in answer
    assert own(ward) == []


def test_a_snooze_is_taken_back() -> None:
    ward, ref = planned()
    reminder(ward)
    ward.say(SEX_THERAPIST, f"!snooze {ref} until 13:40")
    assert f"You are not reminded of conference {ref} once more." in ward.say(SEX_THERAPIST, f"!snooze {ref} off")
    assert own(ward) == []
    assert len([one for one in ward.desk.dues.of(ward.code) if one.kind == reminders.REMINDER_DUE]) == 2


def test_the_command_snoozes_with_the_ref() -> None:
    ward, ref = planned()
    (day, *_) = reminder(ward)
    ward.say(SEX_THERAPIST, f"!snooze {ref} until 13:40")
    assert own(ward) == [(AT - timedelta(minutes=20), SEX_THERAPIST)]
    ward.say(PHYSICIAN, f"{ref} snooze until 13:50", reply_to=day)
    assert own(ward)[1:] == [(AT - timedelta(minutes=10), PHYSICIAN)]


def test_a_time_that_may_be_on_several_days_is_asked_about() -> None:
    ward, ref = planned()
    (asked,) = ward.hear(SEX_THERAPIST, f"!snooze {ref} until 13:40")
    assert own(ward) == []
    assert "Tue 8 Dec 2026, 13:40" in ward.read(asked).text
    ward.say(SEX_THERAPIST, f"!snooze {ref} until tue 13:40")
    assert own(ward) == [(datetime(2026, 12, 8, 12, 40, tzinfo=UTC), SEX_THERAPIST)]


def test_a_reminder_of_one_s_own_that_comes_late_says_how_soon_it_begins_and_none_after_that() -> None:
    ward, ref = planned()
    reminder(ward)
    ward.say(SEX_THERAPIST, f"!snooze {ref} until 13:40")
    ward.say(PHYSICIAN, f"!snooze {ref} until 13:40")
    (alone,) = reminder(ward, reminders.OWN_DUE, timedelta(minutes=12))
    assert "begins in 8 minutes" in ward.read(alone).text
    assert reminder(ward, reminders.OWN_DUE, timedelta(minutes=20)) == []
    assert ward.desk.facts[-1].outcome == "skipped"


@pytest.mark.parametrize(
    ("night", "clock", "choices"),
    [
        ("2027-10-30", "02:30", ("Sun 31 Oct 2027, 02:30 Berlin (UTC+02:00)", "Sun 31 Oct 2027, 02:30 Berlin (UTC+01:00)")),
        ("2027-03-27", "02:30", ("Sun 28 Mar 2027, 01:30 Berlin", "Sun 28 Mar 2027, 03:30 Berlin")),
    ],
)
def test_a_time_that_a_change_of_the_clocks_repeats_or_skips_is_asked_about(
    night: str, clock: str, choices: tuple[str, ...]
) -> None:
    ward = Ward()
    ward.desk.later(datetime.fromisoformat(f"{night}T20:00:00+00:00") - ward.desk.now)
    ward.say(PHYSICIAN, f"!conference at {datetime.fromisoformat(night).date() + timedelta(days=1)} 09:00")
    (ref,) = (kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference")
    (asked,) = ward.hear(PHYSICIAN, f"!snooze {ref} until {clock}")
    assert asked.message.template == "ask/which"
    assert all(one in ward.read(asked).text for one in choices)
    ward.say(PHYSICIAN, "2", reply_to=asked)
    ((at, person),) = own(ward)
    assert person == PHYSICIAN
    assert at.isoformat() in {"2027-10-31T01:30:00+00:00", "2027-03-28T01:30:00+00:00"}
