from __future__ import annotations

from pathlib import Path

import pytest

from bot.vault import durable


def test_a_new_file_is_closed_to_others_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "one"
    durable.create(path, b"canary")
    with pytest.raises(FileExistsError):
        durable.create(path, b"another")
    assert path.read_bytes() == b"canary"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_written_anew_is_closed_to_others_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(b"canary")
    path.chmod(0o644)
    durable.replace(path, b"another")
    assert path.read_bytes() == b"another"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
