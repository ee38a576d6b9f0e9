"""What is kept of a conversation: what it waits for, and what each message led to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.care.facts import Value

_HEARS = "hears:"


def hearing(kind: str, ref: str) -> str:
    """The mark of a message whose replies are handed to an ``@answer`` with a ref, whoever gives them."""
    return f"{_HEARS}{kind}:{ref}"


def heard(mark: str) -> tuple[str, str] | None:
    """The ``@answer`` and the ref of such a mark; None for a mark of another sort."""
    kind, _, ref = mark.removeprefix(_HEARS).rpartition(":")
    return (kind, ref) if mark.startswith(_HEARS) else None


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
