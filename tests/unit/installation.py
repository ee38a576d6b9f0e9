"""An installation, and what the doctor finds in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from aiohttp.test_utils import unused_port

from bot import doctor
from bot.config import Config, load
from bot.findings import Finding, Verdict
from bot.init import write_private
from bot.store.engine import Database
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import load_master, make_key_file
from tests.flow.world import TestClock

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
CLOCK = TestClock(NOW)


def installed(folder: Path) -> Config:
    """An installation before its first start; its homeserver is not there."""
    make_key_file(folder / "vault.key")
    write_private(folder / "password", "a password\n")
    path = folder / "config.toml"
    path.write_text(
        f"""
[matrix]
homeserver = "http://127.0.0.1:{unused_port()}"
user_id = "@carehuddle:example.org"
password_file = "password"
[people]
coordinators = ["@coordinator:example.org", "@deputy:example.org"]
privacy_officers = ["@privacy_officer:example.org"]
[clinic]
name = "Example clinic"
timezone = "Europe/Berlin"
emergency_text = "Call 112."
[data]
dir = "data"
[vault]
key_file = "vault.key"
""",
        "utf-8",
    )
    return load(path)


def begin(config: Config) -> None:
    """As a first start leaves it."""
    config.data.dir.mkdir(mode=0o700)
    with SqliteKeyStore(config.vault.keys_path) as keys:
        Keyring(keys, load_master(config.vault.key_file, config.data.dir), NOW)
    database = Database(config.store.url)
    database.create()
    database.close()


def at(found: tuple[Finding, ...] | list[Finding], verdict: Verdict) -> list[str]:
    """What was found of that gravity."""
    return [one.what for one in found if one.verdict is verdict]


def local(config: Config) -> list[Finding]:
    """What is looked at without the homeserver."""
    return [
        doctor.secret_file(config.matrix.password_file),
        *doctor.data_folder(config.data.dir),
        *doctor.vault_and_store(config, NOW),
    ]
