from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import doctor
from bot.config import Config, load
from bot.findings import Verdict, fail
from bot.vault.master import MasterKey, make_key_file
from tests.unit.installation import NOW, at, begin, installed, local

Answers = list[tuple[int, str, datetime]]


@pytest_asyncio.fixture
async def homeserver() -> AsyncIterator[tuple[str, Answers]]:
    """A homeserver that answers what stands in the list: status, body, and what its clock says."""
    answers = [(200, '{"versions": ["v1.11"]}', NOW)]

    async def versions(_: web.Request) -> web.Response:
        status, body, date = answers[-1]
        headers = {"Date": format_datetime(date, usegmt=True)}
        return web.Response(status=status, text=body, content_type="application/json", headers=headers)

    app = web.Application()
    app.router.add_get("/_matrix/client/versions", versions)
    async with TestServer(app, host="127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.port}", answers


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return installed(tmp_path)


async def test_a_good_installation_has_nothing_to_mend_but_http(config: Config, homeserver: tuple[str, Answers]) -> None:
    text = (config.vault.key_file.parent / "config.toml").read_text("utf-8").replace(config.matrix.homeserver, homeserver[0])
    (config.vault.key_file.parent / "config.toml").write_text(text, "utf-8")
    found = await doctor.examine(load(config.vault.key_file.parent / "config.toml"), NOW)
    assert at(found, Verdict.FAIL) == []
    assert at(found, Verdict.WARN) == ["[matrix] homeserver: http, which is for this machine alone."]


def test_before_the_first_start_nothing_is_made(config: Config) -> None:
    assert at(local(config), Verdict.OK) == [
        "The password file is closed to others.",
        "First start: the data folder will be made.",
        "The key file is closed to others, and outside the data folder.",
        "First start: the store will be made.",
    ]
    assert not config.data.dir.exists()


def test_after_the_first_start_the_key_opens_the_vault_and_the_store_is_current(config: Config) -> None:
    begin(config)
    assert [one.verdict for one in local(config)] == [Verdict.OK] * 5


@pytest.mark.parametrize("name", ["vault.key", "password", "data", "data/keys.db"])
def test_what_others_can_read_stops_the_start_and_is_mended_by_chmod(config: Config, name: str) -> None:
    begin(config)
    path = config.vault.key_file.parent / name
    path.chmod(0o755)
    (found,) = [one for one in local(config) if one.verdict is Verdict.FAIL]
    assert found.mend == f"chmod {700 if name == 'data' else 600} {path}"
    path.chmod(0o700 if name == "data" else 0o600)
    assert at(local(config), Verdict.FAIL) == []


def test_a_missing_key_is_made_by_init(config: Config) -> None:
    config.vault.key_file.unlink()
    (found,) = [one for one in local(config) if one.verdict is Verdict.FAIL]
    assert found.mend == "carehuddle init"


def test_a_missing_password_names_a_way_to_write_it(config: Config) -> None:
    config.matrix.password_file.unlink()
    found = doctor.secret_file(config.matrix.password_file)
    assert found.verdict is Verdict.FAIL
    assert "carehuddle init" in found.mend


def test_another_key_does_not_open_the_vault(config: Config) -> None:
    begin(config)
    config.vault.key_file.unlink()
    make_key_file(config.vault.key_file)
    assert len(at(local(config), Verdict.FAIL)) == 1


def test_records_without_the_file_of_their_keys_stop_the_start(config: Config) -> None:
    begin(config)
    config.vault.keys_path.unlink()
    (found,) = at(local(config), Verdict.FAIL)
    assert "backup" in found


def test_a_damaged_store_stops_the_start(config: Config) -> None:
    begin(config)
    path = config.data.dir / "carehuddle.db"
    path.write_bytes(b"\0" * 4096)
    assert len(at(local(config), Verdict.FAIL)) == 1


def test_a_database_of_something_else_is_not_touched(config: Config) -> None:
    config.data.dir.mkdir(mode=0o700)
    with closing(sqlite3.connect(config.data.dir / "carehuddle.db")) as other:
        other.execute("CREATE TABLE theirs (id INTEGER)")
    (found,) = at(local(config), Verdict.FAIL)
    assert "a database of its own" in found


def test_an_older_or_newer_schema_is_told_before_the_start(config: Config) -> None:
    begin(config)
    with closing(sqlite3.connect(config.data.dir / "carehuddle.db")) as store, store:
        store.execute("UPDATE alembic_version SET version_num = 'another'")
    assert len(at(local(config), Verdict.WARN)) == 1


async def test_a_homeserver_that_is_away_stops_the_first_start_alone(config: Config) -> None:
    url = config.matrix.homeserver
    (first,) = await doctor.homeserver(url, NOW, known=False)
    (later,) = await doctor.homeserver(url, NOW, known=True)
    assert (first.verdict, later.verdict) == (Verdict.FAIL, Verdict.WARN)
    assert later.what == "The homeserver does not answer. The bot waits for it."
    assert first.mend == later.mend == f"curl {url}/_matrix/client/versions"


@pytest.mark.parametrize("body", ["<html>", "[]", '{"versions": 1}', '"versions"', ""])
async def test_what_is_no_homeserver_is_said_to_be_none(homeserver: tuple[str, Answers], body: str) -> None:
    url, answers = homeserver
    answers.append((200, body, NOW))
    (found,) = await doctor.homeserver(url, NOW, known=False)
    assert (found.verdict, found.what) == (Verdict.FAIL, "What answers there is no Matrix homeserver.")
    (found,) = await doctor.homeserver(url, NOW, known=True)
    assert found.verdict is Verdict.WARN


@pytest.mark.parametrize(("seconds", "warnings"), [(0, 0), (30, 0), (-30, 0), (31, 1), (-3600, 1)])
async def test_clocks_that_differ_by_more_than_half_a_minute_are_a_warning(
    homeserver: tuple[str, Answers], seconds: int, warnings: int
) -> None:
    url, answers = homeserver
    answers.append((200, '{"versions": []}', NOW + timedelta(seconds=seconds)))
    found = await doctor.homeserver(url, NOW, known=True)
    assert len(at(found, Verdict.WARN)) == warnings
    assert at(found, Verdict.OK) == ["The homeserver answers."]


def test_rate_limits_are_a_warning_where_the_homeserver_is_another_machine() -> None:
    assert list(doctor.limits("http://127.0.0.1:8008", "@carehuddle:example.org")) == []
    (found,) = doctor.limits("https://matrix.example.org", "@carehuddle:example.org")
    assert found.verdict is Verdict.WARN
    assert "/_synapse/admin/v1/users/@carehuddle:example.org/override_ratelimit" in found.mend


def test_every_warning_of_the_configuration_names_the_key_to_change(config: Config) -> None:
    assert [one.partition(":")[0] for one in config.warnings()] == ["[matrix] homeserver"]


def test_the_encryption_library_works_here() -> None:
    assert doctor.encryption().verdict is Verdict.OK


def test_without_the_encryption_library_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    assert doctor.encryption().verdict is Verdict.FAIL


def test_a_data_folder_that_cannot_be_made_or_is_none_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    assert [one.verdict for one in doctor.data_folder(file)] == [Verdict.FAIL]
    monkeypatch.setattr(os, "access", lambda *_: False)
    (found,) = doctor.data_folder(tmp_path / "closed" / "data")
    assert (found.verdict, found.mend.startswith("install -d -m 700")) == (Verdict.FAIL, True)


def test_a_sentence_that_ends_in_its_command_is_taken_apart() -> None:
    found = fail("The key file k is open to others; close it with: chmod 600 k.")
    assert (found.what, found.mend) == ("The key file k is open to others.", "chmod 600 k")


def test_no_finding_shows_the_key_or_the_password(config: Config) -> None:
    begin(config)
    secret = config.vault.key_file.read_text("utf-8").strip()
    shown = repr(local(config)) + repr(MasterKey(b"k" * 32))
    assert secret not in shown
    assert "a password" not in shown
