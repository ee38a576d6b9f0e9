"""One open transaction as rules, the dispatcher and the pipeline see it: every table together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.care.clinic import Clinic
from bot.care.facts import Message
from bot.care.people import Office
from bot.care.places import Place
from bot.care.ports import Written
from bot.care.records import Payload
from bot.flow.said import Render
from bot.store.audit import AuditTable
from bot.store.due import DueTable
from bot.store.records import SealedRecords
from bot.store.rosters import PeopleTable
from bot.store.sending import Sending
from bot.store.talk import ActTable, DialogueTable
from bot.store.transaction import Transaction


class OpenWork(Sending):
    """``bot.chat.ports.Desk`` and ``bot.flow.ports.Opened``."""

    def __init__(
        self,
        transaction: Transaction,
        clinic: Clinic,
        kinds: Mapping[str, type[Payload]],
        offices: Mapping[str, frozenset[Office]],
        render: Render,
    ) -> None:
        super().__init__(transaction, clinic, PeopleTable(transaction, offices), SealedRecords(transaction, kinds), render)
        self._anew: Callable[[], OpenWork] = lambda: OpenWork(transaction.anew(), clinic, kinds, offices, render)
        self.dues = DueTable(transaction)
        self.dialogues = DialogueTable(transaction)
        self.acts = ActTable(transaction)
        self.audit = AuditTable(transaction)

    def anew(self) -> OpenWork:
        """The same transaction, as one that has done nothing yet."""
        return self._anew()

    @property
    def connection(self) -> Connection:
        """For the tables that no rule knows of."""
        return self._open.connection

    def nonce(self) -> str:
        """A name that nothing else has."""
        return self._open.key()

    def place_in(self, room_id: str) -> Place | None:
        """What a room is for."""
        return self.places.in_room(room_id)

    def room_of(self, place: str) -> str | None:
        """The room of a place, once it is made."""
        there = self.places.get(place)
        return None if there is None else there.room_id

    def fact(self, action: str, *, actor: str, case: str | None = None, ref: str = "", outcome: str = "done") -> None:
        """Write one fact into the audit chain."""
        self.audit.append(action, actor=actor, case=case, ref=ref, outcome=outcome)

    def noted(self, action: str, case: str | None) -> int:
        """How many facts of this name this transaction has written so far into the chain of a case, or of the organisation."""
        return self.audit.noted(action, case)

    def written(self, *, case: str | None, ref: str | None, newest: int) -> tuple[Written, ...]:
        """Give what was written down last, the newest first."""
        return self.audit.newest(chain=case, ref=ref, count=newest)

    def audit_root(self, before: datetime) -> str:
        """Give one hash that stands for all that was in all audit chains before a moment."""
        return self.audit.root(before).hex()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone if it raises; the transaction goes on."""
        said, written, outdated = len(self._said), deepcopy(self.records.written), set(self._open.outdated)
        try:
            with self._open.connection.begin_nested():
                yield
        except BaseException:
            self._open.glance.all_stale()
            del self._said[said:]
            self.records.written[:] = written
            self._open.outdated.intersection_update(outdated)
            raise

    @contextmanager
    def aside(self) -> Iterator[list[tuple[str, Message]]]:
        """What is said inside is not said, but given to the caller."""
        before = len(self._said)
        held: list[tuple[str, Message]] = []
        yield held
        held += [(place, told.message) for place, told in self._said[before:]]
        del self._said[before:]

    def journal(self) -> tuple[Mapping[str, Any], ...]:
        """What this transaction has written to the sealed records so far."""
        return tuple(deepcopy(self.records.written))

    def restore(self, journal: tuple[Mapping[str, Any], ...]) -> None:
        """Take it back."""
        self.records.restore(journal)
