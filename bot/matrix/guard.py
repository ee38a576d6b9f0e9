"""The guard: what may become a command. Nothing does that is not decrypted and proven; one bad event stops nothing.

``admit`` answers with what a person said, with what is to be put aside and why, or with nothing for what was never meant
for us. It raises for two cases that time can mend: the key has not come, or the sender's devices are not known well enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.flow.messages import Inbound, InboundKind, Proof
from bot.matrix import polls
from bot.matrix.inbound import read
from bot.matrix.megolm import BadEventError, NoKeyError, Opened, UnprovenError, unlock
from bot.matrix.trust import Proven

LONGEST_ID = 255


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """Put aside and counted. ``reason`` is a word of ours; the event's own words are nowhere."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What stands in clear on every event, types checked."""

    event_id: str
    room_id: str
    sender: str
    at: datetime
    kind: str
    content: Mapping[str, object]


def envelope(room_id: str, raw: object) -> Envelope:
    """Read what stands in clear. Raises ``BadEventError``."""
    if not isinstance(raw, Mapping):
        raise BadEventError("envelope")
    event_id, sender, kind = raw.get("event_id"), raw.get("sender"), raw.get("type")
    content, stamp = raw.get("content"), raw.get("origin_server_ts")
    for value, sigil in ((event_id, "$"), (sender, "@"), (kind, "")):
        if not isinstance(value, str) or not value.startswith(sigil) or len(value) > LONGEST_ID:
            raise BadEventError("envelope")
    if not isinstance(content, Mapping) or not isinstance(stamp, int) or isinstance(stamp, bool):
        raise BadEventError("envelope")
    try:
        at = datetime.fromtimestamp(stamp / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadEventError("time") from None
    return Envelope(event_id=str(event_id), room_id=room_id, sender=str(sender), at=at, kind=str(kind), content=content)


def admit(
    room_id: str,
    raw: object,
    sessions: Mapping[str, Mapping[str, Any]],
    proven: Callable[[str, str], Proven | None],
    own: str,
) -> Inbound | Quarantined | None:
    """Judge one event of a room's timeline. ``sessions`` are the room's, ``own`` is the bot's Matrix id.

    Raises ``NoKeyError`` and ``UnprovenError`` alone.
    """
    try:
        return _admit(room_id, raw, sessions, proven, own)
    except (NoKeyError, UnprovenError):
        raise
    except BadEventError as error:
        return Quarantined(reason=error.reason)
    except Exception as error:  # noqa: BLE001 - what nobody thought of is put aside like what somebody did
        return Quarantined(reason=type(error).__name__)


def _admit(
    room_id: str,
    raw: object,
    sessions: Mapping[str, Mapping[str, Any]],
    proven: Callable[[str, str], Proven | None],
    own: str,
) -> Inbound | None:
    outside = envelope(room_id, raw)
    if outside.sender == own or (isinstance(raw, Mapping) and "state_key" in raw):
        return None
    if outside.kind == "m.room.redaction":
        return _redaction(outside, raw)
    if outside.kind == "m.room.message" or outside.kind in polls.VOTES | polls.ENDS:
        raise BadEventError("clear text")
    if outside.kind != "m.room.encrypted" or not outside.content:
        return None
    opened = unlock(sessions, proven, outside.sender, outside.content)
    return _opened(outside, opened)


def _opened(outside: Envelope, opened: Opened) -> Inbound | None:
    payload = opened.payload
    kind, content = payload.get("type"), payload.get("content")
    if "state_key" in payload:
        raise BadEventError("state inside")
    if payload.get("room_id") != outside.room_id:
        raise BadEventError("another room")
    if not isinstance(kind, str) or not isinstance(content, Mapping):
        raise BadEventError("plaintext")
    if kind != "m.room.message" and kind not in polls.VOTES | polls.ENDS:
        if kind.startswith("m.room."):
            raise BadEventError("type")
        return None
    proof = Proof(
        device_id=opened.device.device_id,
        sender_key=opened.device.curve25519,
        session_id=opened.session_id,
        index=opened.index,
        master_key=opened.device.master_key,
        pin=opened.device.pin,
    )
    relation = content.get("m.relates_to", outside.content.get("m.relates_to"))
    heard: dict[str, Any] = {"event_id": outside.event_id, "room_id": outside.room_id, "sender": outside.sender, "at": outside.at}
    if kind == "m.room.message":
        return read(content=content, relation=relation, proof=proof, **heard)
    return Inbound(proof=proof, **polls.read(kind, content, relation), **heard)


def _redaction(outside: Envelope, raw: object) -> Inbound:
    """Nobody signs a redaction: it carries no proof, and only ever leads to a question."""
    target = raw.get("redacts") if isinstance(raw, Mapping) else None
    target = target if target is not None else outside.content.get("redacts")
    if not isinstance(target, str):
        raise BadEventError("redaction")
    return Inbound(
        kind=InboundKind.REDACTION,
        event_id=outside.event_id,
        room_id=outside.room_id,
        sender=outside.sender,
        at=outside.at,
        redacts=target,
    )
