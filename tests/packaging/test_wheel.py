"""What is installed must run without the checkout beside it."""

from __future__ import annotations

import configparser
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = [sys.executable, "-I", "-W", "error"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution as an installer would."""
    folder = tmp_path_factory.mktemp("dist")
    built(ROOT, "sdist", folder)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    built(folder / archive.name.removesuffix(".tar.gz"), "wheel", folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder)  # noqa: S202 - our own wheel, built a moment ago
    return folder


def built(source: Path, target: str, folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)  # noqa: S603 - our own list


def ran(installed: Path, code: str) -> str:
    """Run code on what is installed, from a folder that holds nothing of ours."""
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); {code}"
    command = [*PYTHON, "-c", code]
    said = subprocess.run(command, cwd=installed.parent, capture_output=True, text=True, check=False)  # noqa: S603 - our own list
    assert said.returncode == 0, said.stderr
    return said.stdout


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_the_wheel_holds_both_packages_whole_and_nothing_else(installed: Path) -> None:
    held = {path for path in files(installed) if ".dist-info/" not in path and not path.startswith("bot/templates/")}
    assert held == {f"{package}/{path}" for package in ("bot", "commands") for path in files(ROOT / package)}


def test_the_wheel_holds_every_template(installed: Path) -> None:
    assert files(installed / "bot" / "templates") == files(ROOT / "templates")


def test_the_wheel_holds_what_the_sandbox_and_the_migrations_are_made_from(installed: Path) -> None:
    needed = ("sandbox/synapse.txt", "sandbox/client/package-lock.json", "sandbox/client/package.json", "sandbox/client/peer.mjs")
    for path in (*needed, "store/migrations/env.py", "store/migrations/script.py.mako"):
        assert (installed / "bot" / path).is_file(), path


def test_the_wheel_holds_the_licence_and_the_command(installed: Path) -> None:
    (about,) = installed.glob("carehuddle-*.dist-info")
    assert (about / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    points = configparser.ConfigParser()
    points.read(about / "entry_points.txt")
    assert points["console_scripts"]["carehuddle"] == "bot.cli:main"


def test_what_is_installed_finds_its_own_templates(installed: Path) -> None:
    code = "import bot; from bot.chat.render import Renderer, _templates; Renderer('en'); print(bot.__file__); print(_templates())"
    assert ran(installed, code).splitlines() == [str(installed / "bot" / "__init__.py"), str(installed / "bot" / "templates")]


def test_what_is_installed_declares_every_command(installed: Path) -> None:
    code = "import commands; from bot.chat.registry import Registry; print(len(Registry(commands.FAMILIES).commands))"
    assert int(ran(installed, code)) > 40


def test_what_is_installed_has_a_command_line(installed: Path) -> None:
    assert "doctor" in ran(installed, "sys.argv = ['carehuddle', '--help']; from bot.cli import main; main()")
