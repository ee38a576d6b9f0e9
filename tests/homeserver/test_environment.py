"""What the sandbox is made of: built once, built again when half-done or out of date, and from locks without addresses."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from bot.sandbox.environment import Environment, prepare

pytestmark = pytest.mark.homeserver


@pytest.fixture
def folder(sandbox_environment: Environment, tmp_path: Path) -> Path:
    """A folder that shares the Synapse of the session, and has no second client yet."""
    (tmp_path / "synapse").symlink_to(sandbox_environment.python.parent.parent)
    return tmp_path


def test_what_is_built_is_not_built_again(folder: Path) -> None:
    said: list[str] = []
    first = prepare(folder, said.append)
    assert said == ["Installing the second client (matrix-js-sdk)"]
    assert prepare(folder, said.append) == first
    assert len(said) == 1


def test_a_half_done_or_outdated_build_is_done_anew(folder: Path) -> None:
    said: list[str] = []
    client = prepare(folder).client
    left_over = client / "node_modules" / "left over"
    for stamp in ("", "another lock"):  # a build that was cut short has none
        left_over.touch()
        (client / "built").write_text(stamp)
        prepare(folder, said.append)
        assert not left_over.exists()
    assert len(said) == 2


def test_a_changed_program_is_put_in_place_without_a_build(folder: Path) -> None:
    program = prepare(folder).client / "peer.mjs"
    program.write_text("an older one")
    said: list[str] = []
    prepare(folder, said.append)
    assert program.read_bytes() == resources.files("bot.sandbox").joinpath("client/peer.mjs").read_bytes()
    assert said == []


def test_the_locks_have_a_hash_for_each_package_and_name_no_registry() -> None:
    packed = resources.files("bot.sandbox")
    pinned = [package for package in re.split(r"\n(?=\S)", packed.joinpath("synapse.txt").read_text()) if package[0] not in "#\n"]
    assert pinned
    assert all("==" in package and "--hash=sha256:" in package and "://" not in package for package in pinned)
    packages = json.loads(packed.joinpath("client/package-lock.json").read_text())["packages"]
    locked = [package for place, package in packages.items() if place]
    assert locked
    assert all("integrity" in package and "resolved" not in package for package in locked)
