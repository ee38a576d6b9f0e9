"""A small care team with clients that are not ours, a case of theirs, and what has to hold of all that was said in it."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import aiohttp

from bot.clock import SystemClock
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.peer import Peer
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import CONTROL, DIRECT, NAMED, reply_to
from tests.conftest import Peers

WITHIN = 180.0
"""Seconds: a limit for waiting, not a promise."""
AGAIN = 0.2
"""Seconds between two looks at the same."""
_YES = re.compile(r"!yes [0-9A-Z-]+")
CASE = re.compile(r"C-[0-9A-Z]{5}")
_KEPT = re.compile(r"note (\w{4}) kept")


@dataclass(frozen=True)
class Said:
    """A command that somebody typed."""

    who: Peer
    room: str
    event_id: str


@dataclass
class Team:
    """Whoever is there. ``notes`` are all the notes that were typed, answered or not."""

    bot: str
    coordinator: Peer
    therapist: Peer
    physician: Peer
    code: str = ""
    control: str = ""
    room: str = ""
    direct: dict[str, str] = field(default_factory=dict)
    """Person to direct room."""
    notes: list[Said] = field(default_factory=list)

    async def open_case(self) -> None:
        """Everything up to the consent, so that notes can be written."""
        self.control = await self.find(self.coordinator, CONTROL)
        opened = await self.open()
        self.code = found(CASE, opened)
        self.room = await self.find(self.therapist, f"Care team {self.code}")
        await self.physician.joined(self.room)
        for one in (self.coordinator, self.therapist, self.physician):
            self.direct[one.user_id] = await self.find(one, DIRECT)
        signed = (SystemClock().now().astimezone(UTC) - timedelta(days=30)).date()
        await self.agrees(f"!consent {self.code} form F-1 {signed}")

    async def open(self) -> PeerEvent:
        """Have the coordinator open a case of these two; gives the answer."""
        people = f"{self.therapist.user_id} sex therapist {self.physician.user_id} physician"
        return await self.agrees(f"!case open {people}")

    async def agrees(self, command: str) -> PeerEvent:
        """The coordinator says something in the control room, and yes to what it would do."""
        planned = await self.asks(self.coordinator, self.control, command)
        return await self.asks(self.coordinator, self.control, found(_YES, planned))

    async def asks(self, who: Peer, room: str, text: str) -> PeerEvent:
        """Say something, and give the bot's answer."""
        sent = await who.send_text(room, text)
        return await self.answer(Said(who, room, sent))

    async def answer(self, said: Said, *, reader: Peer | None = None, after: int = 0) -> PeerEvent:
        """The bot's answer to something, once the reader (whoever said it, if nobody else) has decrypted it."""
        return await (reader or said.who).wait_event(
            said.room,
            lambda event: event.sender == self.bot and event.decrypted and reply_to(event) == said.event_id,
            within=WITHIN,
            after=after,
        )

    async def note(self, who: Peer, *, direct: bool = False, text: str = "canary") -> Said:
        """Type a note: in the case room, or in one's own."""
        room = self.direct[who.user_id] if direct else self.room
        command = f"!note {self.code} contact" if direct else "!note contact"
        said = Said(who, room, await who.send_text(room, f"{command} #medical {text}"))
        self.notes.append(said)
        return said

    async def both_note(self, *, direct: bool = False) -> None:
        """Both clinicians type one at the same time."""
        await asyncio.gather(*(self.note(one, direct=direct) for one in (self.therapist, self.physician)))

    async def settled(self) -> None:
        """Every note typed so far is kept and answered exactly once, and everybody can read everything.

        A key and the message that it opens come to a reader in two answers of the server: whoever has read none of it yet is waited
        for.
        """
        await asyncio.gather(*(self.answer(said) for said in self.notes))
        refs: list[str] = []
        for room in sorted({said.room for said in self.notes}):
            readers = (self.therapist, self.physician) if room == self.room else (self._owner(room),)
            timelines = await asyncio.gather(*(self._read(one, room) for one in readers))
            typed = [said.event_id for said in self.notes if said.room == room]
            answers = [event for event in timelines[0] if event.sender == self.bot and reply_to(event) in typed]
            assert Counter(reply_to(event) for event in answers) == Counter(typed)
            refs += [found(_KEPT, event, 1) for event in answers]
        assert len(refs) == len(set(refs)) == len(self.notes)

    async def find(self, who: Peer, name: str) -> str:
        """The bot's room of this name, once this person has joined it."""
        async with asyncio.timeout(WITHIN):
            async for event in who.events():
                if event.type == NAMED and event.sender == self.bot and event.content.get("name") == name:
                    await who.joined(event.room_id)
                    return event.room_id
        raise AssertionError(f"no room {name}")

    async def _read(self, reader: Peer, room: str) -> list[PeerEvent]:
        """All of a room, decrypted, encrypted by signed devices."""
        sealed: list[tuple[str, str | None]] = []
        try:
            async with asyncio.timeout(WITHIN):
                while True:
                    timeline = await reader.timeline(room)
                    spoken = [event for event in timeline if event.state_key is None and not event.redacted]
                    sealed = [(event.type, event.failure) for event in spoken if not event.decrypted]
                    if not sealed:
                        break
                    await asyncio.sleep(AGAIN)
        except TimeoutError:
            raise AssertionError(f"{reader.user_id} cannot read {sealed}") from None
        assert {event.shield for event in spoken if event.sender == self.bot} == {"none"}
        return timeline

    def _owner(self, room: str) -> Peer:
        return next(said.who for said in self.notes if said.room == room)


class Witness:
    """An account without a client: it asks the homeserver, as its administrator, what there is."""

    def __init__(self, homeserver: Homeserver, token: str) -> None:
        self._url = homeserver.url
        self._token = token

    @classmethod
    async def log_in(cls, homeserver: Homeserver, peers: Peers) -> Witness:
        """With a fresh account."""
        user, password = await peers.account("operator", admin=True)
        body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
        made = cls(homeserver, "")
        made._token = str((await made.request("POST", "/_matrix/client/v3/login", body))["access_token"])
        return made

    async def request(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        async with aiohttp.ClientSession() as http, http.request(method, self._url + path, json=body, headers=headers) as answer:
            answer.raise_for_status()
            said: dict[str, object] = await answer.json()
            return said

    async def rooms(self, creator: str) -> Counter[str]:
        """How many rooms of each name somebody has made."""
        said = await self.request("GET", "/_synapse/admin/v1/rooms?limit=1000")
        rooms = said["rooms"]
        assert isinstance(rooms, list)
        return Counter(str(room["name"]) for room in rooms if room["creator"] == creator)

    async def claim(self, user_id: str, device_id: str, count: int) -> list[dict[str, object]]:
        """Take one-time keys of a device, as people do who begin to talk to it."""
        body: dict[str, object] = {"one_time_keys": {user_id: {device_id: "signed_curve25519"}}}
        taken: list[dict[str, object]] = []
        for _ in range(count):
            said = await self.request("POST", "/_matrix/client/v3/keys/claim", body)
            keys = said["one_time_keys"]
            assert isinstance(keys, dict)
            taken += keys[user_id][device_id].values()
        return taken

    async def devices(self, user_id: str) -> list[str]:
        """The ids of somebody's devices."""
        said = await self.request("POST", "/_matrix/client/v3/keys/query", {"device_keys": {user_id: []}})
        keys = said["device_keys"]
        assert isinstance(keys, dict)
        return sorted(keys[user_id])


def found(pattern: re.Pattern[str], event: PeerEvent, group: int = 0) -> str:
    """What a message is searched for; it must be there."""
    match = pattern.search(event.body)
    assert match is not None, f"{pattern.pattern} is not in: {event.body}"
    return match[group]
