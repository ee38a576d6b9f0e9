"""The envelope of one record: AES-256-GCM, bound to its place, its size rounded up.

A blob is ``version (1) | key id (16) | nonce (12) | ciphertext | tag (16)``. The first two, and the place, are authenticated
but not encrypted: a blob opens only with the key that it names, and only in the row, the case and the record version for which
it was sealed. The nonce is random: a key stays far below the 2^32 seals that NIST SP 800-38D allows to random nonces.
"""

from __future__ import annotations

import os
import struct
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault.errors import TamperedError

KEY_ID_BYTES = 16
_VERSION = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEADER = len(_VERSION) + KEY_ID_BYTES
_OVERHEAD = _HEADER + _NONCE_BYTES + _TAG_BYTES
_LENGTH = struct.Struct(">I")
_PLACE = struct.Struct(">IIIQ")
_SMALL_STEP = 256
_LARGE_STEP = 4096


class Binding(NamedTuple):
    """The place of a record. A blob opens in no other."""

    table: str
    row: str
    case: str
    version: int
    """Of the record, from 0 to 2^64-1: an older state of the same row does not open as the newer one."""


def seal(key: AESGCM, key_id: bytes, plaintext: bytes, binding: Binding) -> bytes:
    """Encrypt for one place. ``key_id`` names ``key`` in 16 bytes."""
    header = _VERSION + key_id
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + key.encrypt(nonce, _padded(plaintext), _associated(header, binding))


def unseal(key: AESGCM, blob: bytes, binding: Binding) -> bytes:
    """What was sealed, byte for byte. Raises ``TamperedError`` for a blob that is not exactly what ``seal`` made for this place."""
    sealed_with(blob)
    nonce, body = blob[_HEADER : _HEADER + _NONCE_BYTES], blob[_HEADER + _NONCE_BYTES :]
    try:
        padded = key.decrypt(nonce, body, _associated(blob[:_HEADER], binding))
    except InvalidTag:
        raise TamperedError("A sealed record is not what was sealed for its place.") from None
    (length,) = _LENGTH.unpack_from(padded)
    return padded[_LENGTH.size : _LENGTH.size + length]


def sealed_with(blob: bytes) -> bytes:
    """The id of the key that a blob names; opening with that key then proves it. Raises ``TamperedError`` for what is no blob."""
    if blob[:1] != _VERSION or len(blob) < _OVERHEAD + _SMALL_STEP:
        raise TamperedError("A sealed record is cut short, or of a format unknown here.")
    return blob[1:_HEADER]


def bucket(size: int) -> int:
    """The padded size of ``size`` bytes, length prefix included: steps of 256 bytes up to 4 KiB, then of 4 KiB."""
    needed = size + _LENGTH.size
    step = _SMALL_STEP if needed <= _LARGE_STEP else _LARGE_STEP
    return -(-needed // step) * step


def _padded(plaintext: bytes) -> bytes:
    return (_LENGTH.pack(len(plaintext)) + plaintext).ljust(bucket(len(plaintext)), b"\0")


def _associated(header: bytes, binding: Binding) -> bytes:
    """All lengths come first and are of fixed size: two different places never give the same bytes."""
    # Names may come from JSON, which can hold half a surrogate pair; such a name is a different name, not a fault.
    table, row, case = (text.encode("utf-8", "surrogatepass") for text in binding[:3])
    return b"".join((header, _PLACE.pack(len(table), len(row), len(case), binding.version), table, row, case))
