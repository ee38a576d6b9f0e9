"""Checklists: those of the clinic, and how far one is in a case."""

from __future__ import annotations

from typing import Annotated

from bot.care import absences, checklists, progress
from bot.care.actions import Action, TaskState
from bot.care.checklists import Begun, Checklist, Entry
from bot.care.dates import spoken_day
from bot.care.facts import Line, Value
from bot.care.people import CLINICAL, COORDINATION, EVERYONE, ROSTER, Actor, PlaceKind
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.chat.arguments.checklist import EXAMPLE, checklist
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import told_team

_OFFICE = frozenset({PlaceKind.CONTROL, PlaceKind.DIRECT})
_ON = "on"
_EXAMPLE = "!checklist start First month on 2026-12-14"


@command("checklists", allow=EVERYONE, case=False, read=True, example="!checklists")
def every(work: Work) -> Reply:
    """List the clinic's checklists."""
    found: list[Value] = [{"ref": one.ref, "name": one.what.name, "count": len(one.what.entries)} for one in checklists.every(work)]
    return Reply(template="checklist/every", values={"lists": found})


@command("checklist show", allow=EVERYONE, case=False, read=True, example="!checklist show First month")
def show(work: Work, name: Annotated[str, Rest("which checklist")]) -> Reply:
    """Show the lines of one of the clinic's checklists."""
    return Reply(template="checklist/shown", values=_shown(checklists.needed(work, name)))


@command("checklist keep", allow=COORDINATION, case=False, places=_OFFICE, example=EXAMPLE)
def keep(actor: Actor, work: Work, text: Annotated[str, Rest("its name, and under it a line each")]) -> Reply:
    """Keep a checklist of the clinic. A name, and under it a line each of a role, in how many days, and what is to be done.

    Never anything about a patient. One of the same name takes the place of the one before.
    """
    name, lines = checklist(text)
    entries = [Entry(role=one.role, days=one.days, text=one.text) for one in lines]
    kept, before = checklists.keep(work, actor.id, name, entries)
    values: dict[str, Value] = {**_shown(kept), "replaced": before.ref if before is not None else ""}
    return Reply(template="checklist/kept", values=values, refs=(kept.ref,))


@command("checklist remove", allow=COORDINATION, case=False, places=_OFFICE, example="!checklist remove First month")
def remove(work: Work, name: Annotated[str, Rest("which checklist")]) -> Reply:
    """Take a checklist off the clinic's list. What was begun with it stays."""
    kept = checklists.needed(work, name)
    checklists.remove(work, kept)
    return Reply(template="checklist/removed", values={"ref": kept.ref, "name": kept.what.name}, refs=(kept.ref,))


@command(
    "checklist start",
    allow=CLINICAL | COORDINATION,
    example=("!checklist start First month", _EXAMPLE),
)
def start(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which checklist, perhaps on a day")]
) -> Reply:
    """Begin a checklist in this case. Each line becomes an action of whoever holds its role, due so many days on.

    What falls on a closing day is due on the next working day. Where nobody holds a role, the lead sees to it.
    """
    today = absences.today(work, actor.id)
    kept, first = checklists.named(work, text), today
    if kept is None:
        words = split(text, limit=len(text))
        turning = next((place for place in range(len(words) - 1, 0, -1) if words[place].key == _ON), len(words))
        kept = checklists.needed(work, text[: words[turning].start] if turning < len(words) else text)
        first, count = day(words[turning + 1 :], today=today)
        if turning + 1 + count < len(words):
            raise ArgumentError("date", "the name of a checklist, then perhaps on and a day", _EXAMPLE)
    begun = checklists.begin(work, case, actor.id, kept, first)
    found = checklists.tasks(work, begun)
    values: dict[str, Value] = {
        "ref": begun.ref,
        "name": begun.what.name,
        "first": spoken_day(first),
        "rows": [{"ref": one.ref, "owner": one.owner, "due": spoken_day(one.what.day)} for one in found],
        "lead": len(begun.what.stood_in),
        "by": "",
    }
    owners = tuple(sorted({one.owner for one in found if one.owner is not None and one.owner != actor.id}))
    lines = tuple(_line(one) for one in found)
    reply = Reply(template="checklist/started", values=values, lines=lines, mentions=owners, refs=(begun.ref,))
    return told_team(turn, case, reply, actor.id)


@command("checklist", allow=ROSTER | COORDINATION, read=True, example="!checklist")
def status(case: CaseCode, work: Work) -> Reply:
    """Show how far the checklists of this case are. What is done of each, and what is still to be done, by whom and when."""
    going = checklists.under_way(work, case)
    values: dict[str, Value] = {"going": [_progress(work, one) for one in going]}
    left = [task for one in going for task in checklists.tasks(work, one) if task.state == TaskState.OPEN]
    begun = progress.of(work, case)
    notes = (progress.note(one, begun.get(one.ref)) for one in left)
    lines = (*(_line(one) for one in left), *(one for one in notes if one is not None))
    return Reply(template="checklist/status", values=values, lines=lines)


def _shown(kept: Kept[Checklist]) -> dict[str, Value]:
    rows: list[Value] = [{"role": one.role.words, "days": one.days, "text": one.text} for one in kept.what.entries]
    return {"ref": kept.ref, "name": kept.what.name, "rows": rows}


def _progress(work: Work, kept: Kept[Begun]) -> Value:
    found, begun = checklists.tasks(work, kept), progress.of(work, kept.case)
    left: list[Value] = [
        {
            "ref": one.ref,
            "owner": one.owner,
            "due": spoken_day(one.what.day),
            "begun": begun[one.ref].since if one.ref in begun else None,
        }
        for one in found
        if one.state == TaskState.OPEN
    ]
    return {"ref": kept.ref, "name": kept.what.name, "at": kept.created, "all": len(found), "left": left}


def _line(kept: Kept[Action]) -> Line:
    return Line(
        about=about(kept.what.categories), author=kept.author, section="task", values={"ref": kept.ref, "text": kept.what.text}
    )
