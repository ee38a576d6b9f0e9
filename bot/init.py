"""A first configuration, by asking: each answer is checked as the whole file will be, so that what is written can be used."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.config import ConfigError, load
from bot.vault import durable
from bot.vault.master import make_key_file


class InitError(Exception):
    """The configuration is not written. The text is a sentence for the operator."""


class Ask(Protocol):
    """Asks whoever sits before the screen."""

    def __call__(self, question: str, *, default: str | None = None, hidden: bool = False) -> str:
        """Give the answer, or the default for an empty one; what is typed is not shown if ``hidden``."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One key of the file."""

    table: str
    key: str
    words: str
    example: str
    default: str | None = None
    several: bool = False


_QUESTIONS = (
    Question(table="matrix", key="homeserver", words="Address of the homeserver", example="https://matrix.example.org"),
    Question(table="matrix", key="user_id", words="Matrix id of the bot's account", example="@carehuddle:example.org"),
    Question(table="matrix", key="password_file", words="File for its password", example="keys/password", default="keys/password"),
    Question(
        table="people",
        key="coordinators",
        words="Matrix ids of the coordinators, with spaces between them",
        example="@coordinator:example.org",
        several=True,
    ),
    Question(table="clinic", key="name", words="Name of the clinic", example="Example clinic"),
    Question(table="clinic", key="timezone", words="Its time zone, as Europe/Berlin", example="Europe/Berlin"),
    Question(table="data", key="dir", words="Folder for the bot's data", example="data", default="data"),
    Question(
        table="vault",
        key="key_file",
        words="File for the master key, outside that folder",
        example="keys/vault.key",
        default="keys/vault.key",
    ),
)


def interview(path: Path, ask: Ask, say: Callable[[str], None]) -> None:
    """Ask, then write the configuration at ``path``, the master key, and the password unless its file is there already.

    Raises ``InitError`` where the configuration exists, ``VaultError`` where the key cannot be made.
    """
    if path.exists():
        raise InitError(f"{path} is there already and stays as it is; check it with: carehuddle doctor --config {path}")
    answers = {(one.table, one.key): one.example for one in _QUESTIONS}
    for question in _QUESTIONS:
        answers[question.table, question.key] = _answered(question, answers, path, ask, say)
    folder = path.resolve().parent
    password_file = folder / Path(answers["matrix", "password_file"]).expanduser()
    key_file = folder / Path(answers["vault", "key_file"]).expanduser()
    if not password_file.exists():
        write_private(password_file, ask(f"Password of {answers['matrix', 'user_id']}", hidden=True).strip() + "\n")
        say(f"Written: {password_file}, the password.")
    if key_file.exists():
        say(f"Kept: {key_file}; a master key is never overwritten.")
    else:
        key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_key_file(key_file)
        say(f"Written: {key_file}, the master key. Keep a copy elsewhere: without it nothing can ever be read again.")
    write_private(path, written(answers))
    say(f"Written: {path}. Every other key is in config.example.toml.")
    say(f"Next: carehuddle doctor --config {path}, then carehuddle run --config {path}")


def written(answers: Mapping[tuple[str, str], str]) -> str:
    """The file for these answers, by table and key."""
    lines = []
    for table in dict.fromkeys(one.table for one in _QUESTIONS):
        lines += [f"[{table}]"]
        for one in _QUESTIONS:
            if one.table == table:
                given = answers[one.table, one.key]
                value: object = given.replace(",", " ").split() if one.several else given
                lines.append(f"{one.key} = {json.dumps(value, ensure_ascii=False)}")
        lines.append("")
    return "\n".join(lines)


def complaint(answers: Mapping[tuple[str, str], str]) -> str | None:
    """What is wrong with a file of these answers, in the words of whoever will read it; None if it can be used."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "config.toml"
        trial.write_text(written(answers), "utf-8")
        try:
            load(trial)
        except ConfigError as error:
            return str(error)
    return None


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else can read. It must not be there yet."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.create(path, text.encode())


def _answered(question: Question, answers: Mapping[tuple[str, str], str], path: Path, ask: Ask, say: Callable[[str], None]) -> str:
    while True:
        given = ask(question.words, default=question.default).strip()
        wrong = complaint({**answers, (question.table, question.key): given})
        if wrong is None and (question.table, question.key) == ("vault", "key_file"):
            wrong = _inside(path.resolve().parent, given, answers["data", "dir"])
        if wrong is None:
            return given
        say(f"{wrong}; for example: {question.example}")


def _inside(folder: Path, key_file: str, data: str) -> str | None:
    if (folder / Path(key_file).expanduser()).resolve().is_relative_to((folder / Path(data).expanduser()).resolve()):
        return "The key must lie outside the data folder, so that a copy of the data opens nothing"
    return None
