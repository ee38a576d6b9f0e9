"""Dates, times and zones as people read them: ``Mon 7 Dec 2026, 09:00 Berlin``. The same words whatever the machine's locale."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""In the order of ``date.weekday()``."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""January first."""


def spoken_day(day: date) -> str:
    """Weekday, day, month and year."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def spoken(at: datetime, zone: str) -> str:
    """An aware moment as the clocks of ``zone`` (an IANA name) show it, with the zone's place."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{spoken_day(local)}, {local:%H:%M} {place(zone)}"


def place(zone: str) -> str:
    """What people call a zone: the place that an IANA name ends with."""
    return zone.rpartition("/")[2].replace("_", " ")


def spoken_offset(at: datetime, zone: str) -> str:
    """How far the clocks of ``zone`` are from UTC at that moment: ``UTC+02:00``."""
    sign = f"{at.astimezone(ZoneInfo(zone)):%z}"
    return f"UTC{sign[:3]}:{sign[3:5]}"
