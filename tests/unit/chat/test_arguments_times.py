from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError
from bot.chat.arguments.moments import Moment, moment
from bot.chat.arguments.series import Series, series
from bot.chat.arguments.zones import zone_name
from bot.chat.tokens import following, split
from tests.texts import CHARACTERS

BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 12, 7, 9, tzinfo=UTC)
"""Ten o'clock in Berlin."""
TODAY = date(2026, 12, 7)


def utc(year: int, month: int, number: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, number, hour, minute, tzinfo=UTC)


def meant(text: str, now: datetime = MONDAY) -> Moment:
    return moment(split(text), now=now, zone=BERLIN)


def asked(text: str, now: datetime = MONDAY) -> AmbiguousError:
    with pytest.raises(AmbiguousError) as caught:
        meant(text, now)
    return caught.value


def repeated(text: str, now: datetime = MONDAY) -> Series:
    return series(split(text), now=now, zone=BERLIN)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-12-08 14:00", utc(2026, 12, 8, 13)),
        ("2026-12-08 at 14:00", utc(2026, 12, 8, 13)),
        ("2026-12-8 2pm", utc(2026, 12, 8, 13)),
        ("2026-12-08 2:30 PM", utc(2026, 12, 8, 13, 30)),
        ("2026-12-08 12am", utc(2026, 12, 7, 23)),
        ("2026-12-08T14:00", utc(2026, 12, 8, 13)),
        ("2026-12-08t14:00:00z", utc(2026, 12, 8, 14)),
        ("2027-01-01T10:00:00+14:00", utc(2026, 12, 31, 20)),
        ("2027-01-01T10:00-0330", utc(2027, 1, 1, 13, 30)),
        ("today 14:00", utc(2026, 12, 7, 13)),
        ("Tomorrow 14:00", utc(2026, 12, 8, 13)),
        ("tomorrow 8:00", utc(2026, 12, 8, 7)),
        ("mon 14:00", utc(2026, 12, 7, 13)),
        ("Monday 09:00", utc(2026, 12, 14, 8)),
        ("on tue 10:00", utc(2026, 12, 8, 9)),
        ("thurs, 10:00", utc(2026, 12, 10, 9)),
        ("sunday 10:00", utc(2026, 12, 13, 9)),
        ("2026-12-08 14:00 America/New_York", utc(2026, 12, 8, 19)),
        ("2026-12-08 14:00 america/new_york", utc(2026, 12, 8, 19)),
        ("2026-12-08 14:00 UTC", utc(2026, 12, 8, 14)),
    ],
)
def test_a_moment_is_read_as_people_type_it(text: str, at: datetime) -> None:
    found = meant(text)
    assert found.at == at
    assert found.end is None
    assert found.consumed == len(split(text))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2026-12-08 14:00-14:45", 45),
        ("2026-12-08 14:00\u201314:45", 45),
        ("2026-12-08 14:00\u201414:45", 45),
        ("2026-12-08 14:00 - 14:45", 45),
        ("2026-12-08 14:00 to 14:45", 45),
        ("2026-12-08 2pm-2:45pm", 45),
        ("2026-12-08 14:00 for 45m", 45),
        ("2026-12-08 14:00 for 1h", 60),
        ("2026-12-08 14:00 for 1h30m", 90),
        ("2026-12-08 14:00 for 90 minutes", 90),
        ("2026-12-08 14:00 for 45m UTC", 45),
        ("2026-12-08 14:00 UTC for 45min", 45),
        ("2027-03-28 01:30-03:30", 60),
        ("2027-03-28 01:30-02:30", 60),
    ],
)
def test_an_end_is_said_as_a_range_or_as_a_length(text: str, minutes: int) -> None:
    found = meant(text)
    assert found.end == found.at + timedelta(minutes=minutes)
    assert found.consumed == len(split(text))


def test_what_follows_is_left_as_typed() -> None:
    text = '2026-12-08 14:00 for 45m Europe/Berlin "is this  the right time?" with @a:b'
    words = split(text)
    found = moment(words, now=MONDAY, zone="UTC")
    assert found.zone == BERLIN
    assert following(text, words, found.consumed) == '"is this  the right time?" with @a:b'
    assert meant("2026-12-08 14:00 for the whole team").consumed == 2
    assert meant("2026-12-08 14:00 west wing").consumed == 2
    assert meant("2026-12-08 14:00 - is this the right time?").consumed == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-30 10:00",
        "2027-02-29 10:00",
        "1969-12-31 23:59",
        "2026-12-06 10:00",
        "2026-12-07 09:00",
        "today 09:00",
        "10000-01-01 00:00",
        "9999-12-31 23:59",
        "2206-12-08 14:00",
        "2026-12-31 23:59:60",
        "2026-12-31T23:59:60",
        "2026-12-31 24:00",
        "2026-12-31 25:00",
        "2026-12-31 10:5",
        "2026-12-31 13pm",
        "2026-12-31 0am",
        "2026-12-31 24",
        "2026-12-31",
        "2026-12-31 \u0661\u0662:00",
        "\u0662026-12-31 10:00",
        "2027-01-01 10:00 ../../etc/passwd",
        "2027-01-01 10:00 +02:00",
        "2027-01-01 10:00 UTC+2",
        "2027-01-01 10:00 Europe/Atlantis",
        "2027-01-01 10:00 Europe/Berlin/../Rome",
        "2027-01-01T10:00+14:30",
        "2027-01-01T10:00+02:75",
        "2027-01-01 14:00-13:00",
        "2027-01-01 14:00-14:00",
        "2027-01-01 14:00-25:00",
        "2027-01-01 14:00 for 0m",
        "2027-01-01 14:00 for -5 minutes",
        "2027-01-01 14:00 for 25h",
        "2027-01-01 14:00 for 5 weeks",
        "yesterday 10:00",
        "every mon 09:00",
    ],
)
def test_what_cannot_be_meant_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        meant(text)
    said = f"{caught.value} {dict(caught.value.values)}"
    assert not [word for word in text.split() if len(word) > 5 and not word.isalpha() and word in said]
    assert caught.value.example


@pytest.mark.slow
@given(st.text(CHARACTERS, max_size=30), st.text(alphabet="0123456789-:/. TZ+apm", max_size=30))
def test_nothing_that_is_typed_makes_a_parser_fail(one: str, other: str) -> None:
    for text in (one, other, f"2026-12-08 {one}", f"tomorrow {other}", f"2026-12-08 14:00 {one}", f"2026-12-08 14:00 {other}"):
        for parse in (meant, repeated):
            try:
                assert parse(text).consumed <= len(split(text))
            except (ArgumentError, AmbiguousError):
                continue


def test_a_bare_hour_is_asked_about() -> None:
    for text in ("tomorrow 8", "tue 8"):
        question = asked(text)
        assert [choice.at for choice in question.choices] == [utc(2026, 12, 8, 7), utc(2026, 12, 8, 19)]
        assert [choice.label for choice in question.choices] == ["Tue 8 Dec 2026, 08:00 Berlin", "Tue 8 Dec 2026, 20:00 Berlin"]
    assert [choice.at for choice in asked("tue 10").choices] == [utc(2026, 12, 8, 9), utc(2026, 12, 8, 21)]
    assert [choice.at for choice in asked("tomorrow 14").choices] == [utc(2026, 12, 8, 13)]
    assert [choice.at for choice in asked("tomorrow 12").choices] == [utc(2026, 12, 8, 11), utc(2026, 12, 7, 23)]
    assert [choice.at for choice in asked("today 8").choices] == [utc(2026, 12, 7, 19)]


def test_a_time_that_comes_twice_is_asked_about() -> None:
    question = asked("2027-10-31 02:30 for 45m a question")
    assert [choice.at for choice in question.choices] == [utc(2027, 10, 31, 0, 30), utc(2027, 10, 31, 1, 30)]
    assert "UTC+02:00" in question.choices[0].label
    assert "UTC+01:00" in question.choices[1].label
    assert question.consumed == 4


def test_a_time_that_never_comes_is_asked_about() -> None:
    question = asked("2027-03-28 02:30")
    assert [choice.at for choice in question.choices] == [utc(2027, 3, 28, 0, 30), utc(2027, 3, 28, 1, 30)]
    assert [choice.label[-12:] for choice in question.choices] == ["01:30 Berlin", "03:30 Berlin"]


@pytest.mark.parametrize("text", ["tomorrow 8 for 45m", "tue 10 America/New_York", "2027-10-31 02:30", "2027-03-28 02:30 for 2h"])
def test_a_choice_can_be_typed_and_means_itself(text: str) -> None:
    for choice in asked(text).choices:
        found = meant(choice.typed)
        assert found.at == choice.at
        assert found.consumed == len(split(choice.typed))
        assert (found.end is not None) == ("for" in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-08", date(2026, 12, 8)),
        ("today", TODAY),
        ("TOMORROW", date(2026, 12, 8)),
        ("mon", date(2026, 12, 14)),
        ("sunday,", date(2026, 12, 13)),
        ("on fri", date(2026, 12, 11)),
    ],
)
def test_a_day_to_come_is_read(text: str, expected: date) -> None:
    assert day(split(text), today=TODAY) == (expected, len(split(text)))


@pytest.mark.parametrize(
    ("text", "expected"), [("2026-11-01", date(2026, 11, 1)), ("today", TODAY), ("yesterday", date(2026, 12, 6)), ("mon", TODAY)]
)
def test_a_day_that_has_been_is_read(text: str, expected: date) -> None:
    assert day(split(text), today=TODAY, back=True) == (expected, 1)


def test_a_day_on_the_wrong_side_of_today_is_refused() -> None:
    for text, back in (("2026-12-06", False), ("yesterday", False), ("2026-12-08", True), ("tomorrow", True), ("1800-01-01", True)):
        with pytest.raises(ArgumentError):
            day(split(text), today=TODAY, back=back)


def test_a_zone_is_named_by_its_place() -> None:
    assert zone_name("Europe/Berlin") == BERLIN
    assert zone_name("america/argentina/buenos_aires") == "America/Argentina/Buenos_Aires"
    assert zone_name("america/port-au-prince") == "America/Port-au-Prince"
    assert zone_name("utc") == zone_name("Etc/UTC") == "UTC"


@pytest.mark.parametrize(
    "text",
    ["", "EST", "Etc/GMT+5", "posix/Europe/Berlin", "Berlin", "Europe", "Europe/", "/etc/passwd", "+01:00", "Europe/B\u0435rlin"],
)
def test_a_zone_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError):
        zone_name(text)
