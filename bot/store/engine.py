"""The database engine, and the threads in which it is used: the event loop never waits for a disk.

SQLite has one writer thread; PostgreSQL a small pool. A transaction is a synchronous function of an open connection; it is
tried again where the engine says that two of them got into each other's way (40001, 40P01, or both wrote the same new row,
23505), and never otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.store import schema

T = TypeVar("T")
_CONFLICTS = frozenset({"40001", "40P01", "23505"})
_TRIES = 8
_THREADS = 4


class Database:
    """Transactions of one database. ``url`` is SQLAlchemy's; ``sqlite:///…`` or ``postgresql+psycopg://…``."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.sqlite = parsed.get_backend_name() == "sqlite"
        self.engine: Engine = create_engine(parsed, hide_parameters=True, echo=False, pool_pre_ping=not self.sqlite)
        if self.sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_immediately)
        self._threads = ThreadPoolExecutor(1 if self.sqlite else _THREADS, thread_name_prefix="store")

    def create(self) -> None:
        """Make or migrate the tables. Raises ``SchemaError`` for a database of a newer program."""
        schema.prepare(self.engine)

    def transact(self, run: Callable[[Connection], T]) -> T:
        """Run one transaction in the calling thread."""
        for attempt in range(_TRIES):
            try:
                with self.engine.begin() as connection:
                    return run(connection)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _CONFLICTS or attempt == _TRIES - 1:
                    raise
        raise AssertionError

    async def write(self, run: Callable[[Connection], T]) -> T:
        """Run one transaction off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.transact, run)

    @contextmanager
    def held(self, account: str) -> Iterator[bool]:
        """Hold this account of a PostgreSQL for one process; false where another holds it. A lost connection lets go of it.

        SQLite has no need of it: its file lies in the data folder, which one process holds.
        """
        if self.sqlite:
            yield True
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()  # a connection that went back to the pool would keep the lock
            taken = connection.execute(text("SELECT pg_try_advisory_lock(hashtextextended(:account, 0))"), {"account": account})
            held = bool(taken.scalar_one())
            try:
                yield held
            finally:
                if held:  # the server needs a moment to notice that a connection is closed; the next process may be there before
                    with suppress(DBAPIError):  # a lost connection has let go by itself
                        connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:account, 0))"), {"account": account})

    def close(self) -> None:
        """Wait for what runs, and let go of the database."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own type
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
