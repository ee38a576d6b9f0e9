from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text

from bot.store import schema
from bot.store.tables import metadata


def fresh(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path}/store.db")


def test_the_migrations_lead_to_the_tables_of_the_program(tmp_path: Path) -> None:
    engine = fresh(tmp_path)
    with engine.begin() as connection:
        schema.migrate(connection)
        assert schema.revision(connection) == schema.HEAD
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_empty_database_is_made_at_once_and_left_alone_later(tmp_path: Path) -> None:
    engine = fresh(tmp_path)
    schema.prepare(engine)
    schema.prepare(engine)
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_newer_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    engine = fresh(tmp_path)
    schema.prepare(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.SchemaError, match="newer carehuddle"):
        schema.prepare(engine)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    engine = fresh(tmp_path)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE other (id INTEGER)"))
    with pytest.raises(schema.SchemaError, match="of its own"):
        schema.prepare(engine)


def test_every_column_that_is_not_sealed_is_on_the_public_list() -> None:
    public = {
        "id key code case kind ref author owner state created served due version superseded_by closed epoch",  # cases and records
        "person since until at enrolled master_key changed account token room_id locked joined invited",  # people and rooms
        "lane waiting not_before source proof received tries reference place said asks turn lines event_id",  # the two boxes
        "subject expires done chain sequence time actor action outcome mac",  # dues, dialogues, audit
    }
    allowed = {word for words in public for word in words.split()} | {"sealed"}
    found = {column.name for table in metadata.tables.values() for column in table.columns}
    assert found == allowed
