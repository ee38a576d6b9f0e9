"""When the huddles of a team room are: again and again, left out, moved, and no more."""

from __future__ import annotations

from typing import Annotated

from bot.care import series, team_huddles, team_series
from bot.care.dates import spoken_day
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.people import Actor
from bot.care.ports import Work
from bot.chat import recurring, rescheduled
from bot.chat.parameters import Rest
from bot.chat.spec import Undo, command
from bot.chat.teamrooms import MEETING, THERE, room_at_hand
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn


@command(
    "teamroom huddle",
    allow=MEETING,
    case=False,
    outside=True,
    places=THERE,
    team="huddle",
    example="!teamroom huddle",
)
def status(actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """Show when the huddles of this room are. `!huddle` does the same here."""
    room = room_at_hand(actor, work, turn)
    if not is_blank(words):
        raise InvalidError("refused/teamroom_huddle")
    going, open_one = team_series.current(work, room.ref), team_huddles.running(work, room.ref)
    skips = [one for one in going.what.skips if going.what.rule.on(one.day) > work.now] if going else []
    values: dict[str, Value] = {
        "series": series.shown(work, going) if going else None,
        "skipped": [{"day": spoken_day(one.day), "by": one.by} for one in skips],
        "open": open_one.created if open_one else None,
        "open_ref": open_one.ref if open_one else "",
    }
    return Reply(template="huddle/status", values=values)


@command(
    "teamroom every",
    allow=MEETING,
    case=False,
    outside=True,
    places=THERE,
    team="huddle every",
    undo=Undo.NEVER,
    example=("!teamroom every mon 09:00", "!teamroom every 2 weeks tue 10:00"),
)
def every(actor: Actor, work: Work, turn: Turn, rhythm: Annotated[str, Rest("which day, and at what time")]) -> Reply:
    """Hold a huddle of this room again and again. Its agenda is posted at its minute. `!huddle every …` does the same here.

    A room has one series; a second one takes the place of the first. Without a zone, the time is yours.
    """
    room = room_at_hand(actor, work, turn)
    rule = recurring.of_huddles(rhythm, actor, work)
    kept, before = team_series.establish(work, room.ref, actor.id, rule)
    return recurring.established(None, actor, work, turn, kept, before)


@command(
    "teamroom skip",
    allow=MEETING,
    case=False,
    outside=True,
    places=THERE,
    team="huddle skip",
    undo=Undo.NEVER,
    example="!teamroom skip 2026-12-28 Nobody is in",
)
def skip(actor: Actor, work: Work, turn: Turn, what: Annotated[str, Rest("which day is left out, and why")]) -> Reply:
    """Leave out the huddle of one day in this room. Say why. `!huddle skip …` does the same here."""
    going = team_series.needed(work, room_at_hand(actor, work, turn).ref)
    return rescheduled.left_out(None, actor, work, turn, what, going)


@command(
    "teamroom move",
    allow=MEETING,
    case=False,
    outside=True,
    places=THERE,
    team="huddle move",
    undo=Undo.NEVER,
    example=(
        "!teamroom move 2026-12-28 2026-12-29 10:00",
        "!teamroom move tue 10:00 from 2027-01-11",
        "!teamroom move all tue 10:00",
    ),
)
def move(actor: Actor, work: Work, turn: Turn, what: Annotated[str, Rest("which date, and to when")]) -> Reply:
    """Move one huddle of this room, or all from a date on, or all. `!huddle move …` does the same here."""
    going = team_series.needed(work, room_at_hand(actor, work, turn).ref)
    return rescheduled.moved(None, actor, work, turn, what, going)


@command(
    "teamroom stop",
    allow=MEETING,
    case=False,
    outside=True,
    places=THERE,
    team="huddle stop",
    undo=Undo.NEVER,
    example="!teamroom stop",
)
def stop(actor: Actor, work: Work, turn: Turn) -> Reply:
    """End the series of this room's huddles. `!huddle stop` does the same here."""
    return recurring.stopped(None, actor, work, turn, team_series.needed(work, room_at_hand(actor, work, turn).ref))
