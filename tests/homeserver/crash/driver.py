"""The real bot in a process that ends itself where it is told to: ``python -m tests.homeserver.crash.driver CONFIG``.

Nothing of the bot is changed but that, and it has a family of commands more: it is put together and served by ``bot.app``. Logs
go to the error stream, at debug level.
A file ``shift`` beside the configuration holds seconds by which the bot's clock is ahead; it needs no other day to come.
"""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

import commands
from bot import app, logs
from bot.care.kinds import KINDS
from bot.clock import SystemClock
from bot.config import load
from tests import clip
from tests.homeserver.crash.points import TRAPS, Armed, set_fault

SHIFT = "shift"


def shift_clock(by: timedelta) -> None:
    """Set the bot's clock ahead."""
    now = SystemClock.now

    def ahead(self: SystemClock) -> datetime:
        return now(self) + by

    SystemClock.now = ahead  # type: ignore[method-assign]


def main(config: Path) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: it does not outlive the test
    logs.configure("debug", sys.stderr)
    armed = Armed(config.parent)
    set_fault(armed)
    commands.FAMILIES = (*commands.FAMILIES, clip)
    app.KINDS = (*KINDS, clip.Clip)  # type: ignore[attr-defined]  # the name that it was imported by
    for trap in TRAPS:
        trap.set(armed)
    shift = config.parent / SHIFT
    if shift.exists():
        shift_clock(timedelta(seconds=float(shift.read_text())))
    asyncio.run(app.serve(load(config), ready=lambda: print("ready", flush=True)))  # noqa: T201 - the test listens for it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
