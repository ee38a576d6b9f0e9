"""A ward whose cases are gone through in a team room."""

from __future__ import annotations

from datetime import timedelta

from bot.care import team_huddles, teamrooms
from bot.care.consent import Category
from bot.care.facts import Line, Message
from bot.care.gate import split
from bot.care.places import Place
from bot.care.records import Kept
from bot.care.teamrooms import TeamRoom
from bot.flow.said import Reader
from tests.rendering import renderer
from tests.unit.desk import BOT, COORDINATOR, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward


class TeamWard(Ward):
    """Three cases of the same team, and a team room with two of its people."""

    def __init__(self, *people: str) -> None:
        super().__init__()
        others = [self.desk.case(TEAM) for _ in range(2)]
        for code in others:
            self.desk.grant(code, *(one for one in Category if one is not Category.PARTNER))
        self.codes = (self.code, *others)
        room = teamrooms.open_room(self.desk, COORDINATOR, "Team", people or (SEX_THERAPIST, PHYSICIAN))
        self.desk.later()
        teamrooms.add_cases(self.desk, room, self.codes)
        self.key = teamrooms.key_of(room.ref)
        for person in people or (SEX_THERAPIST, PHYSICIAN):
            self.desk.join(self.key, person)

    @property
    def place(self) -> Place:
        found = self.desk.places.get(self.key)
        assert found is not None
        return found

    @property
    def team(self) -> Kept[TeamRoom]:
        found = teamrooms.at(self.desk, self.place)
        assert found is not None
        return found

    def there(self, text: str, person: str = SEX_THERAPIST) -> list[Said]:
        """Somebody says something in the team room."""
        return self.hear(person, text, here=self.key)

    def shown(self, message: Message) -> str:
        """How it reads in the team room."""
        return self._shown(message, self.lines(message, self.place.present - {BOT}))

    def lines(self, message: Message, present: frozenset[str]) -> tuple[Line, ...]:
        rosters = {line.roster: self.desk.rosters.of(line.roster) for line in message.lines if line.roster}
        return split(message.lines, present, (), (), self.desk.now, rosters).for_all

    def ring(self, kind: str, late: timedelta = timedelta()) -> list[Said]:
        moment = min((due for due in self.desk.state.dues.values() if due.kind == kind), key=lambda one: one.at)
        return self.talk.ring(moment, late)

    def open_one(self) -> Kept[team_huddles.TeamHuddle]:
        found = team_huddles.running(self.desk, self.team.ref)
        assert found is not None
        return found

    def summary(self, message: Message, person: str) -> str:
        """How it reads with the lines that one person may read."""
        return self._shown(message, self.lines(message, frozenset({person})))

    def _shown(self, message: Message, lines: tuple[Line, ...]) -> str:
        reader = Reader(place=self.place, clinic=self.desk.clinic, zones=("Europe/Berlin",), names={}, person=None)
        return "\n".join(part.text for part in renderer()(message, lines, reader))


def said(heard: list[Said], place: str) -> list[Message]:
    """What was said in one place."""
    return [one.message for one in heard if one.place == place]
