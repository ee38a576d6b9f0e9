"""Days that the calendar has, and right examples of them."""

from __future__ import annotations

from datetime import date, timedelta

from bot.chat.arguments.errors import ArgumentError

FARTHEST = timedelta(days=50 * 366)
"""How far from today a date may lie, before or after; beyond it, a year was mistyped."""


def calendar_day(year: int, month: int, number: int, *, today: date) -> date:
    """Find the date, if the calendar has it and it is no mistyped year."""
    found = day_or_none(year, month, number)
    if found is None:
        raise ArgumentError("date", "a day that the calendar has", example_day(today))
    if abs(found - today) > FARTHEST:
        raise ArgumentError("date", "a day within fifty years", example_day(today))
    return found


def day_or_none(year: int, month: int, number: int) -> date | None:
    """Find the date, if the calendar has it."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def example_day(today: date, *, ahead: int = 1) -> str:
    """A right date, some days from today."""
    return (today + timedelta(days=ahead)).isoformat()
