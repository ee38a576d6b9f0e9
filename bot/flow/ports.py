"""What the flow asks of the world, and what the world may ask of the flow. ``app`` binds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.flow.messages import Batch, Effect, Observed, Pin


class Transport(Protocol):
    """Makes an effect happen outside."""

    async def perform(self, effect: Effect) -> str:
        """Do it, and answer with the event id (or the room's id, for ``CREATE_ROOM``).

        Raises ``RetryLaterError``, ``AudienceChangedError`` or ``UndeliverableError``; anything else counts as a try
        whose outcome is unknown: it is performed again with the same id and ``attempted`` set.
        """


class Mailroom(Protocol):
    """What a transport keeps in our database. Every call is one transaction, done off the event loop."""

    async def cursor(self) -> str | None:
        """Where the last stored batch ended; None before the first."""

    async def receive(self, batch: Batch) -> None:
        """Store the batch and its cursor together. Rows seen before (same id, or same proof) are skipped."""

    async def observe(self, *observed: Observed) -> None:
        """Store what was noticed outside a batch (a key query, a timer). Ids seen before are skipped."""

    async def pins(self) -> Mapping[str, Pin]:
        """Each enrolled person's pinned identity, by Matrix id."""

    async def pin(self, pin: Pin) -> None:
        """Write a person's pin: first contact, or ``changed`` turned on. Never an unseen master key over another."""

    async def enrolled(self) -> frozenset[str]:
        """The Matrix ids that may be pinned at first contact: coordinators, officers, and everyone ever put on a roster."""

    async def recipients(self, room_id: str) -> frozenset[str]:
        """Who may hold keys of this room now: its roster, its one person, or the coordinators; empty for an unknown room."""

    async def ours(self) -> frozenset[str]:
        """The ids of the rooms that the bot made or was bound to. They are encrypted for ever."""
