"""Monitoring: results that are asked for again and again, until somebody says stop."""

from __future__ import annotations

import re
from typing import Annotated

from bot.care import monitor_lines, monitors
from bot.care.dues import Due
from bot.care.facts import Message, Value, control, direct
from bot.care.intervals import Interval, Span
from bot.care.monitors import Monitor
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.results import sorted_with
from bot.care.shared import hidden
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import is_person, person
from bot.chat.arguments.tags import tags
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import Word, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

_EXAMPLE = "!monitor TSH every 12 weeks"
_STOP = "stop"
_LONGEST_NAME = 60
_PERSON = ("@", "[", "<", "https:")
_NUMBER = re.compile("[0-9]{1,4}")


@command(
    "monitor", allow=CLINICAL, example=(_EXAMPLE, "!monitor TSH every 6 months @physician:clinic.example", "!monitor TSH stop")
)
def monitor(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which result, and how often")]
) -> Reply:
    """Have a result asked for again and again.

    Say its name as in `!result`, and how often: every so many days, weeks, months or years. It is counted from the last result
    of this name; each new one begins the count anew. You are asked for it, or the person you name, until you say stop.
    """
    found, body = tags(text, now=work.now, zone=actor.zone)
    words = split(body)
    if len(words) > 1 and words[-1].key == _STOP:
        return _stopped(case, actor, work, turn, body[: words[-1].start].strip())
    if len(words) > 1 and words[0].key == _STOP and all(word.key != "every" for word in words):
        return _stopped(case, actor, work, turn, body[words[1].start :].strip())
    monitors.check_shared(work, case, actor.id)
    place = max((number for number, word in enumerate(words) if word.key == "every"), default=0)
    name = body[: words[place].start].strip() if place else ""
    if not monitors.spelt(name) or len(name) > _LONGEST_NAME or "\n" in name:
        raise _unclear()
    interval, rest = _interval(words[place + 1 :])
    what = Monitor(
        text=name,
        interval=interval,
        categories=sorted_with(found.categories),
        modality=found.modality,
        event=turn.event_id,
    )
    kept, before = monitors.begin(work, case, actor.id, _owner(rest, turn) or actor.id, what)
    heard = heard_in(work, case, turn, actor.id, kept.what.categories)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "every": interval.words,
        "owner": kept.owner,
        "mine": kept.owner == actor.id,
        "due": kept.due,
        "before": before.ref if before is not None else "",
        **told(heard),
    }
    return Reply(template="monitor/kept", values=values, refs=(kept.ref,), privately=bool(heard))


@command("monitors", allow=ROSTER | COORDINATION, read=True, example="!monitors")
def listing(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """List which results are asked for. How often, whom, and when next."""
    lines = tuple(monitor_lines.line(work, kept) for kept in monitors.standing(work, case))
    unread = hidden(work, case, actor.id, lines)
    return Reply(template="monitor/list", values={"hidden": 0 if turn.here else unread, "empty": not lines}, lines=lines)


@due(monitors.RING, late=Late.ACT)
def ask(moment: Due, late: bool, work: Work) -> None:
    """Ask for what is due: its owner, else the lead; where nobody is left to ask, the coordinators.

    On time, all that is due in the case is asked of somebody in one message; what comes late, each with the day that it is of.
    """
    kept = monitors.ring(work, moment)
    if kept is None:
        return
    asked = sorted((kept, *(() if late else monitors.with_it(work, kept))), key=lambda one: one.id)
    who = monitors.to_ask(work, kept)
    several: list[Value] = [{"ref": one.ref, "every": one.what.interval.words} for one in asked]
    message = Message(
        template="monitor/due",
        values={"ref": kept.ref, "monitors": several},
        case=kept.case,
        mentions=(who,) if who else (),
        lines=tuple(monitor_lines.line(work, one) for one in asked),
    )
    work.say(direct(who) if who else control(), message)
    for one in asked:
        work.fact(moment.kind, actor=work.clinic.bot, case=one.case, ref=one.ref)


def _stopped(case: str, actor: Actor, work: Work, turn: Turn, name: str) -> Reply:
    kept = monitors.stop(work, case, actor.id, name)
    heard = heard_in(work, case, turn, actor.id, kept.what.categories)
    values: dict[str, Value] = {"ref": kept.ref, **told(heard)}
    return Reply(template="monitor/stopped", values=values, refs=(kept.ref,), privately=bool(heard))


def _interval(words: tuple[Word, ...]) -> tuple[Interval, tuple[Word, ...]]:
    """Read ``12 weeks``, or ``week`` alone, behind ``every``; what follows is given too."""
    counted = bool(words) and _NUMBER.fullmatch(words[0].text) is not None
    unit = words[counted].key.rstrip(".,;").removesuffix("s") if len(words) > counted else ""
    if unit not in set(Span):
        raise _unclear()
    return Interval(count=int(words[0].text) if counted else 1, span=Span(unit)), words[counted + 1 :]


def _owner(words: tuple[Word, ...], turn: Turn) -> str | None:
    if len(turn.mentions) > 1:
        raise _unclear()
    if not words or (len(turn.mentions) == 1 and not is_person(words[0].text)):
        return turn.mentions[0] if turn.mentions else None
    if not words[0].text.startswith(_PERSON):
        raise _unclear()
    found, count = person(words)
    if not is_blank("".join(word.text for word in words[count:])):
        raise _unclear()
    return found


def _unclear() -> ArgumentError:
    return ArgumentError("monitoring", "the name of a result, then every and how many days, weeks, months or years", _EXAMPLE)
