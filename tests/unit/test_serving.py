from __future__ import annotations

import resource
from typing import cast

import pytest

from bot import serving
from bot.findings import Finding, Verdict
from bot.settings import Config


async def test_no_memory_of_it_is_left_on_a_disk_when_it_breaks_down(monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(*_: object) -> tuple[Finding, ...]:
        return (Finding(verdict=Verdict.FAIL, what="a reason"),)

    limits: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(serving, "examine", failing)
    monkeypatch.setattr(resource, "setrlimit", lambda which, limit: limits.append((which, limit)))
    said: list[str] = []
    assert await serving.serve_until_told(cast("Config", None), lambda _: None, said.append) == 1
    assert limits == [(resource.RLIMIT_CORE, (0, 0))]
