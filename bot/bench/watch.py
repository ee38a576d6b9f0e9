"""A store that is looked over the shoulder of: what was committed when, and how many rows were written for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import commands
from bot.care.dues import Due
from bot.chat.dispatch import Dispatcher
from bot.chat.registry import Registry
from bot.store.store import SealedStore
from bot.store.work import OpenWork

T = TypeVar("T")


@dataclass
class Watch:
    """The store of the pipeline alone, which uses it from one task."""

    inner: SealedStore
    now: Callable[[], datetime]
    acting: list[str] = field(default_factory=list)
    done: dict[str, list[datetime]] = field(default_factory=dict)
    """When each moment was committed, by its key."""
    rows: int = 0
    """How many were written, in all."""

    @property
    def together(self) -> int:
        """As many as in the bot itself."""
        return self.inner.together

    async def act(self, run: Callable[[OpenWork], T]) -> T:
        """Run one transaction."""
        self.acting.clear()
        result = await self.inner.act(self.counting(run))
        for key in self.acting:
            self.done.setdefault(key, []).append(self.now())
        return result

    def counting(self, run: Callable[[OpenWork], T]) -> Callable[[OpenWork], T]:
        """The same, with its rows counted."""

        def counted(opened: OpenWork) -> T:
            before = _changes(opened)
            result = run(opened)
            self.rows += _changes(opened) - before
            return result

        return counted


class Watched(Dispatcher):
    """The dispatcher, which names each moment that it acts upon."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(Registry(commands.FAMILIES))
        self._watch = watch

    def due(self, desk: Any, moment: Due, lateness: timedelta) -> None:  # noqa: ANN401 - the signature is the protocol's
        """A moment came."""
        super().due(desk, moment, lateness)
        self._watch.acting.append(moment.key)


def _changes(opened: OpenWork) -> int:
    driver: Any = opened.connection.connection.driver_connection
    return int(driver.total_changes)
