"""What the dispatcher asks of the open transaction, besides what a rule may ask (``bot.care.ports.Work``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.care.facts import Value
from bot.care.ports import Place, Work


class Waiting(StrEnum):
    """What a dialogue waits for. Stored: values are for ever."""

    ANSWER = "answer"
    """The answer to a question (an ``Ask``)."""
    ARGUMENT = "argument"
    """A word that was missing in a command."""
    CONFIRM = "confirm"
    """A ``!yes``."""


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """Something open between the bot and one person, in one place: one question a place, and any number of confirmations."""

    key: str
    """Unique: made by the dispatcher from person, place, and code for a confirmation."""
    person: str
    """Who is to answer."""
    place: str
    waiting: Waiting
    kind: str
    """The ``@answer`` or ``@confirmed`` that takes it, or the command whose argument is missing."""
    code: str = ""
    """What is typed after ``!yes``."""
    case: str | None = None
    asked_by: str
    draft: Mapping[str, Value] = field(default_factory=dict)
    source: str
    """The event that led to it."""
    asked: datetime
    expires: datetime


class Dialogues(Protocol):
    """Open questions and confirmations. Expired ones are never given back."""

    def question(self, person: str, place: str) -> Dialogue | None:
        """The open question to this person in this place (ANSWER or ARGUMENT); the latest, if any."""

    def confirmations(self, person: str) -> tuple[Dialogue, ...]:
        """Everything that this person may say yes to, latest first."""

    def put(self, dialogue: Dialogue) -> None:
        """Open it; one with the same key is replaced."""

    def close(self, key: str) -> None:
        """It is answered, or void."""

    def asked_in(self, event_id: str) -> str | None:
        """The key of the dialogue whose question was sent as this event, so that a reply to it is an answer."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a message led to: so that an edit, a redaction and ``!undo`` know."""

    event_id: str
    person: str
    place: str
    command: str
    outcome: str
    """``done``, or the outcome of the refusal."""
    case: str | None = None
    refs: tuple[str, ...] = ()
    at: datetime
    undone: bool = False
    journal: tuple[Mapping[str, Any], ...] = ()
    """What ``Desk.journal`` gave; restores the records."""


class Acts(Protocol):
    """What messages led to."""

    def of(self, event_id: str) -> Act | None:
        """One."""

    def last(self, person: str, place: str) -> Act | None:
        """This person's last act in this place that was done and not undone."""

    def put(self, act: Act) -> None:
        """Write it, or write it anew."""


class Desk(Work, Protocol):
    """The open transaction, as the dispatcher sees it."""

    @property
    def dialogues(self) -> Dialogues:
        """Open questions."""

    @property
    def acts(self) -> Acts:
        """What messages led to."""

    def place_in(self, room_id: str) -> Place | None:
        """What a room is for; None: none of ours."""

    def journal(self) -> tuple[Mapping[str, Any], ...]:
        """What this transaction has written to the sealed records so far, and what stood there before."""

    def restore(self, journal: tuple[Mapping[str, Any], ...]) -> None:
        """Take it back. ``ConflictError`` (template ``refused/touched_since``) if any of it was touched since."""

    def ask(self, place: str, key: str) -> None:
        """Mark the message said last to this place as the question of this dialogue."""
