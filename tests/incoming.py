"""What comes in: what people type, send and choose, and what the transport notices."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from bot.flow.messages import Attachment, Inbound, InboundKind, Observed, Proof, Seen
from tests.cast import SERVER, STRANGER
from tests.flow.world import TestClock
from tests.heard import Heard
from tests.list_server import ListServer


class Incoming(ABC):
    """Say something, and what follows is given; whoever takes it in says what that is."""

    clock: TestClock
    server: ListServer
    _said: int
    _batches: int

    @abstractmethod
    def room(self, place: str) -> str:
        """The room of a place."""

    @abstractmethod
    def take(self, *inbound: Inbound, observed: Iterable[Observed] = ()) -> list[Heard]:
        """Let everything happen that follows, and give what was sent anywhere because of it."""

    def say(
        self,
        person: str,
        place: str,
        body: str,
        *,
        reply_to: str | None = None,
        mentions: Iterable[str] = (),
        proven: bool = True,
        edits: str | None = None,
        html_differs: bool = False,
    ) -> list[Heard]:
        """Say it, let everything happen that follows, and give what was sent anywhere because of it."""
        self._said += 1
        event = f"$typed{self._said}"
        proof = Proof(device_id="D", sender_key=person, session_id="S", index=self._said, master_key="M", pin=1)
        inbound = Inbound(
            kind=InboundKind.EDIT if edits else InboundKind.MESSAGE,
            event_id=event,
            room_id=self.room(place),
            sender=person,
            at=self.clock.now(),
            body=body,
            reply_to=reply_to,
            mentions=tuple(mentions),
            proof=proof if proven else None,
            edits=edits,
            html_differs=html_differs,
        )
        return self.take(inbound)

    def attach(
        self,
        person: str,
        place: str,
        data: bytes,
        *,
        name: str = "scan.pdf",
        caption: str | None = None,
        reply_to: str | None = None,
    ) -> list[Heard]:
        """Send a file, and give what was sent anywhere because of it, once it has been fetched."""
        self._said += 1
        url = f"mxc://{SERVER}/file{self._said}"
        self.server.files[url] = data
        file = Attachment(name=name, mime="application/octet-stream", size=len(data), url=url, key="K", iv="I", sha256="H")
        inbound = Inbound(
            kind=InboundKind.FILE,
            event_id=f"$typed{self._said}",
            room_id=self.room(place),
            sender=person,
            at=self.clock.now(),
            body=name if caption is None else caption,
            reply_to=reply_to,
            attachment=file,
            proof=Proof(device_id="D", sender_key=person, session_id="S", index=self._said, master_key="M", pin=1),
        )
        return self.take(inbound)

    def vote(self, person: str, place: str, *choices: str, points_at: str | None = None, ends: bool = False) -> list[Heard]:
        """Choose these options in a poll, or end it; what was sent anywhere because of it."""
        self._said += 1
        inbound = Inbound(
            kind=InboundKind.POLL_END if ends else InboundKind.VOTE,
            event_id=f"$typed{self._said}",
            room_id=self.room(place),
            sender=person,
            at=self.clock.now(),
            reply_to=points_at,
            choices=choices,
            proof=Proof(device_id="D", sender_key=person, session_id="S", index=self._said, master_key="M", pin=1),
        )
        return self.take(inbound)

    def redact(self, place: str, event: str) -> list[Heard]:
        """Somebody removes a message; nobody signs that."""
        self._said += 1
        inbound = Inbound(
            kind=InboundKind.REDACTION,
            event_id=f"$typed{self._said}",
            room_id=self.room(place),
            sender=STRANGER,
            at=self.clock.now(),
            redacts=event,
        )
        return self.take(inbound)

    def see(self, what: Seen, person: str, place: str, detail: str = "") -> list[Heard]:
        """The transport notices something."""
        self._batches += 1
        seen = Observed(
            id=f"seen{self._batches}",
            what=what,
            at=self.clock.now(),
            person=person,
            room_id=self.room(place),
            detail=detail,
        )
        return self.take(observed=(seen,))

    @property
    def last_typed(self) -> str:
        return f"$typed{self._said}"
