"""Files that nobody else can read, and that survive a power cut once they are written."""

from __future__ import annotations

import os
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC


def create(path: Path, content: bytes) -> None:
    """Write a new file, mode 0600, and its folder's entry. ``FileExistsError`` where there is one; it stays as it is."""
    _fill(os.open(path, _NEW | os.O_EXCL, 0o600), content)
    sync_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Write a file anew, mode 0600. After return it survives a power cut; before, the old one does."""
    fresh = path.with_name(f"{path.name}.new")
    _fill(os.open(fresh, _NEW | os.O_TRUNC, 0o600), content)
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the entries of a folder durable, so that a new file is still there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
