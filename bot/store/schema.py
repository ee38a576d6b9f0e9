"""Bringing a database to the schema of this program, and refusing one that is of another.

An empty database is made at once. An older one is migrated by Alembic, which is imported only then. A newer one is refused.
"""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Connection, Engine, inspect, text

from bot.store.tables import metadata

HEAD = "0001"
"""The revision that ``bot.store.tables`` describes."""
_KNOWN = frozenset({HEAD})


class SchemaError(Exception):
    """The database is not one that this program may work on. The text is a sentence for the operator."""


def prepare(engine: Engine) -> None:
    """Make or migrate the tables. Raises ``SchemaError`` for a database of a newer program, or of another one."""
    with engine.begin() as connection:
        found = revision(connection)
        if found == HEAD:
            return
        if found is None:
            if inspect(connection).get_table_names():
                raise SchemaError("The database holds tables of something else; give carehuddle a database of its own.")
            metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
            return
        if found not in _KNOWN:
            raise SchemaError("The database was written by a newer carehuddle; run that one, or restore a backup.")
        migrate(connection)


def revision(connection: Connection) -> str | None:
    """The revision of the database; None for one that is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def migrate(connection: Connection, target: str = "head") -> None:
    """Run the migrations on an open connection."""
    from alembic import command  # noqa: PLC0415 - its import costs a start that needs no migration a tenth of a second
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(resources.files("bot.store").joinpath("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
