"""Unit tests do not wait for the disk."""

from __future__ import annotations

import pytest

from bot.matrix.olmstore import Store


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "pragmas", {**Store.pragmas, "synchronous": "off"})
