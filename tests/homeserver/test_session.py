"""The bot's device on a real homeserver: logged in once, signed once, restored for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.matrix import keys, signing
from bot.matrix.client import Client
from bot.matrix.http import LimitedError, RevokedError, UnavailableError
from bot.matrix.sealed import SealedFile
from bot.matrix.session import SessionError, alive
from bot.sandbox.homeserver import Homeserver
from tests.conftest import Peers
from tests.homeserver.edge import open_client, open_edge, sealed

pytestmark = [pytest.mark.homeserver, pytest.mark.asyncio(loop_scope="session")]


async def logins(client: Client) -> set[str]:
    """The ids of the account's devices that the bot logged in. (Registering an account makes one more.)"""
    said = await client.request("GET", "/_matrix/client/v3/devices")
    devices = said["devices"]
    assert isinstance(devices, list)
    return {device["device_id"] for device in devices if device["display_name"] == "carehuddle"}


async def test_a_second_start_is_the_same_device_and_needs_no_password(
    homeserver: Homeserver, peers: Peers, tmp_path: Path
) -> None:
    account = await peers.account("bot")
    first = await open_client(homeserver.url, account, tmp_path)
    token = first.access_token
    assert await logins(first) == {first.device_id}
    await first.close()
    again = await open_client(homeserver.url, (account[0], None), tmp_path)
    await alive(again)
    assert (again.device_id, again.access_token) == (first.device_id, token)
    assert await logins(again) == {first.device_id}
    assert token.encode() not in (tmp_path / "session").read_bytes()
    assert (tmp_path / "session").stat().st_mode & 0o777 == 0o600
    await again.close()


async def test_a_crash_while_logging_in_leaves_one_device(homeserver: Homeserver, peers: Peers, tmp_path: Path) -> None:
    account = await peers.account("bot")
    file = SealedFile(path=tmp_path / "session", seal=sealed, unseal=sealed)
    first = await open_client(homeserver.url, account, tmp_path)
    kept = file.read()
    assert kept is not None
    del kept["token"]
    file.write(kept)
    await first.close()
    again = await open_client(homeserver.url, account, tmp_path)
    assert await logins(again) == {first.device_id}
    await again.close()


async def test_a_revoked_token_stops_the_bot_and_logs_nobody_in(homeserver: Homeserver, peers: Peers, tmp_path: Path) -> None:
    account = await peers.account("bot")
    edge = await open_edge(homeserver.url, account, tmp_path)
    await edge.start()
    other = await open_client(homeserver.url, account, tmp_path / "other")
    await edge.client.request("POST", "/_matrix/client/v3/logout", {})
    assert edge.running is not None
    with pytest.raises(RevokedError):
        await asyncio.wait_for(edge.running, 60)
    again = await open_client(homeserver.url, account, tmp_path)
    with pytest.raises(RevokedError):
        await alive(again)
    assert await logins(other) == {other.device_id}
    for client in (edge.client, other, again):
        await client.close()


async def test_the_wrong_password_and_the_wrong_folder_are_sentences(homeserver: Homeserver, peers: Peers, tmp_path: Path) -> None:
    account = await peers.account("bot")
    with pytest.raises(SessionError):
        await open_client(homeserver.url, (account[0], "wrong"), tmp_path)
    with pytest.raises(SessionError):
        await open_client(homeserver.url, (account[0], None), tmp_path)
    with pytest.raises(SessionError):
        await open_client(homeserver.url, await peers.account("other_bot"), tmp_path)


async def test_the_bot_signs_itself_once_and_proves_it_at_each_start(homeserver: Homeserver, peers: Peers, tmp_path: Path) -> None:
    account = await peers.account("bot")
    file = SealedFile(path=tmp_path / "identity", seal=sealed, unseal=sealed)
    masters = set()
    for _ in range(2):
        client = await open_client(homeserver.url, account, tmp_path)
        await keys.upload(client, held=None, fallback_unused=True)
        masters.add((await signing.ensure(client, file)).master_key)
        await client.close()
    assert len(masters) == 1
    (tmp_path / "identity").unlink()
    client = await open_client(homeserver.url, account, tmp_path)
    with pytest.raises(signing.IdentityError):
        await signing.ensure(client, file)
    await client.close()


async def test_keys_that_left_before_a_crash_are_taken_again(
    homeserver: Homeserver, peers: Peers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await peers.account("bot")
    client = await open_client(homeserver.url, account, tmp_path)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crashing:
        crashing.setattr(client.olm, "handle_response", crash)
        with pytest.raises(KeyboardInterrupt):
            await keys.upload(client, held=None, fallback_unused=True)
    await client.close()
    client = await open_client(homeserver.url, account, tmp_path)
    await keys.upload(client, held=None, fallback_unused=True)
    await keys.upload(client, held=0, fallback_unused=False)
    said = await client.request("POST", "/_matrix/client/v3/keys/upload", {})
    assert said["one_time_key_counts"] == {"signed_curve25519": 100}
    await client.close()


async def test_a_homeserver_that_is_away_or_talks_nonsense_is_an_outage(tmp_path: Path) -> None:
    answers = {
        "/html": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
        "/cut": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
        "/none": b"",
        "/limit": b"HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
    }

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        writer.write(answers[line.split()[1].decode()])
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    client = Client(url, "@bot:example.org", folder=tmp_path, pickle_key=bytes(32))
    for path in ("/html", "/cut", "/none"):
        with pytest.raises(UnavailableError):
            await client.request("GET", path)
    with pytest.raises(LimitedError) as limited:
        await client.request("GET", "/limit")
    assert limited.value.after == 7.0
    server.close()
    await server.wait_closed()
    with pytest.raises(UnavailableError):
        await client.request("GET", "/html")
    await client.close()
