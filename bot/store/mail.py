"""Inbox and outbox, as rows: what came in, in the order of its lane, and what is to go out, in the order of its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.care.facts import Message
from bot.flow.inbox import KINDS, Item, Letter
from bot.flow.messages import EffectKind
from bot.store.places import stored_ids
from bot.store.tables import inbox, lanes, outbox, said
from bot.store.transaction import Transaction
from bot.store.turns import first_of_each_place

WAITING, HANDLED, QUARANTINED, SEEN = 0, 1, 2, 3
"""States of an inbox row. A seen one was quarantined until the operator had looked at it."""
UNSENT, SENDING, SENT, HELD, UNDELIVERABLE, RECALLED = 0, 1, 2, 3, 4, 5
"""States of an outbox row. A held one is to be put into words anew: until then it keeps its turn, and what follows waits."""


@dataclass(frozen=True, kw_only=True)
class Parked:
    """The sealed part of an outbox row."""

    content: dict[str, Any]
    covered: tuple[str, ...] | None = None
    about: tuple[str, ...] = ()
    """The categories that it shows."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """The sealed part of what was said: enough to put it into words anew."""

    message: Message
    asks: str | None = None


_READY = (
    select(lanes.c.lane)
    .where(lanes.c.waiting, lanes.c.not_before <= bindparam("now"))
    .order_by(lanes.c.not_before)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_FIRST = select(inbox).where(inbox.c.lane == bindparam("named"), inbox.c.state == WAITING).order_by(inbox.c.id).limit(1)
_LANE = update(lanes).where(lanes.c.lane == bindparam("named"))
_ROW = update(inbox).where(inbox.c.id == bindparam("named"))
_SENDABLE = first_of_each_place(unsent=(UNSENT, SENDING, HELD), held=HELD)
_MARK = update(outbox).where(outbox.c.key == bindparam("named")).returning(outbox)
_POST, _KEEP = insert(outbox), insert(said)
_KEPT = select(said).where(said.c.key == bindparam("named"))
_FORGET = delete(said).where(said.c.key == bindparam("named"))
_UNSETTLED = select(outbox.c.id).where(outbox.c.said == bindparam("named"), outbox.c.state.in_((UNSENT, SENDING, HELD))).limit(1)
"""Statements that each row needs; made once, they are put into SQL once."""


def _taking_in(made: Any) -> Any:  # noqa: ANN401 - an insert of either dialect
    return made.on_conflict_do_nothing().returning(inbox.c.id)


def _waking(made: Any) -> Any:  # noqa: ANN401 - an insert of either dialect
    woken = {"waiting": made.excluded.waiting, "not_before": made.excluded.not_before}
    return made.on_conflict_do_update(index_elements=["lane"], set_=woken)


_TAKE_IN = {"sqlite": _taking_in(sqlite.insert(inbox)), "postgresql": _taking_in(postgresql.insert(inbox))}
_WAKE = {"sqlite": _waking(sqlite.insert(lanes)), "postgresql": _waking(postgresql.insert(lanes))}


class Mail:
    """Both boxes, on the open transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._open = transaction
        self._dialect = transaction.connection.dialect.name

    def take_in(self, source: str, lane: str, item: Item, *, proof: str | None = None) -> bool:
        """Put something in the inbox; False if it has been there before."""
        kind = next(name for name, one in KINDS.items() if isinstance(item, one))
        columns = {
            "source": source,
            "proof": proof,
            "lane": lane,
            "kind": kind,
            "received": self._open.now,
            "state": WAITING,
            "tries": 0,
            "sealed": self._open.seal("inbox", source, None, 0, item),
        }
        if self._open.connection.execute(_TAKE_IN[self._dialect], columns).one_or_none() is None:
            return False
        self._wake(lane, self._open.now)
        return True

    def claim(self) -> Letter | None:
        """Take the first unhandled row of some lane that nobody else works in; None if there is none.

        The lane is locked in one statement and its row found in a second: in one, the snapshot would be older than the lock.
        """
        lane = self._open.connection.execute(_READY, {"now": self._open.now}).scalar_one_or_none()
        if lane is None:
            return None
        row = self._open.connection.execute(_FIRST, {"named": lane}).one_or_none()
        if row is None:
            self._open.connection.execute(_LANE, {"named": lane, "waiting": False})
            return self.claim()
        item: Item = self._open.unseal("inbox", row.source, None, 0, row.sealed, KINDS[row.kind])
        return Letter(id=row.id, source=row.source, lane=lane, item=item, tries=row.tries, received=row.received)

    def done(self, letter: Letter) -> None:
        """It is handled: what it said is erased, that it was handled stays. The next of its lane waits behind the other lanes."""
        self._open.connection.execute(_ROW, {"named": letter.id, "state": HANDLED, "sealed": b""})
        self._open.connection.execute(_LANE, {"named": letter.lane, "not_before": self._open.now})

    def stumbled(self, letter_id: int, lane: str, *, again_at: datetime) -> int:
        """Count a failed try and rest the lane until then. Gives the number of tries."""
        tries: int = self._open.connection.execute(
            update(inbox).where(inbox.c.id == letter_id).values(tries=inbox.c.tries + 1).returning(inbox.c.tries)
        ).scalar_one()
        self._wake(lane, again_at)
        return tries

    def postpone(self, lane: str, until: datetime) -> None:
        """Rest a lane, without counting a try."""
        self._wake(lane, until)

    def quarantine(self, letter_id: int, reference: str) -> None:
        """Set it aside, sealed as it is, so that the lane goes on."""
        self._open.connection.execute(update(inbox).where(inbox.c.id == letter_id).values(state=QUARANTINED, reference=reference))

    def quarantined(self) -> tuple[str, ...]:
        """The references of what was set aside."""
        rows = select(inbox.c.reference).where(inbox.c.state == QUARANTINED).order_by(inbox.c.id)
        return tuple(str(one) for one in self._open.connection.execute(rows).scalars())

    def looked_at(self, reference: str) -> bool:
        """The operator has looked at what was set aside: what it said is erased. False if nothing is, under this reference."""
        aside = (inbox.c.state == QUARANTINED, inbox.c.reference == reference)
        changed = self._open.connection.execute(update(inbox).where(*aside).values(state=SEEN, sealed=b""))
        return changed.rowcount > 0

    def keep(self, place: str, told: Told) -> str:
        """Keep what was said, for the case that it has to be put into words anew."""
        key, case = self._open.key(), told.message.case or ""
        sealed = self._open.seal("said", key, case, 0, told)
        columns = {"key": key, "place": place, "case": case, "created": self._open.now, "sealed": sealed}
        self._open.connection.execute(_KEEP, columns)
        return key

    def kept(self, key: str) -> tuple[str, Told] | None:
        """What was said, and where; None once all of it was sent."""
        row = self._open.connection.execute(_KEPT, {"named": key}).one_or_none()
        return None if row is None else (row.place, self._open.unseal("said", key, row.case, 0, row.sealed, Told))

    def post(
        self,
        lane: str,
        kind: EffectKind,
        parked: Parked,
        *,
        case: str = "",
        epoch: int = 0,
        key: str | None = None,
        said_key: str | None = None,
        asks: str | None = None,
        lines: tuple[int, ...] = (),
        turn: int | None = None,
        not_before: datetime | None = None,
    ) -> str:
        """Put an effect on the outbox of a place; gives its key."""
        key = key or self._open.key()
        columns = {
            "key": key,
            "lane": lane,
            "kind": kind.value,
            "case": case,
            "epoch": epoch,
            "said": said_key,
            "asks": asks,
            "turn": turn,
            "lines": msgspec.json.encode(lines).decode(),
            "created": self._open.now,
            "not_before": not_before or self._open.now,
            "state": UNSENT,
            "tries": 0,
            "sealed": self._open.seal("outbox", key, case, 0, parked),
        }
        self._open.connection.execute(_POST, columns)
        return key

    def sendable(self, busy: Collection[str], most: int) -> list[Row[Any]]:
        """What is to be sent now: the first row of each place that is not busy, oldest first."""
        asked = {"alone": stored_ids({self._open.account}), "now": self._open.now, "busy": list(busy), "most": most}
        return list(self._open.connection.execute(_SENDABLE, asked))

    def parked(self, row: Row[Any]) -> Parked:
        """Open an outbox row."""
        return self._open.unseal("outbox", row.key, row.case, 0, row.sealed, Parked)

    def mark(self, key: str, state: int, *, event_id: str | None = None) -> Row[Any]:
        """Write what became of a row; what was sent or will never be is erased from it."""
        values: dict[str, Any] = {"state": state}
        if state in {SENT, HELD, RECALLED, UNDELIVERABLE}:
            values["sealed"] = b""
        if event_id is not None:
            values["event_id"] = event_id
        row = self._open.connection.execute(_MARK, {"named": key, **values}).one()
        if row.said is not None and state in {SENT, UNDELIVERABLE}:
            self.settle(row.said)
        return row

    def settle(self, said_key: str) -> None:
        """Forget something said, if nothing of it is still to be sent."""
        if self._open.connection.execute(_UNSETTLED, {"named": said_key}).first() is None:
            self._open.connection.execute(_FORGET, {"named": said_key})

    def wait(self, key: str, until: datetime) -> None:
        """Let a row rest; its place keeps its order behind it."""
        changed = update(outbox).where(outbox.c.key == key).values(not_before=until, tries=outbox.c.tries + 1)
        self._open.connection.execute(changed)

    def siblings(self, said_key: str, states: frozenset[int]) -> list[Row[Any]]:
        """The rows of something said that are in one of these states."""
        query = select(outbox).where(outbox.c.said == said_key, outbox.c.state.in_(states)).order_by(outbox.c.id)
        return list(self._open.connection.execute(query))

    def unsent_of(self, case: str) -> tuple[str, ...]:
        """The keys of what was said about a case and is not yet on its way."""
        query = select(outbox.c.said).where(outbox.c.case == case, outbox.c.state == UNSENT, outbox.c.said.is_not(None)).distinct()
        return tuple(self._open.connection.execute(query).scalars())

    def unsent_in(self, lane: str) -> tuple[str, ...]:
        """The keys of what was said to a place and is not yet on its way."""
        query = select(outbox.c.said).where(outbox.c.lane == lane, outbox.c.state == UNSENT, outbox.c.said.is_not(None)).distinct()
        return tuple(self._open.connection.execute(query).scalars())

    def oldest_unhandled(self) -> float:
        """The age in seconds of the first row of the inbox that waits; 0 for none."""
        return self._age(select(func.min(inbox.c.received)).where(inbox.c.state == WAITING))

    def oldest_unsent(self) -> float:
        """The age in seconds of the first row of the outbox that is not sent; 0 for none."""
        return self._age(select(func.min(outbox.c.created)).where(outbox.c.state.in_((UNSENT, SENDING, HELD))))

    def _age(self, query: Select[Any]) -> float:
        since: datetime | None = self._open.connection.execute(query).scalar_one_or_none()
        return 0.0 if since is None else (self._open.now - since).total_seconds()

    def _wake(self, lane: str, at: datetime) -> None:
        self._open.connection.execute(_WAKE[self._dialect], {"lane": lane, "waiting": True, "not_before": at})
