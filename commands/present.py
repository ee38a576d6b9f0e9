"""Who is there: in the conference that is held, else in the huddle that is open."""

from __future__ import annotations

from typing import Annotated

from bot.care import convening, huddles, sittings
from bot.care.people import CLINICAL, COORDINATION, Actor, PlaceKind
from bot.care.ports import Work
from bot.care.team import on_team
from bot.chat import assigned
from bot.chat.spec import CaseCode, Rest, command
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn


@command(
    "present",
    allow=CLINICAL | COORDINATION,
    example=("!present @physician:clinic.example @sex_therapist:clinic.example", "!present"),
)
def present(case: CaseCode, actor: Actor, work: Work, turn: Turn, people: Annotated[str, Rest("who is there")] = "") -> Reply:
    """Write down who takes part in the huddle or conference; alone, you. In a conference it also tells who is still needed."""
    found = assigned.persons(people, turn.mentions) if not is_blank(people) or turn.mentions else (actor.id,)
    for one in found:
        on_team(work, case, one)
    if sittings.running(work, case) is None or turn.place.kind is PlaceKind.TEAM:
        kept = huddles.attend(work, case, found)
        return Reply(template="action/present", values={"present": kept.what.present, "ref": kept.ref}, refs=(kept.ref,))
    sitting = sittings.attend(work, case, found)
    return Reply(template="sitting/present", values=convening.attendance(work, sitting), refs=(sitting.ref,))
