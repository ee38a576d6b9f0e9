"""What runs without a configuration: a homeserver, the real bot, a small care team, and a short story that they play.

Everything lies below one folder, so that the next run finds it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from bot import logs
from bot.clock import SystemClock
from bot.sandbox import environment, story
from bot.sandbox.accounts import CLINICIANS, PEOPLE
from bot.sandbox.environment import EnvironmentBuildError
from bot.sandbox.homeserver import HomeserverError
from bot.sandbox.lines import PeerError
from bot.sandbox.peer import Peer
from bot.sandbox.running import Household, SandboxError, household
from bot.sandbox.screen import Screen
from bot.sandbox.stage import Stage, StoryError, spoken
from bot.vault import durable

DEFAULT_FOLDER = Path("data") / "sandbox"
"""Below the working directory."""
INTERRUPTED = 130
"""The status when it was ended before the story was, as shells have it."""
WITNESS = CLINICIANS[0]
"""Whose view of the story is written down."""


async def run_sandbox(folder: Path, *, story_only: bool) -> int:
    """Run until the end of the story (``story_only``) or until somebody ends it; gives the process's exit status.

    SIGINT and SIGTERM end everything that was started.
    """
    folder = _own(folder)
    screen = Screen(Console())
    running = asyncio.create_task(_run(folder, screen, story_only=story_only))
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, running.cancel)
    with (folder / "bot.log").open("a", encoding="utf-8") as stream:
        logs.configure("info", stream)
        try:
            await running
        except asyncio.CancelledError:
            return INTERRUPTED
        except (EnvironmentBuildError, HomeserverError, PeerError, SandboxError, StoryError) as error:
            screen.say(f"The sandbox stopped: {error}", style="bold red")
            screen.say(f"What its parts complained about is in {folder}: *.log and homeserver/*.log.")
            return 1
    return 0


def _own(folder: Path) -> Path:
    """Make the folder, for nobody else to look into."""
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder.absolute()


async def _run(folder: Path, screen: Screen, *, story_only: bool) -> None:
    async with AsyncExitStack() as stack:
        with screen.progress() as step:
            parts = await asyncio.to_thread(environment.prepare, progress=step)
            home = await stack.enter_async_context(household(folder, parts, step))
        await _play(folder, screen, home)
        if not story_only:
            screen.doors(home.homeserver.url, _doors(home) if home.accounts.fresh else {}, kept=home.accounts.path)
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait({home.serving})
            _still_there(home)


async def _play(folder: Path, screen: Screen, home: Household) -> None:
    stage = Stage(bot=home.bot, people=home.people, screen=screen)
    begun = home.people[WITNESS].position
    try:
        await story.tell(stage, SystemClock().now(), first=home.accounts.fresh)
    except (PeerError, StoryError):
        _still_there(home)
        raise
    finally:
        await asyncio.gather(*(_gone_home(one) for one in home.people.values()))
        seen = [paragraph async for paragraph in story.transcript(home.people[WITNESS], begun)]
        path = folder / f"transcript-{WITNESS}.txt"
        durable.replace(path, "\n".join(seen).encode())
    screen.say(f"All that the {spoken(WITNESS)} saw is in {path}.")


async def _gone_home(peer: Peer) -> None:
    """Each start is a new login: a device that stayed behind would be sent keys for ever."""
    with contextlib.suppress(PeerError):
        await peer.log_out()
    await peer.stop()


def _still_there(home: Household) -> None:
    if home.serving.done():
        raise SandboxError("the bot ended by itself; bot.log says more.")


def _doors(home: Household) -> Mapping[str, tuple[str, str, str]]:
    return {
        spoken(name): (home.homeserver.user_id(name), home.accounts[name].password, home.accounts[name].recovery_key or "")
        for name in PEOPLE
    }
