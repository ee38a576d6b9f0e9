"""What the flow asks of whoever turns a message into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.care.clinic import Clinic
from bot.care.facts import Line, Message
from bot.care.people import Actor
from bot.care.places import Place


@dataclass(frozen=True, kw_only=True)
class Reader:
    """For whom something is put into words."""

    place: Place
    clinic: Clinic
    zones: tuple[str, ...]
    """IANA names: the reader's own in a direct room; in a room each zone of those on the roster, the clinic's first."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Matrix id to role in words ("physician"), from the roster of the case; never a display name."""
    person: str | None = None
    """The reader of a direct room."""
    rest: bool = False
    """These are the lines that were not for everyone in the room."""
    actors: Callable[[], tuple[Actor, ...]] = tuple
    """Who reads it, as the roster of the case knows them, or of each of their cases where it is about none: what none of them may
    do is not offered. Nobody: it is not known, and everything is. Looked up only where something is offered."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """One part of what is said: complete in plain text, and the same in HTML."""

    text: str
    html: str


class Render(Protocol):
    """Turns a message and the lines that passed the gate into one part, or several where it is long."""

    def __call__(self, message: Message, lines: tuple[Line, ...], reader: Reader) -> tuple[Body, ...]:
        """Put it into words."""
