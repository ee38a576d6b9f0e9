"""The sending half of the edge: each kind of effect, made to happen outside once.

The world's errors become the border's three. "Later" means that it was certainly not sent, or may be repeated without
looking: asking in and out, setting state and redacting are the same twice, and a room is always looked for by its token. A
message that may have been taken is neither: ``UnsureError`` keeps it in doubt, and it is looked for when it comes again.
Nobody is asked in before they were looked at, and what they lack was noticed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from bot.clock import Clock
from bot.flow.messages import SPOKEN, Effect, EffectKind, Looked, RetryLaterError, UndeliverableError
from bot.flow.ports import Draw, Mailroom
from bot.matrix import media, polls
from bot.matrix.client import Client
from bot.matrix.devices import Devices
from bot.matrix.find import find
from bot.matrix.firstlook import FirstLook
from bot.matrix.http import LimitedError, RefusedError, RevokedError, UnavailableError
from bot.matrix.keyshare import KeyShare
from bot.matrix.outage import Outage
from bot.matrix.rooms import Rooms
from bot.matrix.send import MESSAGE, Sender, UnsureError

REVOKED = 300.0
"""Seconds until the next try. The sync notices it as well, and stops the bot."""

FETCH_AGAIN = 10.0
"""Seconds until a file is asked for again that could not be had."""

REASONS: Mapping[str, str] = {
    "M_FORBIDDEN": "not permitted",
    "M_GUEST_ACCESS_FORBIDDEN": "not permitted",
    "M_NOT_FOUND": "not there",
    "M_TOO_LARGE": "too large",
}


class MatrixTransport:
    """Implements ``bot.flow.ports.Transport``.

    ``federate`` opens new rooms to other servers; ``deadline`` is in seconds; without ``draw`` no picture can be drawn.
    """

    def __init__(
        self,
        client: Client,
        mailroom: Mailroom,
        devices: Devices,
        clock: Clock,
        *,
        federate: bool = False,
        deadline: float = 30.0,
        draw: Draw | None = None,
    ) -> None:
        self.keys = KeyShare(client, devices, clock)
        self._client = client
        self._deadline = deadline
        self._draw = draw
        self._sender = Sender(client, mailroom, self.keys, deadline=deadline)
        self._rooms = Rooms(client, federate=federate, deadline=deadline)
        self._first = FirstLook(client, mailroom, clock)
        self._clock = clock
        self._outage = Outage(clock)

    async def perform(self, effect: Effect) -> str:
        """Do it, and answer with the event id, the new room's id, or nothing where Matrix tells no id.

        Raises ``RetryLaterError``, ``AudienceChangedError`` or ``UndeliverableError``; ``UnsureError`` for a message of which
        nobody knows.
        """
        if wait := self._outage.remaining():
            raise _in_doubt(effect) or RetryLaterError(wait)
        try:
            done = await self._perform(effect)
        except UnsureError:
            self._outage.failed()
            raise
        except UnavailableError:
            raise RetryLaterError(self._outage.failed()) from None
        except (LimitedError, RefusedError, RevokedError, media.AttachmentError) as error:
            self._outage.succeeded()
            raise _translated(error) from None
        self._outage.succeeded()
        return done

    async def prepare(self, room_id: str) -> None:
        """Hand out a room's key before the minute in which something is due there. Raises as ``perform`` does."""
        try:
            await self._sender.prepare(room_id)
        except UnavailableError:
            raise RetryLaterError(self._outage.failed()) from None
        except (LimitedError, RefusedError, RevokedError) as error:
            raise _translated(error) from None

    async def _perform(self, effect: Effect) -> str:
        content = effect.content
        if effect.kind is EffectKind.CREATE_ROOM:
            invite = _people(content["invite"])
            token, name, direct = str(content["token"]), str(content["name"]), bool(content["direct"])
            await self._first.look(invite, look=effect.id, why=Looked.INVITING)
            return await self._rooms.create(token=token, name=name, invite=invite, direct=direct)
        if effect.kind is EffectKind.LOOK:
            await self._first.look(_people(content["people"]), look=effect.id, why=Looked.ASKED)
            return ""
        if effect.kind is EffectKind.FETCH:
            return await self._fetched(content)
        if effect.room_id is None:
            raise UndeliverableError("no room")
        return await self._in_room(effect, effect.room_id)

    async def _in_room(self, effect: Effect, room_id: str) -> str:
        content = effect.content
        match effect.kind:
            case EffectKind.MESSAGE | EffectKind.FILE | EffectKind.POLL | EffectKind.POLL_END:
                return await self._post(effect, room_id)
            case EffectKind.REDACT:
                return await self._rooms.redact(room_id, str(content["event_id"]), effect.id)
            case EffectKind.STATE:
                kind, key, state = str(content["type"]), str(content["state_key"]), content["content"]
                return await self._rooms.state(room_id, kind, key, state if isinstance(state, Mapping) else {})
            case EffectKind.INVITE:
                await self._first.look([str(content["person"])], look=effect.id, why=Looked.INVITING)
                await self._rooms.invite(room_id, str(content["person"]))
            case EffectKind.KICK:
                await self._rooms.kick(room_id, str(content["person"]))
            case EffectKind.LEAVE:
                await self._rooms.leave(room_id)
        return ""

    async def _fetched(self, content: Mapping[str, object]) -> str:
        """A file that somebody attached. One that its own server does not give out is no outage: nothing else waits for it."""
        try:
            return base64.b64encode(await media.download(self._client, media.attachment(content["file"]))).decode()
        except UnavailableError:
            if self._clock.now() < datetime.fromisoformat(str(content["until"])):
                raise RetryLaterError(FETCH_AGAIN) from None
            raise UndeliverableError("not there") from None

    async def _post(self, effect: Effect, room_id: str) -> str:
        if effect.attempted:
            try:
                found = await find(self._client, room_id, effect.id)
            except (UnavailableError, LimitedError, RevokedError):
                raise UnsureError("the message could not be looked for") from None
            if found is not None:
                return found
        kind, content = _event(effect)
        if effect.gated:
            await self._sender.check_fit(room_id)
        if effect.kind is EffectKind.FILE:
            await self._sender.check(room_id, effect.covered)
            content = await (self._drawn(content) if "picture" in content else self._uploaded(content))
        return await self._sender.post(effect.id, room_id, effect.covered, content, kind)

    async def _drawn(self, content: Mapping[str, object]) -> Mapping[str, object]:
        """A picture, drawn and uploaded; where it cannot be drawn, the sentence that says so."""
        picture, otherwise = content["picture"], content["otherwise"]
        if not isinstance(picture, Mapping) or not isinstance(otherwise, Mapping):
            raise UndeliverableError("malformed")
        data = await self._draw(picture) if self._draw is not None else None
        if data is None:
            return otherwise
        return await self._uploaded({**content, "data": base64.b64encode(data).decode()})

    async def _uploaded(self, content: Mapping[str, object]) -> Mapping[str, object]:
        try:
            data = base64.b64decode(str(content["data"]), validate=True)
        except binascii.Error:
            raise UndeliverableError("malformed") from None
        file = await media.upload(self._client, data, deadline=self._deadline)
        reply_to = content.get("reply_to")
        return media.posted(
            file,
            name=str(content["name"]),
            mime=str(content["mime"]),
            size=len(data),
            body=str(content["body"]),
            reply_to=str(reply_to) if reply_to is not None else None,
        )


def _in_doubt(effect: Effect) -> UnsureError | None:
    """What is in doubt stays in doubt until it was looked for: "later" would say that it was not sent."""
    doubtful = effect.kind in SPOKEN and effect.attempted
    return UnsureError("the message could not be looked for yet") if doubtful else None


def _event(effect: Effect) -> tuple[str, Mapping[str, object]]:
    """The type of an event that people read, and its content: of a file, what it is made from."""
    if effect.kind not in polls.TYPES:
        return MESSAGE, effect.content
    event = effect.content["event"]
    if not isinstance(event, Mapping):
        raise UndeliverableError("malformed")
    return polls.TYPES[effect.kind], event


def _translated(error: LimitedError | RefusedError | RevokedError | media.AttachmentError) -> Exception:
    """The border's word for what the homeserver said."""
    if isinstance(error, LimitedError):
        return RetryLaterError(error.after)
    if isinstance(error, RevokedError):
        return RetryLaterError(REVOKED)
    if isinstance(error, media.AttachmentError):
        return UndeliverableError(error.reason)
    if error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return UndeliverableError("too large")
    return UndeliverableError(REASONS.get(error.errcode, "refused"))


def _people(value: object) -> list[str]:
    return [str(person) for person in value] if isinstance(value, list | tuple) else []
