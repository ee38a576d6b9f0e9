"""How long to wait before the next try."""

from __future__ import annotations

from collections.abc import Callable

from bot.matrix.http import LONGEST, HomeserverError, LimitedError

PATIENCE = 10.0
"""Seconds. Longer waits are only those that a server asks for: when it is back, people are answered within 15 seconds."""


class Backoff:
    """Doubles from one second to ``PATIENCE``, with jitter so that many do not come back at once. ``random`` is in [0, 1)."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._failures = 0

    def succeeded(self) -> None:
        """Begin again at one second."""
        self._failures = 0

    def after(self, error: HomeserverError) -> float:
        """Seconds to wait now: never less than one, and never more than five minutes, whatever a server asks for."""
        if isinstance(error, LimitedError):
            return max(1.0, min(LONGEST, error.after))
        wanted = min(PATIENCE, 2.0 ** min(self._failures, 10))
        self._failures += 1
        return max(1.0, wanted * (0.5 + self._random() / 2))
