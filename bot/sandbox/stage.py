"""People talking with the bot, as tests of the sandbox and its story see it: said by one client, read by all the others.

A message counts as heard once the client of every person in the room has decrypted it and shows no shield beside it; nobody
sleeps, everybody waits for the event itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.sandbox.lines import PeerError
from bot.sandbox.peer import Peer
from bot.sandbox.screen import SOUND, Screen
from bot.sandbox.sights import PeerEvent

NAMED = "m.room.name"
CONTROL = "Coordination"
DIRECT = "Care bot"
MESSAGE = "m.room.message"
WITHIN = 60.0
"""Seconds after which something that did not come is missed."""


class StoryError(Exception):
    """Something did not come true. The text says what was waited for."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room as the people in it know it."""

    id: str
    name: str
    people: tuple[str, ...]
    """Local parts of those in it, the bot left out."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Whoever is there, and the screen on which it is shown."""

    bot: str
    people: Mapping[str, Peer]
    screen: Screen

    async def room(self, name: str, *people: str) -> Room:
        """The room of this name that these people have joined, or are about to."""
        found = await asyncio.gather(*(self._joined(name, one) for one in people))
        if len(set(found)) != 1:
            raise StoryError(f"the room {name!r} is not the same for everybody")
        return Room(id=found[0], name=name, people=people)

    def known(self, who: str) -> Mapping[str, str]:
        """The bot's rooms that somebody is in, as far as their client knows by now: name and id."""
        return {
            str(event.content.get("name")): event.room_id
            for event in self.people[who].so_far()
            if event.type == NAMED and event.sender == self.bot
        }

    async def direct(self, who: str) -> Room:
        """The room of one person and the bot."""
        return await self.room(DIRECT, who)

    def marks(self) -> Mapping[str, int]:
        """How much each person has seen by now."""
        return {name: peer.position for name, peer in self.people.items()}

    async def asks(self, who: str, room: Room, text: str) -> PeerEvent:
        """Say something, and give the bot's answer to it, as whoever asked reads it."""
        sent = await self.says(who, room, text)
        return await self._answer(room, sent, text)

    async def replies(self, who: str, room: Room, question: PeerEvent, text: str) -> PeerEvent:
        """Answer a question of the bot's by a reply to it, and give what it says to that."""
        sent = await self.says(who, room, text, to=question.event_id)
        return await self._answer(room, sent, text)

    async def says(self, who: str, room: Room, text: str, *, to: str | None = None) -> str:
        """Say something that everybody in the room reads; gives the event's id."""
        sent = await self.people[who].send_text(room.id, text, reply_to=to)
        await self.heard(room, lambda event: event.event_id == sent, what="what was just said")
        return sent

    async def heard(
        self, room: Room, fits: Callable[[PeerEvent], bool], *, what: str, after: Mapping[str, int] | None = None
    ) -> PeerEvent:
        """Wait until everybody in the room reads a message, and show it once. Gives it as the first of them sees it."""
        sights = await asyncio.gather(*(self._sight(one, room, fits, what, (after or {}).get(one, 0)) for one in room.people))
        self._show(room.name, dict(zip(room.people, sights, strict=True)), what)
        return sights[0]

    async def told(self, people: Collection[str], what: str, *, after: Mapping[str, int]) -> None:
        """Wait for what the bot says next to each of these people alone, unasked; what is the same is shown once."""

        async def sight(one: str) -> PeerEvent:
            return await self._sight(one, await self.direct(one), self.speaks, what, after[one])

        sights = dict(zip(people, await asyncio.gather(*(sight(one) for one in people)), strict=True))
        for body in dict.fromkeys(event.body for event in sights.values()):
            same = {one: event for one, event in sights.items() if event.body == body}
            self._show(DIRECT if len(same) == 1 else f"{DIRECT}, to each alone", same, what)

    def speaks(self, event: PeerEvent) -> bool:
        """The bot says something."""
        return event.sender == self.bot and event.type == MESSAGE

    def _show(self, room: str, sights: Mapping[str, PeerEvent], what: str) -> None:
        event = next(iter(sights.values()))
        from_bot = event.sender == self.bot
        seen = {spoken(one): mark(sight) for one, sight in sights.items()}
        sender = "the bot" if from_bot else spoken(local(event.sender))
        self.screen.message(room=room, sender=sender, body=event.body, from_bot=from_bot, seen=seen)
        if set(seen.values()) != {SOUND}:
            raise StoryError(f"not everybody in {room!r} reads the {what} as sent by a signed device")

    async def _answer(self, room: Room, sent: str, text: str) -> PeerEvent:
        return await self.heard(
            room, lambda event: event.sender == self.bot and reply_to(event) == sent, what=f"answer to {text!r}"
        )

    async def _joined(self, name: str, who: str) -> str:
        peer = self.people[who]
        try:
            async with asyncio.timeout(WITHIN):
                async for event in peer.events():
                    if event.type == NAMED and event.sender == self.bot and event.content.get("name") == name:
                        await peer.joined(event.room_id)
                        return event.room_id
        except TimeoutError:
            pass
        raise StoryError(f"the {spoken(who)} was not asked into a room called {name!r}")

    async def _sight(self, who: str, room: Room, fits: Callable[[PeerEvent], bool], what: str, after: int) -> PeerEvent:
        """One person's sight of it: decrypted or, when it stays closed, the reason why."""
        peer = self.people[who]
        try:
            return await peer.wait_event(room.id, lambda event: event.decrypted and fits(event), within=WITHIN, after=after)
        except PeerError as error:
            raise StoryError(f"the {spoken(who)} did not read the {what} in {room.name!r}: {error}") from error


def reply_to(event: PeerEvent) -> str | None:
    """The event that this one answers."""
    relation = (event.relates_to or {}).get("m.in_reply_to") or {}
    return str(relation["event_id"]) if "event_id" in relation else None


def mark(event: PeerEvent) -> str:
    """How a message arrived, in a few words."""
    if event.shield == "none":
        return SOUND
    return f"{event.shield} shield ({event.shield_reason})"


def local(user_id: str) -> str:
    """The local part of a Matrix id."""
    return user_id.removeprefix("@").partition(":")[0]


def spoken(name: str) -> str:
    """An account's name as a role in words."""
    return name.replace("_", " ")
