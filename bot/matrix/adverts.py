"""The command list, told to clients in the state of the bot's rooms: written where it is missing or has changed, and nowhere else.

The homeserver reads it: it holds generic words, the same in every room, and nothing of any case. What is no longer advertised is
emptied, since state cannot be taken away.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping

from bot import logs
from bot.flow.adverts import CASE, Advert, Form, Slot
from bot.flow.ports import Mailroom
from bot.matrix.client import Client
from bot.matrix.http import HomeserverError, LimitedError, RefusedError, RevokedError
from bot.matrix.posture import State
from bot.matrix.rooms import Rooms

DESCRIPTION = "org.matrix.msc4391.command_description"
COMMANDS = "org.matrix.msc4332.commands"
SIGIL = "!"
LOOK = 10.0
"""Seconds after which it is looked whether a room lacks something."""
PAUSE = 0.2
"""Seconds between two writings."""
_PATIENCE = 20.0

_log = logs.get(__name__)


class Adverts:
    """Keeps the list of every room of the bot. With nothing to advertise, what was advertised before is emptied, once."""

    def __init__(
        self,
        client: Client,
        mailroom: Mailroom,
        told: Collection[Advert],
        drafts: Collection[Form],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._mailroom = mailroom
        self._rooms = Rooms(client, federate=False, deadline=_PATIENCE)
        self._wanted = state_of(told, drafts, client.user_id)
        self._refused: set[str] = set()
        self._sleep = sleep

    async def run(self) -> None:
        """Keep it until cancelled, or until nothing of it is left. Raises ``RevokedError``."""
        while not await self.step() or self._wanted:
            await self._sleep(LOOK)

    async def step(self) -> bool:
        """Write what differs, and say whether each room is now as it should be. Raises ``RevokedError``."""
        for room_id in sorted(await self._mailroom.ours() - self._refused):
            for kind, key, content in list(differing(self._client.state.get(room_id, {}), self._wanted, self._client.user_id)):
                try:
                    await self._rooms.state(room_id, kind, key, content)
                except RevokedError:
                    raise
                except LimitedError as error:
                    await self._sleep(error.after)
                    return False
                except RefusedError:
                    self._refused.add(room_id)
                    break
                except HomeserverError as error:
                    _log.info("advert not written", kind=type(error).__name__)
                    return False
                await self._sleep(PAUSE)
        return True


def state_of(told: Collection[Advert], drafts: Collection[Form], bot: str) -> State:
    """The state events that tell of these commands."""
    wanted: dict[tuple[str, str], Mapping[str, object]] = {}
    if told and Form.MSC4391 in drafts:
        wanted |= {(DESCRIPTION, state_key(one.name, bot)): _described(one) for one in told}
    if told and Form.MSC4332 in drafts:
        wanted[COMMANDS, bot] = {"sigil": SIGIL, "commands": [each for one in told for each in _syntaxes(one)]}
    return wanted


def differing(state: State, wanted: State, bot: str) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """What is to be written into a room that is in this state; nothing into one that is not known yet."""
    if not state:
        return
    yield from ((kind, key, content) for (kind, key), content in wanted.items() if state.get((kind, key)) != content)
    for (kind, key), content in state.items():
        if content and (kind, key) not in wanted and _is_ours(kind, key, content, bot):
            yield kind, key, {}


def state_key(command: str, bot: str) -> str:
    """The key of one command's description, as the draft wants it: SHA-256 of its name and the bot's id, in padded base64."""
    return base64.b64encode(hashlib.sha256(f"{command}{bot}".encode()).digest()).decode()


def _is_ours(kind: str, key: str, content: Mapping[str, object], bot: str) -> bool:
    if kind == DESCRIPTION:
        return key == state_key(str(content.get("command")), bot)
    return kind == COMMANDS and key == bot


def _described(one: Advert) -> Mapping[str, object]:
    return {"command": one.name, "description": _text(one.says), "parameters": [_parameter(slot) for slot in one.slots]}


def _parameter(slot: Slot) -> Mapping[str, object]:
    return {
        "key": slot.key,
        "schema": {"schema_type": "primitive", "type": "string"},
        **({"description": _text(slot.says)} if slot.says else {}),
        **({"optional": True} if slot.optional else {}),
    }


def _syntaxes(one: Advert) -> Iterator[Mapping[str, object]]:
    """One way to write it for each number of the slots at its end that may be left out. The case's code is asked for if need be."""
    slots = tuple(slot for slot in one.slots if slot.key != CASE)
    needed = sum(not slot.optional for slot in slots)
    for count in range(needed, len(slots) + 1):
        shown = slots[:count]
        yield {
            "syntax": " ".join([one.name, *(f"{{{slot.key}}}" for slot in shown)]),
            "variables": {slot.key: _text(slot.says or slot.key) for slot in shown},
            "description": _text(one.says),
        }


def _text(text: str) -> Mapping[str, object]:
    return {"m.text": [{"body": text}]}
