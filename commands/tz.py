"""The zone in which somebody reads and types times."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from bot.care.dates import spoken
from bot.care.people import EVERYONE, Actor
from bot.care.ports import Work
from bot.chat.arguments.zones import zone_called
from bot.chat.parameters import Rest
from bot.chat.spec import Undo, command
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply


@command(
    "tz",
    allow=EVERYONE,
    case=False,
    in_locked_room=True,
    undo=Undo.NEVER,
    example=("!tz Europe/Berlin", "!tz New York", "!tz"),
)
def tz(actor: Actor, work: Work, zone: Annotated[str, Rest("which zone")] = "") -> Reply:
    """Set your time zone. You read and type times in it. Without a name, you are told which one it is."""
    known = work.people.get(actor.id)
    if is_blank(zone):
        source = "chosen" if known.zone else "profile" if known.profile_zone else "clinic"
        return Reply(template="tz/shown", values={"zone": actor.zone, "source": source, "there": spoken(work.now, actor.zone)})
    chosen = zone_called(zone)
    work.people.put(replace(known, zone=chosen))
    return Reply(template="tz/set", values={"zone": chosen, "there": spoken(work.now, chosen), "before": actor.zone})
