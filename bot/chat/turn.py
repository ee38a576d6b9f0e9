"""What a command is told of the turn in which it was typed, and what it answers with: a reply, a question, a request for a yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.care.facts import Message, Value
from bot.care.people import PlaceKind
from bot.care.places import Place


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Where, when and how something was said."""

    place: Place
    event_id: str
    said_at: datetime
    text: str
    """The whole message as typed."""
    mentions: tuple[str, ...] = ()
    """Who was mentioned in it, the bot left out."""
    reply_to: str | None = None
    here: bool = False
    """The last word was ``here``: a read is to be posted in the room."""
    begun: str = ""
    """The message whose words are acted upon, if it was asked since what they mean; else empty."""

    @property
    def typed_in(self) -> str:
        """The message in which the words were typed that are acted upon."""
        return self.begun or self.event_id

    @property
    def direct(self) -> bool:
        """It was said to the bot alone."""
        return self.place.kind is PlaceKind.DIRECT

    def readers(self, asker: str) -> tuple[str, ...]:
        """Who reads the answer to a read: whoever asked, and, where it is posted, everyone in the room."""
        return (asker, *(sorted(self.place.present) if self.here else ()))


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question that the answer of the same person completes; ``kind`` names the ``@answer`` that takes it."""

    kind: str
    draft: Mapping[str, Value]
    case: str | None = None


@dataclass(frozen=True, kw_only=True)
class Confirm:
    """Something that happens only once somebody says ``!yes CODE`` (or replies ``yes``); ``kind`` names the ``@confirmed``.

    ``by`` is who must say it: None for the person who asked (ten minutes), else that other person (48 hours).
    """

    kind: str
    code: str
    """What is typed after ``!yes``: a case code or a ref."""
    draft: Mapping[str, Value]
    case: str | None = None
    by: str | None = None
    anyone: tuple[str, ...] = ()
    """Any one of these may say it, in place of ``by``; the others are then no longer asked."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The one answer to a command. It replies to the message that asked, in its room; a read goes to the direct room."""

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)
    also: tuple[tuple[str, Message], ...] = ()
    """What is said elsewhere because of it: places and messages."""
    lines: tuple[Any, ...] = ()
    """``Line`` values for the gate."""
    mentions: tuple[str, ...] = ()
    ask: Ask | None = None
    confirm: Confirm | None = None
    refs: tuple[str, ...] = ()
    """The records it made or changed; the first is the one that a later edit of the message amends."""
    privately: bool = False
    """It goes to the asker's direct room, whatever the command."""
    file: Any = None
    """A ``File``."""
    poll: Any = None
    """A ``Poll`` that goes after it."""
    ends_poll: str = ""
    """The ref whose poll ends with it."""
    hears: tuple[str, str] | None = None
    """The ``@answer`` and the ref that a reply to it is handed to, whoever gives it."""
    for_team: bool = False
    """A read that may be posted in a team room: whatever it tells of a case stands in lines that name its roster."""
    case: str | None = None
    """The case that it speaks of, where that is another than the one at hand: that of the question that comes next."""
