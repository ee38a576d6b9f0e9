from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.vault.envelope import Binding
from bot.vault.errors import VaultError, WrongKeyError
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore, WrappedKey
from bot.vault.master import Label, MasterKey
from bot.vault.rotation import rewrap

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
OLD, NEW = MasterKey(b"o" * 32), MasterKey(b"n" * 32)
PLACE = Binding("note", "row-1", "case-1", 1)
CASES = [f"case-{number}" for number in range(5)]


class PowerCutError(Exception):
    pass


class FailingStore(SqliteKeyStore):
    left = 3

    def replace(self, key: WrappedKey) -> None:
        if self.left == 0:
            raise PowerCutError
        self.left -= 1
        super().replace(key)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteKeyStore]:
    with SqliteKeyStore(tmp_path / "keys.db") as opened:
        yield opened


def filled(store: SqliteKeyStore) -> tuple[dict[str, bytes], bytes]:
    keyring = Keyring(store, OLD, NOW)
    return {case: keyring.seal(case, PLACE, b"canary", NOW) for case in CASES}, keyring.subkey(Label.AUDIT)


def opens_everything(store: SqliteKeyStore, blobs: dict[str, bytes], audit_key: bytes) -> bool:
    keyring = Keyring(store, NEW, NOW)
    return keyring.subkey(Label.AUDIT) == audit_key and all(
        keyring.unseal(case, PLACE, blob) == b"canary" for case, blob in blobs.items()
    )


def test_after_a_change_of_the_master_key_only_the_new_one_opens(store: SqliteKeyStore) -> None:
    blobs, audit_key = filled(store)
    assert rewrap(store, OLD, NEW) == len(CASES) + 1
    assert opens_everything(store, blobs, audit_key)
    with pytest.raises(WrongKeyError):
        Keyring(store, OLD, NOW)


def test_the_old_wrappings_are_no_longer_on_disk(store: SqliteKeyStore, tmp_path: Path) -> None:
    filled(store)
    wrappings = [key.wrapped for key in store.all()]
    rewrap(store, OLD, NEW)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(wrapped[17:49] in on_disk for wrapped in wrappings)


def test_a_change_cut_short_is_refused_by_name_and_ends_when_repeated(tmp_path: Path) -> None:
    with FailingStore(tmp_path / "keys.db") as failing:
        blobs, audit_key = filled(failing)
        with pytest.raises(PowerCutError):
            rewrap(failing, OLD, NEW)
    with SqliteKeyStore(tmp_path / "keys.db") as store:
        for master in (OLD, NEW):
            with pytest.raises(VaultError, match="cut short"):
                Keyring(store, master, NOW)
        assert rewrap(store, OLD, NEW) == len(CASES) + 1 - FailingStore.left
        assert opens_everything(store, blobs, audit_key)
        assert rewrap(store, OLD, NEW) == 0


def test_a_wrong_old_key_is_refused_before_anything_is_written(store: SqliteKeyStore) -> None:
    filled(store)
    before = store.all()
    with pytest.raises(WrongKeyError):
        rewrap(store, MasterKey(b"w" * 32), NEW)
    assert store.all() == before
