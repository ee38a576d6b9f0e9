"""How a series is read."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from bot.care.cadence import describe, next_after
from bot.chat.arguments.errors import AmbiguousError, ArgumentError
from bot.chat.arguments.series import series
from bot.chat.tokens import split
from tests.unit.chat.test_arguments_times import BERLIN, MONDAY, repeated, utc


@pytest.mark.parametrize(
    ("text", "words", "first"),
    [
        ("every day 09:00", "every day at 09:00 Berlin time", utc(2026, 12, 8, 8)),
        ("daily 11:00", "every day at 11:00 Berlin time", utc(2026, 12, 7, 10)),
        ("every mon 09:00", "every Monday at 09:00 Berlin time", utc(2026, 12, 14, 8)),
        ("Every Monday at 11:00", "every Monday at 11:00 Berlin time", utc(2026, 12, 7, 10)),
        ("every mon and thu 09:00", "every Monday and Thursday at 09:00 Berlin time", utc(2026, 12, 10, 8)),
        ("every thu,mon 09:00", "every Monday and Thursday at 09:00 Berlin time", utc(2026, 12, 10, 8)),
        ("every weekday 8:45", "every weekday at 08:45 Berlin time", utc(2026, 12, 8, 7, 45)),
        ("weekdays 8:45", "every weekday at 08:45 Berlin time", utc(2026, 12, 8, 7, 45)),
        ("weekdays 8:45 UTC", "every weekday at 08:45 UTC", utc(2026, 12, 8, 8, 45)),
        ("every week tue 10am", "every Tuesday at 10:00 Berlin time", utc(2026, 12, 8, 9)),
        ("every 1 week on tue 10:00", "every Tuesday at 10:00 Berlin time", utc(2026, 12, 8, 9)),
        ("every 2 weeks mon 09:00", "every 2 weeks on Monday at 09:00 Berlin time", utc(2026, 12, 14, 8)),
        ("every 2 weeks on mon 11:00", "every 2 weeks on Monday at 11:00 Berlin time", utc(2026, 12, 7, 10)),
        ("every 6 weeks 09:00", "every 6 weeks on Monday at 09:00 Berlin time", utc(2027, 1, 18, 8)),
        ("every 6 weeks 09:00 America/New_York", "every 6 weeks on Monday at 09:00 New York time", utc(2027, 1, 18, 14)),
    ],
)
def test_a_series_is_read_as_people_type_it(text: str, words: str, first: datetime) -> None:
    found = repeated(text)
    assert describe(found.rule) == words
    assert next_after(found.rule, MONDAY) == first
    assert found.consumed == len(split(text))


def test_a_series_may_have_a_time_by_default() -> None:
    found = series(split("every 6 weeks please"), now=MONDAY, zone=BERLIN, default=time(9))
    assert found.rule.at == time(9)
    assert found.consumed == 3
    with pytest.raises(ArgumentError):
        repeated("every 6 weeks")


def test_a_series_within_the_hour_that_comes_twice_is_taken_once_a_day() -> None:
    found = repeated("every day 2:30")
    assert next_after(found.rule, utc(2027, 10, 31, 0, 30)) == utc(2027, 11, 1, 1, 30)


def test_a_bare_hour_of_a_series_is_asked_about() -> None:
    for text in ("every mon 9", "every 2 weeks thu 9 UTC", "weekdays 9", "every 6 weeks 9", "every day 9"):
        with pytest.raises(AmbiguousError) as caught:
            repeated(text)
        for choice in caught.value.choices:
            found = repeated(choice.typed)
            assert describe(found.rule) == choice.label
            assert next_after(found.rule, MONDAY) == choice.at
            assert found.consumed == len(split(choice.typed))
        assert caught.value.consumed == len(split(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every",
        "every -5 days",
        "every 1 second",
        "every 3 days 09:00",
        "every 0 weeks 09:00",
        "every 53 weeks 09:00",
        "every 999999999 weeks",
        "every \u0662 weeks 09:00",
        "every 2 weeks on 09:00",
        "every mon",
        "every mon 09:00-10:00",
        "every mon 09:00:30",
        "every mon 25:00",
        "cron * * * * *",
        "mon 09:00",
    ],
)
def test_what_is_no_series_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError):
        repeated(text)
