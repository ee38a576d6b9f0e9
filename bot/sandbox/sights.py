"""What a person's client shows of an event, and of itself. The names are matrix-js-sdk's answers, see ``client/peer.mjs``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class PeerEvent:
    """An event as this person's device sees it."""

    room_id: str
    event_id: str
    sender: str
    type: str
    """``m.room.encrypted`` while it cannot be read."""
    content: dict[str, Any]
    """Empty while it cannot be read."""
    state_key: str | None
    relates_to: dict[str, Any] | None
    """The relation as it travelled, in clear."""
    sent_ms: int
    """When it was sent, by the server's clock, in milliseconds since 1970."""
    encrypted: bool
    decrypted: bool
    failure: str | None
    """Why it cannot be read, in matrix-js-sdk's words: ``UNSIGNED_SENDER_DEVICE``, ``MEGOLM_KEY_WITHHELD_…``."""
    shield: str | None
    """``none``, ``grey`` or ``red``: the warning beside a message; None without encryption, or unread."""
    shield_reason: str | None
    session: str | None
    """The Megolm session that it was encrypted in; None in clear, or once it was redacted."""
    redacted: bool

    @property
    def body(self) -> str:
        """A message's text; empty for anything else."""
        return str(self.content.get("body", ""))


@dataclass(frozen=True, kw_only=True)
class PeerIdentity:
    """Who a device is. Keys are Ed25519, in unpadded base64; ``master_key`` is None while it does not hold the private one."""

    user_id: str
    device_id: str
    device_key: str
    master_key: str | None


@dataclass(frozen=True, kw_only=True)
class PeerPoll:
    """A poll as this person's device shows it."""

    question: str
    open_to_see: bool
    """Everybody sees who voted for what while it runs."""
    most: int
    """How many options one person may choose."""
    options: dict[str, str]
    """What each option says, by its id, in order."""
    votes: dict[str, list[str]]
    """What each voter chose last, by Matrix id; nothing, where that vote counts for nothing."""
    ended: bool


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """What a person's calendar takes from a file that they were sent. ical.js reads it, as Thunderbird does."""

    method: str
    uid: str
    sequence: int
    status: str
    summary: str
    location: str
    begins: datetime
    """Aware, by the time zone that the file brings with it."""
    ends: datetime
    zone: str
    """The name of that time zone."""
