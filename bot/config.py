"""The configuration: one TOML file, read once, checked whole, and refused in sentences that name the key.

Secrets are never in it: only paths to files that nobody else can read. Relative paths begin at the file's own folder.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from bot.configcheck import faults
from bot.settings import SQLITE, Config, Table

__all__ = ["Config", "ConfigError", "load", "read_secret"]

_PLACE = re.compile(r"(?P<what>.*) - at .*`\$\.(?P<table>\w+)(\.(?P<key>\w+))?.*`")


class ConfigError(Exception):
    """The configuration cannot be used: a line for each thing that is wrong with it."""


def load(path: Path) -> Config:
    """Read and check a configuration. Raises ``ConfigError``. The files of secrets are not opened here."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}).") from None
    except ValueError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None
    _refuse(_misplaced(found))
    try:
        config = msgspec.convert(found, Config, dec_hook=_decoded)
    except msgspec.ValidationError as error:
        raise ConfigError(_sentence(str(error))) from None
    _refuse(faults(config))
    config = _completed(config, path.resolve().parent)
    if config.vault.keys_url == config.store.url:
        raise ConfigError("[vault] keys_url: the keys must lie apart from the records that they open")
    return config


def read_secret(path: Path) -> str:
    """The one line of a secret's file. Raises ``ConfigError`` if it is missing, open to others, or not one line of text."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ConfigError(f"{path}: is open to others; close it with: chmod 600 {path}")
            lines = file.read().decode().splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        lines = []
    if len(lines) != 1 or not lines[0]:
        raise ConfigError(f"{path}: must hold one line of text, and nothing else.")
    return lines[0]


def _refuse(found: Iterable[str]) -> None:
    if lines := list(found):
        raise ConfigError("\n".join(lines))


def _misplaced(found: dict[str, Any]) -> Iterator[str]:
    """Tables and keys that are unknown, or required and missing."""
    tables = {table.name: table for table in msgspec.structs.fields(Config)}
    for name in [name for name in found if name not in tables]:
        shown = f"[{name}]: unknown table" if isinstance(found[name], dict) else f"{name}: unknown key outside of any table"
        yield shown + _meant(name, tables, "[{}]")
    for name, table in tables.items():
        given = found.get(name, {})
        if not isinstance(given, dict):
            yield f"{name}: must be a table, [{name}]"
            continue
        keys = {key.name: key for key in msgspec.structs.fields(table.type)}
        yield from (f"[{name}] {key}: unknown key{_meant(key, keys, '{}')}" for key in given if key not in keys)
        yield from (f"[{name}] {key}: missing" for key in keys if keys[key].required and key not in given)


def _meant(word: str, known: Iterable[str], shown: str) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"; did you mean {shown.format(close[0])}?" if close else ""


def _decoded(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str) and value:
        return Path(value).expanduser()
    raise ValueError("Expected a path")


def _sentence(found: str) -> str:
    """Our words for msgspec's: the key as it stands in the file, and the words that it may hold."""
    place = _PLACE.fullmatch(found)
    if place is None or place["key"] is None:
        return found
    struct: type[Table] = get_type_hints(Config)[place["table"]]
    words = sorted(_choices(get_type_hints(struct)[place["key"]]))
    known = f"; known are: {', '.join(words)}" if words and "enum" in place["what"] else ""
    return f"[{place['table']}] {place['key']}: {place['what'].replace('Invalid enum value', 'unknown word')}{known}"


def _choices(kind: object) -> set[str]:
    return {kind} if isinstance(kind, str) else {word for inner in get_args(kind) for word in _choices(inner)}


def _completed(config: Config, folder: Path) -> Config:
    """Paths made absolute, URLs filled in."""
    data = folder / config.data.dir
    replace = msgspec.structs.replace
    return replace(
        config,
        matrix=replace(
            config.matrix, homeserver=config.matrix.homeserver.rstrip("/"), password_file=folder / config.matrix.password_file
        ),
        data=replace(config.data, dir=data),
        store=replace(config.store, url=_anchored(config.store.url, folder) or f"{SQLITE}{data / 'carehuddle.db'}"),
        vault=replace(
            config.vault,
            key_file=folder / config.vault.key_file,
            keys_url=_anchored(config.vault.keys_url, folder) or f"{SQLITE}{data / 'keys.db'}",
        ),
    )


def _anchored(url: str, folder: Path) -> str:
    if url.startswith(SQLITE):
        return f"{SQLITE}{folder / url.removeprefix(SQLITE)}"
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
