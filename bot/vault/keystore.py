"""Where wrapped keys live: apart from the records, so that both can be backed up, and forgotten, at their own pace."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self

from bot.vault.durable import sync_folder
from bot.vault.errors import DestroyedError, VaultError

SCHEMA = 1
_TABLES = """
CREATE TABLE wrapped_key (key_id BLOB PRIMARY KEY, holder TEXT NOT NULL, made_at INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT;
CREATE INDEX wrapped_key_holder ON wrapped_key (holder, made_at);
CREATE TABLE tombstone (holder TEXT PRIMARY KEY, destroyed_at INTEGER NOT NULL) STRICT;
"""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, kw_only=True, slots=True)
class WrappedKey:
    """One data key as it lies on disk, sealed by the master key."""

    key_id: bytes
    case: str
    made_at: datetime
    """Aware, in UTC, to the second."""
    wrapped: bytes


class KeyStore(Protocol):
    """What a place for wrapped keys must do. Every call may come from any thread, and is durable when it returns."""

    def put(self, key: WrappedKey) -> None:
        """Write a new key; a known id stays as it is. Raises ``DestroyedError`` if its case has a tombstone."""

    def replace(self, key: WrappedKey) -> None:
        """Write a known key's new wrapping; nothing happens if the key is gone."""

    def get(self, key_id: bytes) -> WrappedKey | None:
        """The key of this id."""

    def current(self, case: str) -> WrappedKey | None:
        """The youngest key of a case."""

    def destroy(self, case: str, at: datetime) -> None:
        """Leave a tombstone and remove all keys of a case, in one transaction, then ``purge``. May be repeated."""

    def tombstones(self) -> Mapping[str, datetime]:
        """The cases destroyed, and when."""

    def all(self) -> Sequence[WrappedKey]:
        """Every key, in a steady order."""

    def purge(self) -> None:
        """Leave nothing on disk of what was removed or replaced. Raises ``VaultError`` if it could not be done now."""


class SqliteKeyStore:
    """Wrapped keys in one SQLite file of mode 0600. One connection behind one lock."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises ``VaultError`` for one that is open to others, damaged, or of a newer carehuddle."""
        self._path = path
        self._lock = threading.RLock()
        _make_private(path)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except sqlite3.Error as error:
            self.close()
            raise VaultError(
                f"The key store {path} cannot be used ({_reason(error)}); if it is damaged, restore the keys' backup."
            ) from None
        except VaultError:
            self.close()
            raise

    def _prepare(self) -> None:
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        if self._connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise VaultError(f"The key store {self._path} is damaged; restore it from the keys' backup.")
        with self._write():
            (found,) = self._connection.execute("PRAGMA user_version").fetchone()
            if found > SCHEMA:
                raise VaultError(f"The key store {self._path} was written by a newer carehuddle; update this one.")
            if found == 0:
                for statement in _TABLES.strip().splitlines():
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version={SCHEMA}")
        self.purge()  # ends an erasure that a crash cut between its commit and its purge

    @contextmanager
    def _write(self) -> Iterator[None]:
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise VaultError(f"The key store cannot be written ({_reason(error)}).") from None
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _read(self, where: str, *values: object) -> list[WrappedKey]:
        statement = f"SELECT key_id, holder, made_at, wrapped FROM wrapped_key {where}"  # noqa: S608 - literals of this class only
        with self._lock:
            rows = self._connection.execute(statement, values).fetchall()
        return [WrappedKey(key_id=row[0], case=row[1], made_at=datetime.fromtimestamp(row[2], UTC), wrapped=row[3]) for row in rows]

    def put(self, key: WrappedKey) -> None:
        """See ``KeyStore``."""
        with self._write():
            if self._connection.execute("SELECT 1 FROM tombstone WHERE holder = ?", (key.case,)).fetchone():
                raise DestroyedError("The case was erased; it gets no new key.")
            self._connection.execute(
                "INSERT OR IGNORE INTO wrapped_key VALUES (?, ?, ?, ?)",
                (key.key_id, key.case, int(key.made_at.timestamp()), key.wrapped),
            )

    def replace(self, key: WrappedKey) -> None:
        """See ``KeyStore``."""
        with self._write():
            self._connection.execute("UPDATE wrapped_key SET wrapped = ? WHERE key_id = ?", (key.wrapped, key.key_id))

    def get(self, key_id: bytes) -> WrappedKey | None:
        """See ``KeyStore``."""
        return next(iter(self._read("WHERE key_id = ?", key_id)), None)

    def current(self, case: str) -> WrappedKey | None:
        """See ``KeyStore``."""
        return next(iter(self._read("WHERE holder = ? ORDER BY made_at DESC, key_id LIMIT 1", case)), None)

    def destroy(self, case: str, at: datetime) -> None:
        """See ``KeyStore``. The first tombstone's time stays."""
        with self._write():
            self._connection.execute("INSERT OR IGNORE INTO tombstone VALUES (?, ?)", (case, int(at.timestamp())))
            self._connection.execute("DELETE FROM wrapped_key WHERE holder = ?", (case,))
        self.purge()

    def tombstones(self) -> Mapping[str, datetime]:
        """See ``KeyStore``."""
        with self._lock:
            rows = self._connection.execute("SELECT holder, destroyed_at FROM tombstone").fetchall()
        return {case: datetime.fromtimestamp(at, UTC) for case, at in rows}

    def all(self) -> Sequence[WrappedKey]:
        """See ``KeyStore``."""
        return self._read("ORDER BY key_id")

    def purge(self) -> None:
        """See ``KeyStore``. ``secure_delete`` has overwritten the pages; this empties the log that still holds the old ones."""
        with self._lock:
            (busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise VaultError("Another process reads the key store, so that removed keys are still in its log; try again.")

    def close(self) -> None:
        """End the connection. May be repeated."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _make_private(path: Path) -> None:
    """Make the file before SQLite does, closed to others from its first moment; SQLite gives its log the same mode."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        sync_folder(path.parent)
    except FileExistsError:
        if path.stat().st_mode & _OTHERS:
            raise VaultError(f"The key store {path} is open to others; close it with: chmod 600 {path}.") from None
    except OSError as error:
        raise VaultError(f"The key store {path} cannot be made ({error.strerror}).") from None


def _reason(error: sqlite3.Error) -> str:
    """SQLite's name for the error: its message may quote values."""
    return getattr(error, "sqlite_errorname", None) or type(error).__name__
