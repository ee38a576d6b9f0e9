"""Posting into a room: only encrypted, only when nobody is there who may not read it, and once.

The order is what makes a crash harmless: find (if it may have been sent), compare the audience, hand out the key, encrypt,
put. A key is always with its readers before the message is with the server, and the transaction id is the effect's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from bot.flow.messages import AudienceChangedError, Posture, RetryLaterError, UndeliverableError
from bot.flow.ports import Mailroom
from bot.matrix.audience import met, posture_for, present
from bot.matrix.client import Client, EncryptionMissingError
from bot.matrix.find import INNER_ID
from bot.matrix.http import UnavailableError
from bot.matrix.keyshare import KeyShare, MessageSession, Rotation
from bot.matrix.padding import padded
from bot.matrix.posture import ALGORITHM, MEGOLM, State

MESSAGE = "m.room.message"
MOST = 65_536 - 2_048
"""Bytes of content: an event may have 65,536, and the server adds ids, hashes and signatures."""
TRIES = 4


class UnsureError(Exception):
    """A message may have been taken, or may not: it has to be looked for before it is sent again."""


class Sender:
    """Puts messages into rooms. ``deadline`` is in seconds, for each PUT."""

    def __init__(self, client: Client, mailroom: Mailroom, keys: KeyShare, *, deadline: float) -> None:
        self._client = client
        self._mailroom = mailroom
        self._keys = keys
        self._deadline = deadline

    async def post(
        self, effect_id: str, room_id: str, covered: frozenset[str], content: Mapping[str, object], kind: str = MESSAGE
    ) -> str:
        """Post a message, or another event of this kind that people read, and answer with its event id.

        Raises ``AudienceChangedError``, ``UndeliverableError``, ``RetryLaterError``, ``EncryptionMissingError`` and the
        errors of ``bot.matrix.http`` when it was not sent, and ``UnsureError`` when nobody can tell.
        """
        whole = {"m.mentions": {}, **content, INNER_ID: effect_id}
        session = await self._session(room_id, covered)
        body = self._encrypted(session, room_id, kind, whole)
        path = f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/send/m.room.encrypted/{quote(effect_id, safe='')}"
        try:
            said = await self._client.request("PUT", path, body, timeout=self._deadline)
        except UnavailableError:
            raise UnsureError("the message may have been taken") from None
        return str(said["event_id"])

    async def check(self, room_id: str, covered: frozenset[str]) -> None:
        """Raise what ``post`` would raise for this audience now, before a file is uploaded in vain."""
        await self._room(room_id, covered)

    async def check_fit(self, room_id: str) -> None:
        """Raise ``AudienceChangedError`` for a room that is open to others, as the sync knows it now."""
        _, seen = await self._room(room_id, None)
        if seen.locked:
            raise AudienceChangedError

    async def prepare(self, room_id: str) -> None:
        """Hand out the room's key ahead of a message that is due soon, to everyone who may hold it."""
        state, seen = await self._room(room_id, None)
        people = await self._holders(room_id, seen)
        await self._keys.share(room_id, people, Rotation.of(state.get((MEGOLM, ""), {})))

    async def _session(self, room_id: str, covered: frozenset[str]) -> MessageSession:
        """The session that exactly those hold who are in the room or invited, covered, and on its roster, at this moment."""
        for _ in range(TRIES):
            before = present(self._client, room_id)
            state, seen = await self._room(room_id, covered)
            people = covered & await self._holders(room_id, seen)
            session = await self._keys.share(room_id, people, Rotation.of(state.get((MEGOLM, ""), {})))
            if present(self._client, room_id) == before:
                return session
        raise RetryLaterError(1.0)

    async def _holders(self, room_id: str, seen: Posture) -> frozenset[str]:
        """Who may have the room's key: of its roster, everyone there, and everyone asked in who is in another room with us.

        Whoever takes up an invitation in the second in which something is said has the key already: a join and a message
        that cross cannot be told apart from here, and a key cannot be handed out afterwards for what was said before.
        Nobody learns more by it: an invitation counts as presence, so that nothing is sent that those invited may not read.
        Where somebody is in no room with the bot yet, it would not hear that a device of theirs was taken off: they wait.
        """
        there = seen.joined | met(self._client, seen.invited)
        return (there & await self._mailroom.recipients(room_id)) - {self._client.user_id}

    async def _room(self, room_id: str, covered: frozenset[str] | None) -> tuple[State, Posture]:
        if self._client.olm is None:
            raise EncryptionMissingError("without encryption nothing is sent")
        state, seen = await posture_for(self._client, room_id, covered)
        if not seen.encrypted and room_id not in await self._mailroom.ours():
            raise UndeliverableError("the room is not encrypted")
        return state, seen

    def _encrypted(self, session: MessageSession, room_id: str, kind: str, content: Mapping[str, object]) -> dict[str, object]:
        """What the server sees: the ciphertext, and what the event relates to, which the specification wants in clear."""
        try:
            plaintext = padded(room_id, kind, content)
        except UnicodeEncodeError:
            raise UndeliverableError("not text") from None
        if len(plaintext) > MOST:
            raise UndeliverableError("too large")
        body: dict[str, object] = {
            "algorithm": ALGORITHM,
            "ciphertext": session.encrypt(plaintext),
            "device_id": self._client.device_id,
            "sender_key": self._client.olm.account.identity_keys["curve25519"],
            "session_id": session.id,
        }
        if "m.relates_to" in content:
            body["m.relates_to"] = content["m.relates_to"]
        if len(json.dumps(body)) > MOST:
            raise UndeliverableError("too large")
        return body
