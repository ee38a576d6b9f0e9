from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import load, read_secret
from bot.init import InitError, complaint, interview, written
from bot.vault.master import load_master

ANSWERS = (
    "https://matrix.example.org",
    "@carehuddle:example.org",
    "",
    "@coordinator:example.org, @deputy:example.org",
    'The "Example" clinic',
    "Europe/Berlin",
    "",
    "",
    "a password",
)


def asking(*answers: str) -> Callable[..., str]:
    """Somebody who gives these answers, one after another; an empty one takes the default."""
    left = list(answers)

    def ask(question: str, *, default: str | None = None, hidden: bool = False) -> str:
        assert hidden == question.startswith("Password of")
        return left.pop(0) or default or ""

    return ask


def test_the_answers_become_a_configuration_that_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    said: list[str] = []
    interview(path, asking(*ANSWERS), said.append)
    config = load(path)
    assert config.matrix.homeserver == "https://matrix.example.org"
    assert config.people.coordinators == ("@coordinator:example.org", "@deputy:example.org")
    assert config.clinic.name == 'The "Example" clinic'
    assert read_secret(config.matrix.password_file) == "a password"
    load_master(config.vault.key_file, config.data.dir)
    assert not any("a password" in line for line in said)
    assert said[-1] == f"Next: carehuddle doctor --config {path}, then carehuddle run --config {path}"


def test_everything_written_is_closed_to_others(tmp_path: Path) -> None:
    interview(tmp_path / "config.toml", asking(*ANSWERS), lambda _: None)
    for path in tmp_path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_a_wrong_answer_is_asked_for_again_with_a_right_example(tmp_path: Path) -> None:
    said: list[str] = []
    answers = ("http://matrix.example.org", *ANSWERS[:5], "Middle Earth", *ANSWERS[5:])
    interview(tmp_path / "config.toml", asking(*answers), said.append)
    assert "must be https" in said[0]
    assert said[0].endswith("for example: https://matrix.example.org")
    assert "IANA" in said[1]


def test_a_key_inside_the_data_folder_is_not_taken(tmp_path: Path) -> None:
    said: list[str] = []
    answers = (*ANSWERS[:7], "data/vault.key", "keys/vault.key", "a password")
    interview(tmp_path / "config.toml", asking(*answers), said.append)
    assert "outside the data folder" in said[0]
    assert not (tmp_path / "data").exists()


def test_a_configuration_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine", "utf-8")
    with pytest.raises(InitError, match="carehuddle doctor"):
        interview(path, asking(), lambda _: None)
    assert path.read_text("utf-8") == "mine"


def test_a_key_and_a_password_that_are_there_are_kept(tmp_path: Path) -> None:
    interview(tmp_path / "config.toml", asking(*ANSWERS), lambda _: None)
    key = (tmp_path / "keys" / "vault.key").read_bytes()
    (tmp_path / "config.toml").unlink()
    said: list[str] = []
    interview(tmp_path / "config.toml", asking(*ANSWERS[:-1]), said.append)
    assert (tmp_path / "keys" / "vault.key").read_bytes() == key
    assert any(line.startswith("Kept:") for line in said)


def test_only_what_is_asked_for_is_written() -> None:
    answers = {("matrix", "homeserver"): "https://matrix.example.org"}
    assert complaint({**dict.fromkeys(keys(), "x"), **answers}) is not None
    assert "password =" not in written(dict.fromkeys(keys(), "x"))


def keys() -> list[tuple[str, str]]:
    return [
        ("matrix", "homeserver"),
        ("matrix", "user_id"),
        ("matrix", "password_file"),
        ("people", "coordinators"),
        ("clinic", "name"),
        ("clinic", "timezone"),
        ("data", "dir"),
        ("vault", "key_file"),
    ]
