"""Where a process can be ended as by ``kill -9``: before or after one function of the bot, wrapped from outside.

Which point is next stands in a file beside the configuration, a line each; the first line is struck out before the process
ends, so that each fires once, and the next start may be ended at the next.
"""

from __future__ import annotations

import functools
import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from nio.crypto import Olm

from bot import app
from bot.flow import pipeline
from bot.flow.inbox import Fetched, Ring
from bot.flow.messages import EffectKind, Inbound
from bot.matrix.channels import Channels
from bot.matrix.client import Client
from bot.matrix.todevice import ToDevice
from bot.matrix.transport import MatrixTransport
from bot.store.store import EdgeStore

FILE = "armed"


class Point(StrEnum):
    """When the process ends."""

    SYNCED = "after the sync, before the inbox is committed"
    KEPT = "after the inbox was committed"
    KEY_TAKEN = "within a batch of to-device messages, after the Olm session was saved, before its room key is"
    KEYS_TAKEN = "after the room keys were saved, before the inbox is committed"
    HANDLING = "inside a handler, within its transaction"
    HANDLED = "after the commit, before the answer is claimed"
    CLAIMED = "after the answer was claimed, before anything of it is sent"
    KEYS_MADE = "after one-time keys were made, before they are saved"
    KEYS_SAVED = "after one-time keys were saved, before they are sent"
    KEYS_SENT = "after the homeserver took the one-time keys"
    CHANNEL_MADE = "after an Olm session was made, before a room key is sealed in it"
    KEY_SEALED = "after the room key was sealed, before it is sent"
    KEY_SENT = "after the room key was sent, before the message is"
    ACCEPTED = "after the homeserver took the message, before that is written down"
    ROOM_MADE = "after a room was made, before its id is stored"
    RINGING = "after a due moment was put into the inbox, within that transaction"
    DUE = "inside the handler of a due moment, within its transaction"
    FETCHING = "after a file was sent for, before it is downloaded"
    FETCHED = "after a file was downloaded and opened, before it is in the inbox"
    HANDED = "inside the handler of a file, within its transaction"
    FAULT = "a handler that raises what was said"


class HandlerError(Exception):
    """Raised with the words of the message, as a careless handler would."""


class Armed:
    """The points at which the process still has to end, in order."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def arm(self, *points: Point) -> None:
        """Have the bot end there, at one after another."""
        self._write([point.name for point in points])

    def waiting(self) -> list[Point]:
        """Those that did not fire yet."""
        return [Point[name] for name in self._file.read_text().split()] if self._file.exists() else []

    def fire(self, point: Point) -> None:
        """End this process if it is this point's turn."""
        if self.strike(point):
            os.kill(os.getpid(), signal.SIGKILL)

    def strike(self, point: Point) -> bool:
        """Whether it is this point's turn; from now on it is not."""
        waiting = self.waiting()
        if waiting[:1] != [point]:
            return False
        self._write([left.name for left in waiting[1:]])
        return True

    def _write(self, names: list[str]) -> None:
        new = self._file.with_suffix(".new")
        new.write_text("\n".join(names))
        new.replace(self._file)


@dataclass(frozen=True, kw_only=True)
class Trap:
    """One function of the bot. ``when`` sees its arguments (and, after it, what it answered) and says whether this is the call."""

    point: Point
    owner: Any
    name: str
    after: bool
    when: Callable[..., bool]

    def set(self, armed: Armed) -> None:
        """Wrap the function."""
        original = getattr(self.owner, self.name)
        if inspect.iscoroutinefunction(original):

            @functools.wraps(original)
            async def wrapped(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - it stands for any function
                self._before(armed, args)
                return self._after(armed, args, await original(*args, **named))

        else:

            @functools.wraps(original)
            def wrapped(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - the same
                self._before(armed, args)
                return self._after(armed, args, original(*args, **named))

        setattr(self.owner, self.name, wrapped)

    def _before(self, armed: Armed, args: tuple[Any, ...]) -> None:
        if not self.after and self.when(*args):
            armed.fire(self.point)

    def _after(self, armed: Armed, args: tuple[Any, ...], answer: Any) -> Any:  # noqa: ANN401 - the same
        if self.after and self.when(*args, answer):
            armed.fire(self.point)
        return answer


def _said(_store: object, batch: Any, *_: object) -> bool:  # noqa: ANN401 - the wrapped function's own types, here and below
    return bool(batch.inbound)


def _message(_transport: object, effect: Any, *_: object) -> bool:  # noqa: ANN401
    return effect.kind is EffectKind.MESSAGE


def _fetch(_transport: object, effect: Any, *_: object) -> bool:  # noqa: ANN401
    return effect.kind is EffectKind.FETCH


def _asked(part: str) -> Callable[..., bool]:
    return lambda _client, _method, path, *_: part in path


TRAPS = (
    Trap(point=Point.SYNCED, owner=EdgeStore, name="receive", after=False, when=_said),
    Trap(point=Point.KEPT, owner=EdgeStore, name="receive", after=True, when=_said),
    Trap(
        point=Point.KEY_TAKEN,
        owner=Olm,
        name="save_inbound_group_session",
        after=False,
        when=lambda olm, session: session.sender_key != olm.account.identity_keys["curve25519"],
    ),
    Trap(point=Point.KEYS_TAKEN, owner=ToDevice, name="read", after=True, when=lambda *args: bool(args[-1])),
    Trap(
        point=Point.HANDLING,
        owner=pipeline,
        name="handled",
        after=True,
        when=lambda _opened, letter, *_: isinstance(letter.item, Inbound),
    ),
    Trap(point=Point.RINGING, owner=app, name="ring", after=True, when=lambda _opened, rung: rung > 0),
    Trap(
        point=Point.DUE,
        owner=pipeline,
        name="handled",
        after=True,
        when=lambda _opened, letter, *_: isinstance(letter.item, Ring),
    ),
    Trap(point=Point.HANDLED, owner=pipeline.Pipeline, name="step", after=True, when=lambda _pipeline, worked: worked),
    Trap(point=Point.CLAIMED, owner=MatrixTransport, name="perform", after=False, when=_message),
    Trap(
        point=Point.KEYS_MADE,
        owner=Olm,
        name="save_account",
        after=False,
        when=lambda olm, *given: not given and bool(olm.account._account.one_time_keys),  # noqa: SLF001 - those that nobody was sent yet
    ),
    Trap(point=Point.KEYS_SAVED, owner=Client, name="request", after=False, when=_asked("/keys/upload")),
    Trap(point=Point.KEYS_SENT, owner=Client, name="request", after=True, when=_asked("/keys/upload")),
    Trap(point=Point.CHANNEL_MADE, owner=Channels, name="_accept", after=True, when=lambda *_: True),
    Trap(point=Point.KEY_SEALED, owner=Channels, name="sealed", after=True, when=lambda *_: True),
    Trap(point=Point.KEY_SENT, owner=Client, name="request", after=True, when=_asked("/sendToDevice/m.room.encrypted/")),
    Trap(point=Point.ACCEPTED, owner=MatrixTransport, name="perform", after=True, when=_message),
    Trap(point=Point.FETCHING, owner=MatrixTransport, name="perform", after=False, when=_fetch),
    Trap(point=Point.FETCHED, owner=MatrixTransport, name="perform", after=True, when=_fetch),
    Trap(
        point=Point.HANDED,
        owner=pipeline,
        name="handled",
        after=True,
        when=lambda _opened, letter, *_: isinstance(letter.item, Fetched),
    ),
    Trap(point=Point.ROOM_MADE, owner=Client, name="request", after=True, when=_asked("/createRoom")),
)


def set_fault(armed: Armed) -> None:
    """Let a handler raise what was said, once, where ``Point.FAULT`` is armed."""
    original = pipeline.handled

    def wrapped(opened: Any, letter: Any, dispatch: Any) -> None:  # noqa: ANN401
        if isinstance(letter.item, Inbound) and armed.strike(Point.FAULT):
            raise HandlerError(letter.item.body)
        original(opened, letter, dispatch)

    pipeline.handled = wrapped
