"""Signals: raising one, answering it in one's own words, and closing it with a second clinician."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.care import alerts, signal_words, signals, unplaced
from bot.care.alerts import Severity, Standing
from bot.care.codes import parse_case_code, parse_ref
from bot.care.errors import InvalidError
from bot.care.facts import Value, case_room, direct
from bot.care.people import COORDINATION, EVERYONE, ROSTER, Actor
from bot.care.ports import Work
from bot.care.signal_words import WORDS
from bot.care.signals import Heard, Meant
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn

RAISING = ROSTER | COORDINATION
_BEHIND = ".,:;!-"


@command(
    "signal",
    allow=RAISING,
    before_consent=True,
    in_locked_room=True,
    closed=True,
    undo=Undo.NEVER,
    at_once=True,
    example=("!signal urgent Says she has tablets at home", "!signal concern @sex_therapist:clinic.example Sounded low today"),
)
def signal(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("how urgent, and what it is")] = ""
) -> Reply:
    """Have somebody look at it. `urgent` rings now, `concern` within a working day, `watch` puts it on each agenda.

    It rings the lead, or whom you name; then their deputy, who is on call, and the coordinators, until somebody answers. What you
    say reaches those who are rung, and nobody else. Without words, the open ones are listed.
    """
    if is_blank(text):
        return _listed(work, case, actor)
    severity, words = _severity(text)
    named, words = _named(work, turn, words)
    member = bool(named) and work.rosters.member(case, named) is not None
    own_room = turn.place.key == case_room(case) and not turn.place.locked
    urgency = Severity.URGENT if severity is None else severity
    kept = signals.raise_signal(work, case, actor.id, urgency, words, named=named if member else "", in_room=own_room)
    unplaced.settled(work, actor.id)
    if turn.place.case not in {None, case}:
        work.redact(turn.place.key, turn.event_id)  # it is about another case than this room: its words are not for those here
    values: dict[str, Value] = {
        **signal_words.named(work, kept),
        **signal_words.outlook(work, kept),
        "stranger": named if named and not member else "",
        "worded": not is_blank(words),
        "guessed": severity is None,
    }
    elsewhere = turn.place.case is None and not turn.direct
    privately = elsewhere or turn.place.case not in {None, case}
    return Reply(template="signal/raised", values=values, refs=(kept.ref,), hears=(WORDS, kept.ref), privately=privately)


@command("signals", allow=RAISING, before_consent=True, in_locked_room=True, closed=True, read=True, example="!signals")
def listing(case: CaseCode, actor: Actor, work: Work) -> Reply:
    """List the open signals of a case. With who has answered; the words of those that were rung to you, or raised by you."""
    return replace(_listed(work, case, actor), privately=False)


@command(
    "ack",
    allow=EVERYONE,
    case=False,
    in_locked_room=True,
    undo=Undo.NEVER,
    at_once=True,
    example="!ack 5M8T I am calling her now",
)
def ack(actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which signal, and what you will do")] = "") -> Reply:
    """Take a signal over. Say in your own words what you will do: it rings nobody else, and later you are asked what happened.

    A reply to the message that rang you does the same, without its code.
    """
    ref, words = _ref(text)
    kept = signals.answerable(work, ref or _meant(work, turn, actor), actor.id)
    return _answered(work, turn, actor, signals.hear(work, kept, actor.id, words, takes_over=True))


@answer(WORDS, allow=EVERYONE, case=False, in_locked_room=True)
def heard(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what somebody replies to a signal."""
    kept = signals.answerable(work, str(draft["ref"]), actor.id)
    return _answered(work, turn, actor, signals.hear(work, kept, actor.id, words))


def _severity(text: str) -> tuple[Severity | None, str]:
    """Read the first word, if it says how urgent it is, and give the rest as typed."""
    first = split(text, limit=1)
    found = signals.severity_of(first[0].text) if first else None
    return (found, following(text, first, 1).lstrip()) if found is not None else (None, text.strip())


def _named(work: Work, turn: Turn, text: str) -> tuple[str, str]:
    """Find whom it is addressed to: an id at its beginning, or else the one who is mentioned in it. Its words stay as typed."""
    words = split(text)
    try:
        named, count = person(words)
    except ArgumentError:
        mentioned = [one for one in turn.mentions if one != work.clinic.bot]
        return (mentioned[0] if len(mentioned) == 1 else ""), text
    return named, following(text, words, count).lstrip()


def _ref(text: str) -> tuple[str | None, str]:
    """Cut the ref off the beginning, and the case code that some put before it."""
    words = split(text)
    count = 1 if words and parse_case_code(words[0].text) else 0
    ref = parse_ref(words[count].text.strip(_BEHIND)) if len(words) > count else None
    return (ref, following(text, words, count + 1).lstrip()) if ref is not None else (None, text)


def _meant(work: Work, turn: Turn, actor: Actor) -> str:
    """Find the one signal that can be meant where none is named. ``InvalidError`` where there are several, or none."""
    cases = [turn.place.case] if turn.place.case is not None else work.rosters.cases(actor.id)
    waiting = [kept for case in cases for kept in alerts.unclosed(work, case) if kept.state == Standing.OPEN]
    mine = [kept for kept in waiting if actor.id in kept.what.told] or waiting
    if len(mine) != 1:
        raise InvalidError("refused/signal_which", refs=[kept.ref for kept in mine])
    return mine[0].ref


def _answered(work: Work, turn: Turn, actor: Actor, found: Heard) -> Reply:
    kept = found.kept
    if turn.place.case not in {None, kept.case}:
        work.redact(turn.place.key, turn.event_id)  # what somebody says of another case is not for those here
    values: dict[str, Value] = {**signal_words.named(work, kept), "at": found.at, "added": found.meant is Meant.ADDED}
    if found.meant is Meant.GRADED:
        values |= signal_words.outlook(work, kept)
    template = {
        Meant.TAKEN: "signal/acked",
        Meant.NOTED: "signal/noted",
        Meant.ADDED: "signal/noted",
        Meant.GRADED: "signal/regraded",
        Meant.BARE: "signal/own_words",
    }[found.meant]
    elsewhere = turn.place.key not in {case_room(kept.case), direct(actor.id)}
    privately = elsewhere or turn.place.locked
    return Reply(template=template, values=values, refs=(kept.ref,), hears=(WORDS, kept.ref), privately=privately)


def _listed(work: Work, case: str, actor: Actor) -> Reply:
    found = signals.open_signals(work, case)
    theirs = (kept for kept in found if actor.id in {*kept.what.told, kept.author} and not is_blank(kept.what.text))
    lines = tuple(signal_words.words_line(kept, (actor.id,)) for kept in theirs)
    rows: list[Value] = [signal_words.named(work, kept) for kept in found]
    return Reply(template="signal/list", values={"signals": rows}, lines=lines, privately=True)
