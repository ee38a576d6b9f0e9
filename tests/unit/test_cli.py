from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli, logs, serving
from bot.config import load
from bot.findings import Finding, fail, ok, warn
from bot.sandbox import main as sandbox
from bot.store.engine import Database
from bot.store.work import OpenWork
from bot.vault.errors import VaultError
from tests.unit.test_init import ANSWERS

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True, scope="module")
def _logs_stay_as_they_are() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs, "configure", lambda *_: None)
        yield


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``carehuddle init`` writes into an empty working directory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("written"))
        assert called("init", typed="\n".join(ANSWERS) + "\n").exit_code == 0
        return Path.cwd()


@pytest.fixture
def installed(here: Path, written: Path) -> Path:
    """A working directory with it."""
    shutil.copytree(written, here, dirs_exist_ok=True)
    return here


def called(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, list(words), input=typed, catch_exceptions=False)


@pytest.mark.slow
def test_every_command_says_what_it_does() -> None:
    said = called("--help").output
    for command in ("init", "doctor", "run", "audit", "version"):
        assert command in said
        assert called(command, "--help").exit_code == 0
    assert "verify" in called("audit", "--help").output


def test_the_version_is_the_one_installed() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert called("version").output == f"carehuddle {version}\n"


@pytest.mark.slow
def test_help_is_quick_because_it_imports_no_edge() -> None:
    code = "import sys, bot.cli; print([name for name in ('nio', 'sqlalchemy', 'icalendar') if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own list
    assert said.stdout == "[]\n"


def test_init_writes_what_doctor_and_run_can_use(installed: Path) -> None:
    assert load(installed / "config.toml").clinic.timezone == "Europe/Berlin"


def test_init_does_not_overwrite(installed: Path) -> None:
    before = (installed / "config.toml").read_bytes()
    ended = called("init")
    assert (ended.exit_code, "stays as it is" in ended.output) == (1, True)
    assert (installed / "config.toml").read_bytes() == before


def test_doctor_says_a_line_for_each_thing_that_is_wrong_with_the_configuration(here: Path) -> None:
    (here / "config.toml").write_text("[matrix]\nhomserver = 'x'\n", "utf-8")
    ended = called("doctor")
    assert ended.exit_code == 1
    assert "did you mean homeserver?" in ended.output
    lines = [line for line in ended.output.splitlines() if not line.startswith(" ")]
    assert len(lines) > 3
    assert all(line.startswith("fail ") for line in lines)


def test_doctor_shows_what_mends_each_finding(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def examine(*_: object) -> tuple[Finding, ...]:
        return ok("Well."), warn("So so.", "a command [with brackets]")

    monkeypatch.setattr("bot.doctor.examine", examine)
    ended = called("doctor", "--config", str(installed / "config.toml"))
    assert ended.exit_code == 0
    assert ended.output == "ok   Well.\nwarn So so.\n     → a command [with brackets]\n"


def test_doctor_ends_with_status_1_when_something_fails(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def examine(*_: object) -> tuple[Finding, ...]:
        return (fail("Broken.", "mend it"),)

    monkeypatch.setattr("bot.doctor.examine", examine)
    assert called("doctor").exit_code == 1
    assert installed.exists()


def test_run_without_a_configuration_is_the_sandbox(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[Path, bool]] = []

    async def run_sandbox(folder: Path, *, story_only: bool) -> int:
        ran.append((folder, story_only))
        return 7

    monkeypatch.setattr(sandbox, "run_sandbox", run_sandbox)
    assert called("run").exit_code == 7
    assert called("run", "--story-only").exit_code == 7
    assert ran == [(sandbox.DEFAULT_FOLDER, False), (sandbox.DEFAULT_FOLDER, True)]
    assert list(here.iterdir()) == []


def test_run_with_a_missing_or_wrong_configuration_says_so(here: Path) -> None:
    assert called("run", "--config", "nowhere.toml").exit_code == 1
    (here / "config.toml").write_text("[matrix]\n", "utf-8")
    ended = called("run")
    assert (ended.exit_code, "homeserver: missing" in ended.output) == (1, True)


def test_the_story_is_not_played_where_there_is_a_configuration(installed: Path) -> None:
    assert installed.exists()
    assert called("run", "--story-only").exit_code == 1


def test_run_refuses_on_a_fail(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def examine(*_: object) -> tuple[Finding, ...]:
        return ok("Well."), fail("Broken.", "mend it")

    async def serve(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(serving, "examine", examine)
    monkeypatch.setattr(serving, "serve", serve)
    ended = called("run")
    assert ended.exit_code == 1
    assert "Broken." in ended.output
    assert "Well." not in ended.output
    assert installed.exists()


def test_run_starts_with_a_warning_and_shows_it(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def examine(*_: object) -> tuple[Finding, ...]:
        return ok("Well."), warn("So so.", "a command")

    served: list[object] = []

    async def serve(config: object) -> None:
        served.append(config)

    monkeypatch.setattr(serving, "examine", examine)
    monkeypatch.setattr(serving, "serve", serve)
    ended = called("run")
    assert (ended.exit_code, ended.output) == (0, "warn So so.\n     → a command\n")
    assert served == [load(installed / "config.toml")]


@pytest.mark.parametrize("marked", [True, False])
def test_doctor_marks_as_looked_at_first_and_then_looks(installed: Path, monkeypatch: pytest.MonkeyPatch, marked: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    async def examine(*_: object) -> tuple[Finding, ...]:
        return (ok("Well."),)

    def mark_seen(_config: object, reference: str, _clock: object) -> bool:
        return marked and reference == "7F3K"

    monkeypatch.setattr("bot.doctor.examine", examine)
    monkeypatch.setattr("bot.doctor.mark_seen", mark_seen)
    ended = called("doctor", "--config", str(installed / "config.toml"), "--seen", "7f3k")
    said = "Reference 7F3K is marked as looked at.\nok   Well.\n" if marked else "Nothing lies aside under this reference.\n"
    assert (ended.exit_code, ended.output) == (0 if marked else 1, said)


@pytest.mark.parametrize("grouped", [0, 1, 2])
def test_what_ends_the_service_is_a_sentence(installed: Path, monkeypatch: pytest.MonkeyPatch, grouped: int) -> None:
    async def examine(*_: object) -> tuple[Finding, ...]:
        return ()

    async def serve(_: object) -> None:
        error: Exception = VaultError("The key file is away.")
        for _ in range(grouped):
            error = ExceptionGroup("several", [error])
        raise error

    monkeypatch.setattr(serving, "examine", examine)
    monkeypatch.setattr(serving, "serve", serve)
    ended = called("run")
    assert (ended.exit_code, ended.output) == (1, "Ended: The key file is away.\n")
    assert installed.exists()


def test_audit_verify_needs_a_store_and_makes_none(installed: Path) -> None:
    ended = called("audit", "verify")
    assert (ended.exit_code, "nothing to verify" in ended.output) == (1, True)
    assert not (installed / "data").exists()


def test_audit_verify_finds_one_altered_row(installed: Path) -> None:
    from bot.app import open_inner  # noqa: PLC0415 - the edges are slow to import, and the other tests do without
    from bot.clock import SystemClock  # noqa: PLC0415 - the same

    inner = open_inner(load(installed / "config.toml"), SystemClock())
    for number in range(5):
        inner.store.act_now(partial(OpenWork.fact, action="read", actor="@nurse:example.org", ref=f"R{number}"))
    whole = called("audit", "verify")
    assert (whole.exit_code, whole.output) == (0, "1 chains verified, 0 broken.\n")
    unknown = called("audit", "verify", "--root", "0" * 64)
    assert unknown.exit_code == 1
    assert unknown.output.splitlines()[-1] == "What was posted is not what the chains held then, or never was."
    database = Database(f"sqlite:///{installed}/data/carehuddle.db")
    database.transact(
        lambda connection: connection.exec_driver_sql("UPDATE facts SET actor = '@guest:example.org' WHERE sequence = 3")
    )
    database.close()
    inner.store.database.close()
    broken = called("audit", "verify")
    assert (broken.exit_code, broken.output) == (1, "org: entry 3 is altered\n1 chains verified, 1 broken.\n")


@pytest.mark.slow
def test_audit_verify_finds_one_altered_one_removed_and_one_reordered_row_of_ten_thousand(installed: Path) -> None:
    from bot.app import open_inner  # noqa: PLC0415 - the edges are slow to import, and the other tests do without
    from bot.clock import SystemClock  # noqa: PLC0415 - the same

    def fill(opened: OpenWork) -> None:
        for number in range(10_000):
            opened.fact("read", actor="@nurse:example.org", ref=f"R{number}")

    inner = open_inner(load(installed / "config.toml"), SystemClock())
    inner.store.act_now(fill)
    inner.store.database.close()
    store = installed / "data" / "carehuddle.db"
    whole = store.read_bytes()
    assert called("audit", "verify").exit_code == 0
    tampered = {
        "altered": ("UPDATE facts SET outcome = 'denied' WHERE sequence = 7001", "org: entry 7001 is altered"),
        "removed": ("DELETE FROM facts WHERE sequence = 7001", "org: entry 7001 is missing"),
        "reordered": (
            (
                "UPDATE facts SET sequence = CASE sequence WHEN 7001 THEN -1 ELSE 7001 END WHERE sequence IN (7001, 7002);"
                "UPDATE facts SET sequence = 7002 WHERE sequence = -1"
            ),
            "org: entry 7001 is altered",
        ),
    }
    for how, (statement, found) in tampered.items():
        store.write_bytes(whole)
        with closing(sqlite3.connect(store)) as connection:
            connection.executescript(statement)
        broken = called("audit", "verify")
        assert (broken.exit_code, broken.output) == (1, f"{found}\n1 chains verified, 1 broken.\n"), how
    print("10,000 rows: 1 altered, 1 removed, 1 reordered, each found at its place")  # noqa: T201 - the figure that is published


@pytest.mark.slow
def test_the_module_is_the_command(here: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"], cwd=here, env=environment, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert said.stdout.startswith("fail ")
    assert said.stderr == ""
