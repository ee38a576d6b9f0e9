"""The service as a process: looked over by the doctor, run until a signal ends it, and ended with a sentence."""

from __future__ import annotations

import asyncio
import resource
import signal
from collections.abc import Callable

from bot.app import AlreadyRunningError, serve
from bot.clock import SystemClock
from bot.config import Config, ConfigError
from bot.doctor import examine
from bot.findings import Finding, Verdict
from bot.matrix.client import EncryptionMissingError
from bot.matrix.http import HomeserverError
from bot.matrix.session import SessionError
from bot.matrix.signing import IdentityError
from bot.matrix.todevice import RolledBackError
from bot.store.schema import SchemaError
from bot.vault.errors import VaultError

SENTENCES = (
    AlreadyRunningError,
    ConfigError,
    EncryptionMissingError,
    HomeserverError,
    IdentityError,
    RolledBackError,
    SchemaError,
    SessionError,
    VaultError,
)
"""Errors whose text is a sentence for the operator. Whatever else ends the service is logged by its type and place alone."""


async def serve_until_told(config: Config, show: Callable[[tuple[Finding, ...]], None], say: Callable[[str], None]) -> int:
    """Run until SIGINT or SIGTERM; gives the process's exit status.

    Neither this process nor one that it starts leaves its memory on a disk when it breaks down: keys and words stand in it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = tuple(one for one in await examine(config, SystemClock().now()) if one.verdict is not Verdict.OK)
    show(found)
    if any(one.verdict is Verdict.FAIL for one in found):
        say("Not started: mend first what failed.")
        return 1
    serving = asyncio.create_task(serve(config))
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        return 0
    except SENTENCES as error:
        say(f"Ended: {error}")
        return 1
    except ExceptionGroup as group:
        known, unknown = group.split(SENTENCES)
        if unknown is not None:
            raise
        for sentence in dict.fromkeys(sentences(known)):
            say(f"Ended: {sentence}")
        return 1
    return 0


def sentences(error: BaseException | None) -> list[str]:
    """What the errors of a group say, however deep they lie."""
    if isinstance(error, BaseExceptionGroup):
        return [sentence for inner in error.exceptions for sentence in sentences(inner)]
    return [str(error)]
