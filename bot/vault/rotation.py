"""A change of the master key: every wrapped key is wrapped anew, and no record is touched."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault.envelope import sealed_with
from bot.vault.errors import WrongKeyError
from bot.vault.keyring import unwrap, wrap
from bot.vault.keystore import KeyStore
from bot.vault.master import Label, MasterKey


def rewrap(store: KeyStore, old: MasterKey, new: MasterKey) -> int:
    """Wrap with ``new`` whatever ``old`` wraps, purge the old wrappings, and return how many there were.

    Each key is one durable step: cut short, it is repeated with the same two keys and goes on where it stopped; until then
    ``Keyring`` refuses both. Raises ``WrongKeyError``, before anything is written, if there is a key that neither wraps.
    """
    old_id, new_id = old.key_id, new.key_id
    old_key, new_key = AESGCM(old.subkey(Label.WRAP)), AESGCM(new.subkey(Label.WRAP))
    everything = store.all()
    if not {sealed_with(key.wrapped) for key in everything} <= {old_id, new_id}:
        raise WrongKeyError("Neither of the two master keys is the one that the key store was made with; use the right key files.")
    rewrapped = 0
    for key in everything:
        if sealed_with(key.wrapped) == new_id:
            continue
        store.replace(wrap(new_key, new_id, key, unwrap(old_key, old_id, key)))
        rewrapped += 1
    store.purge()
    return rewrapped
