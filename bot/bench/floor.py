"""The floor: a bare transaction on the same file, of as many rows as the bot writes, and nothing else."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

_SIZE = 512
"""Bytes in each row: about what a sealed row has."""
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000")
_TABLE = "CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, sealed BLOB)"


class Floor:
    """One connection, with the settings of the store."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(_TABLE)

    def transaction(self, rows: int) -> float:
        """Write rows in one transaction; seconds until they are on disk."""
        blobs = [(os.urandom(12).hex(), os.urandom(_SIZE)) for _ in range(rows)]
        begun = perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        for one in blobs:
            self._connection.execute("INSERT INTO floor (key, sealed) VALUES (?, ?)", one)
        self._connection.execute("COMMIT")
        return perf_counter() - begun

    def read(self, case: str) -> int:
        """Read every row of a case's records; gives their number."""
        return len(self._connection.execute('SELECT * FROM records WHERE "case" = ?', (case,)).fetchall())

    def close(self) -> None:
        """Let go of the file, and leave it as it was."""
        self._connection.execute("DROP TABLE floor")
        self._connection.close()


@contextmanager
def floor(file: Path) -> Iterator[Floor]:
    """Open it for a while."""
    there = Floor(file)
    try:
        yield there
    finally:
        there.close()


def lateness(due: Iterable[float], needed: Iterable[float]) -> list[float]:
    """How late each is that is due then, if one is done after the other, and each needs so long. All in seconds."""
    late, now = [], 0.0
    for at, took in zip(due, needed, strict=True):
        now = max(now, at) + took
        late.append(now - at)
    return late
