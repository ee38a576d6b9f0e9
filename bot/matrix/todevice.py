"""To-device messages: where room keys come from. What they bring is saved whole, once, or fetched again.

A message changes an Olm session and brings a room key, and nio saves these in separate steps; a crash between them loses
the key for good. So at most 16 messages share one transaction with the account and with the mark that they were seen.
If it fails, memory holds what the disk lost: memory is loaded anew, and the same messages are fetched again. A message
seen twice would fail to decrypt and mark a healthy device as broken, so it is skipped by its mark.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import peewee
import vodozemac
from nio.events import OlmEvent, RoomKeyEvent

from bot.matrix.client import Client
from bot.matrix.memory import Memory

BLOCK = 16
"""Messages in one transaction: a hundred would hold up the event loop for a fifth of a second."""
_OLM = "m.olm.v1.curve25519-aes-sha2"


class RolledBackError(Exception):
    """What came was not saved. Memory is as the disk is: ask again with the same cursor."""


class ToDevice:
    """Reads to-device messages. ``reloaded`` is called after memory was loaded anew; ``bad`` counts refusals by reason."""

    def __init__(self, client: Client, memory: Memory, reloaded: Callable[[], None], bad: Counter[str]) -> None:
        self._client = client
        self._memory = memory
        self._reloaded = reloaded
        self._bad = bad

    async def read(self, messages: Sequence[object], since: str) -> set[str]:
        """Take what one answer brought. Returns the ids of the Megolm sessions whose keys came. Raises ``RolledBackError``."""
        self._memory.passed(since)
        came: set[str] = set()
        for block in _blocks(messages):
            try:
                with self._memory.atomic():
                    came.update(key for key in (self._read(message, since) for message in block) if key)
                    self._client.olm.save_account()
            except peewee.PeeweeException:
                self._reload()
                raise RolledBackError("to-device messages were not saved") from None
            await asyncio.sleep(0)
        return came

    def _read(self, message: object, since: str) -> str | None:
        """One message; the id of the session whose key it brought. Whatever is wrong with it stays with it."""
        try:
            event = _olm_event(message)
            if event is None or not self._memory.first_time(event.sender, event.sender_key, event.ciphertext, since):
                return None
            read = self._client.olm.handle_to_device_event(event)
        except peewee.PeeweeException:
            raise
        except vodozemac.SessionCreationException:
            self._bad["to-device: no session"] += 1
            self._client.olm._mark_device_for_unwedging(message["sender"], message["content"]["sender_key"])  # type: ignore[index]  # noqa: SLF001
            return None
        except Exception:  # noqa: BLE001 - garbage raises anything, and the next message must be read
            self._bad["to-device: malformed"] += 1
            return None
        return str(read.session_id) if isinstance(read, RoomKeyEvent) else None

    def _reload(self) -> None:
        olm, store = self._client.olm, self._client.store
        olm.account = store.load_account()
        olm.load()
        olm.wedged_devices.clear()
        olm.outgoing_to_device_messages.clear()
        olm.outbound_group_sessions.clear()
        self._reloaded()


def _olm_event(message: object) -> OlmEvent | None:
    """The message for nio, if it is an Olm message; nothing else is listened to (no key requests, no verification)."""
    if not isinstance(message, Mapping) or message.get("type") != "m.room.encrypted":
        return None
    content = message["content"]
    if content["algorithm"] != _OLM:
        return None
    event = OlmEvent(message, message["sender"], content["sender_key"], content["ciphertext"])
    if not isinstance(event.sender, str) or not isinstance(event.sender_key, str):
        raise TypeError("an Olm message names its sender in strings")
    return event


def _blocks(messages: Sequence[object]) -> Iterator[Sequence[object]]:
    for start in range(0, len(messages), BLOCK):
        yield messages[start : start + BLOCK]
