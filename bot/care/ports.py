"""What a rule may ask of the open transaction, and no more. The store answers; a rule never sees a database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.care.clinic import Clinic
from bot.care.dues import Dues
from bot.care.facts import Message, Value
from bot.care.places import Places
from bot.care.records import Records
from bot.care.rosters import Cases, Consents, People, Rosters


@dataclass(frozen=True, kw_only=True)
class Written:
    """One fact of an audit chain: ids, and nothing clinical."""

    at: datetime
    case: str | None
    """None: it stands in the chain of the organisation."""
    actor: str
    action: str
    ref: str
    outcome: str


class Work(Protocol):
    """One open transaction, as a rule sees it. All of it is written together, or nothing."""

    @property
    def now(self) -> datetime:
        """The moment of this transaction; aware, UTC."""

    @property
    def clinic(self) -> Clinic:
        """What the configuration says."""

    @property
    def records(self) -> Records:
        """The sealed repository."""

    @property
    def rosters(self) -> Rosters:
        """Who is on which case."""

    @property
    def consents(self) -> Consents:
        """What was granted."""

    @property
    def cases(self) -> Cases:
        """The cases."""

    @property
    def dues(self) -> Dues:
        """What is to happen."""

    @property
    def people(self) -> People:
        """Who is who."""

    @property
    def places(self) -> Places:
        """Which room is what."""

    def say(self, place: str, message: Message) -> None:
        """Say something besides the answer: to ``control()``, ``case_room(code)`` or ``direct(person)``. Gated line by line."""

    def look(self, *people: str) -> None:
        """Have people looked at before they are invited: the coordinators are told what each lacks to be written to."""

    def redact(self, place: str, event_id: str) -> None:
        """Have one message taken out of a room."""

    def fact(self, action: str, *, actor: str, case: str | None = None, ref: str = "", outcome: str = "done") -> None:
        """Write one fact into the audit chain of the case (or of the organisation). No clinical word in any of them."""

    def written(self, *, case: str | None, ref: str | None, newest: int) -> tuple[Written, ...]:
        """Give what was written down last, the newest first: of all chains, or of one case, or of one ref."""

    def audit_root(self, before: datetime) -> str:
        """Give one hash, in hexadecimal, that stands for all that was in all audit chains before a moment."""

    def nonce(self) -> str:
        """A name that nothing else has, and that nobody can guess."""

    def savepoint(self) -> AbstractContextManager[None]:
        """What happens inside is undone if it raises; the transaction goes on."""

    def remember(self, key: str, **values: Value) -> None:
        """Keep a few sealed values under a key of the caller's, for ever or until forgotten."""

    def recall(self, key: str) -> dict[str, Any] | None:
        """What was remembered."""

    def forget(self, key: str) -> None:
        """Remove it."""
