"""Signed JSON as the Matrix specification has it (appendix "Signing JSON"): canonical form, Ed25519, unpadded base64."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32


def encode(raw: bytes) -> str:
    """Unpadded base64: padded key ids are dropped by others without a word."""
    return base64.b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of base64 with or without padding. Raises ``ValueError``."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("this is not base64") from error


def canonical(value: Mapping[str, object]) -> bytes:
    """What is signed: sorted, without spaces, no ``signatures``, no ``unsigned``. Raises ``ValueError`` for lone surrogates."""
    bare = {key: inner for key, inner in value.items() if key not in {"signatures", "unsigned"}}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def is_key(text: str) -> bool:
    """Whether this can be a public key: 32 bytes in unpadded base64, and in no other spelling."""
    try:
        raw = decode(text)
    except ValueError:
        return False
    return len(raw) == KEY_BYTES and encode(raw) == text


def public(key: Ed25519PrivateKey) -> str:
    """The public half."""
    return encode(key.public_key().public_bytes_raw())


def sign(key: Ed25519PrivateKey, value: Mapping[str, object]) -> str:
    """The signature over the canonical form."""
    return encode(key.sign(canonical(value)))


def signed_by(value: Mapping[str, object], person: str, key_id: str, public_key: str) -> bool:
    """Whether ``value`` carries a good signature of ``person``'s ``ed25519:key_id``, whose public half is ``public_key``."""
    try:
        signatures = value["signatures"]
        signature = signatures[person][f"ed25519:{key_id}"]  # type: ignore[index]
        key = Ed25519PublicKey.from_public_bytes(decode(public_key))
        key.verify(decode(signature), canonical(value))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError, InvalidSignature):
        return False
    return True
