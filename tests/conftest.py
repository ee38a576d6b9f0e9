"""What tests against the real homeserver share: it is built and started once, and each test meets people of its own."""

from __future__ import annotations

import gc
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from bot.sandbox.environment import Environment, prepare
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.peer import Peer
from tests.shares import run_in_shares

# How long an example takes says more of what else the machine does than of us: no test goes by that.
settings.register_profile("whatever else runs", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("whatever else runs")


class Peers:
    """Makes people with a second client. ``await peers("social_worker")`` is a fresh account, logged in and signed."""

    def __init__(self, environment: Environment, homeserver: Homeserver, folder: Path) -> None:
        self._environment = environment
        self._homeserver = homeserver
        self._folder = folder
        self._started: list[Peer] = []

    async def account(self, role: str, *, admin: bool = False) -> tuple[str, str]:
        """A fresh account named by its role: its whole Matrix id and its password."""
        localpart, password = f"{role}_{secrets.token_hex(4)}", secrets.token_urlsafe(16)
        assert await self._homeserver.register(localpart, password, admin=admin)
        return self._homeserver.user_id(localpart), password

    async def __call__(
        self,
        role: str,
        *,
        account: tuple[str, str] | None = None,
        recovery_key: str | None = None,
        sign: bool = True,
        auto_join: bool = True,
    ) -> Peer:
        """A device of a fresh account, or of one that is there."""
        user, password = account or await self.account(role)
        peer = Peer(
            self._environment,
            self._homeserver.url,
            user,
            password,
            journal=self._folder / f"{role}.log",
            device_name=role,
            recovery_key=recovery_key,
            sign=sign,
            auto_join=auto_join,
        )
        self._started.append(peer)
        await peer.start()
        return peer

    async def stop(self) -> None:
        for peer in self._started:
            await peer.stop()


@pytest.fixture(scope="session")
def sandbox_environment() -> Environment:
    return prepare()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def homeserver(sandbox_environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    """The session's homeserver. A test that stops one starts its own."""
    async with Homeserver(tmp_path_factory.mktemp("homeserver"), sandbox_environment.python) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def peers(sandbox_environment: Environment, homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Peers]:
    people = Peers(sandbox_environment, homeserver, tmp_path)
    yield people
    await people.stop()


def pytest_configure() -> None:
    """Look for garbage less often: tests make much of it, and looking shows in their time."""
    gc.set_threshold(100_000, 50, 50)


def pytest_collection_finish() -> None:
    """What is there when everything is imported stays until the end, and need not be looked at."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """In three processes where that is possible, otherwise as ever."""
    return run_in_shares(session) or None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a failure: what is not run shows nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("")
        reporter.write_line("Tests were skipped: that counts as a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
