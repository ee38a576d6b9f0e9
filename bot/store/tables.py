"""The tables. Public columns only; whatever a person typed, or a rule made of it, is in ``sealed``.

A sealed blob is bound to its table, its row (the column named in the comment), its case and its version, so that it opens
nowhere else. ``case`` is a case code, or ``org`` for what belongs to no case.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware moment, stored as whole microseconds since 1970 in UTC: the same number in every engine."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Moment to number."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - the same
        """Number to moment."""
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata = MetaData()
_Serial = BigInteger().with_variant(Integer, "sqlite")


def _serial() -> Column[int]:
    """A number that grows with each row and is never given twice."""
    return Column("id", _Serial, primary_key=True, autoincrement=True)


def _sealed() -> Column[bytes]:
    return Column("sealed", LargeBinary, nullable=False)


cases = Table(
    "cases",
    metadata,
    Column("code", String(16), primary_key=True),  # sealed row: code
    Column("created", Instant, nullable=False),
    Column("closed", Instant),
    Column("epoch", Integer, nullable=False, default=0),
    Column("version", Integer, nullable=False, default=0),
    _sealed(),
)

records = Table(
    "records",
    metadata,
    _serial(),
    Column("case", String(16), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("ref", String(12), nullable=False, unique=True),  # sealed row: ref
    Column("author", Text, nullable=False),
    Column("owner", Text),
    Column("state", SmallInteger, nullable=False),
    Column("created", Instant, nullable=False),
    Column("served", Instant),
    Column("due", Instant),
    Column("version", Integer, nullable=False),
    Column("superseded_by", String(12)),
    _sealed(),
    Index("records_by_case", "case", "kind", "id"),
    Index("records_by_owner", "owner", "kind"),
    sqlite_autoincrement=True,
)

roster = Table(
    "roster",
    metadata,
    _serial(),
    Column("case", String(16), nullable=False),
    Column("person", Text, nullable=False),  # sealed row: case and person
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("version", Integer, nullable=False),
    _sealed(),
    UniqueConstraint("case", "person", name="roster_once"),
    Index("roster_by_person", "person"),
    sqlite_autoincrement=True,
)

grants = Table(
    "grants",
    metadata,
    _serial(),
    Column("key", String(32), nullable=False, unique=True),  # sealed row: key
    Column("case", String(16), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    _sealed(),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    Column("person", Text, primary_key=True),  # sealed row: person
    Column("enrolled", Instant),
    Column("version", Integer, nullable=False),
    _sealed(),
)

places = Table(
    "places",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("case", String(16), index=True),
    Column("person", Text),
    Column("room_id", Text, unique=True),
    Column("created", Instant, nullable=False),
)

postures = Table(
    "postures",
    metadata,
    Column("room_id", Text, primary_key=True),
    Column("locked", Boolean, nullable=False),
    Column("joined", Text, nullable=False),  # Matrix ids, as the homeserver knows them anyway; JSON
    Column("invited", Text, nullable=False),
)

pins = Table(
    "pins",
    metadata,
    Column("person", Text, primary_key=True),
    Column("master_key", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed", Boolean, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("account", Text, primary_key=True),
    Column("token", Text, nullable=False),
)

lanes = Table(
    "lanes",
    metadata,
    Column("lane", Text, primary_key=True),  # a place, or a room that is none of ours
    Column("waiting", Boolean, nullable=False),
    Column("not_before", Instant, nullable=False),
    Index("lanes_waiting", "waiting", "not_before"),
)

inbox = Table(
    "inbox",
    metadata,
    _serial(),
    Column("source", Text, nullable=False, unique=True),  # sealed row: source
    Column("proof", Text, unique=True),  # sender key, session and index: a replay has the same
    Column("lane", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("received", Instant, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("tries", SmallInteger, nullable=False, default=0),
    Column("reference", String(8)),
    _sealed(),
    Index("inbox_by_lane", "lane", "state", "id"),
    sqlite_autoincrement=True,
)

said = Table(
    "said",
    metadata,
    Column("key", String(32), primary_key=True),  # sealed row: key
    Column("place", Text, nullable=False),
    Column("case", String(16), nullable=False),
    Column("created", Instant, nullable=False),
    _sealed(),
)

outbox = Table(
    "outbox",
    metadata,
    _serial(),
    Column("key", String(48), nullable=False, unique=True),  # sealed row: key; also the transaction id
    Column("lane", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("case", String(16), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("said", String(32), index=True),
    Column("asks", Text),
    Column("turn", BigInteger),  # the id whose turn it takes, where it was put into words anew
    Column("lines", Text),  # which lines of what was said stand in it: numbers, JSON
    Column("created", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("tries", SmallInteger, nullable=False, default=0),
    Column("event_id", Text, index=True),
    _sealed(),
    Index("outbox_by_lane", "lane", "state", "id"),
    Index("outbox_by_state", "state", "id"),
    sqlite_autoincrement=True,
)

dues = Table(
    "dues",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("place", Text, nullable=False, index=True),
    Column("case", String(16), index=True),
    Column("subject", Text, nullable=False),  # a ref, or a Matrix id
)

dialogues = Table(
    "dialogues",
    metadata,
    _serial(),
    Column("key", Text, nullable=False, unique=True),  # sealed row: key
    Column("person", Text, nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("waiting", String(16), nullable=False),
    Column("case", String(16), nullable=False),
    Column("expires", Instant, nullable=False),
    _sealed(),
    sqlite_autoincrement=True,
)

acts = Table(
    "acts",
    metadata,
    _serial(),
    Column("event_id", Text, nullable=False, unique=True),  # sealed row: event_id
    Column("person", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("case", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    _sealed(),
    Index("acts_by_person", "person", "place", "id"),
    sqlite_autoincrement=True,
)

memory = Table(
    "memory",
    metadata,
    Column("key", Text, primary_key=True),  # sealed row: key
    Column("version", Integer, nullable=False),
    _sealed(),
)

facts = Table(
    "facts",
    metadata,
    Column("chain", String(24), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("time", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(64), nullable=False),
    Column("ref", Text, nullable=False),  # a ref, or a Matrix id
    Column("outcome", String(32), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)

heads = Table(
    "heads",
    metadata,
    Column("chain", String(24), primary_key=True),  # sealed row: chain
    Column("sequence", BigInteger, nullable=False),
    _sealed(),
)
