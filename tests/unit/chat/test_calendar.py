from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.chat.calendar import Entry, file, written
from tests.unit.chat import rfc5545

AT = datetime(2027, 3, 9, 13, 0, tzinfo=UTC)
ENTRY = Entry(
    ref="8R2Q",
    uid="5f2b6b1e-0d0c-5d4c-8a55-0a7b2f5a2b11@carehuddle",
    sequence=0,
    stamp=datetime(2026, 12, 7, 8, 0, tzinfo=UTC),
    at=AT,
    end=AT + timedelta(minutes=45),
    zone="Europe/Berlin",
)


def event(data: bytes) -> dict[str, str]:
    found = next(iter(Calendar.from_ical(data).walk("VEVENT")))
    return {name: found.decoded(name) if name.startswith("DT") else str(found[name]) for name in found}


def test_the_file_is_named_by_the_ref_and_tells_nothing_but_the_time() -> None:
    made = file(ENTRY)
    assert (made.name, made.mime) == ("conference-8R2Q.ics", "text/calendar")
    shown = event(made.data)
    assert shown["SUMMARY"] == "Care conference"
    assert set(shown) == {
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "LAST-MODIFIED",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "STATUS",
        "CLASS",
        "TRANSP",
    }


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
def test_it_begins_and_ends_at_its_moment_in_the_zone_it_was_booked_in(zone: str) -> None:
    shown = event(written(replace(ENTRY, zone=zone)))
    assert shown["DTSTART"] == AT
    assert shown["DTEND"] == AT + timedelta(minutes=45)


def test_the_zone_is_described_in_the_file() -> None:
    parsed = Calendar.from_ical(written(ENTRY))
    assert [str(one["TZID"]) for one in parsed.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert b"DTSTART;TZID=Europe/Berlin:20270309T140000\r\n" in written(ENTRY)
    assert parsed["METHOD"] == "PUBLISH"


def test_every_line_ends_with_crlf_and_is_folded() -> None:
    lines = written(ENTRY).split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    assert lines[-1] == b""


def test_a_move_and_a_cancellation_supersede_it_under_the_same_id() -> None:
    moved = event(written(replace(ENTRY, sequence=1, at=AT + timedelta(days=1), end=AT + timedelta(days=1, hours=1))))
    off = event(written(replace(ENTRY, sequence=2, cancelled=True)))
    assert moved["UID"] == off["UID"] == ENTRY.uid
    assert (moved["SEQUENCE"], moved["STATUS"]) == ("1", "CONFIRMED")
    assert (off["SEQUENCE"], off["STATUS"]) == ("2", "CANCELLED")


def test_a_conference_across_a_clock_change_keeps_both_moments() -> None:
    at = datetime(2027, 3, 28, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    shown = event(written(replace(ENTRY, at=at, end=at + timedelta(hours=3))))
    assert shown["DTEND"] - shown["DTSTART"].astimezone(UTC) == timedelta(hours=3)  # type: ignore[attr-defined]


def test_the_second_of_a_time_that_the_clocks_show_twice_is_written_in_utc() -> None:
    at = datetime(2027, 10, 31, 2, 15, fold=1, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    assert b"DTSTART:20271031T011500Z\r\n" in written(replace(ENTRY, at=at, end=at + timedelta(hours=1)))
    before = at - timedelta(minutes=75)
    data = written(replace(ENTRY, at=before, end=at))
    assert b"DTSTART:20271031T000000Z\r\nDTEND:20271031T011500Z\r\n" in data, "its end would read as before its beginning"
    first = written(replace(ENTRY, at=before, end=before + timedelta(minutes=30)))
    assert b"DTSTART;TZID=Europe/Berlin:20271031T020000\r\n" in first


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Zulu", "Africa/Abidjan"])
def test_utc_by_whatever_name_needs_no_description(zone: str) -> None:
    data = written(replace(ENTRY, zone=zone))
    assert b"DTSTART:20270309T130000Z\r\n" in data
    assert b"VTIMEZONE" not in data


def test_it_holds_no_alarm_and_asks_nobody_for_an_answer() -> None:
    data = written(replace(ENTRY, link="https://meet.example.org/care-0"))
    assert not any(part in data for part in (b"VALARM", b"ATTENDEE", b"ORGANIZER", b"METHOD:REQUEST", b"RSVP"))


def test_ramadan_in_morocco_is_in_the_file() -> None:
    parsed = rfc5545.parsed(written(replace(ENTRY, zone="Africa/Casablanca")))
    assert rfc5545.moment(parsed, parsed.named("VEVENT")[0].one("DTSTART")) == AT
    (zone,) = parsed.named("VTIMEZONE")
    assert [one.at for one in rfc5545.onsets(zone) if one.at.year == 2027] == [
        datetime(2027, 2, 7, 2, tzinfo=UTC),
        datetime(2027, 3, 14, 2, tzinfo=UTC),
    ]
