"""One bot, its data folder, and the processes that live on it one after another."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from bot.sandbox.installation import install
from tests.homeserver.crash.driver import SHIFT
from tests.homeserver.crash.points import Armed, Point

ROOT = Path(__file__).parents[3]
START_SECONDS = 60.0
LOG = "process.log"


class Life:
    """A bot below ``folder``. Logs of all its processes are in ``log``, what they print in ``printed``."""

    def __init__(self, folder: Path, *, homeserver: str, user_id: str, password: str, coordinator: str) -> None:
        folder.mkdir()
        config = install(folder, homeserver=homeserver, user_id=user_id, password=password, coordinator=coordinator)
        self.folder = folder
        self.user_id = user_id
        self.data = config.data.dir
        self.log = folder / LOG
        self.printed = b""
        self.kills = 0
        self._armed = Armed(folder)
        self._running: asyncio.subprocess.Process | None = None

    def arm(self, *points: Point) -> None:
        """Let it be killed at these points, one after another."""
        self._armed.arm(*points)

    def shift(self, seconds: float) -> None:
        """Set its clock ahead, from the next start on."""
        (self.folder / SHIFT).write_text(str(seconds))

    async def start(self) -> None:
        """Start it, again as often as a point that is armed kills it before it is ready."""
        while not await self._begin():
            await self._died()

    async def survive(self) -> None:
        """Start it until nothing is armed any more and it stays up."""
        await self.start()
        while self._armed.waiting():
            await self.killed()
            await self.start()

    async def killed(self, within: float = 30.0) -> None:
        """Wait until the next point has killed it."""
        async with asyncio.timeout(within):
            await self._died()

    async def kill(self) -> None:
        """End it as a power cut would, wherever it is."""
        if self._running is not None:
            self._running.kill()
            await self._died()

    async def stop(self) -> None:
        """End it, if it runs."""
        if self._running is not None and self._running.returncode is None:
            self._running.kill()
            await self._running.wait()

    async def _begin(self) -> bool:
        """Whether it became ready."""
        with self.log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.homeserver.crash.driver",
                str(self.folder / "config.toml"),
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self._running.stdout is not None
        line = await asyncio.wait_for(self._running.stdout.readline(), START_SECONDS)
        self.printed += line
        return line == b"ready\n"

    async def _died(self) -> None:
        """It must have been killed, and not have ended by itself."""
        assert self._running is not None
        left = self._armed.waiting()
        ended = await self._running.wait()
        assert ended == -signal.SIGKILL, f"it ended by itself ({ended}), {left} still to come; see {self.log}"
        if self._running.stdout is not None:
            self.printed += await self._running.stdout.read()
        self.kills += 1
