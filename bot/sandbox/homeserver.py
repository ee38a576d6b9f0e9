"""The embedded homeserver: a real Synapse on a loopback port, started and ended by its process id.

It answers nobody outside this machine and asks nobody: no federation, no key server,
no previews, no statistics. Rate limits are raised so far that nobody meets them, unless ``settings`` say otherwise.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import os
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import aiohttp

from bot.sandbox.synapse_config import CONFIG_FILE, SERVER_NAME, write_config

START_SECONDS = 90.0
STOP_SECONDS = 10.0

# Synapse ends when its parent does, even by kill -9, where the system can promise that (prctl's PR_SET_PDEATHSIG, Linux).
LAUNCH = """
import ctypes, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
from synapse.app.homeserver import main
main()
"""


class HomeserverError(Exception):
    """Synapse did not start, or refused what was asked. The text names its log, or its own code of refusal."""


class Homeserver:
    """One Synapse, with all it keeps in ``folder``. ``python`` is an interpreter that has it (``environment.prepare``).

    ``settings`` are laid over the configuration, key by key (Synapse's own names).
    """

    def __init__(self, folder: Path, python: Path, *, settings: Mapping[str, object] | None = None) -> None:
        self.folder = folder.absolute()
        self.server_name = SERVER_NAME
        self.port = 0
        self._python = python
        self._settings = dict(settings or {})
        self._running: asyncio.subprocess.Process | None = None
        self._secret = ""

    @property
    def url(self) -> str:
        """Where it listens; of use once it was started."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._running.pid if self._running and self._running.returncode is None else None

    def user_id(self, localpart: str) -> str:
        """The whole Matrix id of an account here."""
        return f"@{localpart}:{self.server_name}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int | None = None) -> None:
        """Start it and wait until it answers; a free port is chosen where none is given. Raises ``HomeserverError``."""
        if self.pid is not None:
            raise HomeserverError("this homeserver runs already")
        self.folder.mkdir(parents=True, exist_ok=True)
        await self._end_left_over()
        self.port = port or _free_port()
        config, self._secret = write_config(self.folder, self.port, self._settings)
        command = [str(self._python), "-I", "-c", LAUNCH, "--config-path", str(config)]
        with (self.folder / "console.log").open("ab") as console:
            self._running = await asyncio.create_subprocess_exec(
                *command, cwd=self.folder, stdin=asyncio.subprocess.DEVNULL, stdout=console, stderr=console
            )
        self._pid_file.write_text(str(self._running.pid))
        try:
            await self._answering()
        except BaseException:
            await self.kill()
            raise

    async def stop(self) -> None:
        """End it as an operator would; it gets a few seconds to finish what it does. Not running, nothing happens."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def restart(self) -> None:
        """Stop and start on the same port, so that clients find it again."""
        await self.stop()
        await self.start(self.port)

    async def register(self, localpart: str, password: str, *, admin: bool = False, display_name: str | None = None) -> bool:
        """Make an account. False when the name is taken (it keeps its password). Raises ``HomeserverError``."""
        address = f"{self.url}/_synapse/admin/v1/register"
        async with aiohttp.ClientSession() as http:
            async with http.get(address) as asked:
                nonce = str((await asked.json())["nonce"])
            role = "admin" if admin else "notadmin"
            proof = hmac.new(self._secret.encode(), f"{nonce}\0{localpart}\0{password}\0{role}".encode(), hashlib.sha1)
            wish = {
                "nonce": nonce,
                "username": localpart,
                "password": password,
                "admin": admin,
                "mac": proof.hexdigest(),
                "displayname": display_name or localpart,
            }
            async with http.post(address, json=wish) as answered:
                if answered.ok:
                    return True
                code = str((await answered.json()).get("errcode"))
        if code == "M_USER_IN_USE":
            return False
        raise HomeserverError(f"no account was made: {code}")

    @property
    def _pid_file(self) -> Path:
        return self.folder / "homeserver.pid"

    async def _answering(self) -> None:
        process = self._running
        async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as http:
            while process is not None and process.returncode is None:
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"{self.url}/_matrix/client/versions") as answer:
                        if answer.ok:
                            return
                await asyncio.sleep(0.05)
        raise HomeserverError(f"Synapse ended while starting, see console.log and homeserver.log in {self.folder}")

    async def _end(self, how: signal.Signals) -> None:
        process, self._running = self._running, None
        if process is not None and process.returncode is None:
            process.send_signal(how)
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()
        self._pid_file.unlink(missing_ok=True)

    async def _end_left_over(self) -> None:
        """End a Synapse that an earlier run left behind in this folder: two would break one database."""
        try:
            pid = int(self._pid_file.read_text())
        except (OSError, ValueError):
            return
        for how in (signal.SIGTERM, signal.SIGKILL):
            for _ in range(100):
                if not self._is_ours(pid):
                    return
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, how)
                await asyncio.sleep(STOP_SECONDS / 100)

    def _is_ours(self, pid: int) -> bool:
        """The number may belong to another program by now: its command line must name this folder."""
        try:
            return os.fsencode(self.folder / CONFIG_FILE) in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
