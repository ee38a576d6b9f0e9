"""Who is there: in the conference that is held, else in the huddle that is open."""

from __future__ import annotations

from typing import Annotated

from bot.care import adjourning, convening, huddles, sittings
from bot.care.people import CLINICAL, COORDINATION, Actor, PlaceKind
from bot.care.ports import Work
from bot.care.team import on_team
from bot.chat import assigned, owner
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn

_EVERYONE = frozenset({"everyone", "everybody", "all"})


@command(
    "present",
    allow=CLINICAL | COORDINATION,
    example=("!present @physician:clinic.example @sex_therapist:clinic.example", "!present everyone", "!present"),
)
def present(case: CaseCode, actor: Actor, work: Work, turn: Turn, people: Annotated[str, Rest("who is there")] = "") -> Reply:
    """Write down who takes part in the huddle or conference; alone, you. In a conference it also tells who is still needed.

    With `everyone`: all who have a place on the team, in a team room those of them who are in it; a guest only where this
    conference asked them.
    """
    sitting = sittings.running(work, case) if turn.place.kind is not PlaceKind.TEAM else None
    if people.strip(" .").lower() in _EVERYONE:
        found = adjourning.everyone(work, case, sitting, turn.place if turn.place.kind is PlaceKind.TEAM else None)
    elif not is_blank(people) or turn.mentions:
        found = assigned.persons(people, turn.mentions, owner.short(work, case, actor, turn))
    else:
        found = (actor.id,)
    for one in found:
        on_team(work, case, one)
    if sitting is None:
        kept = huddles.attend(work, case, found)
        return Reply(template="action/present", values={"present": kept.what.present, "ref": kept.ref}, refs=(kept.ref,))
    written = sittings.attend(work, case, found)
    return Reply(template="sitting/present", values=convening.attendance(work, written), refs=(written.ref,))
