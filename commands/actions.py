"""The list of what is to be done in a case, by person, and of what was done."""

from __future__ import annotations

from typing import Annotated

from bot.care import progress, tasks
from bot.care.errors import InvalidError
from bot.care.facts import Line, Value
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.tags import about
from bot.care.tasks import Task
from bot.care.texts import first_line
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn


@command(
    "actions",
    allow=ROSTER | COORDINATION,
    example=("!actions", "!actions late", "!actions @physician:clinic.example", "!actions done"),
    read=True,
)
def actions(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("whose, late, or done")] = "") -> Reply:
    """List what is to be done, by person: actions, decisions to carry out and steps, the earliest due first.

    With `late`, what is overdue; with somebody's id, what is theirs, and with `me` what is yours; with `done`, what was done in
    the last four weeks.
    """
    which, whom = _which(text, turn, actor.id)
    found = tasks.done_lately(work, case) if which == "done" else tasks.open_ones(work, case)
    found = tuple(one for one in found if (not whom or one.kept.owner == whom) and (which != "late" or one.late))
    owners = sorted({one.kept.owner or "" for one in found}, key=lambda who: (who == "", who))
    people: list[Value] = [
        {
            "person": who,
            "count": sum((one.kept.owner or "") == who for one in found),
            "late": sum(one.late and (one.kept.owner or "") == who for one in found),
        }
        for who in owners
    ]
    values: dict[str, Value] = {"which": which, "whom": whom, "people": people}
    return Reply(template="actions/list", values=values, lines=tuple(line for one in found for line in _lines(one)))


def _which(text: str, turn: Turn, asker: str) -> tuple[str, str]:
    words = split(text)
    if not words:
        return "", ""
    if len(words) == 1 and words[0].key in {"late", "done"}:
        return words[0].key, ""
    if len(words) == 1 and words[0].key in {"me", "mine"}:
        return "", asker
    if len(turn.mentions) == 1:
        return "", turn.mentions[0]
    try:
        whom, count = person(words)
    except ArgumentError:
        raise InvalidError("refused/actions_which") from None
    if count < len(words):
        raise InvalidError("refused/actions_which")
    return "", whom


def _lines(one: Task) -> tuple[Line, ...]:
    """What is to be done, and how far it is, if somebody has said so."""
    note = progress.note(one.kept, one.going)
    return (_line(one),) if note is None else (_line(one), note)


def _line(one: Task) -> Line:
    values: dict[str, Value] = {
        "ref": one.kept.ref,
        "kind": one.kept.what.kind,
        "owner": one.kept.owner or "",
        "reason": one.reason,
        "text": first_line(one.kept.what.gist()),
        "voice": first_line(one.voice),
        "done": one.done,
        "by": one.by,
    }
    return Line(about=about(one.concerns), author=one.kept.author, section="task", values=values)
