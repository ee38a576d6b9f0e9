"""Huddles: when they come, what is to be talked about, and how they begin and end."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Annotated

from bot.care import agenda, convening, huddles, minutes, series, sittings, team_series, teamrooms
from bot.care.dates import spoken_day
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Line, Message, Value
from bot.care.huddles import Stage
from bot.care.people import CLINICAL, COORDINATION, EVERYONE, ROSTER, Actor
from bot.care.ports import Work
from bot.care.series import Purpose
from bot.care.tags import about
from bot.chat import recurring, rescheduled
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest, Said
from bot.chat.registry import OF_SERIES
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import Typed, ask_category, heard_in, posted, sorted_as, told, typed

MEETING = CLINICAL | COORDINATION


@command("huddle", allow=ROSTER | COORDINATION, example="!huddle", read=True)
def huddle(case: CaseCode, work: Work, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """Show when the huddles are. It also tells whether one is open."""
    if not is_blank(words):
        raise InvalidError("refused/huddle_verb")
    going, open_one = series.current(work, case, Purpose.HUDDLE), huddles.running(work, case)
    values: dict[str, Value] = {
        "series": series.shown(work, going) if going else None,
        "skipped": (),
        "open": open_one.created if open_one else None,
        "open_ref": open_one.ref if open_one else "",
    }
    skips = [one for one in going.what.skips if going.what.rule.on(one.day) > work.now] if going else []
    lines = tuple(
        Line(about=about(one.categories), author=one.by, section="skipped", values={"day": spoken_day(one.day), "text": one.reason})
        for one in skips
    )
    return Reply(template="huddle/status", values=values, lines=lines)


@command("huddles", allow=EVERYONE, example="!huddles", case=False, read=True)
def all_huddles(actor: Actor, work: Work) -> Reply:
    """List the next huddles of your cases, and of the team rooms that you are in, the first of them first."""
    going = [(code, series.current(work, code, Purpose.HUDDLE)) for code in work.rosters.cases(actor.id)]
    rooms = [(room, team_series.current(work, room.ref)) for room in teamrooms.rooms(work) if actor.id in room.what.members]
    cases = [(kept.due, {"case": code, **series.shown(work, kept), "next": kept.due}) for code, kept in going if kept is not None]
    teams = [
        (kept.due, {"name": r.what.name, **series.shown(work, kept), "next": kept.due}) for r, kept in rooms if kept is not None
    ]
    values: dict[str, Value] = {
        "huddles": [shown for _, shown in sorted(cases, key=itemgetter(0))],
        "rooms": [shown for _, shown in sorted(teams, key=itemgetter(0))],
    }
    return Reply(template="huddle/all", values=values)


@command(
    "huddle every",
    allow=MEETING,
    example=("!huddle every mon 09:00", "!huddle weekdays 09:00 Europe/Berlin", "!huddle every 2nd tue 10:00 move"),
    undo=Undo.NEVER,
    aliases=(f"huddle {OF_SERIES}",),
)
def every(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, rhythm: Annotated[str, Rest("which day, and at what time")]
) -> Reply:
    """Hold a huddle again and again. The agenda is posted at its minute, and opens the huddle.

    A case has one series; a second one takes the place of the first. Without a zone, the time is yours. On public holidays and
    the clinic's closing days it is left out, or, with `move` behind it, held on the next working day; one of every day is held.
    """
    rule = recurring.of_huddles(rhythm, actor, work)
    kept, before = series.establish(work, case, actor.id, Purpose.HUDDLE, rule)
    return recurring.established(case, actor, work, turn, kept, before)


@command("huddle skip", allow=MEETING, example="!huddle skip 2026-12-28 Nobody is in", undo=Undo.NEVER)
def skip(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Said("which day is left out, and why")]
) -> Reply:
    """Leave out the huddle of one day. Say why."""
    return rescheduled.left_out(case, actor, work, turn, what, series.needed(work, case, Purpose.HUDDLE))


@command(
    "huddle move",
    allow=MEETING,
    example=(
        "!huddle move 2026-12-28 2026-12-29 10:00",
        "!huddle move tue 10:00 from 2027-01-11",
        "!huddle move all tue 10:00",
    ),
    undo=Undo.NEVER,
)
def move(case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Rest("which date, and to when")]) -> Reply:
    """Move one huddle, or all from a date on, or all. One alone: its date, then to when."""
    return rescheduled.moved(case, actor, work, turn, what, series.needed(work, case, Purpose.HUDDLE))


@command("huddle stop", allow=MEETING, example="!huddle stop", undo=Undo.NEVER)
def stop(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """End the series of huddles. What was recorded stays."""
    return recurring.stopped(case, actor, work, turn, series.needed(work, case, Purpose.HUDDLE))


@command("huddle add", allow=MEETING, example="!huddle add Sleep has become the main worry")
def add(case: CaseCode, actor: Actor, work: Work, turn: Turn, topic: Annotated[str, Said("what to talk about")]) -> Reply:
    """Put a topic on the agenda. It is carried over until somebody closes it."""
    found = typed(work, case, actor, topic)
    if not found.categories:
        return ask_category("topic category", {"text": found.text, "event": turn.event_id})
    return _added(case, actor, work, turn, found)


@answer("topic category", allow=MEETING)
def sort_topic(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a topic."""
    named = sorted_as(words)
    return _added(case, actor, work, turn, Typed(text=str(draft["text"]), categories=named), str(draft["event"]))


@command("huddle start", allow=MEETING, example="!huddle start", undo=Undo.NEVER)
def start(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Begin a huddle now. The agenda is posted, and what you decide until it ends is in its minutes."""
    convening.check_free(work, case)
    begun = huddles.start(work, case, actor.id)
    otherwise = Reply(template="huddle/started", values={"ref": begun.huddle.ref}, refs=(begun.huddle.ref,))
    return posted(turn, case, agenda.opening(work, case, begun), otherwise)


@command("huddle end", allow=MEETING, example="!huddle end", undo=Undo.NEVER)
def end(case: CaseCode, work: Work, turn: Turn) -> Reply:
    """End the huddle and post its minutes. What is still open is carried over to the next one."""
    closed = huddles.close(work, huddles.needed(work, case), Stage.ENDED)
    otherwise = Reply(template="huddle/ended", values={"ref": closed.ref}, refs=(closed.ref,))
    return posted(turn, case, minutes.message(work, closed), otherwise)


@due("huddle agenda", late=Late.POST_MARKED)
def at_its_minute(moment: Due, late: bool, work: Work) -> None:
    """Post the agenda, which opens the huddle. While a conference is held, it waits until that is over, and says so."""
    begun = huddles.ring(work, moment)
    if begun is not None:
        work.say(moment.place, agenda.opening(work, begun.huddle.case, begun, late=late))
        work.fact("huddle agenda", actor=work.clinic.bot, case=begun.huddle.case, ref=begun.huddle.ref)
        return
    held = sittings.running(work, moment.case or "")
    if held is not None and held.what.huddle == moment.at:
        values: dict[str, Value] = {"ref": held.what.conference, "at": moment.at}
        work.say(moment.place, Message(template="sitting/huddle_waits", values=values, case=held.case))


@due("huddle quiet", late=Late.ACT)
def fallen_silent(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - the minutes name their hour, late or not
    """Close a huddle in which nothing was done for half an hour, and post its minutes."""
    closed = huddles.hush(work, moment)
    if closed is not None:
        work.say(moment.place, minutes.message(work, closed))
        work.fact("huddle quiet", actor=work.clinic.bot, case=closed.case, ref=closed.ref)


def _added(case: str, actor: Actor, work: Work, turn: Turn, topic: Typed, event: str = "") -> Reply:
    kept = huddles.add_topic(work, case, actor.id, topic.text, topic.categories)
    heard = heard_in(work, case, turn, actor.id, topic.categories, event)
    going = series.current(work, case, Purpose.HUDDLE)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "categories": [one.words for one in topic.categories],
        "next": going.due if going else None,
        "open": huddles.running(work, case) is not None,
        **told(heard),
    }
    return Reply(template="huddle/added", values=values, refs=(kept.ref,), privately=bool(heard))
