"""The rooms that the bot keeps, by what they are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.care.people import PlaceKind


@dataclass(frozen=True, kw_only=True)
class Place:
    """A room that the bot keeps, by what it is for; ``room_id`` is None until the homeserver has made it."""

    key: str
    kind: PlaceKind
    case: str | None = None
    person: str | None = None
    room_id: str | None = None
    locked: bool = False
    joined: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()

    @property
    def present(self) -> frozenset[str]:
        """Everyone who is in it, or invited, which counts as present."""
        return self.joined | self.invited


class Places(Protocol):
    """The rooms."""

    def get(self, key: str) -> Place | None:
        """One, or None."""

    def of_case(self, code: str) -> Place | None:
        """The case room."""

    def make(
        self, key: str, kind: PlaceKind, *, invite: tuple[str, ...], case: str | None = None, person: str | None = None
    ) -> Place:
        """Have a room made for this purpose, once; what is said to it waits until it is there. A second call changes nothing."""

    def invite(self, key: str, person: str) -> None:
        """Have somebody invited."""

    def remove(self, key: str, person: str) -> None:
        """Have somebody put out of a room, or their invitation taken back."""
