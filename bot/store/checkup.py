"""A look at a database from outside, that changes nothing: whether it can be read, is ours, and holds anything in quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.store.mail import QUARANTINED
from bot.store.schema import HEAD, revision
from bot.store.tables import inbox

_PATIENCE = 5
"""Seconds to wait for a server that does not answer."""


class StoreUnreadableError(Exception):
    """The database cannot be read. The text is a sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """What was seen."""

    begun: bool
    """False for a database that is still empty, or not there."""
    current: bool
    """The schema is this program's; False for another one, which the next start migrates or refuses."""
    quarantined: tuple[str, ...] = ()
    """The references of what could not be handled, oldest first."""


def check_up(url: str) -> Checkup:
    """Look at the database of this URL. Raises ``StoreUnreadableError``, also for one that is not ours."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "")
        if not path.exists():
            return Checkup(begun=False, current=True)
        url = f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true"
    try:
        engine = _engine(url)
    except ImportError:
        raise StoreUnreadableError("PostgreSQL needs a package more; install it with: pip install 'carehuddle[postgres]'") from None
    try:
        with engine.connect() as connection:
            return _seen(connection)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StoreUnreadableError(f"The database cannot be read ({type(cause).__name__}).") from None
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    patience = {"connect_timeout": _PATIENCE} if make_url(url).get_backend_name() == "postgresql" else {}
    return create_engine(url, hide_parameters=True, connect_args=patience)


def _seen(connection: Connection) -> Checkup:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA quick_check").scalars().all() != ["ok"]:
        raise StoreUnreadableError("The database file is damaged; restore the last backup.")
    found = revision(connection)
    if found is None:
        if inspect(connection).get_table_names():
            raise StoreUnreadableError("The database holds tables of something else; give carehuddle a database of its own.")
        return Checkup(begun=False, current=True)
    if found != HEAD:
        return Checkup(begun=True, current=False)
    references = select(inbox.c.reference).where(inbox.c.state == QUARANTINED).order_by(inbox.c.id)
    return Checkup(begun=True, current=True, quarantined=tuple(str(one) for one in connection.execute(references).scalars()))
