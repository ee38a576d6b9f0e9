from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bot.care.conferences import Conference
from bot.care.consent import Category
from bot.care.facts import File, Message, direct
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST, STRANGER
from tests.unit.meeting import Meeting

AT = datetime(2027, 3, 9, 13, tzinfo=UTC)


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def event(message: Message) -> dict[str, object]:
    assert isinstance(message.file, File)
    found = next(iter(Calendar.from_ical(message.file.data).walk("VEVENT")))
    return {name: found.decoded(name) for name in ("UID", "SEQUENCE", "STATUS", "DTSTART", "DTEND", "SUMMARY")}


def booked(meeting: Meeting, text: str = '2027-03-09 14:00-14:45 "What next?"') -> tuple[str, Message]:
    said = meeting.say(PHYSICIAN, f"!conference at {text}")[-1].message
    return str(said.values["ref"]), said


def conferences(meeting: Meeting) -> list[Conference]:
    return [kept.what for kept in meeting.desk.records.find(Conference, meeting.case)]


def test_booking_says_when_in_everyones_zone_and_brings_the_calendar_file(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f'!conference at 2027-03-09 14:00-14:45 "What next?" with {SEX_THERAPIST}')
    assert meeting.shown(said[0]) == (
        "Conference 8B2A: Tue 9 Mar 2027, 14:00 Berlin / 13:00 London, for 45 minutes, "
        f"with the sex therapist ({SEX_THERAPIST}) and the physician ({PHYSICIAN}).\n"
        "The calendar file comes with this. Reminders: a day, an hour and five minutes before. "
        "To change it: `!conference move 8B2A …` or `!conference cancel 8B2A …`"
    )
    message = said[0].message
    assert message.mentions == (SEX_THERAPIST,)
    assert message.file is not None
    assert (message.file.name, message.file.mime) == ("conference-8B2A.ics", "text/calendar")
    shown = event(message)
    assert (shown["DTSTART"], shown["DTEND"]) == (AT, AT + timedelta(minutes=45))
    assert shown["SUMMARY"] == "Care conference"


def test_a_move_and_a_cancellation_supersede_the_calendar_entry(meeting: Meeting) -> None:
    ref, first = booked(meeting)
    moved = meeting.say(PHYSICIAN, f"!conference move {ref} 2027-03-10 09:00")[0]
    assert (
        "has moved from Tue 9 Mar 2027, 14:00 Berlin / 13:00 London to Wed 10 Mar 2027, 09:00 Berlin / 08:00 London"
        in meeting.shown(moved)
    )
    off = meeting.say(PHYSICIAN, f"!conference cancel {ref} It is answered")[0]
    entries = [event(message) for message in (first, moved.message, off.message)]
    assert len({str(entry["UID"]) for entry in entries}) == 1
    assert [int(str(entry["SEQUENCE"])) for entry in entries] == [0, 1, 2]
    assert [str(entry["STATUS"]) for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert meeting.desk.dues.of(meeting.case) == ()
    assert "It is answered" not in meeting.shown(off)


def test_the_same_typed_once_more_is_booked_once_and_rings_nobody_again(meeting: Meeting) -> None:
    ref, _ = booked(meeting)
    (said,) = meeting.say(PHYSICIAN, '!conference at 2027-03-09 14:00-14:45 "What next?"')
    assert meeting.shown(said).startswith(f"You have booked that already: conference {ref}, Tue 9 Mar 2027, 14:00 Berlin")
    assert (said.message.mentions, said.message.file) == ((), None)
    booked(meeting, '2027-03-09 15:00 "What next?"')
    meeting.say(SEX_THERAPIST, '!conference at 2027-03-09 14:00-14:45 "What next?"')
    assert len(conferences(meeting)) == 3


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("16:00", "Tue 9 Mar 2027, 16:00 Berlin"),
        ("to 16:00-16:30", "Tue 9 Mar 2027, 16:00 Berlin"),
        ("4pm", "Tue 9 Mar 2027, 16:00 Berlin"),
        ("16:00 London time", "Tue 9 Mar 2027, 17:00 Berlin"),
        ("to Friday 12 March 16:00", "Fri 12 Mar 2027, 16:00 Berlin"),
        ("16:00 tomorrow", "Tue 8 Dec 2026, 16:00 Berlin"),
    ],
)
def test_a_time_alone_is_one_of_the_day_on_which_it_was_to_be(meeting: Meeting, typed: str, expected: str) -> None:
    booked(meeting)
    moved = meeting.shown(meeting.say(PHYSICIAN, f"!conference move {typed}")[0])
    assert f" to {expected} / " in moved


def test_a_move_to_where_it_is_rings_nobody_and_no_apology_lapses(meeting: Meeting) -> None:
    ref, _ = booked(meeting)
    meeting.say(SEX_THERAPIST, "!apologies")
    (said,) = meeting.say(PHYSICIAN, f"!conference move {ref} 2027-03-09 14:00")
    assert meeting.shown(said).startswith("It is at that time already: Tue 9 Mar 2027, 14:00 Berlin")
    assert "You had said so" in meeting.shown(meeting.say(SEX_THERAPIST, "!apologies")[-1])
    assert [one.sequence for one in conferences(meeting)] == [0]


@pytest.mark.parametrize(
    "question",
    [
        "Summary\r\nATTENDEE:mailto:x@evil.example\r\nX:",
        "BEGIN:VALARM\nACTION:EMAIL\nEND:VALARM",
        "x" * 3000,
        "\U0001f600" * 40,
    ],
)
def test_a_question_is_kept_as_typed_and_never_reaches_the_calendar(meeting: Meeting, question: str) -> None:
    _, said = booked(meeting, f'2027-03-09 14:00 "{question}"')
    assert conferences(meeting)[0].question == question.strip()
    assert said.file is not None
    assert "ATTENDEE" not in said.file.data.decode()
    assert b"VALARM" not in said.file.data
    assert b"xxxx" not in said.file.data
    assert max(len(line) for line in said.file.data.split(b"\r\n")) <= 75


@pytest.mark.parametrize(
    "when",
    [
        "2026-02-30 10:00",
        "2026-02-29 10:00",
        "2026-10-25 02:30",
        "03/04/2027 10:00",
        "1969-12-31 23:59",
        "10000-01-01 00:00",
        "2026-12-31 23:59:60",
        "tomorrow 8",
        "2027-01-01 10:00 ../../etc/passwd",
        "2027-01-01 10:00 EST",
    ],
)
def test_a_time_that_cannot_be_or_may_be_two_books_nothing(meeting: Meeting, when: str) -> None:
    answer = meeting.read(PHYSICIAN, f"!conference at {when}")
    assert conferences(meeting) == []
    assert meeting.desk.dues.of(meeting.case) == ()
    assert when not in answer


def test_a_far_zone_and_no_question_are_fine(meeting: Meeting) -> None:
    booked(meeting, "2027-01-01T10:00:00+14:00")
    assert conferences(meeting)[0].at == datetime(2026, 12, 31, 20, tzinfo=UTC)


def test_an_ambiguous_hour_is_asked_about_and_the_answer_books_it(meeting: Meeting) -> None:
    asked = meeting.say(PHYSICIAN, '!conference at tomorrow 8 "What next?"')[0]
    assert conferences(meeting) == []
    meeting.say(PHYSICIAN, "2", reply_to=asked.event_id)
    assert conferences(meeting)[0].at == datetime(2026, 12, 8, 19, tzinfo=UTC)
    assert conferences(meeting)[0].question == "What next?"


@pytest.mark.parametrize("with_whom", [STRANGER, f"{PHYSICIAN} and some words", "nobody"])
def test_whoever_is_not_on_the_team_does_not_take_part(meeting: Meeting, with_whom: str) -> None:
    meeting.say(PHYSICIAN, f'!conference at 2027-03-09 14:00 "What next?" with {with_whom}')
    assert conferences(meeting) == []


def test_roles_take_part_too(meeting: Meeting) -> None:
    _, said = booked(meeting, '2027-03-09 14:00 "What next?" with sex therapist')
    assert said.mentions == (SEX_THERAPIST,)


def test_a_coordinator_is_asked_what_the_question_is_about(meeting: Meeting) -> None:
    asked = meeting.say(COORDINATOR, '!conference at 2027-03-09 14:00 "What next?"')[0]
    assert conferences(meeting) == []
    answered = meeting.say(COORDINATOR, "summary", reply_to=asked.event_id)[0]
    assert answered.message.file is not None
    assert conferences(meeting)[0].categories == ("summary",)
    assert conferences(meeting)[0].at == AT


def test_a_question_that_not_all_may_read_is_taken_out_and_the_team_reads_the_date(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, '!conference at 2027-03-09 14:00 #mental_health "canary"')
    assert meeting.desk.redacted == [(meeting.room, "$typed1")]
    assert [one.place for one in said] == [meeting.room, direct(PHYSICIAN), meeting.room]
    assert "mental health is not shared with" in meeting.shown(said[1])
    assert said[2].message.file is not None
    assert not any("canary" in meeting.shown(one) for one in said)


@pytest.mark.parametrize("question", ['"#mental_health canary"', '"canary #mental_health"', "\u201e#mental_health canary\u201c"])
def test_a_tag_within_the_quotation_marks_counts(meeting: Meeting, question: str) -> None:
    said = meeting.say(PHYSICIAN, f"!conference {meeting.case} at 2027-03-09 14:00 {question}", here=direct(PHYSICIAN))
    assert conferences(meeting)[0].categories == ("mental_health",)
    assert [one.place for one in said] == [direct(PHYSICIAN), meeting.room]
    assert "canary" not in meeting.shown(said[1])


def test_booked_from_the_direct_room_it_is_told_in_the_case_room(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f'!conference {meeting.case} at 2027-03-09 14:00 "What next?"', here=direct(PHYSICIAN))
    assert [one.place for one in said] == [direct(PHYSICIAN), meeting.room]
    assert meeting.shown(said[0]).startswith(f"{meeting.case}: Conference 8B2A is booked: Tue 9 Mar 2027, 14:00 Berlin")
    assert "Question: What next?" in meeting.shown(said[1])
    assert said[0].message.file is None


def test_what_is_said_elsewhere_of_a_conference_is_told_to_those_who_may_read_it(meeting: Meeting) -> None:
    text = f'!conference {meeting.case} at 2027-03-09 14:00 "What next?"'
    (_, team) = meeting.say(SEX_THERAPIST, text, here=direct(SEX_THERAPIST))
    ref = team.message.values["ref"]
    text = f"!conference {meeting.case} cancel {ref} It is answered"
    (own, team) = meeting.say(SEX_THERAPIST, text, here=direct(SEX_THERAPIST))
    assert "It is answered" not in meeting.shown(own)
    assert meeting.shown(team).endswith("The calendar file takes the entry out.\nBecause: It is answered")
    assert [line.about for line in team.message.lines] == [("sexual_history",)]
    said = meeting.say(PHYSICIAN, f"!conference cancel {booked(meeting)[0]} It is answered")
    assert said[0].message.lines == (), "what was typed in the room was read there"


def test_a_role_that_nobody_holds_yet_is_named(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, "!conference at 2027-03-09 14:00 with physio and nurse")[0]
    assert f"and the physician ({PHYSICIAN}). Not on the team yet: physiotherapist and nurse.\nThe" in meeting.shown(said)
    assert "Not on the team yet: physiotherapist and nurse." in meeting.shown(said, html=True)


def test_reminders_ring_everyone_who_takes_part(meeting: Meeting) -> None:
    booked(meeting, f'2027-03-09 14:00 "What next?" with {SEX_THERAPIST}')
    soon, rung = [], []
    for _ in range(3):
        said = meeting.wait_for("conference reminder")
        assert [one.place for one in said] == [meeting.room]
        rung.append(said[0].message.mentions)
        soon.append(meeting.shown(said[0]).partition(":")[0])
    assert rung == [(PHYSICIAN,), *2 * [(SEX_THERAPIST, PHYSICIAN)]], "the first is asked what they bring, and reads it there"
    assert soon == [
        "Conference 8B2A begins tomorrow",
        "Conference 8B2A begins in one hour",
        "Conference 8B2A begins in five minutes",
    ]


def test_reminders_slept_through_ring_nobody_and_are_told_once(meeting: Meeting) -> None:
    booked(meeting)
    (said,) = meeting.wait_for("conference reminder", late=timedelta(hours=2))
    assert said.message.mentions == ()
    assert meeting.shown(said).startswith("No reminder was sent while I was away. Conference 8B2A is still to come: Tue 9 Mar")
    assert meeting.wait_for("conference reminder", late=timedelta(hours=2)) == [], "the last one speaks for both"
    (said,) = meeting.wait_for("conference reminder", late=timedelta(hours=1))
    assert "Conference 8B2A was to begin Tue 9 Mar 2027, 14:00 Berlin / 13:00 London." in meeting.shown(said)


def test_those_to_come_are_listed_with_the_questions_that_one_may_read(meeting: Meeting) -> None:
    booked(meeting, '2027-03-10 14:00 "Later?"')
    booked(meeting, '2027-03-09 14:00 #mental_health "canary"')
    mine = meeting.privately(PHYSICIAN, f"!conferences {meeting.case}")
    assert mine.index("9 Mar 2027") < mine.index("10 Mar 2027")
    assert "canary" in mine
    theirs = meeting.privately(SEX_THERAPIST, f"!conferences {meeting.case}")
    assert "canary" not in theirs
    assert "Later?" in theirs


@pytest.mark.parametrize(
    "text",
    ["!conference move 8R2Q 2027-03-10 09:00", "!conference cancel 8R2Q A reason", "!conference move 8B2A yesterday 09:00"],
)
def test_what_does_not_exist_or_lies_behind_us_cannot_be_changed(meeting: Meeting, text: str) -> None:
    booked(meeting)
    before = conferences(meeting)
    meeting.say(PHYSICIAN, text)
    assert conferences(meeting) == before


def test_what_is_taken_out_of_the_room_reaches_those_who_may_read_it(meeting: Meeting) -> None:
    meeting.desk.grant(meeting.case, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    said = meeting.say(SEX_THERAPIST, '!conference at 2027-03-09 14:00 "a canary"')
    assert [place for place, _ in meeting.desk.redacted] == [meeting.room]
    (posted,) = (one for one in said if one.place == meeting.room and one.message.template == "conference/booked")
    assert "canary" not in meeting.shown(posted)
    assert "a canary" in meeting.rest(posted, SEX_THERAPIST)
    said = meeting.say(SEX_THERAPIST, f"!conference cancel {posted.message.values['ref']} a second canary")
    assert len(meeting.desk.redacted) == 2
    (posted,) = (one for one in said if one.place == meeting.room and one.message.template == "conference/cancelled")
    assert "canary" not in meeting.shown(posted)
    assert "a second canary" in meeting.rest(posted, SEX_THERAPIST)
    assert meeting.rest(posted, PHYSICIAN) == ""


def test_a_time_behind_a_ref_that_may_be_two_is_asked_about_and_the_answer_counts(meeting: Meeting) -> None:
    ref, _ = booked(meeting)
    (asked,) = meeting.say(PHYSICIAN, f"!conference move {ref} 2027-03-12 10")
    assert asked.message.template == "ask/which"
    said = meeting.say(PHYSICIAN, "1", reply_to=asked.event_id)
    assert [one.message.template for one in said] == ["conference/moved"]
    assert conferences(meeting)[0].at == datetime(2027, 3, 12, 9, tzinfo=UTC)
