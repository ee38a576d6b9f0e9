"""The bot's own cross-signing identity: without it, clients that take only signed devices neither read nor hear the bot.

Every start runs the same steps and finds most of them done: three seeds are on disk and sealed before anything is
published; the three public keys; the device signed by the self-signing key; and a last question to the homeserver whether
the chain holds. A master key that is not ours stops the start: it is never replaced without a person's order.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.matrix.client import Client
from bot.matrix.http import RefusedError
from bot.matrix.keys import device_keys, signed
from bot.matrix.sealed import SealedFile
from bot.matrix.signatures import decode, encode, public, sign
from bot.matrix.trust import Keys, read

FILE = "identity"
USES = ("master", "self_signing", "user_signing")
_NO_KEYS = Keys(person="", master=None, devices={})


class IdentityError(Exception):
    """The bot's identity cannot be what it has to be. The text is a sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The private keys of the bot's identity."""

    master: Ed25519PrivateKey
    self_signing: Ed25519PrivateKey
    user_signing: Ed25519PrivateKey

    @property
    def master_key(self) -> str:
        """What others pin."""
        return public(self.master)


async def ensure(client: Client, file: SealedFile) -> Identity:
    """Have the bot's device signed by the bot's own identity, and prove it. To be called after ``keys.upload``.

    Raises ``IdentityError`` when another identity is published, or the homeserver will not take ours, and the errors of
    ``bot.matrix.http``.
    """
    identity = _load(file)
    published, user_signing = await _published(client)
    if published.master not in {None, identity.master_key}:
        raise IdentityError("another identity is published for the bot's account: restore the file 'identity', or reset it by hand")
    if published.master is None or user_signing != public(identity.user_signing):
        await _publish(client, identity)
    device = published.devices.get(client.device_id)
    if device is None or not device.owned:
        await _sign_device(client, identity)
        published, user_signing = await _published(client)
    device = published.devices.get(client.device_id)
    if published.master != identity.master_key or device is None or not device.owned:
        raise IdentityError("the homeserver does not show the bot's device as signed by the bot's identity")
    if device.ed25519 != client.olm.account.identity_keys["ed25519"]:
        raise IdentityError("the homeserver shows other keys for the bot's device than its own")
    return identity


def _load(file: SealedFile) -> Identity:
    seeds = file.read()
    if seeds is None:
        seeds = {use: encode(secrets.token_bytes(32)) for use in USES}
        file.write(seeds)
    return Identity(**{use: Ed25519PrivateKey.from_private_bytes(decode(seeds[use])) for use in USES})


async def _published(client: Client) -> tuple[Keys, str | None]:
    """What the homeserver shows others of us, and our user-signing key, which it shows to us alone."""
    query: dict[str, object] = {"device_keys": {client.user_id: []}}
    said = await client.request("POST", "/_matrix/client/v3/keys/query", query)
    lower = said.get("user_signing_keys")
    mine = lower.get(client.user_id) if isinstance(lower, Mapping) else None
    keys = mine.get("keys") if isinstance(mine, Mapping) else None
    values = list(keys.values()) if isinstance(keys, Mapping) else []
    return read(said).get(client.user_id, _NO_KEYS), str(values[0]) if values else None


async def _publish(client: Client, identity: Identity) -> None:
    body = {"master_key": signed(client, _key(client.user_id, "master", identity.master))}
    for use, key in (("self_signing", identity.self_signing), ("user_signing", identity.user_signing)):
        value = _key(client.user_id, use, key)
        signature = {f"ed25519:{identity.master_key}": sign(identity.master, value)}
        body[f"{use}_key"] = {**value, "signatures": {client.user_id: signature}}
    try:
        await client.request("POST", "/_matrix/client/v3/keys/device_signing/upload", body)
    except RefusedError as error:
        raise IdentityError(f"the homeserver does not take the bot's identity: {error.errcode}") from None


async def _sign_device(client: Client, identity: Identity) -> None:
    value = device_keys(client)
    signature = {f"ed25519:{public(identity.self_signing)}": sign(identity.self_signing, value)}
    body = {client.user_id: {client.device_id: {**value, "signatures": {client.user_id: signature}}}}
    said = await client.request("POST", "/_matrix/client/v3/keys/signatures/upload", body)
    if said.get("failures"):
        raise IdentityError("the homeserver does not take the signature of the bot's device")


def _key(user_id: str, use: str, key: Ed25519PrivateKey) -> dict[str, object]:
    return {"user_id": user_id, "usage": [use], "keys": {f"ed25519:{public(key)}": public(key)}}
