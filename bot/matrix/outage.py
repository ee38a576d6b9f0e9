"""While the homeserver is away, one sender a second tries it, and everybody else waits for what that one finds."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock

FIRST, LONGEST, PROBE = timedelta(seconds=1), timedelta(seconds=10), timedelta(seconds=1)
"""How long it is left alone after a first failure, at most, and between two who try."""


class Outage:
    """What the last requests met. Each further failure doubles the wait; one success ends it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wait = timedelta(0)
        self._until: datetime | None = None
        self._probing = False

    def remaining(self) -> float:
        """Seconds until it may be tried again; 0 lets the caller try, and nobody else for a moment."""
        now = self._clock.now()
        if self._until is None:
            return 0.0
        if now < self._until:
            return (self._until - now).total_seconds()
        self._until, self._probing = now + PROBE, True
        return 0.0

    def failed(self) -> float:
        """It did not answer; gives the seconds to wait. Requests that failed side by side count once."""
        now = self._clock.now()
        if self._until is None or self._probing:
            self._wait = min(max(self._wait * 2, FIRST), LONGEST)
            self._until, self._probing = now + self._wait, False
        return max((self._until - now).total_seconds(), FIRST.total_seconds())

    def succeeded(self) -> None:
        """It answered."""
        self._wait, self._until, self._probing = timedelta(0), None, False
