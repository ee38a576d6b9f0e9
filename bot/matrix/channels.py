"""One-to-one Olm channels to devices: what a room key travels in.

A channel is saved before anything that was sealed in it leaves, so that after a crash it is never used twice at the same
step. Writes come in blocks of a few devices, one transaction a block and no ``await`` inside, so that no other coroutine's
write shares their fate and the loop is not held up.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from nio.crypto import OlmDevice, OutboundSession

from bot.clock import Clock
from bot.matrix.client import Client
from bot.matrix.signatures import encode, signed_by

CLAIM_SECONDS = 30.0
BLOCK = 16
"""Devices in one transaction of nio's store."""
ASK_AGAIN = timedelta(minutes=1)
"""A device that had no one-time key left is not asked for another before."""

OLM = "m.olm.v1.curve25519-aes-sha2"


class Channels:
    """The Olm sessions of this device with others."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._lock = asyncio.Lock()
        self._empty: dict[str, datetime] = {}

    def open(self, device: OlmDevice) -> bool:
        """Whether something can be sent to ``device`` now."""
        return self._client.olm.session_store.get(device.curve25519) is not None

    async def establish(self, devices: Sequence[OlmDevice]) -> None:
        """Open a channel to each device that has none, with one request for them all.

        One caller at a time: rooms that start together share members, and each key is claimed once. A device without a
        key to claim, or with one that its owner did not sign, stays without a channel. Raises the errors of
        ``bot.matrix.http``.
        """
        async with self._lock:
            late = self._clock.now() - ASK_AGAIN
            strange = [one for one in devices if not self.open(one) and self._empty.get(one.curve25519, late) <= late]
            if not strange:
                return
            wanted: dict[str, dict[str, str]] = {}
            for one in strange:
                wanted.setdefault(one.user_id, {})[one.device_id] = "signed_curve25519"
            body = {"one_time_keys": wanted, "timeout": 10_000}
            said = await self._client.request("POST", "/_matrix/client/v3/keys/claim", body, timeout=CLAIM_SECONDS)
            for block in blocks(strange):
                self._accept(block, _mapping(said.get("one_time_keys")))
                await asyncio.sleep(0)

    def sealed(self, devices: Sequence[OlmDevice], kind: str, content: Mapping[str, object]) -> dict[str, dict[str, object]]:
        """The same event for each of a few devices, by user and device. The channels are saved when this returns."""
        messages: dict[str, dict[str, object]] = {}
        with self._client.store.database.atomic():
            for one in devices:
                messages.setdefault(one.user_id, {})[one.device_id] = self._seal(one, kind, content)
        return messages

    def _accept(self, devices: Sequence[OlmDevice], claimed: Mapping[str, object]) -> None:
        olm = self._client.olm
        with self._client.store.database.atomic():
            for one in devices:
                key = _claimed_key(one, _mapping(_mapping(claimed.get(one.user_id)).get(one.device_id)))
                session = self._begin(one, key)
                if session is None:
                    self._empty[one.curve25519] = self._clock.now()
                    continue
                self._empty.pop(one.curve25519, None)
                olm.session_store.add(one.curve25519, session)
                olm.save_session(one.curve25519, session)
            olm.save_account()

    def _begin(self, device: OlmDevice, key: str | None) -> OutboundSession | None:
        if key is None:
            return None
        try:
            return OutboundSession(self._client.olm.account, device.curve25519, key)
        except ValueError:  # each error of vodozemac is one: the key is no point of the curve
            return None

    def _seal(self, device: OlmDevice, kind: str, content: Mapping[str, object]) -> dict[str, object]:
        olm = self._client.olm
        session = olm.session_store.get(device.curve25519)
        keys = olm.account.identity_keys
        payload = {
            "type": kind,
            "content": content,
            "sender": self._client.user_id,
            "sender_device": self._client.device_id,
            "keys": {"ed25519": keys["ed25519"]},
            "recipient": device.user_id,
            "recipient_keys": {"ed25519": device.ed25519},
        }
        message_type, body = session.encrypt(json.dumps(payload, separators=(",", ":"))).to_parts()
        olm.save_session(device.curve25519, session)
        ciphertext = {device.curve25519: {"type": message_type, "body": encode(body)}}
        return {"algorithm": OLM, "sender_key": keys["curve25519"], "ciphertext": ciphertext}


def blocks(devices: Sequence[OlmDevice]) -> Iterator[Sequence[OlmDevice]]:
    """The devices, a few at a time."""
    return (devices[start : start + BLOCK] for start in range(0, len(devices), BLOCK))


def _claimed_key(device: OlmDevice, claimed: Mapping[str, object]) -> str | None:
    """The one-time key that the device itself signed, out of what the server answered for it."""
    for name, value in claimed.items():
        said = _mapping(value)
        key = said.get("key")
        good = isinstance(key, str) and signed_by(said, device.user_id, device.device_id, device.ed25519)
        if good and name.startswith("signed_curve25519:"):
            return str(key)
    return None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
