from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.postgres import Postgres


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Where a store lives in a test, and where its bytes end up."""

    name: str
    folder: Path
    server: Postgres | None

    def url(self) -> str:
        """A fresh, empty database."""
        if self.server is not None:
            return self.server.database()
        number = len(list(self.folder.glob("store-*.db")))
        path = self.folder / f"store-{number}.db"
        path.touch()
        return f"sqlite:///{path}"

    def written(self) -> bytes:
        """Every byte that the engine has put on disk, logs included."""
        if self.server is not None:
            self.server.tell("CHECKPOINT")
        home = self.folder if self.server is None else self.server.folder
        places = home.iterdir() if self.server is None else [*(home / "data").rglob("*"), home / "postgres.log"]
        return b"".join(path.read_bytes() for path in places if path.is_file())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's PostgreSQL."""
    with Postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """A fresh database on PostgreSQL."""
    return postgres.database()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """The same test on every engine."""
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    return Engine(name=request.param, folder=tmp_path, server=server)
