from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.care.covers import stand_in
from bot.care.facts import control, direct
from bot.care.own_words import own_words
from bot.care.people import Membership, Role
from tests.unit.alarm import DEPUTY, ON_CALL, Alarm
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST


def at(alarm: Alarm, text: str) -> None:
    """Let it be this moment, on the clinic's clocks (Berlin, in winter)."""
    alarm.after(seconds=(datetime.fromisoformat(f"{text}+01:00") - alarm.desk.now).total_seconds())


def rung(alarm: Alarm, text: str = "!signal urgent canary", by: str = PHYSICIAN) -> set[str]:
    """Who is rung by it at once."""
    return {person for one in alarm.hear(by, text) for person in one.message.mentions if one.place == direct(person)}


@pytest.mark.parametrize("moment", ["2026-12-07T18:00", "2026-12-08T07:59", "2026-12-12T12:00"])
def test_outside_the_owner_s_working_hours_every_rung_is_rung_at_once(moment: str) -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, f"!away deputy {DEPUTY}")
    at(alarm, moment)
    assert rung(alarm) == {SEX_THERAPIST, DEPUTY, ON_CALL, COORDINATOR}
    assert "nobody is left to ring" in alarm.after(minutes=10)[control()]


def test_working_hours_are_those_of_where_the_owner_is() -> None:
    alarm = Alarm()
    alarm.desk.people.put(replace(alarm.desk.people.get(SEX_THERAPIST), zone="America/New_York"))
    assert rung(alarm) == {SEX_THERAPIST, ON_CALL, COORDINATOR}
    at(alarm, "2026-12-07T18:00")
    assert rung(alarm) == {SEX_THERAPIST}


def test_on_a_closing_day_every_rung_is_rung_at_once() -> None:
    alarm = Alarm()
    alarm.desk._clinic = replace(alarm.desk.clinic, closed=lambda day: day.day == 7)  # noqa: SLF001 - a day without work
    assert rung(alarm) == {SEX_THERAPIST, ON_CALL, COORDINATOR}


def test_whoever_is_away_is_skipped_and_the_deputy_is_rung_first() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, f"!away 7-9 Dec deputy {DEPUTY}")
    assert rung(alarm) == {DEPUTY}
    at(alarm, "2026-12-10T09:00")
    assert rung(alarm) == {SEX_THERAPIST}


def test_a_deputy_who_is_away_too_is_skipped_as_well() -> None:
    alarm = Alarm()
    alarm.say(DEPUTY, "!away 7-9 Dec", here=direct(DEPUTY))
    assert "They are away at that time too" in alarm.say(SEX_THERAPIST, f"!away 7-14 Dec deputy {DEPUTY}")
    assert rung(alarm) == {ON_CALL}


def test_somebody_without_an_identity_that_stands_or_without_a_room_is_skipped() -> None:
    alarm = Alarm(present=(COORDINATOR,))
    alarm.desk.people.put(replace(alarm.desk.people.get(SEX_THERAPIST), identified=False))
    assert rung(alarm) == {COORDINATOR}


def test_if_nobody_can_be_reached_the_first_reply_says_so_and_the_coordinators_read_it() -> None:
    alarm = Alarm(present=())
    alarm.say(SEX_THERAPIST, "!away 7-9 Dec")
    read = alarm.heard(PHYSICIAN, "!signal urgent canary")
    assert "Nobody who would be rung can be reached now" in read[alarm.room]
    assert "Nobody who would be rung can be reached" in read[control()]
    assert "canary" not in "".join(read.values())


def test_nobody_is_rung_twice_and_whoever_raised_it_is_not_rung_at_all() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, f"!away deputy {ON_CALL}")
    alarm.desk.rosters.put(Membership(case=alarm.code, person=ON_CALL, roles=(Role.NURSE,), since=alarm.desk.now))
    assert rung(alarm, by=SEX_THERAPIST) == {ON_CALL}
    assert set(alarm.after(minutes=10)) == {direct(COORDINATOR)}


def test_a_case_without_a_lead_begins_with_who_is_on_call() -> None:
    alarm = Alarm()
    lead = alarm.desk.rosters.member(alarm.code, SEX_THERAPIST)
    assert lead is not None
    alarm.desk.rosters.put(replace(lead, lead=False))
    assert rung(alarm) == {ON_CALL}


def test_an_urgent_signal_rings_in_quiet_hours_and_a_concern_waits_for_their_end() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, "!quiet 08:30-11:00", here=direct(SEX_THERAPIST))
    assert rung(alarm) == {SEX_THERAPIST}
    read = alarm.heard(PHYSICIAN, "!signal concern canary")
    assert set(read) == {alarm.room}
    assert f"Only after their quiet hours: the sex therapist ({SEX_THERAPIST})" in read[alarm.room]
    ref = alarm.ref
    alarm.say(SEX_THERAPIST, "!ack 8B2A I am calling her now", here=direct(SEX_THERAPIST))
    assert direct(SEX_THERAPIST) not in alarm.after(minutes=29)
    later = alarm.after(hours=1, minutes=45)
    assert ref in later[direct(SEX_THERAPIST)]
    assert "concern" in later[direct(SEX_THERAPIST)]


def test_a_concern_rings_one_step_a_working_day() -> None:
    alarm = Alarm()
    at(alarm, "2026-12-11T17:00")
    assert rung(alarm, "!signal concern canary") == {SEX_THERAPIST}
    assert alarm.after(hours=62) == {}
    assert set(alarm.after(hours=2)) == {direct(ON_CALL)}
    assert alarm.after(hours=22) == {}
    assert set(alarm.after(hours=2)) == {direct(COORDINATOR)}


def test_a_concern_outside_working_hours_rings_its_owner_alone() -> None:
    alarm = Alarm()
    at(alarm, "2026-12-12T12:00")
    assert rung(alarm, "!signal concern canary") == {SEX_THERAPIST}


def test_a_concern_that_was_answered_is_not_asked_after_and_stays_on_the_agenda() -> None:
    alarm = Alarm()
    alarm.say(PHYSICIAN, "!signal concern canary")
    alarm.say(SEX_THERAPIST, f"!ack {alarm.ref} I am calling her now", here=direct(SEX_THERAPIST))
    assert alarm.after(days=5) == {}
    assert f"{alarm.ref}, concern signal, the sex therapist" in alarm.say(PHYSICIAN, "!agenda here")


def test_a_watch_rings_nobody_and_stands_on_each_agenda() -> None:
    alarm = Alarm()
    read = alarm.heard(PHYSICIAN, "!signal watch canary")
    assert set(read) == {alarm.room}
    assert alarm.after(days=5) == {}
    assert f"{alarm.ref}, watch signal" in alarm.say(PHYSICIAN, "!agenda here")


def test_a_moment_that_comes_late_rings_the_next_step_once_and_the_one_after_it_in_full_time() -> None:
    alarm = Alarm()
    alarm.urgent()
    (climb,) = [one for one in alarm.desk.state.dues.values() if one.kind == "signal climb"]
    late = alarm.talk.ring(climb, timedelta(hours=3))
    assert {one.place for one in late} == {direct(ON_CALL)}
    assert alarm.after(minutes=9) == {}
    assert set(alarm.after(minutes=1)) == {direct(COORDINATOR)}


def test_how_long_a_rung_has_is_the_clinic_s_to_say() -> None:
    alarm = Alarm()
    waits = replace(alarm.desk.clinic.waits, urgent=timedelta(seconds=5), outcome=timedelta(seconds=7))
    alarm.desk._clinic = replace(alarm.desk.clinic, waits=waits)  # noqa: SLF001 - as it is configured
    ref = alarm.urgent()
    assert set(alarm.after(seconds=5)) == {direct(ON_CALL)}
    alarm.say(ON_CALL, f"!ack {ref} I am calling her now", here=direct(ON_CALL))
    assert "what happened?" in alarm.after(seconds=7)[direct(ON_CALL)]


def test_a_person_who_was_named_and_has_left_the_team_is_no_longer_its_owner() -> None:
    alarm = Alarm()
    named = alarm.desk.rosters.member(alarm.code, MENTAL_HEALTH)
    assert named is not None
    assert rung(alarm, f"!signal concern {MENTAL_HEALTH} canary") == {MENTAL_HEALTH}
    alarm.say(MENTAL_HEALTH, f"!ack {alarm.ref} ok", here=direct(MENTAL_HEALTH))
    alarm.desk.rosters.put(replace(named, until=alarm.desk.now))
    assert direct(MENTAL_HEALTH) not in alarm.after(days=10)


@pytest.mark.parametrize(
    "text", ["I am calling her now", "Calling.", "ja, ich rufe an", "on my way", "OK, driving there", "звоню ей"]
)
def test_what_somebody_will_do_is_in_their_own_words(text: str) -> None:
    assert own_words(text, "Says she has canary")


@pytest.mark.parametrize("text", ["", "ok", "Yes!", "got it, thanks", "k", "…", "12", "👍👍👍👍", "Says  she has canary"])
def test_what_only_says_that_it_was_read_is_not(text: str) -> None:
    assert not own_words(text, "Says she has canary")


def test_who_stands_in_for_the_lead_on_the_case_is_their_deputy_there() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, f"!away deputy {DEPUTY}")
    until = alarm.desk.now + timedelta(days=7)
    stand_in(alarm.desk, alarm.code, COORDINATOR, MENTAL_HEALTH, SEX_THERAPIST, until)
    alarm.urgent()
    assert set(alarm.after(minutes=10)) == {direct(MENTAL_HEALTH)}
