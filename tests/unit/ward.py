"""A case as its team lives it, in memory: what people type, and what each of them reads, line by line through the gate."""

from __future__ import annotations

import commands
from bot.care import readers
from bot.care.consent import Category
from bot.care.facts import Line, case_room, control, direct
from bot.care.gate import split
from bot.care.people import Role
from bot.flow.said import Body, Reader
from tests.rendering import renderer
from tests.unit.desk import BOT, COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, FakeDesk
from tests.unit.shelves import Said
from tests.unit.talk import Talk

TEAM = {
    SEX_THERAPIST: (Role.SEX_THERAPIST,),
    PHYSICIAN: (Role.PHYSICIAN,),
    MENTAL_HEALTH: (Role.MENTAL_HEALTH,),
}


class Ward:
    """One case. Everything but ``partner`` is shared with the team, unless it begins without consent."""

    def __init__(self, team: dict[str, tuple[Role, ...]] | None = None, *, consent: bool = True) -> None:
        self.talk = Talk(commands.FAMILIES)
        self.desk: FakeDesk = self.talk.desk
        self.code = self.desk.case(team or TEAM)
        self.room = case_room(self.code)
        self.desk.join(self.room, BOT)
        self.desk.join(control(), COORDINATOR)
        self.desk.room_of(COORDINATOR)
        self._render = renderer()
        if consent:
            self.desk.grant(self.code, *(one for one in Category if one is not Category.PARTNER))

    def say(
        self, person: str, text: str, *, here: str | None = None, reply_to: Said | None = None, edits: str | None = None
    ) -> str:
        """Somebody says something in the case's room, or elsewhere. Gives all that was said because of it, as it reads."""
        return "\n".join(self.read(one).text for one in self.hear(person, text, here=here, reply_to=reply_to, edits=edits))

    def hear(
        self, person: str, text: str, *, here: str | None = None, reply_to: Said | None = None, edits: str | None = None
    ) -> list[Said]:
        """The same, as it was said."""
        return self.talk.hear(person, here or self.room, text, reply_to=reply_to, edits=edits)

    def privately(self, person: str, text: str) -> str:
        """Somebody says something in their direct room, where the case is named."""
        return self.say(person, text, here=direct(person))

    def coordinate(self, text: str) -> str:
        """The coordinator says something in the control room."""
        return self.say(COORDINATOR, text, here=control())

    def read(self, said: Said) -> Body:
        """How something reads in its place, with the lines that everyone there may read."""
        return self._put(said, self._lines(said))

    def _lines(self, said: Said) -> tuple[Line, ...]:
        place = self.desk.places.get(said.place)
        assert place is not None
        present = place.present - {BOT} or frozenset({place.person or ""})
        case = said.message.case
        roster = self.desk.rosters.of(case) if case else ()
        grants = self.desk.consents.of(case) if case else ()
        return split(said.message.lines, present, roster, grants, self.desk.now).for_all

    def _put(self, said: Said, lines: tuple[Line, ...]) -> Body:
        place = self.desk.places.get(said.place)
        assert place is not None
        roster = self.desk.rosters.of(said.message.case) if said.message.case else ()
        names = {member.person: member.role.person for member in roster}
        reader = Reader(
            place=place,
            clinic=self.desk.clinic,
            zones=(self.desk.clinic.zone,),
            names=names,
            person=place.person,
            actors=lambda: readers.of(self.desk, place, said.message, bot=BOT),
        )
        (body,) = self._render(said.message, lines, reader)
        return body
