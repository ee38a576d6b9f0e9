"""The files of these tests lie in memory, as those of the unit tests do: what a disk does is tried in ``tests/homeserver``."""

from __future__ import annotations

from tests.unit.conftest import tmp_path as tmp_path  # noqa: PLC0414 - a fixture is known by its name
