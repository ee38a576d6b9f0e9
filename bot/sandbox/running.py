"""What the sandbox keeps running: the homeserver, the bot in this very process, and people with clients that are not ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import logs
from bot.app import serve
from bot.sandbox.accounts import BOT, COORDINATOR, PEOPLE, Accounts
from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.installation import install
from bot.sandbox.peer import Peer
from bot.settings import Config

_log = logs.get(__name__)


class SandboxError(Exception):
    """The sandbox cannot go on. The text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Household:
    """Everything that is there once the sandbox runs."""

    homeserver: Homeserver
    accounts: Accounts
    people: Mapping[str, Peer]
    """By local part."""
    bot: str
    """The bot's Matrix id."""
    serving: asyncio.Task[None]
    """The bot; it ends when something is wrong."""


@asynccontextmanager
async def household(
    folder: Path, environment: Environment, step: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Household]:
    """Start everything below ``folder``, and end it afterwards. Raises ``SandboxError`` and what the parts raise.

    ``step`` is told what is being started.
    """
    step("Starting the homeserver")
    async with Homeserver(folder / "homeserver", environment.python) as homeserver:
        accounts = Accounts.of(folder / "accounts.json")
        await _register(homeserver, accounts)
        people = {name: person(folder, environment, homeserver, accounts, name) for name in PEOPLE}
        config = install(
            folder,
            homeserver=homeserver.url,
            user_id=homeserver.user_id(BOT),
            password=accounts[BOT].password,
            coordinator=homeserver.user_id(COORDINATOR),
        )
        try:
            step("Starting a second client for each person")
            # people first: the bot looks at the coordinator's identity as soon as it runs
            await asyncio.gather(*(_arrive(people[name], name, accounts) for name in PEOPLE))
            step("Starting the bot")
            async with bot_serving(config) as serving:
                yield Household(homeserver=homeserver, accounts=accounts, people=people, bot=config.matrix.user_id, serving=serving)
        finally:
            await asyncio.gather(*(one.stop() for one in people.values()))


@asynccontextmanager
async def bot_serving(config: Config) -> AsyncIterator[asyncio.Task[None]]:
    """Run the real bot until the end of the block, which begins once it answers commands. Raises what ended it before."""
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(config, ready=ready.set))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            raise SandboxError("the bot did not start; bot.log says more.") from serving.exception()
        yield serving
    finally:
        waiting.cancel()
        serving.cancel()
        await asyncio.wait({serving})
        if not serving.cancelled() and (error := serving.exception()) is not None:
            _log.error("the bot ended", exc_info=error)


def person(folder: Path, environment: Environment, homeserver: Homeserver, accounts: Accounts, name: str) -> Peer:
    """Somebody with a second client, not yet started; what it complains about goes to a file of its own."""
    return Peer(
        environment,
        homeserver.url,
        homeserver.user_id(name),
        accounts[name].password,
        journal=folder / f"client-{name}.log",
        device_name="second client",
        recovery_key=accounts[name].recovery_key,
    )


async def _register(homeserver: Homeserver, accounts: Accounts) -> None:
    for name in (BOT, *PEOPLE):
        made = await homeserver.register(name, accounts[name].password, display_name=name.replace("_", " "))
        if accounts.fresh and not made:
            raise SandboxError(
                f"The account {name} is there, but what opens it is gone with {accounts.path.name}. "
                f"Remove the folder {accounts.path.parent} and start anew."
            )


async def _arrive(peer: Peer, name: str, accounts: Accounts) -> None:
    await peer.start()
    accounts.remember(name, peer.recovery_key)
