"""Reading notes: which of them are shared with whoever asks, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Annotated

from bot.care import absences, charting, guided, readbacks
from bot.care.clocks import at_clock
from bot.care.errors import NotFoundError
from bot.care.facts import Line, Value
from bot.care.notes import RETRACTED, Format, Missing, Note, lines, missing, open_to, risk_line
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import hidden
from bot.care.texts import first_line
from bot.chat.arguments.dates import day, example_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person, roles
from bot.chat.parameters import CaseCode, RefWord, Rest
from bot.chat.spec import command
from bot.chat.tokens import Word, split
from bot.chat.turn import Reply, Turn
from commands.note_told import question, readback_lines

LISTED = 20
"""How many notes a list shows: the newest ones."""


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    since: datetime | None = None
    authors: frozenset[str] | None = None


@command("notes", allow=ROSTER | COORDINATION, read=True, example=("!notes", "!notes since 2026-12-01 by physician"))
def notes(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, which: Annotated[str, Rest("since DATE, by @user or role")] = ""
) -> Reply:
    """List the notes you may read. The newest first, and your own drafts with them."""
    wanted = _wanted(which, case=case, actor=actor, work=work)
    every = [
        kept
        for kept in work.records.find(Note, case, since=wanted.since)
        if kept.state != RETRACTED and open_to(work, kept, actor.id) and (wanted.authors is None or kept.author in wanted.authors)
    ]
    shown = every[: -LISTED - 1 : -1]
    entries = tuple(_entry(kept) for kept in shown)
    unread = hidden(work, case, actor.id, entries)
    values: dict[str, Value] = {
        "count": None if turn.here and shown else len(shown) - unread,
        "hidden": 0 if turn.here else unread,
        "older": len(every) - len(shown),
    }
    return Reply(template="note/list", values=values, lines=entries)


@command("note show", allow=ROSTER | COORDINATION, read=True, example="!note show 8R2Q")
def show(case: CaseCode, actor: Actor, work: Work, ref: Annotated[str, RefWord("which note")]) -> Reply:
    """Show one note. What was added to it is shown too. Of your own draft, it asks for what is missing."""
    kept = work.records.get(Note, case, ref)
    if not open_to(work, kept, actor.id):
        raise NotFoundError("refused/no_such_ref")
    risks = charting.risks(work, kept)
    waits = missing(kept) if kept.author == actor.id else None
    waiting = readbacks.asked(work, kept)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "missing": waits.value if waits else "",
        "waiting_for": list(waiting.what.to) if waiting else [],
        "synthesis": waiting is not None and waiting.what.format is Format.IPASS,
    }
    if waits is Missing.FIELDS:
        asked = guided.asked(kept.what)
        values |= {"label": asked.names[-1], "question": asked.question}
    return Reply(
        template="note/show",
        values=values,
        lines=(*lines(kept), *readback_lines(work, kept), *(risk_line(one) for one in risks)),
        ask=question(kept) if waits else None,
        privately=missing(kept) is not None,
    )


def _entry(kept: Kept[Note]) -> Line:
    """One line of the list: the beginning of the note, and how much was added."""
    line = lines(kept)[0]
    said = kept.what.text or "; ".join(
        f"{section.label}: {section.text}" if section.label else section.text for section in kept.what.sections
    )
    return replace(line, section="entry", values={**line.values, "text": first_line(said), "added": len(kept.what.amendments)})


def _wanted(which: str, *, case: str, actor: Actor, work: Work) -> _Wanted:
    words, wanted = list(split(which)), _Wanted()
    today = absences.today(work, actor.id)
    while words:
        if words[0].key == "since" and len(words) > 1:
            first, count = day(words[1:], today=today, back=True)
            since = at_clock(first, time(), actor.zone)
            wanted = replace(wanted, since=since)
        elif words[0].key == "by" and len(words) > 1:
            authors, count = _authors(words[1:], case=case, work=work)
            wanted = replace(wanted, authors=authors)
        else:
            raise ArgumentError(
                "filter", "since and a day, or by and a person or role", f"!notes since {example_day(today, ahead=-7)} by physician"
            )
        words = words[1 + count :]
    return wanted


def _authors(words: list[Word], *, case: str, work: Work) -> tuple[frozenset[str], int]:
    if words[0].text.startswith(("@", "[", "<", "https:")):
        found, count = person(words)
        return frozenset({found}), count
    held, count = roles(words)
    return frozenset(member.person for member in work.rosters.of(case) if set(held) & set(member.roles)), count
