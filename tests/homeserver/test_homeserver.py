"""The embedded homeserver: what the other tests take for granted of it."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver

pytestmark = [pytest.mark.homeserver, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def own(sandbox_environment: Environment, tmp_path: Path) -> AsyncIterator[Homeserver]:
    """A homeserver that this test may stop."""
    async with Homeserver(tmp_path / "own", sandbox_environment.python) as running:
        yield running


async def log_in(homeserver: Homeserver, user: str, password: str) -> tuple[int, str]:
    """The status of the answer, and the token or the code of refusal."""
    wish = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
    async with aiohttp.ClientSession() as http, http.post(f"{homeserver.url}/_matrix/client/v3/login", json=wish) as answer:
        said = await answer.json()
        return answer.status, str(said.get("access_token") or said["errcode"])


async def who_am_i(homeserver: Homeserver, token: str) -> str:
    address, headers = f"{homeserver.url}/_matrix/client/v3/account/whoami", {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as http, http.get(address, headers=headers) as answer:
        return str((await answer.json()).get("user_id"))


def is_alive(pid: int | None) -> bool:
    return Path(f"/proc/{pid}").exists()


def listening_addresses(port: int) -> set[bytes]:
    """What the kernel says of a port (IPv4 and IPv6): the addresses that are listened on."""
    lines = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    places = [fields[1].split(":") for fields in lines if fields[3] == "0A"]
    return {bytes.fromhex(address)[::-1] for address, place in places if int(place, 16) == port}


async def test_an_account_is_made_once_and_keeps_its_first_password(homeserver: Homeserver) -> None:
    assert await homeserver.register("pharmacist", "the first one", display_name="Pharmacist")
    assert not await homeserver.register("pharmacist", "another one")
    assert (await log_in(homeserver, "pharmacist", "the first one"))[0] == 200
    assert await log_in(homeserver, "pharmacist", "another one") == (403, "M_FORBIDDEN")


async def test_a_restart_keeps_accounts_tokens_and_the_address(own: Homeserver) -> None:
    await own.register("coordinator", "a password")
    _, token = await log_in(own, "coordinator", "a password")
    address = own.url
    await own.restart()
    assert own.url == address
    assert await who_am_i(own, token) == own.user_id("coordinator")


async def test_a_power_cut_loses_no_account(own: Homeserver) -> None:
    await own.register("coordinator", "a password")
    before = own.pid
    await own.kill()
    assert not is_alive(before)
    await own.start()
    assert own.pid != before
    assert (await log_in(own, "coordinator", "a password"))[0] == 200


async def test_a_server_that_an_earlier_run_left_behind_is_ended(own: Homeserver, sandbox_environment: Environment) -> None:
    async with Homeserver(own.folder, sandbox_environment.python) as second:
        assert own.pid is None
        assert second.pid is not None


async def test_a_number_in_the_pid_file_that_means_another_program_is_left_alone(
    sandbox_environment: Environment, tmp_path: Path
) -> None:
    homeserver = Homeserver(tmp_path, sandbox_environment.python)
    (tmp_path / "homeserver.pid").write_text(str(os.getpid()))
    async with homeserver:
        assert homeserver.pid is not None


async def test_it_listens_on_loopback_alone(homeserver: Homeserver) -> None:
    bound = listening_addresses(homeserver.port)
    assert bound == {socket.inet_aton("127.0.0.1")}


async def test_its_settings_can_be_overlaid(sandbox_environment: Environment, tmp_path: Path) -> None:
    limits: dict[str, object] = {"rc_login": {"account": {"per_second": 0.01, "burst_count": 1}}}
    async with Homeserver(tmp_path, sandbox_environment.python, settings=limits) as strict:
        await strict.register("coordinator", "a password")
        answers = [await log_in(strict, "coordinator", "a password") for _ in range(3)]
        assert answers[-1] == (429, "M_LIMIT_EXCEEDED")


async def test_secrets_are_readable_by_their_owner_alone(homeserver: Homeserver) -> None:
    for name in ("homeserver.yaml", "secrets.json", "signing.key"):
        assert (homeserver.folder / name).stat().st_mode & 0o077 == 0
