"""How a conversation is played for the sake of its words."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.cast import COORDINATOR, SERVER
from tests.heard import Heard
from tests.stage import Stage

NURSE = f"@nurse:{SERVER}"
PHYSIO = f"@physio:{SERVER}"
TRAINEE = f"@trainee:{SERVER}"
GUEST = f"@guest:{SERVER}"
REF = re.compile(r"(?<![\w-])(?=[0-9A-Z]*[0-9])(?=[0-9A-Z]*[A-Z])[0-9A-HJKMNP-TV-Z]{4}(?![\w-])")
"""The code of a record, where a message names one."""


class Play:
    """A stage, with the short ways in which a script speaks. Between two messages two seconds pass."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.room = "control"
        stage.rushing = True

    @property
    def code(self) -> str:
        return self.room.removeprefix("case:")

    def say(self, person: str, place: str, *lines: str, reply_to: str | None = None, edits: str | None = None) -> list[Heard]:
        """Say each of these; what the last one led to."""
        heard: list[Heard] = []
        for line in lines:
            self.stage.clock.time += timedelta(seconds=2)
            heard = self.stage.say(person, place, line, reply_to=reply_to, edits=edits)
            assert self.stage.faults == [], line
        return heard

    def here(self, person: str, *lines: str) -> list[Heard]:
        """Say it in the case's room."""
        return self.say(person, self.room, *lines)

    def alone(self, person: str, *lines: str) -> list[Heard]:
        """Say it in the direct room."""
        return self.say(person, f"direct:{person}", *lines)

    def control(self, *lines: str) -> list[Heard]:
        """The coordinator says it in the control room."""
        return self.say(COORDINATOR, "control", *lines)

    def reply(self, person: str, heard: list[Heard], *words: str) -> list[Heard]:
        """Answer what was said to this person, then what came of that, and so on."""
        for one in words:
            own = [said for said in heard if said.place == f"direct:{person}"] or heard
            heard = self.say(person, own[-1].place, one, reply_to=own[-1].event_id)
        return heard

    def pass_time(self, **span: float) -> list[Heard]:
        return self.stage.wait(timedelta(**span))


def ref(heard: list[Heard]) -> str:
    """The code of a record that is named first."""
    found = REF.search("\n".join(one.body for one in heard))
    assert found, heard
    return found.group()
