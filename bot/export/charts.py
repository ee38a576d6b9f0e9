"""Charts: drawn by a child process right before they are sent. Pipes lead to it and back; nothing of it is written anywhere."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from bot import logs

_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWING = (sys.executable, "-P", "-m", "bot.export.drawing")
_log = logs.get(__name__)


class Charts:
    """Draws one picture at a time; ``draw`` is a ``bot.flow.ports.Draw``.

    ``cache``: a folder in which the library keeps its list of letters, and nothing else. ``deadline``: in seconds, after which a
    child is ended.
    """

    def __init__(self, cache: Path, *, deadline: float = 30.0, program: Sequence[str] = _DRAWING) -> None:
        self._cache = cache
        self._deadline = deadline
        self._program = program
        self._one = asyncio.Lock()

    async def draw(self, picture: Mapping[str, object]) -> bytes | None:
        """Give a picture as a PNG; None if it could not be drawn, whatever went wrong."""
        async with self._one:
            try:
                async with asyncio.timeout(self._deadline):
                    made = await self._drawn(msgspec.json.encode(picture))
            except (OSError, TimeoutError):
                made = b""
        if made.startswith(_PNG):
            return made
        _log.warning("a chart could not be drawn")
        return None

    async def _drawn(self, asked: bytes) -> bytes:
        self._cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        child = await asyncio.create_subprocess_exec(
            *self._program,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=self._surroundings(),
        )
        try:
            made, _ = await child.communicate(asked)
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        return made

    def _surroundings(self) -> dict[str, str]:
        """What a child needs to know, and nothing of the secrets that may stand in our own surroundings."""
        return {"MPLBACKEND": "agg", "MPLCONFIGDIR": str(self._cache), "PYTHONPATH": ":".join(path for path in sys.path if path)}
