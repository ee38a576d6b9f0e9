from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.vault.envelope import Binding, sealed_with
from bot.vault.errors import DestroyedError, TamperedError, VaultError, WrongKeyError
from bot.vault.keyring import ORGANISATION, RETIRED_AFTER, ROOT, Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import Label, MasterKey

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MASTER = MasterKey(b"m" * 32)
PLACE = Binding("note", "row-1", "case-1", 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteKeyStore]:
    with SqliteKeyStore(tmp_path / "keys.db") as opened:
        yield opened


@pytest.fixture
def keyring(store: SqliteKeyStore) -> Keyring:
    return Keyring(store, MASTER, NOW)


def test_a_sealed_record_opens_also_after_a_restart(store: SqliteKeyStore, keyring: Keyring) -> None:
    blob = keyring.seal("case-1", PLACE, b"canary", NOW)
    assert keyring.unseal("case-1", PLACE, blob) == b"canary"
    assert Keyring(store, MASTER, NOW).unseal("case-1", PLACE, blob) == b"canary"


def test_a_key_is_on_disk_before_it_is_used(store: SqliteKeyStore, keyring: Keyring) -> None:
    key = keyring.key_for("case-1", NOW)
    assert store.get(key.key_id) is not None


def test_each_case_and_the_organisation_have_a_key_of_their_own(keyring: Keyring) -> None:
    keys = {keyring.key_for(case, NOW).key_id for case in ("case-1", "case-2", ORGANISATION)}
    assert len(keys) == 3
    assert keyring.key_for("case-1", NOW).key_id in keys


def test_a_record_of_one_case_does_not_open_as_another_case_s(keyring: Keyring) -> None:
    blob = keyring.seal("case-1", PLACE, b"canary", NOW)
    keyring.key_for("case-2", NOW)
    with pytest.raises(TamperedError, match="another case"):
        keyring.unseal("case-2", PLACE, blob)


def test_a_record_that_names_an_unknown_key_is_refused(keyring: Keyring) -> None:
    blob = keyring.seal("case-1", PLACE, b"canary", NOW)
    with pytest.raises(TamperedError, match="not in the key store"):
        keyring.unseal("case-1", PLACE, blob[:1] + b"?" * 16 + blob[17:])


def test_a_wrong_master_key_is_recognised_at_opening(store: SqliteKeyStore, keyring: Keyring) -> None:
    keyring.key_for("case-1", NOW)
    with pytest.raises(WrongKeyError, match="use the right key file"):
        Keyring(store, MasterKey(b"w" * 32), NOW)


def test_key_store_rows_swapped_between_cases_do_not_open(tmp_path: Path, store: SqliteKeyStore, keyring: Keyring) -> None:
    blob = keyring.seal("case-1", PLACE, b"canary", NOW)
    stored = store.get(sealed_with(blob))
    assert stored is not None
    with SqliteKeyStore(tmp_path / "other.db") as other:
        Keyring(other, MASTER, NOW)
        moved = type(stored)(key_id=stored.key_id, case="case-2", made_at=stored.made_at, wrapped=stored.wrapped)
        other.put(moved)
        with pytest.raises(TamperedError):
            Keyring(other, MASTER, NOW).unseal("case-2", PLACE, blob)


def test_keys_without_their_root_are_refused(tmp_path: Path, store: SqliteKeyStore, keyring: Keyring) -> None:
    key = store.get(keyring.key_for("case-1", NOW).key_id)
    assert key is not None
    with SqliteKeyStore(tmp_path / "other.db") as other:
        other.put(key)
        with pytest.raises(VaultError, match="no root"):
            Keyring(other, MASTER, NOW)


def test_a_key_is_retired_after_two_years_and_still_opens_what_it_sealed(store: SqliteKeyStore, keyring: Keyring) -> None:
    blob = keyring.seal("case-1", PLACE, b"canary", NOW)
    almost, after = NOW + RETIRED_AFTER - timedelta(seconds=1), NOW + RETIRED_AFTER
    assert sealed_with(keyring.seal("case-1", PLACE, b"canary", almost)) == sealed_with(blob)
    newer = sealed_with(keyring.seal("case-1", PLACE, b"canary", after))
    assert newer != sealed_with(blob)
    again = Keyring(store, MASTER, after)
    assert again.unseal("case-1", PLACE, blob) == b"canary"
    assert sealed_with(again.seal("case-1", PLACE, b"canary", after)) == newer


def test_an_erased_case_opens_no_more_and_gets_no_new_key(store: SqliteKeyStore, keyring: Keyring) -> None:
    blob = keyring.seal("case-1", PLACE, b"canary", NOW)
    keyring.destroy("case-1", NOW)
    for ring in (keyring, Keyring(store, MASTER, NOW)):
        with pytest.raises(DestroyedError):
            ring.unseal("case-1", PLACE, blob)
        with pytest.raises(DestroyedError):
            ring.seal("case-1", PLACE, b"canary", NOW)
    assert store.tombstones() == {"case-1": NOW}
    assert {key.case for key in store.all()} == {ROOT}


def test_all_keys_of_an_erased_case_go_and_no_other_s(keyring: Keyring) -> None:
    other = keyring.seal("case-2", PLACE, b"canary", NOW)
    retired = keyring.seal("case-1", PLACE, b"canary", NOW)
    keyring.seal("case-1", PLACE, b"canary", NOW + RETIRED_AFTER)
    keyring.destroy("case-1", NOW + RETIRED_AFTER)
    with pytest.raises(DestroyedError):
        keyring.unseal("case-1", PLACE, retired)
    assert keyring.unseal("case-2", PLACE, other) == b"canary"


def test_a_tombstone_applied_before_any_key_came_back_holds(store: SqliteKeyStore, keyring: Keyring) -> None:
    keyring.destroy("case-9", NOW)
    keyring.destroy("case-9", NOW + timedelta(days=1))
    with pytest.raises(DestroyedError):
        keyring.key_for("case-9", NOW)
    assert store.tombstones() == {"case-9": NOW}


@pytest.mark.parametrize("name", [ORGANISATION, ROOT])
def test_the_organisation_s_key_and_the_root_cannot_be_destroyed(keyring: Keyring, name: str) -> None:
    with pytest.raises(VaultError, match="Only the keys of a case"):
        keyring.destroy(name, NOW)


def test_the_root_seals_no_records(keyring: Keyring) -> None:
    with pytest.raises(VaultError, match="no key for records"):
        keyring.seal(ROOT, PLACE, b"canary", NOW)


def test_subkeys_differ_by_label_and_stay_over_a_restart(store: SqliteKeyStore, keyring: Keyring) -> None:
    assert len({keyring.subkey(label) for label in Label}) == len(Label)
    assert Keyring(store, MASTER, NOW).subkey(Label.PICKLE) == keyring.subkey(Label.PICKLE)


def test_many_threads_that_need_a_new_key_at_once_get_the_same(keyring: Keyring, store: SqliteKeyStore) -> None:
    start = threading.Barrier(8)
    found: list[bytes] = []

    def ask() -> None:
        start.wait()
        blob = keyring.seal("case-1", PLACE, b"canary", NOW)
        assert keyring.unseal("case-1", PLACE, blob) == b"canary"
        found.append(sealed_with(blob))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(store.all()) == 2


def test_a_key_ready_for_use_shows_nothing_of_itself(keyring: Keyring) -> None:
    assert "cipher" not in repr(keyring.key_for("case-1", NOW))
