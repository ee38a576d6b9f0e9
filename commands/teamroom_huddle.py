"""Huddles in a team room: when they come, how they begin and end, and how they walk the cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.care import agenda, minutes, team_agenda, team_huddles, team_series, teamrooms
from bot.care.errors import DeniedError, InvalidError
from bot.care.facts import Message, Value, case_room
from bot.care.huddles import Huddle, Stage
from bot.care.overheard import NOBODY
from bot.care.people import COORDINATION, Actor, Allow, PlaceKind
from bot.care.ports import Due, Work
from bot.care.records import Kept
from bot.care.series import Skip
from bot.care.teamrooms import TeamRoom
from bot.care.texts import checked
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.series import series as read_series
from bot.chat.spec import Late, Rest, Undo, command, due
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import told

MEETING = Allow(clinicians=True) | COORDINATION
"""Whoever meets: a case of their own makes somebody a clinician here. That they belong to the room is looked at as well."""

_THERE = frozenset({PlaceKind.TEAM})
_STARTS = frozenset({"every", "daily", "weekdays"})


@command(
    "teamroom huddle",
    allow=MEETING,
    case=False,
    outside=True,
    places=_THERE,
    team="huddle",
    example="!teamroom huddle",
)
def status(actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """Show when the huddles of this room are. `!huddle` does the same here."""
    room = _room(actor, work, turn)
    if not is_blank(words):
        raise InvalidError("refused/teamroom_huddle")
    going, open_one = team_series.current(work, room.ref), team_huddles.running(work, room.ref)
    values: dict[str, Value] = {
        "series": team_series.shown(work, going) if going else None,
        "open": open_one.created if open_one else None,
        "open_ref": open_one.ref if open_one else "",
    }
    return Reply(template="huddle/status", values=values)


@command(
    "teamroom every",
    allow=MEETING,
    case=False,
    outside=True,
    places=_THERE,
    team="huddle every",
    undo=Undo.NEVER,
    example=("!teamroom every mon 09:00", "!teamroom every 2 weeks tue 10:00"),
)
def every(actor: Actor, work: Work, turn: Turn, rhythm: Annotated[str, Rest("which day, and at what time")]) -> Reply:
    """Hold a huddle of this room again and again. Its agenda is posted at its minute. `!huddle every …` does the same here.

    A room has one series; a second one takes the place of the first. Without a zone, the time is yours.
    """
    room = _room(actor, work, turn)
    first = split(rhythm, limit=1)
    text = rhythm if first and first[0].key in _STARTS else f"every {rhythm}"
    words = split(text)
    read = read_series(words, now=work.now, zone=actor.zone)
    if not is_blank(following(text, words, read.consumed)):
        raise ArgumentError(
            "series", "a day or a number of weeks, a time, and perhaps a zone", "!huddle every mon 09:00 Europe/Berlin"
        )
    kept, before = team_series.establish(work, room.ref, actor.id, read.rule)
    replaced = team_series.shown(work, before)["rhythm"] if before else ""
    values: dict[str, Value] = {**team_series.shown(work, kept), "replaced": replaced, "by": ""}
    return Reply(template="huddle/series", values=values, refs=(kept.ref,))


@command(
    "teamroom skip",
    allow=MEETING,
    case=False,
    outside=True,
    places=_THERE,
    team="huddle skip",
    undo=Undo.NEVER,
    example="!teamroom skip 2026-12-28 Nobody is in",
)
def skip(actor: Actor, work: Work, turn: Turn, what: Annotated[str, Rest("which day is left out, and why")]) -> Reply:
    """Leave out the huddle of one day in this room. Say why. `!huddle skip …` does the same here."""
    going = _going(work, _room(actor, work, turn))
    words = split(what)
    left_out, count = day(words, today=work.now.astimezone(ZoneInfo(going.what.rule.zone)).date())
    reason = following(what, words, count)
    if is_blank(reason):
        raise InvalidError("refused/reason_needed", example=f"!huddle skip {left_out.isoformat()} Nobody is in")
    kept, at = team_series.skip(work, going, Skip(day=left_out, reason=checked(reason), by=actor.id, categories=()))
    values: dict[str, Value] = {**team_series.shown(work, kept), "at": at, "by": "", **told(NOBODY)}
    return Reply(template="huddle/skipped", values=values, refs=(kept.ref,))


@command(
    "teamroom stop",
    allow=MEETING,
    case=False,
    outside=True,
    places=_THERE,
    team="huddle stop",
    undo=Undo.NEVER,
    example="!teamroom stop",
)
def stop(actor: Actor, work: Work, turn: Turn) -> Reply:
    """End the series of this room's huddles. `!huddle stop` does the same here."""
    going = _going(work, _room(actor, work, turn))
    rhythm = team_series.shown(work, going)["rhythm"]
    team_series.stop(work, going)
    return Reply(template="huddle/stopped", values={"ref": going.ref, "rhythm": rhythm, "by": ""}, refs=(going.ref,))


@command(
    "teamroom agenda",
    allow=MEETING,
    case=False,
    outside=True,
    places=_THERE,
    team="agenda",
    read=True,
    example=("!teamroom agenda", "!teamroom agenda here"),
)
def preview(actor: Actor, work: Work, turn: Turn) -> Reply:
    """Show a line for each case of this room, with what waits there in numbers. `!agenda` does the same here."""
    room = _room(actor, work, turn)
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
    places=_THERE,
    team="huddle start",
    undo=Undo.NEVER,
    example="!teamroom start",
)
def start(actor: Actor, work: Work, turn: Turn) -> Reply:
    """Begin a huddle of this room now. Its agenda is posted; `!next` goes to the first case. `!huddle start` does the same here."""
    room = _room(actor, work, turn)
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
    places=_THERE,
    team="huddle end",
    undo=Undo.NEVER,
    example="!teamroom end",
)
def end(actor: Actor, work: Work, turn: Turn) -> Reply:
    """End the huddle of this room. Each case's minutes are in its own room. `!huddle end` does the same here."""
    room = _room(actor, work, turn)
    closed, left = team_huddles.end(work, team_huddles.needed(work, room.ref), Stage.ENDED)
    return _ended(actor.id, work, closed, left)


@command("next", allow=MEETING, case=False, outside=True, places=_THERE, undo=Undo.NEVER, example="!next")
def following_case(actor: Actor, work: Work, turn: Turn) -> Reply:
    """Go to the next case of this room's huddle. What you type after it is about that case, and needs no code.

    The case before is closed, with its minutes in its own room. After the last one the huddle ends.
    """
    room = _room(actor, work, turn)
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


def _room(actor: Actor, work: Work, turn: Turn) -> Kept[TeamRoom]:
    """Give the room at hand. ``DeniedError`` for somebody who is none of its people and no coordinator."""
    room = teamrooms.at(work, turn.place)
    if room is None or not (actor.id in room.what.members or COORDINATION.offices & actor.offices):
        raise DeniedError
    return teamrooms.meant(work, turn.place, room.ref)


def _going(work: Work, room: Kept[TeamRoom]) -> Kept[team_series.TeamSeries]:
    going = team_series.current(work, room.ref)
    if going is None:
        raise InvalidError("refused/no_huddle_series")
    return going


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
