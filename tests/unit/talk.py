"""A conversation with the dispatcher over the fake desk: each message is a transaction of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import cache
from types import ModuleType

from bot.care.clinic import Clinic
from bot.care.dues import Due
from bot.care.facts import case_room, direct
from bot.chat.dispatch import Dispatcher
from bot.chat.ports import Desk
from bot.chat.registry import Registry
from bot.flow.adverts import Form, Invocation
from bot.flow.inbox import Fetched
from bot.flow.messages import Attachment, Inbound, InboundKind, Proof
from bot.flow.said import Body, Reader
from tests.rendering import renderer
from tests.unit.desk import FakeDesk
from tests.unit.shelves import Said

registry_of = cache(Registry)
"""A registry keeps declarations and nothing else: all conversations with the same families share one."""


class Talk:
    """People talk, the bot answers."""

    def __init__(self, modules: Iterable[ModuleType], desk: FakeDesk | None = None, *, drafts: Collection[Form] = ()) -> None:
        self.desk = desk or FakeDesk()
        self.registry = registry_of(tuple(modules))
        self.dispatcher = Dispatcher(self.registry, drafts)
        self._render = renderer()
        self._count = 0

    @property
    def clinic(self) -> Clinic:
        return self.desk.clinic

    def hear(
        self,
        person: str,
        place: str,
        body: str,
        *,
        reply_to: Said | str | None = None,
        edits: str | None = None,
        mentions: tuple[str, ...] = (),
        proven: bool = True,
        html_differs: bool = False,
        invoked: Invocation | None = None,
        after: timedelta = timedelta(seconds=1),
    ) -> list[Said]:
        """Somebody says something; what was said because of it."""
        kind = InboundKind.EDIT if edits else InboundKind.MESSAGE
        target = reply_to.event_id if isinstance(reply_to, Said) else reply_to
        return self._send(
            Inbound(
                kind=kind,
                event_id=self.next_event(),
                room_id=self.room_id(place),
                sender=person,
                at=self.desk.now,
                body=body,
                mentions=mentions,
                reply_to=target,
                edits=edits,
                html_differs=html_differs,
                invoked=invoked,
                proof=self._proof() if proven else None,
            ),
            after,
        )

    def votes(self, person: str, place: str, *choices: str, points_at: Said | str | None = None) -> list[Said]:
        """Somebody chooses these options in a poll; what was said because of it."""
        return self._send(self._polled(InboundKind.VOTE, person, place, points_at, choices), timedelta(seconds=1))

    def ends_poll(self, person: str, place: str, *, points_at: Said | str | None = None) -> list[Said]:
        """Somebody ends a poll in their client; what was said because of it."""
        return self._send(self._polled(InboundKind.POLL_END, person, place, points_at), timedelta(seconds=1))

    def attach(
        self,
        person: str,
        place: str,
        data: bytes,
        *,
        name: str = "scan.pdf",
        caption: str | None = None,
        reply_to: Said | str | None = None,
    ) -> list[Said]:
        """Somebody sends a file; what was said because of it, once it has been fetched, if anything takes it."""
        before, sent_for = len(self.desk.said), len(self.desk.state.fetched)
        file = Attachment(name=name, mime="", size=len(data), url="mxc://example.org/a", key="K", iv="I", sha256="H")
        self._send(
            Inbound(
                kind=InboundKind.FILE,
                event_id=self.next_event(),
                room_id=self.room_id(place),
                sender=person,
                at=self.desk.now,
                body=name if caption is None else caption,
                reply_to=reply_to.event_id if isinstance(reply_to, Said) else reply_to,
                attachment=file,
                proof=self._proof(),
            ),
            timedelta(seconds=1),
        )
        for _, said in self.desk.state.fetched[sent_for:]:
            desk: Desk = self.desk.later()
            self.dispatcher.fetched(desk, Fetched(id=f"fetched:{said.event_id}", said=said, data=data))
        return self.desk.said[before:]

    def in_case(self, person: str, code: str, body: str, *, reply_to: Said | None = None) -> list[Said]:
        """Somebody says something in the room of a case."""
        return self.hear(person, case_room(code), body, reply_to=reply_to)

    def to_bot(self, person: str, body: str, *, reply_to: Said | None = None) -> list[Said]:
        """Somebody says something in their direct room."""
        return self.hear(person, direct(person), body, reply_to=reply_to)

    def redacts(self, person: str, place: str, event_id: str) -> list[Said]:
        """Somebody, or the server in their name, takes a message out of a room."""
        return self._send(
            Inbound(
                kind=InboundKind.REDACTION,
                event_id=self.next_event(),
                room_id=self.room_id(place),
                sender=person,
                at=self.desk.now,
                redacts=event_id,
            ),
            timedelta(seconds=1),
        )

    @property
    def heard(self) -> str:
        """The event id of what was last typed."""
        return f"$typed{self._count}"

    def read(self, said: Said, person: str | None = None) -> Body:
        """How something said reads in its place, with every line of it let through."""
        place = self.desk.places.get(said.place)
        assert place is not None
        roster = self.desk.rosters.of(said.message.case) if said.message.case else ()
        names = {member.person: member.role.words for member in roster}
        reader = Reader(place=place, clinic=self.clinic, zones=(self.clinic.zone,), names=names, person=person or place.person)
        return self._render(said.message, said.message.lines, reader)[0]

    def room_id(self, place: str) -> str:
        """The room of a place."""
        kept = self.desk.places.get(place)
        return kept.room_id if kept is not None and kept.room_id else f"!{place}"

    def next_event(self) -> str:
        """The id of the next event."""
        self._count += 1
        return self.heard

    def ring(self, moment: Due, late: timedelta = timedelta()) -> list[Said]:
        """A due moment comes, as the pipeline lets it come; what is said because of it."""
        before = len(self.desk.said)
        self.desk.dues.cancel(moment.key)
        self.desk.later(moment.at + late - self.desk.now)
        self.dispatcher.due(self.desk, moment, late)
        return self.desk.said[before:]

    def _polled(
        self, kind: InboundKind, person: str, place: str, points_at: Said | str | None, choices: tuple[str, ...] = ()
    ) -> Inbound:
        return Inbound(
            kind=kind,
            event_id=self.next_event(),
            room_id=self.room_id(place),
            sender=person,
            at=self.desk.now,
            reply_to=points_at.event_id if isinstance(points_at, Said) else points_at,
            choices=choices,
            proof=self._proof(),
        )

    def _proof(self) -> Proof:
        return Proof(device_id="D", sender_key="K", session_id="S", index=self._count, master_key="M", pin=1)

    def _send(self, inbound: Inbound, after: timedelta) -> list[Said]:
        desk: Desk = self.desk.later(after)
        before = len(self.desk.said)
        self.dispatcher.message(desk, inbound)
        return self.desk.said[before:]
