"""Marking a case whose records carry a redisclosure notice wherever they go."""

from __future__ import annotations

from typing import Annotated

from bot.care import disclosures
from bot.care.facts import Value
from bot.care.people import COORDINATION, LEAD
from bot.care.ports import Work
from bot.chat.arguments.errors import ArgumentError
from bot.chat.parameters import CaseCode, Word
from bot.chat.spec import Undo, command
from bot.chat.turn import Reply, Turn
from bot.chat.typed import to_room

_SAID = {"on": True, "off": False}


@command("consent part2", allow=COORDINATION | LEAD, before_consent=True, undo=Undo.NEVER, example="!consent part2 on")
def part2(case: CaseCode, work: Work, turn: Turn, mark: Annotated[str, Word("on or off")]) -> Reply:
    """Mark a case as one whose records may not be passed on freely. What leaves the team then carries the clinic's notice.

    It is for records of substance use treatment under 42 CFR part 2, or whatever the clinic's own rules name.
    """
    if mark.lower() not in _SAID:
        raise ArgumentError("mark", "on or off", "!consent part2 on")
    on = _SAID[mark.lower()]
    disclosures.mark(work, case, on=on)
    values: dict[str, Value] = {"on": on, "notice": work.clinic.redisclosure}
    return Reply(template="consent/part2", values=values, also=to_room(case, turn, "consent/part2", values))
