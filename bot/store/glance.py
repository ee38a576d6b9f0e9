"""What was read in one transaction, kept until something of it is written: a rule asks for the same rows many times.

On SQLite nobody else writes meanwhile, so that what was read stays true. On PostgreSQL others do, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True)
class Glance:
    """Rows by table and question. ``keeps``: whether anything is kept at all."""

    keeps: bool
    _seen: dict[str, dict[Hashable, Any]] = field(default_factory=dict)

    def at(self, table: str, question: Hashable, read: Callable[[], T]) -> T:
        """Give what ``read`` gave before, or gives now."""
        if not self.keeps:
            return read()
        seen = self._seen.setdefault(table, {})
        if question not in seen:
            seen[question] = read()
        return cast("T", seen[question])

    def stale(self, table: str) -> None:
        """Something of this table was written."""
        self._seen.pop(table, None)

    def all_stale(self) -> None:
        """What was written was taken back."""
        self._seen.clear()
