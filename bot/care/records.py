"""What a record is: its few public columns, and what is sealed in it; and the one repository of every kind.

A new kind of record is a frozen dataclass that inherits ``Payload`` and is named in ``bot/care/kinds.py``; the store
needs no other change. Fields are only ever added, with defaults; any other change raises ``schema`` and brings an upcaster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from bot.care.consent import Category


@dataclass(frozen=True, kw_only=True)
class Payload:
    """The sealed part of a record. Standard types, dataclasses, enums, tuples and aware datetimes only."""

    kind: ClassVar[str]
    """The stored name of the kind: for ever."""
    schema: ClassVar[int] = 1
    upcasters: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
    """From a schema to the next: plain fields in, plain fields out."""

    def gist(self) -> str:
        """What it says, in the words of whoever wrote it: the beginning of it stands on agendas and in minutes."""
        return str(getattr(self, "text", ""))

    def concerns(self) -> tuple[Category, ...]:
        """The categories of that; a reader needs all. None: it is for its author alone."""
        return tuple(getattr(self, "categories", ()))


P = TypeVar("P", bound=Payload)


@dataclass(frozen=True, kw_only=True)
class Kept(Generic[P]):
    """A record as it stands in the store: what is public, and what was unsealed."""

    id: int
    case: str
    ref: str
    author: str
    owner: str | None
    """Who has to act on it, or whose it is."""
    state: int
    """A small number that the kind gives a meaning to; 0 is how it begins, ``UNDONE`` how it was taken back."""
    created: datetime
    served: datetime | None
    """When the care took place that it is about."""
    due: datetime | None
    version: int
    superseded_by: str | None
    what: P

    @property
    def early(self) -> datetime:
        """No record that names this one was kept before this moment, though the clock was set back by hours meanwhile."""
        return self.created - timedelta(days=1)


class Records(Protocol):
    """The sealed repository of every kind."""

    def add(
        self,
        what: P,
        *,
        case: str,
        author: str,
        owner: str | None = None,
        state: int = 0,
        served: datetime | None = None,
        due: datetime | None = None,
    ) -> Kept[P]:
        """Keep a new record under a new ref."""

    def get(self, kind: type[P], case: str, ref: str) -> Kept[P]:
        """Find one. ``NotFoundError`` (template ``refused/no_such_ref``) where this case has none of this kind."""

    def locate(self, case: str, ref: str) -> Kept[Any] | None:
        """Find a record of whatever kind by its ref within a case."""

    def find(
        self,
        kind: type[P],
        case: str,
        *,
        states: frozenset[int] | None = None,
        owner: str | None = None,
        author: str | None = None,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Kept[P]]:
        """List in the order of keeping, without what was taken back; ``since`` is about ``created``."""

    def put(
        self,
        kept: Kept[P],
        *,
        what: P | None = None,
        state: int | None = None,
        owner: str | None = None,
        due: datetime | None = None,
        served: datetime | None = None,
        superseded_by: str | None = None,
    ) -> Kept[P]:
        """Write a new version; None leaves a column as it is. ``ConflictError`` if somebody else was faster."""

    def owned(self, kind: type[P], owner: str, *, states: frozenset[int] | None = None) -> list[Kept[P]]:
        """List over all cases what this person owns."""

    def move(self, kept: Kept[P], case: str) -> Kept[P]:
        """Seal it anew under another case, with the same ref."""


UNDONE = -1
"""The state of a record that its author took back; nothing lists it any more."""

ORGANISATION = "org"
"""Stands in place of a case's code where a record belongs to no case; no case ever has it.

Such a record is sealed with the organisation's own key and stays when a case is erased. Nothing about a patient goes into it.
"""
