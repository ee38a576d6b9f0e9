"""Reminders that are moved, done or ended by a command; as a reply to one, a word or a time is enough."""

from __future__ import annotations

from typing import Annotated

from bot.care import reminding
from bot.care.current import of_ref
from bot.care.facts import Value
from bot.care.people import ROSTER, Actor
from bot.care.ports import Work
from bot.chat import remembered, remind_times
from bot.chat.parameters import CaseCode, RefWord, Rest
from bot.chat.spec import command
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import told_team


def _case_named(work: Work, person: str, text: str) -> str | None:
    """The case of the reminder."""
    first = split(text, limit=1)
    return of_ref(work, person, first[0].text) if first else None


@command(
    "remind move",
    allow=ROSTER,
    example=("!remind move 8R2Q tomorrow 9:00", "!remind move 8R2Q every tue 10:00"),
    case_of=_case_named,
)
def move(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which reminder")],
    when: Annotated[str, Rest("to when")],
) -> Reply:
    """Be reminded at another time. A series gets another rhythm."""
    found = reminding.standing(work, actor, case, ref)
    read = remind_times.whole(when, now=work.now, zone=actor.zone, opens=work.clinic.hours[0])
    moved = reminding.move(work, found, read.at, read.rule)
    reply = remembered.kept(work, moved, moved=True, opening=read.opening)
    return told_team(turn, case, reply, actor.id) if moved.what.room else reply


@command("remind cancel", allow=ROSTER, example="!remind cancel 8R2Q", case_of=_case_named)
def cancel(case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: Annotated[str, RefWord("which reminder")]) -> Reply:
    """Be reminded no more. One of the room is ended by whoever set it, the lead or a coordinator."""
    found = reminding.cancel(work, reminding.standing(work, actor, case, ref))
    values: dict[str, Value] = {"ref": found.ref, "series": found.what.rule is not None, "by": ""}
    reply = Reply(template="remind/cancelled", values=values, refs=(found.ref,))
    return told_team(turn, case, reply, actor.id) if found.what.room else reply


@command("remind done", allow=ROSTER, example="!remind done 8R2Q", case_of=_case_named)
def done(case: CaseCode, actor: Actor, work: Work, ref: Annotated[str, RefWord("which reminder")]) -> Reply:
    """Say that what you were reminded of is done. A series goes on; `done` as a reply to a reminder does the same."""
    return remembered.finished(work, reminding.standing(work, actor, case, ref))
