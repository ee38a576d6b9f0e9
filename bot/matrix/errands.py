"""Small duties after an answer of the homeserver: heal broken Olm sessions, decline invitations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

from bot.matrix.client import Client
from bot.matrix.http import HomeserverError, RefusedError

MOST_DECLINED = 20
"""Invitations declined after one answer; a flood of them must not hold up the team."""


async def unwedge(client: Client, bad: Counter[str]) -> None:
    """Start new Olm sessions with devices whose session broke, and tell them so. Raises the errors of ``bot.matrix.http``."""
    client.olm.wedged_devices = [device for device in client.olm.wedged_devices if device.verified and not device.deleted]
    if client.olm.wedged_devices:
        try:
            await client.keys_claim(client.get_users_for_key_claiming())
        except HomeserverError:
            raise
        except Exception:  # noqa: BLE001 - keys that somebody else signed, or nobody
            bad["claim: malformed"] += 1
        client.olm.wedged_devices.clear()
    await client.send_to_device_messages()


async def decline(client: Client, invites: Iterable[str]) -> None:
    """The bot makes its own rooms and follows nobody into theirs."""
    for room_id in list(invites)[:MOST_DECLINED]:
        try:
            await client.request("POST", f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/leave", {})
        except RefusedError:
            continue
