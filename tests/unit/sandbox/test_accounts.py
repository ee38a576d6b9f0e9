"""What opens the sandbox's accounts, and the bot's installation in it."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.config import read_secret
from bot.sandbox.accounts import BOT, PEOPLE, Accounts
from bot.sandbox.installation import install
from bot.settings import Config
from bot.vault.master import load_master

COORDINATOR = "@coordinator:care.localhost"


def installed(folder: Path, port: int) -> Config:
    return install(
        folder, homeserver=f"http://127.0.0.1:{port}", user_id="@carebot:care.localhost", password="once", coordinator=COORDINATOR
    )


def test_everybody_has_a_password_of_their_own_and_keeps_it(tmp_path: Path) -> None:
    drawn = Accounts.of(tmp_path / "accounts.json")
    assert drawn.fresh
    drawn.remember("physician", "the recovery key")
    again = Accounts.of(tmp_path / "accounts.json")
    assert not again.fresh
    assert [again[name].password for name in (BOT, *PEOPLE)] == [drawn[name].password for name in (BOT, *PEOPLE)]
    assert len({again[name].password for name in (BOT, *PEOPLE)}) == 6
    assert again["physician"].recovery_key == "the recovery key"
    assert again["sex_therapist"].recovery_key is None


def test_nobody_else_can_read_the_accounts_at_any_time(tmp_path: Path) -> None:
    Accounts.of(tmp_path / "accounts.json").remember("physician", "the recovery key")
    assert [(each.name, stat.S_IMODE(each.stat().st_mode)) for each in tmp_path.iterdir()] == [("accounts.json", 0o600)]


def test_the_installation_is_one_that_the_bot_accepts(tmp_path: Path) -> None:
    config = installed(tmp_path, 8008)
    assert config.people.coordinators == (COORDINATOR,)
    assert read_secret(config.matrix.password_file) == "once"
    assert len(load_master(config.vault.key_file, config.data.dir).secret) == 32


def test_a_later_start_takes_the_new_port_and_keeps_the_key(tmp_path: Path) -> None:
    first = load_master(installed(tmp_path, 8008).vault.key_file, tmp_path / "bot")
    later = installed(tmp_path, 8009)
    assert later.matrix.homeserver == "http://127.0.0.1:8009"
    assert load_master(later.vault.key_file, later.data.dir) == first
