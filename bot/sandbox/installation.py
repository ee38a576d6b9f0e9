"""The bot's own installation in the sandbox: the same files that a clinic has, its configuration, its password, its key.

The key of the vault is drawn once; the configuration is written anew at each start, since the homeserver takes another port.
"""

from __future__ import annotations

import json
from pathlib import Path

from bot.config import load
from bot.settings import Config
from bot.vault import durable
from bot.vault.master import make_key_file

CLINIC = "Sandbox clinic"
ZONE = "Europe/Berlin"


def install(folder: Path, *, homeserver: str, user_id: str, password: str, coordinator: str) -> Config:
    """Write what the bot needs below ``folder``, and load it as any configuration is loaded."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    key_file, password_file = keys / "vault.key", keys / "password"
    if not key_file.exists():
        make_key_file(key_file)
    durable.replace(password_file, f"{password}\n".encode())
    path = folder / "config.toml"
    durable.replace(path, _toml(homeserver, user_id, password_file, coordinator, folder / "bot", key_file).encode())
    return load(path)


def _toml(homeserver: str, user_id: str, password_file: Path, coordinator: str, data: Path, key_file: Path) -> str:
    tables: dict[str, dict[str, object]] = {
        "matrix": {"homeserver": homeserver, "user_id": user_id, "password_file": str(password_file)},
        "people": {"coordinators": [coordinator]},
        "clinic": {"name": CLINIC, "timezone": ZONE},
        "data": {"dir": str(data)},
        "vault": {"key_file": str(key_file)},
        "http": {"listen": "127.0.0.1:0"},  # two sandboxes may run side by side
    }
    lines = ["# Written at each start of the sandbox."]
    for name, keys in tables.items():
        # strings and lists of strings are written alike in JSON and TOML
        lines += ["", f"[{name}]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items())]
    return "\n".join([*lines, ""])
