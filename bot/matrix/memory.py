"""Two tables of our own in nio's file: to-device messages seen, and events whose key has not come.

They share nio's file because they must share its transactions: a message is "seen" when the keys it brought are saved, and
not a moment before or after. They hold hashes, ids and ciphertexts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

import peewee

MOST_PARKED = 2000
"""Events kept while they wait; more can only be a flood, and the newest of it is refused."""

_SEEN = "CREATE TABLE IF NOT EXISTS huddle_seen (mark BLOB PRIMARY KEY, since TEXT NOT NULL)"
_PARKED = """CREATE TABLE IF NOT EXISTS huddle_parked (
  event_id TEXT PRIMARY KEY, room_id TEXT NOT NULL, session_id TEXT NOT NULL, parked REAL NOT NULL, raw TEXT NOT NULL
)"""


@dataclass(frozen=True, kw_only=True)
class Parked:
    """An encrypted event that waits for its key."""

    event_id: str
    room_id: str
    session_id: str
    raw: Mapping[str, object]


class Memory:
    """The tables. Every call is one statement, on the event loop's thread; ``atomic`` makes several of them one."""

    def __init__(self, database: peewee.SqliteDatabase) -> None:
        self._database = database
        database.execute_sql(_SEEN)
        database.execute_sql(_PARKED)

    def atomic(self) -> AbstractContextManager[object]:
        """All that is written to nio's file inside, or none. Nothing may be awaited inside: it would share that fate."""
        block: AbstractContextManager[object] = self._database.atomic()
        return block

    def first_time(self, sender: str, sender_key: str, ciphertext: object, since: str) -> bool:
        """Whether this message is new; from now on it is not. ``since`` is the cursor of the request that brought it."""
        text = json.dumps([sender, sender_key, ciphertext], sort_keys=True, separators=(",", ":"))
        mark = hashlib.sha256(text.encode()).digest()
        done = self._database.execute_sql("INSERT OR IGNORE INTO huddle_seen VALUES (?, ?)", (mark, since))
        return bool(done.rowcount)

    def passed(self, since: str) -> None:
        """Our cursor stands at ``since``: what earlier requests brought is not delivered again."""
        self._database.execute_sql("DELETE FROM huddle_seen WHERE since <> ?", (since,))

    def park(self, parked: Parked, at: datetime) -> bool:
        """Keep an event until its key comes; False when too many are kept already."""
        (held,) = self._database.execute_sql("SELECT count(*) FROM huddle_parked").fetchone()
        if held >= MOST_PARKED:
            return False
        row = (parked.event_id, parked.room_id, parked.session_id, at.timestamp(), json.dumps(parked.raw))
        self._database.execute_sql("INSERT OR IGNORE INTO huddle_parked VALUES (?, ?, ?, ?, ?)", row)
        return True

    def parked(self) -> list[Parked]:
        """All that waits, oldest first."""
        return self._parked("ORDER BY parked, rowid", ())

    def overdue(self, before: datetime) -> list[Parked]:
        """What has waited since before that moment."""
        return self._parked("WHERE parked <= ? ORDER BY parked, rowid", (before.timestamp(),))

    def release(self, event_id: str) -> None:
        """It was read, or said aloud: it no longer waits."""
        self._database.execute_sql("DELETE FROM huddle_parked WHERE event_id = ?", (event_id,))

    def _parked(self, clause: str, values: tuple[float, ...]) -> list[Parked]:
        rows = self._database.execute_sql(f"SELECT event_id, room_id, session_id, raw FROM huddle_parked {clause}", values)  # noqa: S608 - ours
        return [Parked(event_id=event, room_id=room, session_id=session, raw=json.loads(raw)) for event, room, session, raw in rows]
