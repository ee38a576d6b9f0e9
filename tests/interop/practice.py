"""A team at work: the whole bot, a real homeserver, and four clinicians and a coordinator with a client that is not ours."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from bot.clock import SystemClock
from bot.sandbox import scenes
from bot.sandbox.environment import Environment
from bot.sandbox.peer import Peer
from bot.sandbox.running import Household, household
from bot.sandbox.scenes import OpenedCase
from bot.sandbox.screen import Screen
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import MESSAGE, Room, Stage, reply_to


@dataclass(frozen=True, kw_only=True)
class Practice:
    home: Household
    stage: Stage
    control: Room
    case: OpenedCase
    folder: Path
    environment: Environment

    def peer(self, name: str) -> Peer:
        return self.stage.people[name]

    def without(self, *absent: str) -> Room:
        """The case's room as everybody else sees it: nobody waits for the clients of those."""
        return replace(self.case.room, people=tuple(one for one in self.case.room.people if one not in absent))

    @asynccontextmanager
    async def unsigned(self, name: str) -> AsyncIterator[Peer]:
        """Another device of somebody's, which they did not sign."""
        user, password = self.home.homeserver.user_id(name), self.home.accounts[name].password
        journal = self.folder / f"unsigned-{name}.log"
        async with Peer(self.environment, self.home.homeserver.url, user, password, journal=journal, sign=False) as device:
            yield device

    async def answers_to(self, sent: str, seen_by: str, room: Room) -> list[str]:
        """What the bot has answered to an event, as the homeserver has it now."""
        timeline = await self.peer(seen_by).timeline(room.id)
        return [event.body for event in timeline if event.sender == self.stage.bot and reply_to(event) == sent]

    def told(self, name: str, room: Room, after: int) -> Sequence[PeerEvent]:
        """What the bot has said to somebody in a room since then, as far as their client knows."""
        events = self.peer(name).so_far(after)
        return [each for each in events if each.room_id == room.id and each.sender == self.stage.bot and each.type == MESSAGE]


@asynccontextmanager
async def practice_in(folder: Path, environment: Environment) -> AsyncIterator[Practice]:
    """A case with its team and the clinic's standard consent."""
    async with household(folder, environment) as home:
        stage = Stage(bot=home.bot, people=home.people, screen=Screen(Console(file=io.StringIO())))
        control = await scenes.control_room(stage, first=True)
        case = await scenes.case_opened(stage, control)
        await scenes.consent(stage, case, SystemClock().now().date())
        yield Practice(home=home, stage=stage, control=control, case=case, folder=folder, environment=environment)
