"""The embedded homeserver's settings, as files in its folder. Pure but for the files: it starts nothing."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

SERVER_NAME = "care.localhost"
CONFIG_FILE = "homeserver.yaml"
SECRETS = ("registration_shared_secret", "macaroon_secret_key", "form_secret")
UNLIMITED = {"per_second": 10_000, "burst_count": 10_000}
LIMITS: dict[str, object] = {
    **dict.fromkeys(
        (
            "rc_message",
            "rc_registration",
            "rc_joins_per_room",
            "rc_media_create",
            "rc_key_requests",
            "rc_room_creation",
            "rc_admin_redaction",
            "rc_user_directory",
        ),
        UNLIMITED,
    ),
    "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), UNLIMITED),
    "rc_joins": dict.fromkeys(("local", "remote"), UNLIMITED),
    "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), UNLIMITED),
}


def write_config(folder: Path, port: int, settings: Mapping[str, object]) -> tuple[Path, str]:
    """Write Synapse's configuration for a port; answers with its path and the secret that makes accounts.

    Secrets and the signing key are drawn once a folder and kept, else a restart would log everybody out.
    """
    kept = _secrets(folder)
    config = {
        "server_name": SERVER_NAME,
        "pid_file": str(folder / "synapse.pid"),
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "tls": False,
                "resources": [{"names": ["client"]}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "log_config": str(_log_config(folder)),
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "presence": {"enabled": False},
        "url_preview_enabled": False,
        "report_stats": False,
        "bcrypt_rounds": 4,
        **LIMITS,
        **kept,
        **settings,
    }
    path = folder / CONFIG_FILE
    _write(path, json.dumps(config, indent=2))  # JSON is YAML, and needs no library
    return path, kept["registration_shared_secret"]


def _secrets(folder: Path) -> dict[str, str]:
    path = folder / "secrets.json"
    if not path.exists():
        _write(folder / "signing.key", f"ed25519 a_1 {base64.b64encode(secrets.token_bytes(32)).decode().rstrip('=')}\n")
        _write(path, json.dumps({name: secrets.token_urlsafe(32) for name in SECRETS}))
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _log_config(folder: Path) -> Path:
    """Warnings and worse to a file, nothing to the terminal: that belongs to the story."""
    handler = {"class": "logging.FileHandler", "filename": str(folder / "homeserver.log"), "formatter": "plain"}
    config = {
        "version": 1,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"file": handler},
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }
    path = folder / "log.yaml"
    _write(path, json.dumps(config, indent=2))
    return path


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
