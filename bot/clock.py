"""The one module that reads the clock; everything else is told the time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, so that a test can tell another."""

    def now(self) -> datetime:
        """Aware, in UTC, to the microsecond."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Aware, in UTC, to the microsecond."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place
