"""What is to happen at a moment. What then happens is declared in ``commands/``, with ``@due``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something that is to happen at a moment."""

    key: str
    """Unique while it waits; a second one with the same key replaces the first."""
    kind: str
    """The name of an ``@due``."""
    at: datetime
    place: str
    """Whose order it keeps: it is handled like something said in this room."""
    case: str | None = None
    subject: str = ""
    """The ref that it is about."""


class Dues(Protocol):
    """What is to happen at a moment."""

    def put(self, due: Due) -> None:
        """Set it, or set it anew."""

    def cancel(self, key: str) -> None:
        """Forget it; an unknown key is no error."""

    def of(self, case: str) -> tuple[Due, ...]:
        """Those of a case, earliest first."""

    def at(self, place: str) -> tuple[Due, ...]:
        """Those of a place, earliest first."""
