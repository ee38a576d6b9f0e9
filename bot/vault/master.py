"""The master key: a file of one line, and the subkeys derived from it.

The file holds 32 random bytes in base64 (``openssl rand -base64 32``), belongs to whoever runs the bot, is closed to everybody
else, and lies outside the data folder, so that a copy of the data folder opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.vault import durable
from bot.vault.errors import VaultError

KEY_BYTES = 32
_LONGEST_FILE = 256
"""Bytes. A key file is 45 bytes long; whatever is longer is another file."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Label(StrEnum):
    """What a subkey is for. Values go into the derivation: they are for ever."""

    AUDIT = "audit"
    TOKEN = "token"  # noqa: S105 - the name of a use, no password
    PICKLE = "pickle"
    WRAP = "wrap"
    MAIL = "mail"
    BACKUP = "backup"


def derive(secret: bytes, label: str, length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 (RFC 5869) of a uniformly random secret; another label gives an independent key of ``length`` bytes."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=b"carehuddle/1/" + label.encode()).derive(secret)


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The 32 bytes that wrap all other keys. Its ``repr`` shows nothing of them."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise VaultError(f"A master key has {KEY_BYTES} bytes.")

    @property
    def key_id(self) -> bytes:
        """16 bytes that name this key beside what it wraps, and tell nothing about it."""
        return derive(self.secret, "id", 16)

    def subkey(self, label: Label) -> bytes:
        """32 bytes for one use. What must outlive a change of the master key takes ``Keyring.subkey`` instead."""
        return derive(self.secret, label)


def load_master(path: Path, data_dir: Path) -> MasterKey:
    """Read the key file.

    Raises ``VaultError`` for a file that is missing, no plain file, open to others, inside ``data_dir``, or no such key.
    """
    if path.resolve().is_relative_to(data_dir.resolve()):
        raise VaultError(
            f"The key file {path} lies inside the data folder; keep it elsewhere, so that a copy of the data opens nothing."
        )
    try:
        # O_NONBLOCK: a pipe in the place of the file must not make the start hang.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise VaultError(f"The key file {path} does not exist; make one with: carehuddle init.") from None
    except OSError as error:
        raise VaultError(f"The key file {path} cannot be opened ({error.strerror}).") from None
    try:
        _refuse_unfit(os.fstat(descriptor), path)
        text = os.read(descriptor, _LONGEST_FILE + 1)
    finally:
        os.close(descriptor)
    return MasterKey(_decoded(text, path))


def _refuse_unfit(found: os.stat_result, path: Path) -> None:
    """Looks at the opened file, so that nobody can change it between the look and the reading."""
    if not stat.S_ISREG(found.st_mode):
        raise VaultError(f"The key file {path} is not a plain file.")
    if found.st_mode & _OTHERS:
        raise VaultError(f"The key file {path} is open to others; close it with: chmod 600 {path}.")
    if found.st_uid not in {0, os.geteuid()}:
        raise VaultError(f"The key file {path} belongs to another user, who can read it; own it with: chown $USER {path}.")


def _decoded(text: bytes, path: Path) -> bytes:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES:
        hint = f"make one with: openssl rand -base64 {KEY_BYTES}"
        raise VaultError(f"The key file {path} does not hold {KEY_BYTES} bytes in base64 on one line; {hint}.")
    return secret


def make_key_file(path: Path) -> None:
    """Write a new random master key, mode 0600, synced to disk together with its folder's entry.

    Raises ``VaultError`` where a file exists (a key is never overwritten) or the folder does not.
    """
    try:
        durable.create(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
    except FileExistsError:
        raise VaultError(f"The key file {path} exists already; a key is never overwritten.") from None
    except OSError as error:
        raise VaultError(f"The key file {path} cannot be made ({error.strerror}).") from None
