"""What the dispatcher asks of the open transaction, besides what a rule may ask (``bot.care.ports.Work``)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from bot.care.facts import Message
from bot.care.places import Place
from bot.care.ports import Work
from bot.flow.messages import Inbound
from bot.flow.talk import Act, Dialogue, Waiting

__all__ = ["Act", "Acts", "Desk", "Dialogue", "Dialogues", "Waiting"]


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

    def lapsed(self, key: str) -> Dialogue | None:
        """What expired before anybody answered it."""

    def ours(self, event_id: str, place: str | None = None) -> bool:
        """We said this ourselves; with a place, in that one."""

    def asked_in(self, event_id: str) -> str | None:
        """The key of the dialogue whose question was sent as this event, so that a reply to it is an answer."""

    def last_said(self, place: str) -> str | None:
        """What ``asked_in`` gives of the text that we said last in this place, polls and files left out."""


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

    def noted(self, action: str, case: str | None) -> int:
        """How many facts of this name this transaction has written so far into the chain of a case, or of the organisation."""

    def journal(self) -> tuple[Mapping[str, Any], ...]:
        """What this transaction has written to the sealed records so far, and what stood there before."""

    def restore(self, journal: tuple[Mapping[str, Any], ...]) -> None:
        """Take it back. ``ConflictError`` (template ``refused/touched_since``) if any of it was touched since."""

    def fetch(self, place: str, said: Inbound) -> None:
        """Have the file fetched that came with a message. It comes back to the dispatcher, or the news that it is lost."""

    def ask(self, place: str, key: str) -> None:
        """Mark the message said last to this place as the question of this dialogue."""

    def aside(self) -> AbstractContextManager[list[tuple[str, Message]]]:
        """What is said inside is not said: place and message of each are in the list, once the block has ended."""
