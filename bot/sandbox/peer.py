"""A person with a Matrix client that is not ours: matrix-js-sdk, driven from here (see ``client/peer.mjs``).

It is as strict as clients have become: it reads, and shares keys with, devices signed by their owner only. What it cannot
read, it says why.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Self

import msgspec

from bot.sandbox.environment import Environment
from bot.sandbox.lines import PeerError, Program
from bot.sandbox.sights import CalendarEntry, PeerEvent, PeerIdentity, PeerPoll

Nothing = type(None)


class Peer:
    """One device of one account; each start is a new login. Use it as ``async with Peer(…) as peer``.

    It is signed by a first identity of the account, or with ``recovery_key`` by the one that is there. ``sign=False`` leaves it
    unsigned; such a device cannot be strict itself. ``journal`` takes what the client's libraries complain about.
    """

    def __init__(
        self,
        environment: Environment,
        url: str,
        user: str,
        password: str,
        *,
        journal: Path,
        device_name: str = "second client",
        recovery_key: str | None = None,
        sign: bool = True,
        auto_join: bool = True,
    ) -> None:
        self.user_id = ""
        self.device_id = ""
        self.recovery_key = recovery_key
        self._command = [environment.node, environment.client / "peer.mjs"]
        self._login = {"url": url, "user": user, "password": password, "device": device_name, "onlySigned": sign}
        self._password = password
        self._journal = journal
        self._sign = sign
        self._auto_join = auto_join
        self._seen: list[PeerEvent] = []
        self._news = asyncio.Event()
        self._running: Program | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Log in, sign, and sync. Raises ``PeerError``."""
        self._running = await Program.start(self._command, self._journal, self._heard)
        try:
            own = await self._running.call("login", dict[str, str], **self._login)
            self.user_id, self.device_id = own["user_id"], own["device_id"]
            if self._sign and self.recovery_key:  # signed before its first sync: nobody meets the unsigned device
                await self._running.call("restore", Nothing, recoveryKey=self.recovery_key)
            await self._running.call("sync", Nothing, autoJoin=self._auto_join)
            if self._sign and not self.recovery_key:
                self.recovery_key = await self._running.call("bootstrap", str, password=self._password)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End the program; the device stays logged in, as when a person closes the lid."""
        running, self._running = self._running, None
        if running is not None:
            await running.stop()

    async def log_out(self) -> None:
        """End this device for ever."""
        await self._client.call("logOut", Nothing)

    async def identity(self) -> PeerIdentity:
        """The device and the person's master key, as they are now."""
        return await self._client.call("identity", PeerIdentity)

    async def reset_identity(self) -> None:
        """Take new cross-signing keys, as after losing the old ones. The recovery key opens the new ones."""
        await self._client.call("resetIdentity", Nothing, password=self._password)

    async def set_display_name(self, name: str) -> None:
        """Be called so from now on."""
        await self._client.call("setDisplayName", Nothing, name=name)

    async def create_room(self, name: str | None = None, *, invite: Collection[str] = (), encrypted: bool = True) -> str:
        """Make a private room; answers with its id."""
        return await self._client.call("createRoom", str, name=name, invite=list(invite), encrypted=encrypted)

    async def invite(self, room_id: str, user_id: str) -> None:
        """Ask somebody in."""
        await self._client.call("invite", Nothing, roomId=room_id, user=user_id)

    async def join(self, room_id: str) -> None:
        """Accept an invitation; returns once the room's state is here."""
        await self._client.call("join", Nothing, roomId=room_id)

    async def joined(self, room_id: str) -> None:
        """Wait until an invitation that is accepted by itself (``auto_join``) has been."""
        await self._client.call("joined", Nothing, roomId=room_id)

    async def leave(self, room_id: str) -> None:
        """Leave a room, or decline an invitation."""
        await self._client.call("leave", Nothing, roomId=room_id)

    async def rooms(self) -> dict[str, str]:
        """This person's membership (``join``, ``invite``, ``leave``) of each room, by its id."""
        return await self._client.call("rooms", dict[str, str])

    async def sessions(self) -> dict[str, list[str]]:
        """The Megolm sessions whose keys this device holds, by room: whatever of them it meets, it can read."""
        return await self._client.call("sessions", dict[str, list[str]])

    async def invites(self) -> list[str]:
        """The ids of the rooms that wait for an answer."""
        return [room for room, membership in (await self.rooms()).items() if membership == "invite"]

    async def members(self, room_id: str) -> dict[str, str]:
        """The membership of everyone who has one, by Matrix id."""
        return await self._client.call("members", dict[str, str], roomId=room_id)

    async def send_raw(self, room_id: str, event_type: str, content: Mapping[str, object]) -> str:
        """Send any event, encrypted where the room is; answers with its id."""
        return await self._client.call("send", str, roomId=room_id, type=event_type, content=content)

    async def send_text(
        self, room_id: str, body: str, *, reply_to: str | None = None, mentions: Collection[str] = (), html: str | None = None
    ) -> str:
        """Say something; answers with the event's id."""
        content: dict[str, object] = {
            "msgtype": "m.text",
            "body": body,
            "m.mentions": {"user_ids": list(mentions)} if mentions else {},
        }
        if html is not None:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        if reply_to is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.send_raw(room_id, "m.room.message", content)

    async def edit(self, room_id: str, event_id: str, body: str) -> str:
        """Replace the text of an own message; answers with the id of the replacement."""
        new = {"msgtype": "m.text", "body": body}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        content = {"msgtype": "m.text", "body": f"* {body}", "m.new_content": new, "m.relates_to": relation}
        return await self.send_raw(room_id, "m.room.message", content)

    async def redact(self, room_id: str, event_id: str, reason: str | None = None) -> str:
        """Take an event back; answers with the id of the redaction."""
        return await self._client.call("redact", str, roomId=room_id, eventId=event_id, reason=reason)

    async def send_file(
        self, room_id: str, name: str, content: bytes, mimetype: str, *, reply_to: str | None = None, caption: str | None = None
    ) -> str:
        """Upload a file, encrypted, and post it; answers with the event's id."""
        file = {"name": name, "mimetype": mimetype, "bytes": base64.b64encode(content).decode(), "caption": caption}
        return await self._client.call("sendFile", str, roomId=room_id, replyTo=reply_to, **file)

    async def download(self, room_id: str, event_id: str) -> bytes:
        """The encrypted file of an event, checked against its hash and decrypted."""
        return base64.b64decode(await self._client.call("download", str, roomId=room_id, eventId=event_id))

    async def calendar(self, room_id: str, event_id: str) -> list[CalendarEntry]:
        """What the calendar file of an event holds, downloaded, decrypted, and read by the client's own calendar."""
        return await self._client.call("calendar", list[CalendarEntry], roomId=room_id, eventId=event_id)

    async def poll(self, room_id: str, event_id: str) -> PeerPoll:
        """The poll that began with an event, as it stands now; waits until it is there."""
        return await self._client.call("poll", PeerPoll, roomId=room_id, eventId=event_id)

    async def vote(self, room_id: str, event_id: str, *options: str, stable: bool = False) -> str:
        """Choose options of a poll by their ids, in place of what was chosen before; answers with the vote's id.

        It is written as matrix-js-sdk writes votes, or with ``stable`` in the spelling of the proposal's text.
        """
        return await self._client.call("vote", str, roomId=room_id, eventId=event_id, options=list(options), stable=stable)

    async def end_poll(self, room_id: str, event_id: str) -> str:
        """End a poll; answers with the event's id. Clients heed only whoever began it, and those who may redact."""
        return await self._client.call("endPoll", str, roomId=room_id, eventId=event_id)

    async def timeline(self, room_id: str, limit: int = 1000) -> list[PeerEvent]:
        """The last events of a room, oldest first, asked of the server and decrypted as far as can be now."""
        return await self._client.call("timeline", list[PeerEvent], roomId=room_id, limit=limit)

    @property
    def position(self) -> int:
        """How much was seen so far. Given to ``events`` or ``wait_event`` as ``after``, they look at what came later."""
        return len(self._seen)

    def so_far(self, after: int = 0) -> tuple[PeerEvent, ...]:
        """What came in until now, as ``events`` gives it."""
        return tuple(self._seen[after:])

    async def events(self, after: int = 0) -> AsyncIterator[PeerEvent]:
        """What comes in, from all rooms, in order; again when it could be decrypted later. It ends with the client."""
        while True:
            for event in self._seen[after:]:
                after += 1
                yield event
            if self._running is None or self._running.ended:
                return
            if after == len(self._seen):
                await self._news.wait()

    async def wait_event(
        self, room_id: str, predicate: Callable[[PeerEvent], bool], *, within: float = 60.0, after: int = 0
    ) -> PeerEvent:
        """The first event of a room that fits, among those seen or those to come. Raises ``PeerError`` after ``within`` seconds."""
        seen: list[str] = []
        try:
            async with asyncio.timeout(within):
                async for event in self.events(after):
                    if event.room_id == room_id:
                        if predicate(event):
                            return event
                        seen.append(f"{event.type}{f' ({event.failure})' if event.failure else ''}")
        except TimeoutError:
            pass
        raise PeerError(f"no such event came; these did: {', '.join(seen) or 'none'}")

    @property
    def _client(self) -> Program:
        if self._running is None:
            raise PeerError("the second client is not running")
        return self._running

    def _heard(self, said: Mapping[str, Any]) -> None:
        if "event" in said:
            self._seen.append(msgspec.convert(said["event"], PeerEvent))
        news, self._news = self._news, asyncio.Event()
        news.set()
