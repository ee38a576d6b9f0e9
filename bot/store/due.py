"""What is to happen at a moment: our own table, which every alarm clock only points at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, delete, func, insert, select, update

from bot.care.dues import Due
from bot.flow.inbox import RING
from bot.store.mail import WAITING
from bot.store.tables import dues, inbox, lanes, outbox
from bot.store.transaction import Transaction

_PUT = insert(dues)
_CANCEL = delete(dues).where(dues.c.key == bindparam("named"))
_RIPE = (
    select(dues)
    .where(dues.c.at <= bindparam("now"))
    .order_by(dues.c.at, dues.c.key)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)


class DueTable:
    """``bot.care.dues.Dues``, and what the clock asks."""

    def __init__(self, transaction: Transaction) -> None:
        self._open = transaction

    def put(self, due: Due) -> None:
        """Set it, or set it anew."""
        self.cancel(due.key)
        columns = {"key": due.key, "kind": due.kind, "at": due.at, "place": due.place, "case": due.case, "subject": due.subject}
        self._open.connection.execute(_PUT, columns)

    def cancel(self, key: str) -> None:
        """Forget it; an unknown key is no error."""
        self._open.connection.execute(_CANCEL, {"named": key})

    def of(self, case: str) -> tuple[Due, ...]:
        """Those of a case, earliest first."""
        return self._find(dues.c.case == case)

    def at(self, place: str) -> tuple[Due, ...]:
        """Those of a place, earliest first."""
        return self._find(dues.c.place == place)

    def ripe(self, most: int) -> tuple[Due, ...]:
        """Those whose moment has come, earliest first; on PostgreSQL locked, and those that another process holds left out."""
        return tuple(_due(row) for row in self._open.connection.execute(_RIPE, {"now": self._open.now, "most": most}))

    def behind(self, *, besides: str) -> bool:
        """Whether a moment that came is still to be acted upon, in any lane but those whose name begins so."""
        waiting = select(inbox.c.id).join(lanes, lanes.c.lane == inbox.c.lane)
        others = lanes.c.lane.not_like(f"{besides}%")
        rung = waiting.where(lanes.c.waiting, others, inbox.c.state == WAITING, inbox.c.kind == RING).limit(1)
        return self._open.connection.execute(rung).first() is not None

    def hasten(self) -> None:
        """The clock was set back: nothing rests until a moment of the clock as it was."""
        now = self._open.now
        for table in (lanes, outbox):
            self._open.connection.execute(update(table).where(table.c.not_before > now).values(not_before=now))

    def of_kinds(self, kinds: Collection[str]) -> tuple[Due, ...]:
        """Those of these kinds, earliest first."""
        return self._find(dues.c.kind.in_(kinds))

    def before(self, moment: datetime) -> tuple[Due, ...]:
        """Those that come before a moment, earliest first."""
        return self._find(dues.c.at < moment)

    def earliest(self) -> datetime | None:
        """The next moment at which something is to happen."""
        return self._open.connection.execute(select(func.min(dues.c.at))).scalar_one_or_none()

    def _find(self, condition: Any) -> tuple[Due, ...]:  # noqa: ANN401 - SQLAlchemy's own expression type
        return tuple(
            _due(row) for row in self._open.connection.execute(select(dues).where(condition).order_by(dues.c.at, dues.c.key))
        )


def _due(row: Row[Any]) -> Due:
    return Due(key=row.key, kind=row.kind, at=row.at, place=row.place, case=row.case, subject=row.subject)
