"""The records that the fake desk keeps, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from bot.care.errors import ConflictError, NotFoundError
from bot.care.records import UNDONE, Kept, Payload
from tests.unit.shelves import Shelf

P = TypeVar("P", bound=Payload)
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"


def make_ref(number: int) -> str:
    """The same refs in the same order, each as somebody could type it: 8B2A, 8C2A, ..."""
    rest, first = divmod(number, len(_LETTERS))
    last, digit = divmod(rest, 8)
    return f"8{_LETTERS[first]}{digit + 2}{_LETTERS[last]}"


class FakeRecords(Shelf):
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
        number = len(self.state().records) + 1
        kept = Kept(
            id=number,
            case=case,
            ref=make_ref(number),
            author=author,
            owner=owner,
            state=state,
            created=self.now(),
            served=served,
            due=due,
            version=1,
            superseded_by=None,
            what=what,
        )
        self._write(None, kept)
        return kept

    def get(self, kind: type[P], case: str, ref: str) -> Kept[P]:
        kept = self.locate(case, ref)
        if kept is None or not isinstance(kept.what, kind):
            raise NotFoundError("refused/no_such_ref")
        return kept

    def locate(self, case: str, ref: str) -> Kept[Any] | None:
        kept = self.state().records.get(ref.upper())
        return kept if kept is not None and kept.case == case and kept.state != UNDONE else None

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
        found = [
            kept
            for kept in self._of(kind, states)
            if kept.case == case
            and owner in {None, kept.owner}
            and author in {None, kept.author}
            and (since is None or kept.created >= since)
        ]
        return found if newest is None else found[max(0, len(found) - newest) :]

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
        before = self.state().records[kept.ref]
        if before.version != kept.version:
            raise ConflictError("refused/touched_since")
        after = replace(
            kept,
            version=kept.version + 1,
            what=kept.what if what is None else what,
            state=kept.state if state is None else state,
            owner=kept.owner if owner is None else owner,
            due=kept.due if due is None else due,
            served=kept.served if served is None else served,
            superseded_by=kept.superseded_by if superseded_by is None else superseded_by,
        )
        self._write(before, after)
        return after

    def owned(self, kind: type[P], owner: str, *, states: frozenset[int] | None = None) -> list[Kept[P]]:
        return [kept for kept in self._of(kind, states) if kept.owner == owner]

    def move(self, kept: Kept[P], case: str) -> Kept[P]:
        after = replace(kept, case=case, version=kept.version + 1)
        self._write(self.state().records[kept.ref], after)
        return after

    def _of(self, kind: type[P], states: frozenset[int] | None) -> list[Kept[P]]:
        every = sorted(self.state().records.values(), key=lambda one: one.id)
        return [
            one for one in every if isinstance(one.what, kind) and one.state != UNDONE and (states is None or one.state in states)
        ]

    def _write(self, before: Kept[Any] | None, after: Kept[Any]) -> None:
        self.state().records[after.ref] = after
        was = before.version if before is not None else None
        self.state().journal.append({"ref": after.ref, "before": before, "version": after.version, "was": was})
