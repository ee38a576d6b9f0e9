"""The sandbox's story, whole and for real: what a new user sees first must come true, each time."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import stat
import sys
from pathlib import Path

import pytest

from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

ROOT = Path(__file__).parents[2]
PLAY = """
import asyncio, sys
from pathlib import Path
from bot.sandbox.main import run_sandbox
sys.exit(asyncio.run(run_sandbox(Path(sys.argv[1]), story_only=sys.argv[2] == "only")))
"""
AGENDA = "The agenda was posted by a signed device and decrypted by 4 other clients; shield: none."


async def started(folder: Path, how: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PLAY, str(folder), how),
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "400"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def until(line: str, process: asyncio.subprocess.Process) -> str:
    """All that it shows until a line that holds this."""
    assert process.stdout is not None
    shown: list[str] = []
    async for shown_line in process.stdout:
        shown.append(shown_line.decode())
        if line in shown[-1]:
            break
    return "".join(shown)


async def test_the_story_comes_true_and_the_next_run_finds_its_data_again(
    sandbox_environment: Environment,  # noqa: ARG001 - built before, so that the time limit is the story's own
    tmp_path: Path,
) -> None:
    folder = tmp_path / "sandbox"
    async with asyncio.timeout(170):
        first = await started(folder, "only")
        shown = await until("never shown", first)
        assert await first.wait() == 0, shown
    assert AGENDA in shown
    assert "BEGIN:VEVENT" in shown
    code = re.search(r"Case (C-[0-9A-Z]{5}) is open", shown)
    assert code is not None
    transcript = folder / "transcript-sex_therapist.txt"
    assert f"Care team {code[1]} | carebot\nHuddle " in transcript.read_text()
    for secret in (transcript, folder / "accounts.json", folder / "config.toml", folder / "keys" / "vault.key"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    async with asyncio.timeout(170):
        second = await started(folder, "stay")
        shown = await until("Everything stays up until Ctrl-C.", second)
        assert AGENDA in shown
        assert f"Cases of earlier runs that are still there: {code[1]}." in shown
        assert shown.count("The coordinator has joined the encrypted room 'Coordination'.") == 1
        assert f"kept in {folder / 'accounts.json'}" in shown
        homeserver = int((folder / "homeserver" / "homeserver.pid").read_text())
        second.send_signal(signal.SIGTERM)
        assert await second.wait() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(homeserver, 0)


async def test_what_cannot_go_on_says_why_in_a_sentence_and_ends_with_a_status(
    sandbox_environment: Environment, tmp_path: Path
) -> None:
    async with Homeserver(tmp_path / "homeserver", sandbox_environment.python) as homeserver:
        await homeserver.register("carebot", "of another time")
    async with asyncio.timeout(60):
        process = await started(tmp_path, "only")
        shown = await until("never shown", process)
        assert await process.wait() == 1
    assert "The sandbox stopped: The account carebot is there, but what opens it is gone" in shown
    assert f"Remove the folder {tmp_path} and start anew." in shown
    assert "Traceback" not in shown
