"""One team at work for each module of tests that asks for it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.sandbox.environment import Environment
from tests.interop.practice import Practice, practice_in


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def practice(sandbox_environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Practice]:
    async with practice_in(tmp_path_factory.mktemp("practice"), sandbox_environment) as running:
        yield running
