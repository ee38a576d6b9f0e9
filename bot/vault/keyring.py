"""One data key a case, and one for the organisation; each wrapped by the master key, made when first needed.

Beside them lies the root: a random secret, wrapped like the others, from which the subkeys of long life are derived (audit,
token, pickle, mail, backup), so that a change of the master key changes none of them. Opening the root is also how a wrong
master key is told from a right one.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault import envelope
from bot.vault.envelope import KEY_ID_BYTES, Binding
from bot.vault.errors import DestroyedError, TamperedError, VaultError, WrongKeyError
from bot.vault.keystore import KeyStore, WrappedKey
from bot.vault.master import KEY_BYTES, Label, MasterKey, derive

ORGANISATION = "org"
"""Holds what belongs to no case."""
ROOT = "root"
_ROOT_ID = bytes(KEY_ID_BYTES)
"""One fixed id, so that of two processes that begin a store only one makes the root."""
RETIRED_AFTER = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key ready for use. Its ``repr`` shows nothing of it."""

    key_id: bytes
    case: str
    made_at: datetime
    cipher: AESGCM = field(repr=False)


class Keyring:
    """Seals and opens records with the keys of their cases. May be used from any thread.

    Unwrapped keys stay in memory while the process runs: a case destroyed by another process is forgotten here at the next start.
    """

    def __init__(self, store: KeyStore, master: MasterKey, now: datetime) -> None:
        """Open the store, or begin an empty one.

        Raises ``WrongKeyError`` for another master key, ``VaultError`` when a change of the master key was cut short,
        ``TamperedError`` for an altered root.
        """
        self._store = store
        self._wrap_id = master.key_id
        self._wrap_key = AESGCM(master.subkey(Label.WRAP))
        self._lock = threading.Lock()
        self._by_id: dict[bytes, DataKey] = {}
        self._current: dict[str, DataKey] = {}
        self._root = self._opened_root(now)

    def seal(self, case: str, binding: Binding, plaintext: bytes, now: datetime) -> bytes:
        """Encrypt with the case's current key, which is on disk before it is used. Raises ``DestroyedError`` for an erased case."""
        key = self.key_for(case, now)
        return envelope.seal(key.cipher, key.key_id, plaintext, binding)

    def unseal(self, case: str, binding: Binding, blob: bytes) -> bytes:
        """Open with the key that the blob names, retired or not.

        Raises ``DestroyedError`` for an erased case; ``TamperedError`` for any other blob than the one sealed for this place.
        """
        key_id = envelope.sealed_with(blob)
        key = self._by_id.get(key_id) or self._fetched(key_id, case)
        if key.case != case:
            raise TamperedError("A sealed record names the key of another case.")
        return envelope.unseal(key.cipher, blob, binding)

    def key_for(self, case: str, now: datetime) -> DataKey:
        """The case's current key; a new one if there is none, or if it is two years old. Raises ``DestroyedError``."""
        key = self._current.get(case)
        if key is not None and now - key.made_at < RETIRED_AFTER:
            return key
        if case == ROOT:
            raise VaultError("The root is no key for records.")
        with self._lock:
            stored = self._store.current(case)
            if stored is None or now - stored.made_at >= RETIRED_AFTER:
                stored = self._made(case, secrets.token_bytes(KEY_ID_BYTES), now)
            return self._kept(stored)

    def subkey(self, label: Label) -> bytes:
        """32 bytes for one use, the same for the life of this store, whatever master key wraps it."""
        return derive(self._root, label)

    def destroy(self, case: str, now: datetime) -> None:
        """Erase a case's keys and leave a tombstone. On return they are gone from the store and its log. May be repeated."""
        if case in {ORGANISATION, ROOT}:
            raise VaultError("Only the keys of a case can be destroyed.")
        with self._lock:
            self._current.pop(case, None)
            for key_id in [key_id for key_id, key in self._by_id.items() if key.case == case]:
                del self._by_id[key_id]
            self._store.destroy(case, now)

    def _fetched(self, key_id: bytes, case: str) -> DataKey:
        with self._lock:
            stored = self._store.get(key_id)
            if stored is not None:
                return self._kept(stored)
            if case in self._store.tombstones():
                raise DestroyedError("The case was erased; its records cannot be opened.")
        raise TamperedError("A sealed record names a key that is not in the key store.")

    def _kept(self, stored: WrappedKey) -> DataKey:
        cipher = AESGCM(unwrap(self._wrap_key, self._wrap_id, stored))
        key = DataKey(key_id=stored.key_id, case=stored.case, made_at=stored.made_at, cipher=cipher)
        self._by_id[key.key_id] = key
        newest = self._current.get(key.case)
        if newest is None or newest.made_at < key.made_at:
            self._current[key.case] = key
        return key

    def _made(self, case: str, key_id: bytes, now: datetime) -> WrappedKey:
        bare = WrappedKey(key_id=key_id, case=case, made_at=now.replace(microsecond=0), wrapped=b"")
        stored = wrap(self._wrap_key, self._wrap_id, bare, secrets.token_bytes(KEY_BYTES))
        self._store.put(stored)
        return stored

    def _opened_root(self, now: datetime) -> bytes:
        if not self._store.all():
            self._made(ROOT, _ROOT_ID, now)
        root = self._store.get(_ROOT_ID)
        if root is None:
            raise VaultError("The key store has keys but no root; restore it from the keys' backup.")
        own = [envelope.sealed_with(key.wrapped) == self._wrap_id for key in self._store.all()]
        if not any(own):
            raise WrongKeyError("This master key is not the one that the key store was made with; use the right key file.")
        if not all(own):
            raise VaultError(
                "A change of the master key was cut short; end it with: carehuddle vault rotate, with the same two keys."
            )
        return unwrap(self._wrap_key, self._wrap_id, root)


def wrap(wrap_key: AESGCM, wrap_id: bytes, key: WrappedKey, data: bytes) -> WrappedKey:
    """The same key, with ``data`` sealed by another wrapping key."""
    wrapped = envelope.seal(wrap_key, wrap_id, data, _place(key))
    return WrappedKey(key_id=key.key_id, case=key.case, made_at=key.made_at, wrapped=wrapped)


def unwrap(wrap_key: AESGCM, wrap_id: bytes, key: WrappedKey) -> bytes:
    """The data key. Raises ``WrongKeyError`` if another master key wrapped it, ``TamperedError`` for an altered row."""
    if envelope.sealed_with(key.wrapped) != wrap_id:
        raise WrongKeyError("Another master key wrapped this key.")
    return envelope.unseal(wrap_key, key.wrapped, _place(key))


def _place(key: WrappedKey) -> Binding:
    return Binding("wrapped_key", key.key_id.hex(), key.case, int(key.made_at.timestamp()))
