"""The generic sealed repository: every kind of record in one table, and a journal of what was written, for ``!undo``."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Integer, Row, Select, bindparam, insert, select, update

from bot.care.codes import make_ref
from bot.care.errors import ConflictError, NotFoundError
from bot.care.records import UNDONE, Kept, Payload
from bot.store.tables import records
from bot.store.transaction import Transaction

P = TypeVar("P", bound=Payload)
_TABLE, _KINDS = "records", "kinds of records"
_REF_TRIES = 20
_LENGTHS = (4, 5, 6, 7, 8)
_RESTORED = ("owner", "state", "due", "served", "superseded_by")


_LOCATE = select(records).where(records.c.ref == bindparam("ref_"), records.c.case == bindparam("case_"), records.c.state != UNDONE)
_KINDS_IN = select(records.c.kind).where(records.c.case == bindparam("case_")).distinct()


@cache
def _those(states: frozenset[int] | None, *by: str, newest: bool) -> Select[Any]:
    """Records of a case and kind: in these states, and ``by`` their owner, author or since when. Made once for all that ask so."""
    ways = {"owner": records.c.owner == bindparam("owner_"), "author": records.c.author == bindparam("author_")}
    ways["since"] = records.c.created >= bindparam("since_")
    stands = records.c.state.in_(states) if states is not None else records.c.state != UNDONE
    query = select(records).where(records.c.case == bindparam("case_"), records.c.kind == bindparam("kind_"), stands)
    query = query.where(*(ways[name] for name in by))
    return (
        query.order_by(records.c.id.desc()).limit(bindparam("newest_", type_=Integer)) if newest else query.order_by(records.c.id)
    )


class SealedRecords:
    """``bot.care.records.Records``, on the open transaction."""

    def __init__(self, transaction: Transaction, kinds: Mapping[str, type[Payload]]) -> None:
        self._open = transaction
        self._kinds = kinds
        self.written: list[dict[str, Any]] = []
        """The journal: each record written in this transaction, and what stood there before."""

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
        ref, now = self._new_ref(), self._open.now
        self._stale(_TABLE, _KINDS)
        columns = {
            "case": case,
            "kind": what.kind,
            "ref": ref,
            "author": author,
            "owner": owner,
            "state": state,
            "created": now,
            "served": served,
            "due": due,
            "version": 0,
            "superseded_by": None,
            "sealed": self._sealed(what, ref, case, 0),
        }
        number = self._open.connection.execute(insert(records).returning(records.c.id), columns).scalar_one()
        self.written.append({"ref": ref, "version": 0, "before": None})
        return Kept(
            id=number, case=case, ref=ref, author=author, owner=owner, state=state, created=now, served=served, due=due,
            version=0, superseded_by=None, what=what,
        )  # fmt: skip

    def get(self, kind: type[P], case: str, ref: str) -> Kept[P]:
        """Find one. ``NotFoundError`` where this case has none of this kind."""
        kept = self.locate(case, ref)
        if kept is None or not isinstance(kept.what, kind):
            raise NotFoundError("refused/no_such_ref")
        return kept

    def locate(self, case: str, ref: str) -> Kept[Any] | None:
        """Find a record of whatever kind by its ref within a case."""

        def read() -> Kept[Any] | None:
            row = self._open.connection.execute(_LOCATE, {"ref_": ref.upper(), "case_": case}).one_or_none()
            return None if row is None else self._kept(row, self._kinds[row.kind])

        return self._open.glance.at(_TABLE, (case, ref.upper()), read)

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
        """List in the order of keeping, without what was taken back."""
        if kind.kind not in self._kinds_in(case):
            return []
        asked = (kind, case, states, owner, author, since, newest)
        return [*self._open.glance.at(_TABLE, asked, lambda: self._find(*asked))]

    def _find(
        self,
        kind: type[P],
        case: str,
        states: frozenset[int] | None,
        owner: str | None,
        author: str | None,
        since: datetime | None,
        newest: int | None,
    ) -> list[Kept[P]]:
        narrowing = {"owner": owner, "author": author, "since": since}
        by = {name: value for name, value in narrowing.items() if value is not None}
        asked: dict[str, Any] = {"case_": case, "kind_": kind.kind, **{f"{name}_": value for name, value in by.items()}}
        if newest is None:
            return [self._kept(row, kind) for row in self._open.connection.execute(_those(states, *by, newest=False), asked)]
        rows = self._open.connection.execute(_those(states, *by, newest=True), {**asked, "newest_": newest}).all()
        return [self._kept(row, kind) for row in rows[::-1]]

    def _kinds_in(self, case: str) -> Container[str]:
        """The kinds of which a case has any: most rules ask for kinds of which it has none."""
        if not self._open.glance.keeps:
            return self._kinds

        def read() -> frozenset[str]:
            return frozenset(self._open.connection.execute(_KINDS_IN, {"case_": case}).scalars())

        return self._open.glance.at(_KINDS, case, read)

    def owned(self, kind: type[P], owner: str, *, states: frozenset[int] | None = None) -> list[Kept[P]]:
        """List over all cases what this person owns."""
        query = select(records).where(records.c.owner == owner, records.c.kind == kind.kind)
        query = query.where(records.c.state.in_(states) if states is not None else records.c.state != UNDONE)
        return [self._kept(row, kind) for row in self._open.connection.execute(query.order_by(records.c.id))]

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
        changed = {"what": what, "state": state, "owner": owner, "due": due, "served": served, "superseded_by": superseded_by}
        return self._write(kept, {name: value for name, value in changed.items() if value is not None})

    def move(self, kept: Kept[P], case: str) -> Kept[P]:
        """Seal it anew under another case, with the same ref."""
        return self._write(kept, {"case": case})

    def restore(self, journal: tuple[Mapping[str, Any], ...]) -> None:
        """Put back what stood before. ``ConflictError`` if any of it was touched since."""
        for entry in reversed(journal):
            row = self._open.connection.execute(select(records).where(records.c.ref == entry["ref"])).one()
            if row.version != entry["version"]:
                raise ConflictError("refused/touched_since")
            kept = self._kept(row, self._kinds[row.kind])
            before = entry["before"]
            if before is None:
                self._write(kept, {"state": UNDONE})
                continue
            what = msgspec.convert(before["what"], type(kept.what), strict=False)
            self._write(kept, {"what": what, "case": before["case"]} | {name: before[name] for name in _RESTORED})

    def _write(self, kept: Kept[P], changed: dict[str, Any]) -> Kept[P]:
        after = dataclasses.replace(kept, version=kept.version + 1, **changed)
        self._stale(_TABLE, *([_KINDS] if after.case != kept.case else []))
        columns = {name: getattr(after, name) for name in ("case", "version", *_RESTORED)}
        done = self._open.connection.execute(
            update(records).where(records.c.id == kept.id, records.c.version == kept.version),
            {**columns, "sealed": self._sealed(after.what, after.ref, after.case, after.version)},
        )
        if done.rowcount != 1:
            raise ConflictError("refused/touched_since")
        before = {"what": msgspec.to_builtins(kept.what, builtin_types=(datetime,)), "case": kept.case}
        before |= {name: getattr(kept, name) for name in _RESTORED}
        earlier = next((entry for entry in self.written if entry["ref"] == kept.ref), None)
        if earlier is None:
            self.written.append({"ref": kept.ref, "version": after.version, "before": before, "was": kept.version})
        else:
            earlier["version"] = after.version
        return after

    def _stale(self, *questions: str) -> None:
        for one in questions:
            self._open.glance.stale(one)

    def _new_ref(self) -> str:
        for length in _LENGTHS:
            for _ in range(_REF_TRIES):
                ref = make_ref(self._open.randbelow, length)
                if self._open.connection.execute(select(records.c.id).where(records.c.ref == ref)).first() is None:
                    return ref
        raise AssertionError("no ref is free")

    def _sealed(self, what: Payload, ref: str, case: str, version: int) -> bytes:
        return self._open.seal("records", ref, case, version, {"schema": what.schema, "data": what})

    def _kept(self, row: Row[Any], kind: type[P]) -> Kept[P]:
        fields = self._open.unseal_fields("records", row.ref, row.case, row.version, row.sealed)
        data, schema = fields["data"], fields["schema"]
        while schema < kind.schema:
            data, schema = kind.upcasters[schema](data), schema + 1
        return Kept(
            id=row.id, case=row.case, ref=row.ref, author=row.author, owner=row.owner, state=row.state, created=row.created,
            served=row.served, due=row.due, version=row.version, superseded_by=row.superseded_by,
            what=msgspec.convert(data, kind),
        )  # fmt: skip
