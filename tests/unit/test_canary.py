"""The search for canaries finds what was planted: else a test that finds nothing says nothing."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from tests.homeserver.crash.canary import encodings, leaks

TEXT = "canary-of-the-note-7f3k, grün & <yellow>"


@pytest.mark.parametrize("name", sorted(encodings(TEXT)))
@pytest.mark.parametrize("text", [TEXT, TEXT.split(maxsplit=1)[0]])
def test_what_was_planted_is_found(name: str, text: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.bin"
    planted.write_bytes(b"\x00around it " + encodings(text)[name].upper() + b" and behind")
    assert name in dict(leaks(TEXT, tmp_path))["planted.bin"]


@pytest.mark.parametrize("before", range(6))
def test_it_is_found_in_base64_wherever_it_begins(before: int, tmp_path: Path) -> None:
    (tmp_path / "planted.txt").write_bytes(b64encode(b"x" * before + TEXT.encode() + b"yy"))
    assert list(leaks(TEXT, tmp_path))


def test_the_name_of_a_file_is_searched_too(tmp_path: Path) -> None:
    (tmp_path / TEXT.split(maxsplit=1)[0]).touch()
    assert list(leaks(TEXT, tmp_path))


def test_nothing_is_found_where_nothing_was_planted(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("a topic")
    assert not list(leaks(TEXT, tmp_path))
