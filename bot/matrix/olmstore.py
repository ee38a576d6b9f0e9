"""The file in which nio keeps its keys: the account, the sessions, and which devices there are."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar

import peewee
from nio.crypto import DeviceStore, OlmDevice, TrustState
from nio.store import SqliteStore

STORE = "crypto.db"


class _Tables(peewee.SqliteDatabase):  # type: ignore[misc]  # peewee carries no types
    """One that takes nio by its word: it names every table it uses, before each question.

    Peewee would look anew each time which others these refer to, and would take longer for that than for most answers.
    """

    def bind_ctx(self, models: Sequence[type[peewee.Model]], **_: bool) -> AbstractContextManager[Any]:
        """These tables are in this file meanwhile."""
        bound: AbstractContextManager[Any] = super().bind_ctx(models, bind_refs=False, bind_backrefs=False)
        return bound


class Store(SqliteStore):  # type: ignore[misc]  # nio carries no types
    """nio's store of keys. Trust is not in it: it is derived at each start from our own pins, and lives in memory.

    A device is refused until a key query has proven it, so that a file somebody changed proves nothing.
    """

    pragmas: ClassVar = {"foreign_keys": 1, "secure_delete": 1, "journal_mode": "wal", "synchronous": "full"}

    def _create_database(self) -> peewee.SqliteDatabase:
        return _Tables(self.database_path, pragmas=self.pragmas)

    def load_device_keys(self) -> DeviceStore:
        """Every known device, none of them trusted yet."""
        devices = super().load_device_keys()
        for device in devices:
            device.trust_state = TrustState.blacklisted
        return devices

    def verify_device(self, device: OlmDevice) -> bool:
        """True when it was not verified before."""
        return _turn(device, TrustState.verified)

    def blacklist_device(self, device: OlmDevice) -> bool:
        """True when it was not refused before."""
        return _turn(device, TrustState.blacklisted)

    def is_device_verified(self, device: OlmDevice) -> bool:
        """Proven by a key query of this process."""
        return bool(device.trust_state is TrustState.verified)

    def is_device_blacklisted(self, device: OlmDevice) -> bool:
        """Everything that is not proven is refused."""
        return not self.is_device_verified(device)

    def is_device_ignored(self, device: OlmDevice) -> bool:  # noqa: ARG002 - nio's signature
        """Never: nobody is let through unproven."""
        return False


def _turn(device: OlmDevice, state: TrustState) -> bool:
    before, device.trust_state = device.trust_state, state
    return bool(before is not state)
