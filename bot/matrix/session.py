"""The bot's one device: logged in once, kept for ever.

A first start chooses a device id, writes it down, logs in with it and seals the token. A crash between any two of these
steps logs in again as the same device, before it has ever held a key. Once the token is written there is no other login:
a revoked token stops the bot, because a device that appears by itself is what a thief would make.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from bot.matrix.client import Client
from bot.matrix.http import RefusedError
from bot.matrix.sealed import SealedFile

FILE = "session"
KEYS = "keys"


class SessionError(Exception):
    """The session cannot be opened as configured. The text is a sentence for the operator."""


async def open_session(
    *,
    homeserver: str,
    user_id: str,
    password: str | None,
    device_name: str,
    folder: Path,
    pickle_key: bytes,
    seal: Callable[[bytes], bytes],
    unseal: Callable[[bytes], bytes],
) -> Client:
    """Log in (first start, needs ``password``) or restore the login, without asking the homeserver then.

    ``folder`` is the data folder: the sealed file ``session`` and the folder ``keys`` are made in it.
    Raises ``SessionError``, ``EncryptionMissingError`` and the errors of ``bot.matrix.http``.
    """
    file = SealedFile(path=folder / FILE, seal=seal, unseal=unseal)
    kept = file.read()
    if kept is None:
        kept = {"homeserver": homeserver, "user_id": user_id, "device_id": "HUDDLE" + secrets.token_hex(5).upper()}
        file.write(kept)
    if kept["user_id"] != user_id:
        raise SessionError("the data folder belongs to another bot account: use its own folder for each account")
    client = Client(homeserver, user_id, folder=folder / KEYS, pickle_key=pickle_key)
    try:
        if "token" not in kept:
            token = await _login(client, user_id, kept["device_id"], password, device_name)
            kept = {**kept, "token": token}
            file.write(kept)
        client.restore_login(user_id, kept["device_id"], kept["token"])
    except BaseException:
        await client.close()
        raise
    return client


async def alive(client: Client) -> None:
    """Ask the homeserver whom it takes us for. Raises ``RevokedError`` for a dead token, ``SessionError`` for another device."""
    said = await client.request("GET", "/_matrix/client/v3/account/whoami")
    if (said.get("user_id"), said.get("device_id")) != (client.user_id, client.device_id):
        raise SessionError("the homeserver takes the access token for another account or device")


async def _login(client: Client, user_id: str, device_id: str, password: str | None, device_name: str) -> str:
    if not password:
        raise SessionError("the first start logs in: it needs the password of the bot's account")
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": password,
        "device_id": device_id,
        "initial_device_display_name": device_name,
    }
    try:
        said = await client.request("POST", "/_matrix/client/v3/login", body)
    except RefusedError as error:
        if error.errcode == "M_FORBIDDEN":
            raise SessionError("the homeserver does not take the password of the bot's account") from None
        raise
    token = said.get("access_token")
    if said.get("user_id") != user_id or said.get("device_id") != device_id or not isinstance(token, str):
        raise SessionError("the homeserver logged in somebody else than the bot's account")
    return token
