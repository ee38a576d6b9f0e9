"""What crosses the border between the flow and the world, in words that neither side owns.

A transport turns what it received and proved into ``Inbound`` and ``Observed``; it is handed an ``Effect`` and answers
with the id that the world gave it. Nothing here knows of Matrix libraries, of databases or of commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.flow.adverts import Invocation


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Why the transport holds a message for its sender's own: who encrypted it, and which pinned identity signed them."""

    device_id: str
    sender_key: str
    """The Curve25519 key of the sending device."""
    session_id: str
    index: int
    """Megolm message index; (sender_key, session_id, index) is unique for ever, so that a replay is not acted upon."""
    master_key: str
    """The Ed25519 master key of the sender's identity, unpadded base64."""
    pin: int
    """Version of the pin that the master key matched."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """An encrypted file that came with a message. The keys travel inside the sealed inbox row only."""

    name: str
    mime: str
    size: int
    url: str
    key: str
    iv: str
    sha256: str


class InboundKind(StrEnum):
    """What a person did. Stored: values are for ever."""

    MESSAGE = "message"
    FILE = "file"
    EDIT = "edit"
    REDACTION = "redaction"
    VOTE = "vote"
    POLL_END = "poll_end"


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One thing that a person said, as the transport proved it.

    ``proof`` is None for a redaction alone: redactions are signed by nobody, and only ever lead to a question.
    """

    kind: InboundKind = InboundKind.MESSAGE
    event_id: str
    room_id: str
    sender: str
    at: datetime
    """When the homeserver says it was sent; aware, UTC. Shown to people, never trusted for order."""
    body: str = ""
    mentions: tuple[str, ...] = ()
    reply_to: str | None = None
    """What it answers. Of a vote, or of the end of a poll, it is which poll that belongs to as the homeserver says: no proof."""
    edits: str | None = None
    """The event that this one replaces; ``body`` is then the new text."""
    redacts: str | None = None
    html_differs: bool = False
    """The formatted text says something else than the plain text; readers and the record would disagree."""
    attachment: Attachment | None = None
    choices: tuple[str, ...] = ()
    """The ids of the options that a vote names, in its order. They stood inside the ciphertext."""
    invoked: Invocation | None = None
    """The form of their client that they filled in, if ``body`` says it only for people to read."""
    proof: Proof | None = None


class Seen(StrEnum):
    """What a transport noticed that nobody typed. Stored: values are for ever."""

    JOINED = "joined"
    LEFT = "left"
    INVITED = "invited"
    UNSIGNED_DEVICE = "unsigned_device"
    """A device of an enrolled person that their identity did not sign: it gets no keys and is not obeyed."""
    IDENTITY_CHANGED = "identity_changed"
    """A person's master key is not the pinned one: that person is stopped until enrolled anew."""
    NO_IDENTITY = "no_identity"
    """A person has no cross-signing identity yet, or no device that it signed."""
    NO_ACCOUNT = "no_account"
    """The server of somebody who is to be invited knows nobody of this id."""
    UNCHECKED = "unchecked"
    """Somebody who is to be invited could not be looked at: their server did not answer."""
    UNREADABLE = "unreadable"
    """A message stayed undecryptable for a minute."""
    STRANGER = "stranger"
    """Somebody is in a room who is not on its roster."""
    POSTURE = "posture"
    """What a room lets others do has changed."""
    ZONE = "zone"
    """The profile of an enrolled person names another time zone; ``detail`` is its name, empty for none."""


class Looked(StrEnum):
    """Why a person was looked at: the ``detail`` of what that found. Stored: values are for ever."""

    ASKED = "asked"
    """A rule asked for it, before anything else is done."""
    INVITING = "inviting"
    """They are about to be invited."""


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Something the transport noticed. ``id`` is unique for ever, so that it is told once."""

    id: str
    what: Seen
    at: datetime
    person: str
    room_id: str | None = None
    detail: str = ""
    """A device id, or a reason of our own making; never what somebody typed."""


@dataclass(frozen=True, kw_only=True)
class Posture:
    """What a room lets others do, and who is in it, as the homeserver says."""

    room_id: str
    encrypted: bool
    invite_only: bool
    history_joined: bool
    """History visibility is ``joined`` (or stricter): nobody reads what was said before they came."""
    guests_forbidden: bool
    federated: bool
    joined: frozenset[str]
    invited: frozenset[str]

    @property
    def locked(self) -> bool:
        """Nothing clinical is sent into a room that is open in one of these four ways."""
        return not (self.encrypted and self.invite_only and self.history_joined and self.guests_forbidden)


@dataclass(frozen=True, kw_only=True)
class Pin:
    """The identity of a person as first seen (or verified), and whether it still stands."""

    person: str
    master_key: str
    version: int = 1
    changed: bool = False
    """Another master key was seen since: nothing is sent to or taken from this person."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """All that one answer of the homeserver means for us. It is stored in one transaction, the cursor with it, or not at all."""

    cursor: str
    inbound: tuple[Inbound, ...] = ()
    observed: tuple[Observed, ...] = ()
    postures: tuple[Posture, ...] = ()


class EffectKind(StrEnum):
    """What the outside is asked to do. Stored: values are for ever."""

    MESSAGE = "message"
    FILE = "file"
    CREATE_ROOM = "create_room"
    INVITE = "invite"
    KICK = "kick"
    STATE = "state"
    LEAVE = "leave"
    REDACT = "redact"
    LOOK = "look"
    FETCH = "fetch"
    POLL = "poll"
    POLL_END = "poll_end"


SPOKEN = frozenset({EffectKind.MESSAGE, EffectKind.FILE, EffectKind.POLL, EffectKind.POLL_END})
"""What is read by those who are in a room: encrypted, and only ever sent to those whom it covers."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One thing that is to happen outside, once.

    ``content`` by kind:

    * MESSAGE: the whole event content (``msgtype body format formatted_body m.mentions m.relates_to org.carehuddle.id``).
    * FILE: ``{"name", "mime", "data" (base64), "body", "reply_to" (or None), "id"}``; uploaded encrypted, then posted. With
      ``"picture"`` (the fields of a ``Picture``) in place of data it is drawn first; ``"otherwise"`` (a whole event content) is
      posted in place of a picture that cannot be drawn.
    * POLL, POLL_END: ``{"ref", "event"}``: of what is voted on, and the whole event content.
    * CREATE_ROOM: ``{"token", "name", "invite": [...], "direct": bool}``; the answer is the room's id.
    * INVITE, KICK: ``{"person"}``. LEAVE: ``{}``. REDACT: ``{"event_id"}``. STATE: ``{"type", "state_key", "content"}``.
    * LOOK: ``{"people": [...]}``; what each of them lacks to be written to is observed, and nothing else happens. Whoever is
      invited is looked at without being asked for.
    * FETCH: ``{"file": the fields of an Attachment, "said": those of the Inbound that it came with, "until": moment}``; the answer
      is the file's content, opened, in base64. What cannot be had by then is undeliverable. It holds up nothing else.
    """

    id: str
    """Unique for ever; it is the transaction id, and inside an encrypted message ``org.carehuddle.id``."""
    kind: EffectKind
    room_id: str | None = None
    """None for CREATE_ROOM alone."""
    content: Mapping[str, object] = field(default_factory=dict)
    covered: frozenset[str] = frozenset()
    """What is spoken: everyone who may be in the room (the bot itself left out) when this is sent. Keys go to these alone."""
    gated: bool = False
    """It holds something of a category: it is not sent into a room that has become open to others meanwhile."""
    attempted: bool = False
    """It may have been sent before a crash: look for it first."""
    case: str = ""
    about: frozenset[str] = frozenset()
    """The categories that it shows of this case: who was there has read them, once it is sent."""


class RetryLaterError(Exception):
    """The world could not take it now (limit, outage). ``after`` is in seconds; what was asked stays queued, in order."""

    def __init__(self, after: float) -> None:
        super().__init__(f"retry in {after:.1f} s")
        self.after = after


class AudienceChangedError(Exception):
    """Somebody is in the room who may not read this: nothing was sent, and it has to be decided anew."""


class UndeliverableError(Exception):
    """It will never succeed (no such room, no permission). ``reason`` is a word of ours, never the server's text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
