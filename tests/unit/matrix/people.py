"""People as a homeserver shows them: identities, devices and the messages that these encrypt, made without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import vodozemac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nio.crypto import InboundGroupSession

from bot.matrix.client import Client
from bot.matrix.signatures import canonical, encode, public, sign
from bot.matrix.trust import Proven

BOT = "@bot:example.org"
ROOM = "!a_room"


class Phone:
    """One device of somebody, with its Olm account and a Megolm session for the room."""

    def __init__(self, person: str, device_id: str) -> None:
        self.person = person
        self.device_id = device_id
        self.account = vodozemac.Account()
        self.group = vodozemac.GroupSession()
        self.signers: dict[str, Ed25519PrivateKey] = {}

    @property
    def ed25519(self) -> str:
        return self.account.ed25519_key.to_base64()

    @property
    def curve25519(self) -> str:
        return self.account.curve25519_key.to_base64()

    def keys(self) -> dict[str, Any]:
        value: dict[str, Any] = {
            "user_id": self.person,
            "device_id": self.device_id,
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
            "keys": {f"ed25519:{self.device_id}": self.ed25519, f"curve25519:{self.device_id}": self.curve25519},
        }
        signatures = {f"ed25519:{self.device_id}": self.account.sign(canonical(value)).to_base64()}
        signatures |= {f"ed25519:{name}": sign(key, value) for name, key in self.signers.items()}
        return {**value, "signatures": {self.person: signatures}, "unsigned": {"device_display_name": "a name"}}

    def session(self) -> InboundGroupSession:
        """The room's session as the bot has it after its key came."""
        return InboundGroupSession(self.group.session_key.to_base64(), self.ed25519, self.curve25519, ROOM)

    def proven(self, pin: int = 1) -> Proven:
        return Proven(
            person=self.person,
            device_id=self.device_id,
            ed25519=self.ed25519,
            curve25519=self.curve25519,
            master_key="a master key",
            pin=pin,
        )

    def encrypt(self, plaintext: bytes | Mapping[str, object], *, event_id: str = "$event", **clear: object) -> dict[str, Any]:
        """A room event as the homeserver hands it over; ``clear`` stands beside the ciphertext."""
        raw = json.dumps(plaintext).encode() if isinstance(plaintext, Mapping) else plaintext
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "session_id": self.group.session_id,
            "ciphertext": self.group.encrypt(raw).to_base64(),
            "sender_key": self.curve25519,
            "device_id": self.device_id,
            **clear,
        }
        return {
            "type": "m.room.encrypted",
            "event_id": event_id,
            "sender": self.person,
            "origin_server_ts": 1_760_000_000_000,
            "content": content,
        }

    def say(self, content: Mapping[str, object], *, event_id: str = "$event", **clear: object) -> dict[str, Any]:
        return self.encrypt({"type": "m.room.message", "room_id": ROOM, "content": content}, event_id=event_id, **clear)

    def channel(self, bot: Client) -> vodozemac.Session:
        """A fresh Olm session to the bot, with a one-time key of the bot's."""
        machine = bot.olm.account._account  # noqa: SLF001 - there is no homeserver to claim it from
        machine.generate_one_time_keys(1)
        one_time = next(iter(machine.one_time_keys.values()))
        machine.mark_keys_as_published()
        bot.olm.save_account()
        return self.account.create_outbound_session(machine.curve25519_key, one_time)

    def hand_key(self, bot: Client, channel: vodozemac.Session) -> dict[str, Any]:
        """The to-device message that brings the room's key to the bot."""
        payload = {
            "type": "m.room_key",
            "sender": self.person,
            "sender_device": self.device_id,
            "keys": {"ed25519": self.ed25519},
            "recipient": BOT,
            "recipient_keys": {"ed25519": bot.olm.account.identity_keys["ed25519"]},
            "content": {
                "algorithm": "m.megolm.v1.aes-sha2",
                "room_id": ROOM,
                "session_id": self.group.session_id,
                "session_key": self.group.session_key.to_base64(),
            },
        }
        kind, body = channel.encrypt(json.dumps(payload).encode()).to_parts()
        own = bot.olm.account.identity_keys["curve25519"]
        content = {
            "algorithm": "m.olm.v1.curve25519-aes-sha2",
            "sender_key": self.curve25519,
            "ciphertext": {own: {"type": kind, "body": encode(body)}},
        }
        return {"type": "m.room.encrypted", "sender": self.person, "content": content}


class Person:
    """Somebody with an identity, and devices that it signed or did not."""

    def __init__(self, role: str) -> None:
        self.user_id = f"@{role}:example.org"
        self.phones: list[Phone] = []
        self.reset()

    @property
    def master_key(self) -> str:
        return public(self.master)

    def reset(self) -> None:
        """Take a new identity, and sign every device with it."""
        self.master = Ed25519PrivateKey.generate()
        self.self_signing = Ed25519PrivateKey.generate()
        for phone in self.phones:
            phone.signers = {public(self.self_signing): self.self_signing}

    def phone(self, device_id: str = "PHONE", *, signed: bool = True) -> Phone:
        phone = Phone(self.user_id, device_id)
        phone.signers = {public(self.self_signing): self.self_signing} if signed else {}
        self.phones.append(phone)
        return phone

    def key(self, use: str, key: Ed25519PrivateKey) -> dict[str, Any]:
        value = {"user_id": self.user_id, "usage": [use], "keys": {f"ed25519:{public(key)}": public(key)}}
        return {**value, "signatures": {self.user_id: {f"ed25519:{self.master_key}": sign(self.master, value)}}}


def answer(people: Iterable[Person]) -> dict[str, Any]:
    """What a key query about these people says."""
    everyone = list(people)
    return {
        "device_keys": {person.user_id: {phone.device_id: phone.keys() for phone in person.phones} for person in everyone},
        "master_keys": {person.user_id: person.key("master", person.master) for person in everyone},
        "self_signing_keys": {person.user_id: person.key("self_signing", person.self_signing) for person in everyone},
    }


def bot_client(folder: Path) -> Client:
    """The bot's device, never logged in anywhere."""
    client = Client("http://127.0.0.1:1", BOT, folder=folder, pickle_key=bytes(32))
    client.restore_login(BOT, "BOTDEVICE", "a token")
    return client
