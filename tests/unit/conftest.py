"""Unit tests do not wait for the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

MEMORY = Path("/dev/shm")  # noqa: S108 - each test has a folder of its own in it, closed to others


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder for one test, as pytest's own, but in memory where the system has a place for that."""
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    with TemporaryDirectory(prefix="carehuddle-", dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder).resolve()
