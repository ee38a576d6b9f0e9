from __future__ import annotations

import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.vault.errors import DestroyedError, VaultError
from bot.vault.keystore import SqliteKeyStore, WrappedKey

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2029, 3, 1, 9, 0, tzinfo=UTC)


def wrapped(name: str, case: str = "case-1", made_at: datetime = NOW) -> WrappedKey:
    return WrappedKey(key_id=name.encode().ljust(16, b"."), case=case, made_at=made_at, wrapped=b"wrapping of " + name.encode())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


def test_a_written_key_is_there_after_reopening(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store.put(wrapped("one"))
    with SqliteKeyStore(path) as store:
        assert store.get(wrapped("one").key_id) == wrapped("one")
        assert store.get(b"?" * 16) is None
        assert store.all() == [wrapped("one")]


def test_a_written_key_is_seen_by_another_connection_at_once(path: Path) -> None:
    with SqliteKeyStore(path) as store, SqliteKeyStore(path) as other:
        store.put(wrapped("one"))
        assert other.current("case-1") == wrapped("one")


def test_the_youngest_key_is_the_current_one(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store.put(wrapped("new", made_at=LATER))
        store.put(wrapped("old"))
        assert store.current("case-1") == wrapped("new", made_at=LATER)
        assert store.current("case-2") is None


def test_a_known_id_is_not_overwritten_by_put_and_is_by_replace(path: Path) -> None:
    again = WrappedKey(key_id=wrapped("one").key_id, case="case-1", made_at=NOW, wrapped=b"another")
    with SqliteKeyStore(path) as store:
        store.put(wrapped("one"))
        store.put(again)
        assert store.all() == [wrapped("one")]
        store.replace(again)
        assert store.all() == [again]


def test_replacing_a_key_that_is_gone_does_not_bring_it_back(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store.replace(wrapped("one"))
        assert store.all() == []


def test_a_destroyed_case_has_a_tombstone_and_takes_no_key(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store.put(wrapped("one"))
        store.put(wrapped("two", case="case-2"))
        store.destroy("case-1", NOW)
        with pytest.raises(DestroyedError):
            store.put(wrapped("three"))
        assert store.all() == [wrapped("two", case="case-2")]
        assert store.tombstones() == {"case-1": NOW}


def test_a_destroyed_key_is_in_none_of_the_files(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store.put(wrapped("canary"))
        store.purge()
        assert b"wrapping of canary" in path.read_bytes()
        store.destroy("case-1", NOW)
        assert not [file for file in path.parent.iterdir() if b"wrapping of canary" in file.read_bytes()]


def test_an_erasure_cut_before_its_purge_is_ended_at_the_next_opening(path: Path) -> None:
    class Cut(SqliteKeyStore):
        def purge(self) -> None:
            pass

    with Cut(path) as store:
        store.put(wrapped("canary"))
        store.destroy("case-1", NOW)
        log = path.with_name("keys.db-wal")
        assert b"wrapping of canary" in log.read_bytes()
        with SqliteKeyStore(path):
            assert not [file for file in path.parent.iterdir() if b"wrapping of canary" in file.read_bytes()]


def test_a_reader_that_holds_the_log_makes_an_erasure_fail_aloud_and_it_can_be_repeated(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store.put(wrapped("one"))
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM wrapped_key").fetchall()
        store._connection.execute("PRAGMA busy_timeout=0")  # noqa: SLF001 - a test does not wait five seconds
        with pytest.raises(VaultError, match="Another process"):
            store.destroy("case-1", NOW)
        reader.close()
        store.destroy("case-1", NOW)
        assert not [file for file in path.parent.iterdir() if b"wrapping of one" in file.read_bytes()]


def test_all_files_are_private(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store.put(wrapped("one"))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"keys.db": 0o600, "keys.db-wal": 0o600, "keys.db-shm": 0o600}


@pytest.mark.parametrize(("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1)])
def test_writes_are_synced_and_removals_overwrite(path: Path, name: str, value: object) -> None:
    with SqliteKeyStore(path) as store:
        connection = store._connection  # noqa: SLF001 - durability cannot be seen from outside
        assert connection.execute(f"PRAGMA {name}").fetchone() == (value,)


def test_a_key_store_open_to_others_is_refused(path: Path) -> None:
    SqliteKeyStore(path).close()
    path.chmod(0o640)
    with pytest.raises(VaultError, match="open to others"):
        SqliteKeyStore(path)


def test_a_key_store_in_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="cannot be made"):
        SqliteKeyStore(tmp_path / "nowhere" / "keys.db")


def test_a_file_that_is_no_key_store_is_refused(path: Path) -> None:
    path.write_bytes(b"something else" * 100)
    path.chmod(0o600)
    with pytest.raises(VaultError, match="cannot be used"):
        SqliteKeyStore(path)


def test_a_key_store_of_a_newer_release_is_refused(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store._connection.execute("PRAGMA user_version=99")  # noqa: SLF001 - what a newer release would have left
    with pytest.raises(VaultError, match="newer carehuddle"):
        SqliteKeyStore(path)


def test_a_key_store_that_cannot_be_written_says_so_and_goes_on(path: Path) -> None:
    with SqliteKeyStore(path) as store:
        store._connection.execute("PRAGMA query_only=ON")  # noqa: SLF001 - stands for a disk that takes no more
        with pytest.raises(VaultError, match="cannot be written"):
            store.put(wrapped("one"))
        store._connection.execute("PRAGMA query_only=OFF")  # noqa: SLF001 - the same
        store.put(wrapped("one"))
        assert store.all() == [wrapped("one")]
