"""A program of ours that is spoken to in lines of JSON: a question has a number, its answer carries the same one.

What the program says unasked goes to ``heard``; what it says to its error stream goes to a file.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

LONGEST_LINE = 64 * 2**20  # bytes: a whole file travels in one
STOP_SECONDS = 5.0
Answer = TypeVar("Answer")


class PeerError(Exception):
    """The second client refused, or is gone. ``code`` is Matrix's own code of refusal where there is one."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.code = code


class Program:
    """A running program. Made by ``start``; it ends when its input does, so also when this process dies."""

    def __init__(self, process: asyncio.subprocess.Process, heard: Callable[[Mapping[str, Any]], None]) -> None:
        self.ended = False
        self._process = process
        self._heard = heard
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[object]] = {}
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, command: Sequence[str | Path], journal: Path, heard: Callable[[Mapping[str, Any]], None]) -> Self:
        """Start it. ``heard`` gets each unasked line, and an empty one when the program has ended."""
        with journal.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=LONGEST_LINE,
            )
        return cls(process, heard)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def call(self, op: str, kind: type[Answer], **args: object) -> Answer:
        """Ask and wait for the answer, which must be of this kind. Raises ``PeerError``."""
        if self.ended or self._process.stdin is None:
            raise PeerError("the second client is not running")
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            self._process.stdin.write(json.dumps({"id": number, "op": op, "args": args}).encode() + b"\n")
            await self._process.stdin.drain()
            return msgspec.convert(await answer, kind)
        except ConnectionError as gone:
            raise PeerError("the second client is gone") from gone
        finally:
            del self._asked[number]

    async def stop(self) -> None:
        """End it: by closing its input, and by its process id if that does not help."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        await self._listening

    async def _listen(self) -> None:
        if self._process.stdout is None:
            return
        async for line in self._process.stdout:
            said: dict[str, Any] = json.loads(line)
            asked = self._asked.get(said.get("id", 0))
            if asked is None:
                self._heard(said)
            elif not asked.done():
                self._settle(asked, said)
        self.ended = True
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(PeerError("the second client ended before it answered"))
        self._heard({})

    def _settle(self, asked: asyncio.Future[object], said: Mapping[str, Any]) -> None:
        if "error" in said:
            asked.set_exception(PeerError(said["error"]["message"], said["error"]["code"]))
        else:
            asked.set_result(said["result"])
