from __future__ import annotations

from datetime import UTC, date, datetime

from bot.care.dates import place, spoken, spoken_day, spoken_offset


def test_a_moment_is_said_with_weekday_year_and_zone() -> None:
    at = datetime(2026, 12, 7, 8, tzinfo=UTC)
    assert spoken(at, "Europe/Berlin") == "Mon 7 Dec 2026, 09:00 Berlin"
    assert spoken(at, "UTC") == "Mon 7 Dec 2026, 08:00 UTC"
    assert spoken_day(date(2027, 3, 9)) == "Tue 9 Mar 2027"


def test_a_zone_is_called_by_its_place() -> None:
    assert place("America/Argentina/Buenos_Aires") == "Buenos Aires"


def test_an_offset_tells_two_equal_clock_readings_apart() -> None:
    assert spoken_offset(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin") == "UTC+02:00"
    assert spoken_offset(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin") == "UTC+01:00"
    assert spoken_offset(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "America/St_Johns") == "UTC-02:30"
