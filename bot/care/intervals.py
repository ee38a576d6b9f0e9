"""Intervals between two results: each so many days, weeks, months or years."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.care.errors import InvalidError

MOST_DAYS = 1830
"""The longest interval: five years."""

_MONTHS_A_YEAR = 12
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


class Span(StrEnum):
    """What intervals are counted in. Stored: values are for ever."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Each so many days, weeks, months or years. ``InvalidError`` for none, and for more than five years."""

    count: int
    span: Span

    def __post_init__(self) -> None:
        if not 1 <= self.count * _DAYS[self.span.value] <= MOST_DAYS:
            raise InvalidError("refused/monitor_interval")

    def after(self, day: date) -> date:
        """The day that is one interval later; of a month that is too short for it, the last."""
        if self.span in {Span.DAY, Span.WEEK}:
            return day + timedelta(days=self.count * _DAYS[self.span.value])
        months = day.month - 1 + self.count * (_MONTHS_A_YEAR if self.span is Span.YEAR else 1)
        year, month = day.year + months // _MONTHS_A_YEAR, months % _MONTHS_A_YEAR + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))

    @property
    def words(self) -> str:
        """``every 12 weeks``."""
        return f"every {self.span.value}" if self.count == 1 else f"every {self.count} {self.span.value}s"
