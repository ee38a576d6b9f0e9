"""Huddles in a team room: how they begin and end, and how they walk the cases."""

from __future__ import annotations

from dataclasses import replace

from bot.care import agenda, minutes, team_agenda, team_huddles, team_series, teamrooms
from bot.care.dues import Due
from bot.care.facts import Message, case_room
from bot.care.huddles import Huddle, Stage
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat.due_actions import Late, due
from bot.chat.spec import Undo, command
from bot.chat.teamrooms import MEETING, THERE, room_at_hand
from bot.chat.turn import Reply, Turn


@command(
    "teamroom agenda",
    allow=MEETING,
    case=False,
    outside=True,
    places=THERE,
    team="agenda",
    read=True,
    example=("!teamroom agenda", "!teamroom agenda here"),
)
def preview(actor: Actor, work: Work, turn: Turn) -> Reply:
    """Show a line for each case of this room, with what waits there in numbers. `!agenda` does the same here."""
    room = room_at_hand(actor, work, turn)
    first, *others = team_agenda.messages(work, room, turn.place, team_agenda.heading(work.now, preview=True))
    if turn.here:
        also = tuple((turn.place.key, one) for one in others)
        return Reply(template=first.template, values=first.values, lines=first.lines, also=also, for_team=True)
    lines = tuple(line for message in (first, *others) for line in message.lines)
    return Reply(template=first.template, values=first.values, lines=lines)


@command(
    "teamroom start",
    allow=MEETING,
    case=False,
    outside=True,
    places=THERE,
    team="huddle start",
    undo=Undo.NEVER,
    example="!teamroom start",
)
def start(actor: Actor, work: Work, turn: Turn) -> Reply:
    """Begin a huddle of this room now. Its agenda is posted; `!next` goes to the first case. `!huddle start` does the same here."""
    room = room_at_hand(actor, work, turn)
    order = tuple(one.code for one in team_agenda.rows(work, room))
    begun = team_huddles.begin(work, room.ref, actor.id, order)
    first, *others = team_agenda.messages(work, room, turn.place, team_agenda.heading(begun.created, begun.ref))
    also = tuple((turn.place.key, one) for one in others)
    return Reply(template=first.template, values=first.values, lines=first.lines, also=also, refs=(begun.ref,))


@command(
    "teamroom end",
    allow=MEETING,
    case=False,
    outside=True,
    places=THERE,
    team="huddle end",
    undo=Undo.NEVER,
    example="!teamroom end",
)
def end(actor: Actor, work: Work, turn: Turn) -> Reply:
    """End the huddle of this room. Each case's minutes are in its own room. `!huddle end` does the same here."""
    room = room_at_hand(actor, work, turn)
    closed, left = team_huddles.end(work, team_huddles.needed(work, room.ref), Stage.ENDED)
    return _ended(actor.id, work, closed, left)


@command("next", allow=MEETING, case=False, outside=True, places=THERE, undo=Undo.NEVER, example="!next")
def following_case(actor: Actor, work: Work, turn: Turn) -> Reply:
    """Go to the next case of this room's huddle. What you type after it is about that case, and needs no code.

    The case before is closed, with its minutes in its own room. After the last one the huddle ends.
    """
    room = room_at_hand(actor, work, turn)
    step = team_huddles.go_on(work, team_huddles.needed(work, room.ref), turn.place, actor.id)
    if step.visit is None:
        closed, _ = team_huddles.end(work, step.huddle, Stage.ENDED)
        return _ended(actor.id, work, closed, step.left)
    code, also = step.visit.code, _minutes(actor.id, work, step.left)
    if step.begun is not None:
        work.fact("huddle start", actor=actor.id, case=code, ref=step.visit.huddle)
        also = (*also, (case_room(code), agenda.opening(work, code, step.begun)))
    left = [one for one in step.huddle.what.order if team_huddles.passed_over(work, turn.place, one) is None]
    told = team_agenda.line(work, code)
    shown = {**told.values, "number": len(step.huddle.what.visits), "left": len(left), "joined": step.begun is None}
    return Reply(template="teamroom/next", lines=(replace(told, values=shown),), also=also, refs=(step.huddle.ref,))


@due(team_series.RINGS, late=Late.POST_MARKED)
def at_its_minute(moment: Due, late: bool, work: Work) -> None:
    """Post the agenda of a team room, which opens its huddle. One that is still open is closed without a summary."""
    found, place = team_series.rung(work, moment), work.places.get(moment.place)
    room = teamrooms.at(work, place) if place is not None else None
    if found is None or place is None or room is None or room.state != teamrooms.Stand.OPEN:
        return
    before = team_huddles.running(work, room.ref)
    if before is not None:
        _, left = team_huddles.end(work, before, Stage.OVERTAKEN)
        _post(work, _minutes(work.clinic.bot, work, left))
    order = tuple(one.code for one in team_agenda.rows(work, room))
    begun = team_huddles.begin(work, room.ref, work.clinic.bot, order, planned=moment.at)
    overtaken = before.created if before is not None else None
    above = team_agenda.heading(moment.at, begun.ref, late=late, overtaken=overtaken)
    for message in team_agenda.messages(work, room, place, above):
        work.say(moment.place, message)
    work.fact(team_series.RINGS, actor=work.clinic.bot, ref=begun.ref)


@due(team_huddles.TEAM_QUIET, late=Late.ACT)
def fallen_silent(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - it names its hour, late or not
    """Close a huddle of a team room in which nothing was done for half an hour, and post what came of it."""
    found = team_huddles.silent(work, moment)
    if found is None:
        return
    closed, left = team_huddles.end(work, found, Stage.BY_CLOCK)
    _post(work, _minutes(work.clinic.bot, work, left))
    work.say(moment.place, team_agenda.summary(work, closed))
    work.fact(team_huddles.TEAM_QUIET, actor=work.clinic.bot, ref=closed.ref)


def _ended(by: str, work: Work, closed: Kept[team_huddles.TeamHuddle], left: Kept[Huddle] | None) -> Reply:
    said = team_agenda.summary(work, closed)
    return Reply(template=said.template, values=said.values, lines=said.lines, also=_minutes(by, work, left), refs=(closed.ref,))


def _minutes(by: str, work: Work, left: Kept[Huddle] | None) -> tuple[tuple[str, Message], ...]:
    if left is None:
        return ()
    work.fact("huddle end", actor=by, case=left.case, ref=left.ref)
    return ((case_room(left.case), minutes.message(work, left)),)


def _post(work: Work, said: tuple[tuple[str, Message], ...]) -> None:
    for place, message in said:
        work.say(place, message)
