"""Calendar files against the rules of RFC 5545, against two libraries that share no code, and against every zone there is."""

from __future__ import annotations

import zoneinfo
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.chat.calendar import SUMMARY, Entry, written
from bot.chat.vtimezone import described, stretches
from tests.unit.chat import rfc5545
from tests.unit.chat.test_calendar import ENTRY

if TYPE_CHECKING:
    from ical.calendar import Calendar as OtherCalendar

ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
YEAR = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
ODD = [
    "Africa/Cairo", "Africa/Casablanca", "America/Havana", "America/Nuuk", "America/Scoresbysund", "America/St_Johns",
    "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin",
    "Europe/Dublin", "Pacific/Chatham", "Pacific/Easter", "Pacific/Kiritimati", "Pacific/Norfolk", "UTC",
]  # fmt: skip
"""Changes by half an hour or by two, at midnight, around Ramadan, a summer time that is the standard one, the ends of the day."""


def read_by_one(data: bytes) -> tuple[datetime, datetime]:
    found = next(iter(Calendar.from_ical(data).walk("VEVENT")))
    return found.decoded("DTSTART").astimezone(UTC), found.decoded("DTEND").astimezone(UTC)


def read_by_the_other(data: bytes) -> OtherCalendar:
    from ical.calendar_stream import IcsCalendarStream  # noqa: PLC0415 - a third of a second, which the fast tests do without

    return IcsCalendarStream.calendar_from_ics(data.decode())


def read_by_the_rules(data: bytes) -> tuple[datetime, datetime]:
    calendar = rfc5545.parsed(data)
    (event,) = calendar.named("VEVENT")
    return rfc5545.moment(calendar, event.one("DTSTART")), rfc5545.moment(calendar, event.one("DTEND"))


def holds(entry: Entry) -> None:
    """A file breaks no rule, all three readers read the same moments in it, and it tells nothing else."""
    data = written(entry)
    assert rfc5545.broken(data) == []
    assert read_by_the_rules(data) == read_by_one(data) == (entry.at, entry.end)
    other = read_by_the_other(data)
    (found,) = other.events
    assert isinstance(found.dtstart, datetime)
    assert isinstance(found.dtend, datetime)
    assert (found.dtstart.astimezone(UTC), found.dtend.astimezone(UTC)) == (entry.at, entry.end)
    assert (found.uid, found.sequence, found.summary) == (entry.uid, entry.sequence, SUMMARY)
    assert (found.dtstamp, found.last_modified) == (entry.stamp, entry.stamp)
    assert found.status is not None
    assert (found.status.value, other.method) == ("CANCELLED" if entry.cancelled else "CONFIRMED", "PUBLISH")
    assert (found.url, found.location) == ((entry.link, entry.link) if entry.link else (None, None))


moments = st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001 - bounds are without a zone
entries = st.builds(
    Entry,
    ref=st.just("8R2Q"),
    uid=st.uuids(version=5).map(lambda one: f"{one}@carehuddle"),
    sequence=st.integers(0, 400),
    stamp=moments,
    at=moments,
    end=st.just(YEAR[0]),
    zone=st.sampled_from(ZONES) | st.sampled_from(ODD),
    link=st.sampled_from(["", "https://meet.example.org/care-0", f"https://{'m' * 60}.example.org/{'ä' * 40}"]),
    cancelled=st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(entry=entries, minutes=st.integers(1, 24 * 60))
def test_any_conference_in_any_zone_is_a_calendar_file_that_all_read_alike(entry: Entry, minutes: int) -> None:
    holds(replace(entry, end=entry.at + timedelta(minutes=minutes)))


@pytest.mark.slow
@pytest.mark.parametrize("zone", ODD)
def test_around_each_change_of_clocks_all_read_alike(zone: str) -> None:
    for change in stretches(zone, *YEAR):
        for minutes in (-121, -60, -45, -1, 0, 1, 29, 61):
            at = change.begins + timedelta(minutes=minutes)
            holds(replace(ENTRY, zone=zone, at=at, end=at + timedelta(minutes=45)))


@pytest.mark.slow
def test_the_year_of_every_zone_in_tzdata_is_in_its_file_as_it_is() -> None:
    wrong = [zone for zone in ZONES if list(differing(zone))]
    assert len(ZONES) > 400
    assert wrong == []


def differing(zone: str) -> list[datetime]:
    """The moments of a year at which a file and the zone's data differ: every twelve hours, and around each beginning."""
    text = described(zone, YEAR[0].date() + timedelta(days=182)).to_ical()
    (found,) = rfc5545.parsed(text).named("VTIMEZONE")
    onsets = rfc5545.onsets(found)
    own = ZoneInfo(zone)
    looked_at = {YEAR[0] + timedelta(hours=12 * number) for number in range(2 * 365)}
    looked_at |= {one.at + timedelta(seconds=second) for one in onsets for second in (-1, 0, 1) if YEAR[0] < one.at < YEAR[1]}
    wrong, number = [], 0
    for at in sorted(looked_at):
        while number + 1 < len(onsets) and onsets[number + 1].at <= at:
            number += 1
        if onsets[number].offset != at.astimezone(own).utcoffset():
            wrong.append(at)
    return wrong


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"\r\n", b"\n", "a line does not end with CRLF"),
        (b"SUMMARY:Care", b"SUMMARY:" + b"x" * 80, "a line is longer than 75 octets"),
        (b"UID:5f2b", b"UID:\r\nUID:5f2b", "VEVENT has 2 UID"),
        (b"DTSTAMP:20261207T080000Z\r\n", b"", "VEVENT has 0 DTSTAMP"),
        (b"DTSTAMP:20261207T080000Z", b"DTSTAMP:20261207T080000", "DTSTAMP is not in UTC"),
        (b"TZID:Europe/Berlin", b"TZID:Europe/Paris", "Europe/Berlin is not described"),
        (b"20270309T144500", b"20270309T130000", "DTEND is not behind DTSTART"),
        (b"SUMMARY", b"ATTENDEE", "ATTENDEE would tell of people"),
        (b"TZOFFSETTO:+0200", b"TZOFFSETTO:2", "TZOFFSETTO is no offset"),
        (b"METHOD:PUBLISH", b"METHOD:REQUEST", "METHOD is not PUBLISH"),
        (b"BEGIN:STANDARD", b"BEGIN:VALARM\r\nEND:VALARM\r\nBEGIN:STANDARD", "VALARM stands in VTIMEZONE"),
    ],
)
def test_the_checker_finds_what_is_wrong(old: bytes, new: bytes, rule: str) -> None:
    assert rule in first_found(written(ENTRY).replace(old, new))


def first_found(data: bytes) -> list[str]:
    """What is found before the rest of a file can no longer be read."""
    found: list[str] = []
    try:
        for rule in rfc5545.rules(data):
            found.append(rule)  # noqa: PERF402 - what was found stays, although the next one raises
    except (AssertionError, ValueError, IndexError):
        return found
    return found


def test_a_character_of_several_octets_is_never_folded_in_two() -> None:
    for length in range(32, 48):
        entry = replace(ENTRY, link=f"https://meet.example.org/{'x' * length}{'ä' * 30}")
        assert rfc5545.broken(written(entry)) == []
