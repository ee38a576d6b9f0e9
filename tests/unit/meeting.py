"""A case with its team, played through the real dispatcher, the real gate and the real templates, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import Line, Message, case_room, direct
from bot.care.gate import split
from bot.care.people import PlaceKind, Role
from bot.chat.dispatch import Dispatcher
from bot.flow.messages import Inbound, Proof
from bot.flow.said import Reader
from commands import (
    action,
    agenda,
    apologies,
    conference,
    conference_gaps,
    conference_list,
    conference_reminders,
    done,
    huddle,
    note,
    note_guided,
    present,
    review,
)
from tests.rendering import renderer
from tests.unit.desk import BOT, COORDINATOR, PHYSICIAN, SEX_THERAPIST, FakeDesk
from tests.unit.shelves import Said
from tests.unit.talk import registry_of

PROOF = Proof(device_id="D", sender_key="k", session_id="s", index=0, master_key="m", pin=1)
TEAM = {SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,), COORDINATOR: (Role.COORDINATOR,)}
SHARED = (Category.SUMMARY, Category.SEXUAL_HISTORY, Category.MEDICAL)


def ref(said: list[Said]) -> str:
    """The code of what the last message is about."""
    return str(said[-1].message.values["ref"])


@dataclass
class Meeting:
    """One case, and what is said in it."""

    desk: FakeDesk = field(default_factory=FakeDesk)
    case: str = ""
    events: int = 0

    def __post_init__(self) -> None:
        meetings = (conference, conference_gaps, conference_list, conference_reminders, apologies)
        self.dispatcher = Dispatcher(registry_of((action, agenda, *meetings, done, huddle, note, note_guided, present, review)))
        self.case = self.desk.case(TEAM)
        self.desk.grant(self.case, *SHARED)
        self.desk.grant(self.case, *(one for one in Category if one not in SHARED), given=False)
        for category in SHARED:
            self.desk.grant(self.case, category, to=COORDINATOR)

    @property
    def room(self) -> str:
        return case_room(self.case)

    def say(
        self, person: str, text: str, *, here: str | None = None, mentions: tuple[str, ...] = (), reply_to: str | None = None
    ) -> list[Said]:
        """Somebody says something in the case room (or ``here``); gives what the bot said because of it."""
        self.events += 1
        before = len(self.desk.said)
        self.desk.later()
        place = self.desk.places.get(here or self.room)
        assert place is not None
        assert place.room_id is not None
        inbound = Inbound(
            event_id=f"$typed{self.events}",
            room_id=place.room_id,
            sender=person,
            at=self.desk.now,
            body=text,
            mentions=mentions,
            reply_to=reply_to,
            proof=PROOF,
        )
        self.dispatcher.message(self.desk, inbound)
        return self.desk.said[before:]

    def read(self, person: str, text: str, *, here: str | None = None, mentions: tuple[str, ...] = ()) -> str:
        """As ``say``; gives the one answer as it reads."""
        return self.shown(self.say(person, text, here=here, mentions=mentions)[0])

    def privately(self, person: str, text: str) -> str:
        """Somebody asks in their direct room; gives the answer as they read it."""
        return self.read(person, text, here=direct(person))

    def shown(self, said: Said, *, html: bool = False) -> str:
        """What stands in the place where it was said."""
        lines = self._split(said)[0]
        return self._rendered(said.message, lines, said.place, rest=False, html=html)

    def rest(self, said: Said, person: str) -> str:
        """What somebody reads of it in their direct room; empty where there is nothing for them."""
        lines = self._split(said)[1].get(person, ())
        return self._rendered(said.message, lines, direct(person), rest=True, html=False) if lines else ""

    def wait(self, until: Due | None = None, *, late: timedelta = timedelta()) -> list[Said]:
        """Let the next due moment (or this one) come, as the pipeline does; gives what was said because of it."""
        moment = until or min(self.desk.state.dues.values(), key=lambda due: due.at)
        before = len(self.desk.said)
        self.desk.dues.cancel(moment.key)
        self.desk.later(moment.at + late - self.desk.now)
        self.dispatcher.due(self.desk, moment, late)
        return self.desk.said[before:]

    def wait_for(self, kind: str, *, late: timedelta = timedelta()) -> list[Said]:
        """Let the next due moment of a kind come."""
        return self.wait(min((due for due in self.desk.state.dues.values() if due.kind == kind), key=lambda due: due.at), late=late)

    def _split(self, said: Said) -> tuple[tuple[Line, ...], dict[str, tuple[Line, ...]]]:
        place = self.desk.places.get(said.place)
        assert place is not None
        case = said.message.case or self.case
        parts = split(
            said.message.lines, place.present - {BOT}, self.desk.rosters.of(case), self.desk.consents.of(case), self.desk.now
        )
        return parts.for_all, dict(parts.rest)

    def _rendered(self, message: Message, lines: tuple[Line, ...], key: str, *, rest: bool, html: bool) -> str:
        place = self.desk.places.get(key)
        assert place is not None
        names = {one.person: one.role.words for one in self.desk.rosters.of(self.case)}
        zones = ("Europe/Berlin",) if place.kind is PlaceKind.DIRECT else ("Europe/Berlin", "Europe/London")
        reader = Reader(place=place, clinic=self.desk.clinic, zones=zones, names=names, person=place.person, rest=rest)
        parts = renderer()(message, lines, reader)
        return "\n".join(part.html if html else part.text for part in parts)
