"""Apologies and reminders as people type and read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.care import apologies, guests, mornings, reminders
from bot.care.conferences import Conference
from bot.care.consent import Category
from bot.care.facts import File, direct
from bot.care.people import Role
from tests.unit.desk import BOT, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

AT = datetime(2026, 12, 10, 13, tzinfo=UTC)
GUEST = "@guest:example.org"


def planned() -> tuple[Ward, str]:
    ward = Ward()
    ward.say(PHYSICIAN, '!conference at 2026-12-10 14:00-14:45 "canary"')
    return ward, next(kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference")


def reminder(ward: Ward, kind: str = reminders.REMINDER_DUE, late: timedelta = timedelta()) -> list[Said]:
    """The next reminder comes."""
    return ward.talk.ring(min((one for one in ward.desk.dues.of(ward.code) if one.kind == kind), key=lambda one: one.at), late)


def own(ward: Ward) -> list[tuple[datetime, str]]:
    return [(one.at, reminders.person_of(one)) for one in ward.desk.dues.of(ward.code) if one.kind == reminders.OWN_DUE]


def briefed() -> tuple[Ward, str]:
    ward, ref = planned()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.desk.grant(ward.code, Category.MEDICAL, to=GUEST)
    ward.say(SEX_THERAPIST, f'!brief {GUEST} "#medical What next?"')
    ward.desk.join(guests.key_of(ref), BOT)
    return ward, ref


def test_an_apology_tells_the_presenter_and_the_chair_at_once_what_is_missing() -> None:
    ward, ref = planned()
    said = ward.hear(MENTAL_HEALTH, f"!apologies {ref} I am on the ward")
    told = {one.place: one for one in said if one.message.template == "apologies/told"}
    assert set(told) == {direct(PHYSICIAN), direct(SEX_THERAPIST)}
    text = ward.read(told[direct(PHYSICIAN)]).text
    assert f"Conference {ref}, Thu 10 Dec 2026, 14:00 Berlin: the mental health clinician ({MENTAL_HEALTH}) cannot come." in text
    assert "Without a mental health clinician it can only advise." in text
    assert "I am on the ward" in text
    assert told[direct(PHYSICIAN)].message.mentions == (PHYSICIAN,)
    answer = ward.read(next(one for one in said if one.message.template == "apologies/kept")).text
    assert "are not reminded of it. Without a mental health clinician it can only advise. Told: the physician" in answer


def test_one_that_changes_nothing_rings_nobody() -> None:
    ward, _ = planned()
    ward.say(PHYSICIAN, f"!conference at 2026-12-11 14:00 with {PHYSICIAN}")
    ref = [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference"][-1]
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.say(PHYSICIAN, f"!conference at 2026-12-12 14:00 with {PHYSICIAN} {GUEST}")
    ref = [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference"][-1]
    kept = ward.desk.records.locate(ward.code, ref)
    assert kept is not None
    ward.desk.records.put(kept, what=replace(kept.what, required=(Role.PHYSICIAN,)))
    said = ward.hear(GUEST, f"!apologies {ward.code} {ref}", here=direct(GUEST))
    told = [one for one in said if one.message.template == "apologies/told"]
    assert [one.message.mentions for one in told] == [(), ()]
    assert "There are still enough people to decide." in ward.read(told[0]).text


def test_where_chair_and_presenter_are_one_and_cannot_come_the_team_is_told() -> None:
    ward, _ = planned()
    ward.say(SEX_THERAPIST, '!conference at 2026-12-11 14:00 "canary"')
    ref = [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference"][-1]
    said = ward.hear(SEX_THERAPIST, f"!apologies {ward.code} {ref} For a reason", here=direct(SEX_THERAPIST))
    (team,) = [one for one in said if one.place == ward.room]
    assert "Without the chair, the presenter and a sex therapist it can only advise." in ward.read(team).text
    assert team.message.mentions == (PHYSICIAN, MENTAL_HEALTH)
    assert team.message.lines == ()


def test_it_is_taken_back_and_they_are_told_that_there_is_a_quorum() -> None:
    ward, ref = planned()
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    said = ward.hear(MENTAL_HEALTH, f"!apologies {ref} withdraw")
    assert "comes after all." in ward.read(said[0]).text
    assert "There are enough people to decide." in ward.read(said[0]).text
    assert apologies.apologies_of(ward.desk, ward.code, ref) == ()
    assert "You have not said" in ward.say(MENTAL_HEALTH, f"!apologies {ref} withdraw")


def test_a_reason_that_not_all_may_read_is_taken_out_and_told_to_those_who_may() -> None:
    ward, ref = planned()
    ward.desk.grant(ward.code, Category.MENTAL_HEALTH, to=PHYSICIAN, given=False)
    said = ward.hear(MENTAL_HEALTH, f"!apologies {ref} #mental_health canary reason")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    texts = {one.place: ward.read(one).text for one in said if one.message.template == "apologies/told"}
    assert "canary reason" in texts[direct(SEX_THERAPIST)]
    assert "canary reason" not in texts[direct(PHYSICIAN)]


def test_whoever_apologised_is_not_reminded_and_the_others_are_told_so() -> None:
    ward, ref = planned()
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    (said, *_) = reminder(ward)
    assert "Cannot come: the mental health clinician" in ward.read(said).text
    (said, *_) = reminder(ward)
    assert said.message.mentions == (SEX_THERAPIST, PHYSICIAN)
    (last,) = reminder(ward)
    assert last.message.mentions == (SEX_THERAPIST, PHYSICIAN)


def test_quiet_hours_are_kept_and_rung_after() -> None:
    ward, _ = planned()
    ward.privately(MENTAL_HEALTH, "!quiet 12:00-13:30")
    reminder(ward)
    (said,) = reminder(ward)
    assert said.message.mentions == (SEX_THERAPIST, PHYSICIAN)
    (alone,) = reminder(ward, reminders.OWN_DUE)
    assert (alone.place, alone.message.mentions) == (direct(MENTAL_HEALTH), (MENTAL_HEALTH,))
    assert "begins in 30 minutes: Thu 10 Dec 2026, 14:00 Berlin" in ward.read(alone).text


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("snooze 30m", timedelta(minutes=-30, seconds=1)),
        ("Snooze for 30 minutes", timedelta(minutes=-30, seconds=1)),
        ("snooze until 13:40", timedelta(minutes=-20)),
        ("snooze until today 13:40", timedelta(minutes=-20)),
        ("snooze 13:40", timedelta(minutes=-20)),
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


def test_a_reply_says_that_one_cannot_come() -> None:
    ward, ref = planned()
    (day, *_) = reminder(ward)
    ward.say(MENTAL_HEALTH, "Apologies, I am on the ward", reply_to=day)
    assert apologies.apologies_of(ward.desk, ward.code, ref) == (MENTAL_HEALTH,)
    assert [one.what.text for one in apologies.given_for(ward.desk, ward.code, ref)] == ["I am on the ward"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("i cant make it", ""),
        ("Sorry, I can\u2019t come.", ""),
        ("cannot come because I am on the ward", "because I am on the ward"),
        ("Not coming, I am on the ward", "I am on the ward"),
    ],
)
def test_a_reply_says_so_in_ones_own_words(words: str, why: str) -> None:
    ward, ref = planned()
    (day, *_) = reminder(ward)
    said = ward.hear(MENTAL_HEALTH, words, reply_to=day)
    assert [one.what.text for one in apologies.given_for(ward.desk, ward.code, ref)] == [why]
    (told,) = (one for one in said if one.message.template == "apologies/told" and one.place == direct(PHYSICIAN))
    assert ("In their words: " in ward.read(told).text) is bool(why)


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


def test_a_reminder_of_a_conference_and_that_of_the_morning_do_not_get_in_each_other_s_way() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!action #summary A canary {SEX_THERAPIST} due 2026-12-07")
    conference = ward.desk.records.get(Conference, ward.code, ref)
    reminders.note_told(ward.desk, conference, SEX_THERAPIST)
    assert mornings.remind(ward.desk, SEX_THERAPIST) is not None
    assert reminders.told_last(ward.desk, SEX_THERAPIST) == conference
    assert mornings.remind(ward.desk, SEX_THERAPIST) is None


def test_a_snooze_is_taken_back() -> None:
    ward, ref = planned()
    reminder(ward)
    ward.say(SEX_THERAPIST, f"!snooze {ref} until 13:40")
    assert f"You are not reminded of conference {ref} once more." in ward.say(SEX_THERAPIST, f"!snooze {ref} off")
    assert own(ward) == []
    assert len([one for one in ward.desk.dues.of(ward.code) if one.kind == reminders.REMINDER_DUE]) == 2


def test_whoever_stays_out_of_the_case_s_room_is_not_rung_unless_they_were_asked() -> None:
    ward, _ = planned()
    ward.coordinate(f"!team {ward.code} add {GUEST} coordinator")
    room = ward.desk.state.places[ward.room]
    ward.desk.state.places[ward.room] = replace(room, joined=room.joined - {GUEST}, invited=frozenset())
    reminder(ward)
    assert {one.message.mentions for one in reminder(ward)} == {(SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)}
    ward.say(PHYSICIAN, f"!conference at 2026-12-11 14:00 with {GUEST}")
    rung = {one.place for one in ward.desk.said if GUEST in one.message.mentions}
    assert rung == {ward.room, direct(GUEST)}
    told = len(ward.desk.said)
    while not any(one.place == direct(GUEST) and one.message.mentions for one in ward.desk.said[told:]):
        reminder(ward)


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


def test_a_move_says_whose_apologies_were_for_the_old_time() -> None:
    ward, ref = planned()
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    (moved,) = ward.hear(PHYSICIAN, f"!conference move {ref} 2026-12-11 14:00")
    assert f"Apologies were for the old time, and are asked for anew: the mental health clinician ({MENTAL_HEALTH})." in (
        ward.read(moved).text
    )
    assert MENTAL_HEALTH in moved.message.mentions


def test_a_booking_says_for_whom_it_is_outside_their_hours_and_who_is_away_that_day() -> None:
    ward = Ward()
    ward.privately(MENTAL_HEALTH, "!away 10 Dec 2026")
    said = ward.say(PHYSICIAN, f"!conference at 2026-12-10 18:30 with {MENTAL_HEALTH}")
    assert f"Outside working hours for the sex therapist ({SEX_THERAPIST}) and the physician ({PHYSICIAN})." in said
    assert f"Away that day: the mental health clinician ({MENTAL_HEALTH})." in said


def test_a_guest_finds_the_calendar_file_with_the_brief_and_reads_moves_and_cancellation_in_that_room() -> None:
    ward, ref = briefed()
    room = guests.key_of(ref)
    brief = next(one for one in ward.desk.said if one.message.template == "brief/sent")
    assert isinstance(brief.message.file, File)
    moved = ward.hear(PHYSICIAN, f"!conference move {ref} 2026-12-11 14:00")
    (theirs,) = [one for one in moved if one.place == room]
    assert theirs.message.mentions == (GUEST,)
    assert isinstance(theirs.message.file, File)
    assert b"SEQUENCE:1" in theirs.message.file.data
    off = ward.hear(PHYSICIAN, f"!conference cancel {ref} #mental_health canary reason")
    (theirs,) = [one for one in off if one.place == room]
    assert "is called off" in ward.read(theirs).text
    assert "canary reason" not in ward.read(theirs).text


def test_a_guest_is_reminded_in_the_room_of_the_conference_and_may_apologise_there() -> None:
    ward, ref = briefed()
    reminder(ward)
    said = reminder(ward)
    rung = {one.place: one.message.mentions for one in said if one.message.template == "conference/reminder"}
    assert rung == {ward.room: (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH), guests.key_of(ref): (GUEST,)}
    theirs = next(one for one in said if one.place == guests.key_of(ref))
    ward.say(GUEST, "apologies", here=guests.key_of(ref), reply_to=theirs)
    assert apologies.apologies_of(ward.desk, ward.code, ref) == (GUEST,)


def test_a_guest_who_is_asked_by_name_and_has_no_room_yet_is_reminded_alone() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.say(PHYSICIAN, f'!conference at 2026-12-10 14:00-14:45 "canary" with {GUEST}')
    reminder(ward)
    places = [one.place for one in reminder(ward) if one.message.mentions == (GUEST,)]
    assert places == [direct(GUEST)]


def test_closing_a_case_tells_the_guests_of_a_conference_that_it_is_called_off() -> None:
    ward, ref = briefed()
    (asked,) = [
        one for one in ward.hear(SEX_THERAPIST, "!case close #medical Goals reached.") if one.message.template == "case/closing"
    ]
    said = ward.hear(SEX_THERAPIST, "yes", reply_to=asked)
    assert [one.message.template for one in said if one.place == guests.key_of(ref)] == ["conference/cancelled"]


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
