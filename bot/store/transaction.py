"""One open transaction: the connection, the moment, and the sealing of what is written in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from bot.store.glance import Glance
from bot.vault.envelope import Binding
from bot.vault.keyring import ORGANISATION, Keyring

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """What every table needs to read and write."""

    connection: Connection
    keyring: Keyring
    now: datetime
    randbelow: Callable[[int], int]
    account: str
    """The bot's Matrix id."""
    glance: Glance = field(init=False)
    """What was read so far."""
    outdated: set[str] = field(default_factory=set)
    """Cases whose audience has changed in this transaction; what is unsent of theirs is rendered anew at its end."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "glance", Glance(self.connection.dialect.name == "sqlite"))

    def anew(self) -> Transaction:
        """The same one, for what is done next in it: what was read stays read."""
        after = replace(self, outdated=set())
        object.__setattr__(after, "glance", self.glance)
        return after

    def seal(self, table: str, row: str, case: str | None, version: int, value: object) -> bytes:
        """Encode and seal a value for its row."""
        return self.keyring.seal(case or ORGANISATION, _binding(table, row, case, version), msgspec.msgpack.encode(value), self.now)

    def unseal(self, table: str, row: str, case: str | None, version: int, blob: bytes, kind: type[T]) -> T:
        """Open what was sealed for this row. ``TamperedError`` for any other."""
        plain = self.keyring.unseal(case or ORGANISATION, _binding(table, row, case, version), blob)
        return msgspec.msgpack.decode(plain, type=kind)

    def unseal_fields(self, table: str, row: str, case: str | None, version: int, blob: bytes) -> dict[str, Any]:
        """Open it as plain fields."""
        plain = self.keyring.unseal(case or ORGANISATION, _binding(table, row, case, version), blob)
        fields: dict[str, Any] = msgspec.msgpack.decode(plain)
        return fields

    def key(self) -> str:
        """32 random hexadecimal digits: a name that nothing else has."""
        return f"{self.randbelow(1 << 128):032x}"


def _binding(table: str, row: str, case: str | None, version: int) -> Binding:
    return Binding(table, row, case or ORGANISATION, version)
