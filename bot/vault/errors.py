"""What the vault refuses, in sentences that hold no key, no plaintext and nothing that a person typed."""

from __future__ import annotations


class VaultError(Exception):
    """The vault cannot be opened or used as asked; the sentence says why and what to do."""


class WrongKeyError(VaultError):
    """The master key is not the one that the key store was made with."""


class TamperedError(VaultError):
    """A blob is not what was sealed for this place: altered, cut, moved, swapped, or sealed with a key unknown here."""


class DestroyedError(VaultError):
    """The case was erased: its key is gone, and none will be made again."""
