"""The days on which people can be reached: neither weekends, nor public holidays, nor the clinic's closing days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.cadence import at_clock
from bot.care.clinic import Clinic
from bot.care.ports import Work

MORNING = time(9)
"""When in the day people are asked what can wait until they have begun to work."""

_SATURDAY = 5
_DAY = timedelta(days=1)


def today(work: Work) -> date:
    """Which day it is where the clinic is."""
    return work.now.astimezone(ZoneInfo(work.clinic.zone)).date()


def is_workday(clinic: Clinic, day: date) -> bool:
    """Say whether the clinic works on a day."""
    return day.weekday() < _SATURDAY and not clinic.closed(day)


def next_workday(clinic: Clinic, day: date) -> date:
    """Give the day itself, if it is a working day, else the next one; of sixty days without any, the first."""
    found = next((one for one in (day + number * _DAY for number in range(60)) if is_workday(clinic, one)), None)
    return found or day


def morning(clinic: Clinic, day: date) -> datetime:
    """Give the morning of that day, or of the next working day: aware, on the clinic's clocks."""
    return at_clock(next_workday(clinic, day), MORNING, clinic.zone)
