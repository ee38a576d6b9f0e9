"""One bot, its data folder, and the processes that live on it one after another.

All of them are the same program: a copy of the sources as they were at the beginning, whatever somebody writes there meanwhile.
Waiting is for something that happens, with a limit that only a machine that stands still would meet.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from pathlib import Path

from bot.sandbox.installation import install
from tests.homeserver.crash.driver import SHIFT
from tests.homeserver.crash.points import Armed, Point

ROOT = Path(__file__).parents[3]
PROGRAM = ("bot", "commands", "templates", "tests/homeserver/crash")
WORDS = "tests/homeserver/crash/templates"
FAMILY = "tests/clip.py"
START_SECONDS = 180.0
KILL_SECONDS = 180.0
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
        self._program = folder / "program"
        for part in PROGRAM:
            shutil.copytree(ROOT / part, self._program / part)
        shutil.copytree(ROOT / WORDS, self._program / "templates", dirs_exist_ok=True)
        shutil.copy(ROOT / FAMILY, self._program / FAMILY)
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

    async def killed(self) -> None:
        """Wait until the next point has killed it."""
        try:
            async with asyncio.timeout(KILL_SECONDS):
                await self._died()
        except TimeoutError:
            raise AssertionError(f"it came to none of {self._armed.waiting()}; see {self.log}") from None

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
                cwd=self._program,
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
