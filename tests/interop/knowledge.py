"""What somebody's client has come to know: all that it could read, files included, and every key that it holds.

Searched for words that were said once, it tells who has them, and who could read whatever carries them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from bot.sandbox.peer import Peer
from bot.sandbox.sights import PeerEvent

Session = tuple[str, str]
"""A room, and a Megolm session in it."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One event as a client read it."""

    event: PeerEvent
    file: bytes
    """What was downloaded and decrypted; empty without a file."""
    words: str
    """All that stands in it and in its file."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What one person's client has."""

    rooms: Mapping[str, str]
    """Their membership in each room that they were ever asked into."""
    sights: tuple[Sight, ...]
    sessions: frozenset[Session]

    def reads(self, words: str, *, by: str | None = None) -> tuple[Sight, ...]:
        """What carries these words, of what anybody said, or only one person."""
        return tuple(one for one in self.sights if words in one.words and by in {None, one.event.sender})

    def keys_of(self, room: str) -> frozenset[Session]:
        """The sessions of a room that they could read."""
        return frozenset(one for one in self.sessions if one[0] == room)


World = Mapping[str, Known]
"""What everybody's client has, by name."""


async def knowledge(people: Mapping[str, Peer]) -> World:
    """Collect it: what came in live, what the server would still give them, and each file."""
    return dict(zip(people, await asyncio.gather(*(_known(peer) for peer in people.values())), strict=True))


def readers(world: World, words: str, *, by: str | None = None) -> frozenset[str]:
    """Whose client has read these words, from anybody or from one sender."""
    return frozenset(name for name, known in world.items() if known.reads(words, by=by))


def key_holders(world: World, words: str, *, by: str | None = None) -> frozenset[str]:
    """Whose client holds a key to anything that carries these words, whether it has seen that or not."""
    carrying = {
        (sight.event.room_id, sight.event.session)
        for known in world.values()
        for sight in known.reads(words, by=by)
        if sight.event.session is not None
    }
    return frozenset(name for name, known in world.items() if known.sessions & carrying)


async def _known(peer: Peer) -> Known:
    rooms, held = await peer.rooms(), await peer.sessions()
    there = [room for room, membership in rooms.items() if membership == "join"]
    events = [*peer.so_far(), *chain(*[await peer.timeline(room) for room in there])]
    whole: dict[str, PeerEvent] = {}
    for event in events:
        if event.content or event.event_id not in whole:  # what was read stays read, though it was taken out later
            whole[event.event_id] = event
    return Known(
        rooms=rooms,
        sights=tuple([await _sight(peer, event) for event in whole.values()]),
        sessions=frozenset((room, session) for room, sessions in held.items() for session in sessions),
    )


async def _sight(peer: Peer, event: PeerEvent) -> Sight:
    file = await peer.download(event.room_id, event.event_id) if "file" in event.content else b""
    return Sight(event=event, file=file, words=f"{json.dumps(event.content, ensure_ascii=False)}\n{file.decode('latin-1')}")
