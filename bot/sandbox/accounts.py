"""The small care team of the sandbox: who there is, and what opens each account, kept in one file of mode 0600.

Passwords are drawn at random before an account is made, and the recovery key of a person's identity is written as soon as there
is one, so that the next start finds the same people.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from bot.vault import durable

BOT = "carebot"
COORDINATOR = "coordinator"
CLINICIANS = ("sex_therapist", "physician", "mental_health", "primary_care")
PEOPLE = (COORDINATOR, *CLINICIANS)
"""Local parts of the accounts of people; each is named by its role."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What opens one account."""

    password: str
    recovery_key: str | None = None
    """Opens the person's identity, with which a new device is signed. None: there is no identity yet, or it is the bot's."""


class Accounts:
    """The accounts of one sandbox, by local part. Made by ``Accounts.of``."""

    def __init__(self, path: Path, known: dict[str, Account], *, fresh: bool) -> None:
        self.path = path
        self.fresh = fresh
        """They were drawn just now."""
        self._known = known

    @classmethod
    def of(cls, path: Path) -> Accounts:
        """Read the file, or draw everybody's password and write it."""
        if path.exists():
            return cls(path, msgspec.json.decode(path.read_bytes(), type=dict[str, Account]), fresh=False)
        drawn = {name: Account(password=secrets.token_urlsafe(12)) for name in (BOT, *PEOPLE)}
        accounts = cls(path, drawn, fresh=True)
        accounts._write()
        return accounts

    def __getitem__(self, name: str) -> Account:
        return self._known[name]

    def remember(self, name: str, recovery_key: str | None) -> None:
        """Write what opens a person's identity."""
        if self._known[name].recovery_key != recovery_key:
            self._known[name] = msgspec.structs.replace(self._known[name], recovery_key=recovery_key)
            self._write()

    def _write(self) -> None:
        durable.replace(self.path, msgspec.json.format(msgspec.json.encode(self._known)))
