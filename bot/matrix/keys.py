"""The bot's own device keys, one-time keys and fallback key: made, saved, and only then sent.

A key that left before it was saved would, after a crash, be made anew under the same number, and the homeserver would
refuse every later upload. What was saved and not acknowledged is sent again as it was: the homeserver takes it twice.
"""

from __future__ import annotations

from nio.responses import KeysUploadResponse

from bot.matrix.client import Client
from bot.matrix.signatures import canonical

ENOUGH = 25
"""One-time keys on the homeserver below which more are made; it holds up to 50."""
_ALGORITHMS = ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"]


def device_keys(client: Client) -> dict[str, object]:
    """The bot's device as others see it, signed by itself."""
    identity = client.olm.account.identity_keys
    return signed(
        client,
        {
            "algorithms": _ALGORITHMS,
            "device_id": client.device_id,
            "user_id": client.user_id,
            "keys": {f"{kind}:{client.device_id}": identity[kind] for kind in ("curve25519", "ed25519")},
        },
    )


def signed(client: Client, value: dict[str, object]) -> dict[str, object]:
    """``value`` with the signature of the bot's device."""
    signature = client.olm.account.sign(canonical(value).decode())
    return {**value, "signatures": {client.user_id: {f"ed25519:{client.device_id}": signature}}}


async def upload(client: Client, *, held: int | None, fallback_unused: bool) -> None:
    """Send what the homeserver lacks. ``held`` is the number of one-time keys it has, None when it did not say.

    Raises the errors of ``bot.matrix.http``; called again it sends the same keys again.
    """
    account = client.olm.account
    machine = account._account  # noqa: SLF001 - nio has no words for a fallback key
    first = not account.shared
    if first:
        held = 0
    if held is not None and held < ENOUGH and not machine.one_time_keys:
        machine.generate_one_time_keys(machine.max_number_of_one_time_keys - held)
    if (first or not fallback_unused) and not machine.fallback_key:
        machine.generate_fallback_key()
    body: dict[str, object] = {"device_keys": device_keys(client)} if first else {}
    if one_time := {_name(number): signed(client, {"key": key.to_base64()}) for number, key in machine.one_time_keys.items()}:
        body["one_time_keys"] = one_time
    if fallback := {
        _name(number): signed(client, {"key": key.to_base64(), "fallback": True}) for number, key in machine.fallback_key.items()
    }:
        body["fallback_keys"] = fallback
    if not body:
        return
    client.olm.save_account()
    said = await client.request("POST", "/_matrix/client/v3/keys/upload", body)
    counts = said.get("one_time_key_counts")
    now = counts.get("signed_curve25519", 0) if isinstance(counts, dict) else 0
    client.olm.handle_response(KeysUploadResponse(0, now))


def _name(number: str) -> str:
    return f"signed_curve25519:{number}"
