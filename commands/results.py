"""Reading results: which there are, what each says, and its file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Annotated

from bot.care import absences, monitors, results
from bot.care.clocks import at_clock
from bot.care.facts import Value
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.results import Phase, Result
from bot.care.shared import hidden
from bot.chat.arguments.dates import day, example_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.parameters import CaseCode, RefWord, Rest
from bot.chat.spec import command
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn

LISTED = 20
"""How many results a list shows: the newest ones."""

_MARKS = frozenset({"since", "unreviewed"})


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    name: str = ""
    since: datetime | None = None
    unreviewed: bool = False

    def includes(self, kept: Kept[Result]) -> bool:
        """This result is one of those that were asked for."""
        named = not self.name or monitors.spelt(kept.what.name) == monitors.spelt(self.name)
        recent = self.since is None or results.at(kept) >= self.since
        return named and recent and (not self.unreviewed or kept.state == Phase.UNREVIEWED)


@command(
    "results", allow=ROSTER | COORDINATION, read=True, example=("!results", "!results unreviewed", "!results TSH since 2026-12-01")
)
def listing(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, which: Annotated[str, Rest("a name, since DATE, unreviewed")] = ""
) -> Reply:
    """List the results you may read. The newest first; those of one name, since a day, or nobody has reviewed."""
    wanted = _wanted(which, actor=actor, work=work)
    every = [kept for kept in results.newest_first(work, case) if wanted.includes(kept)]
    lines = tuple(line for kept in every[:LISTED] for line in results.lines(work, kept, whole=False))
    unread = hidden(work, case, actor.id, lines)
    values: dict[str, Value] = {
        "count": None if turn.here and lines else len(lines) - unread,
        "hidden": 0 if turn.here else unread,
        "older": max(0, len(every) - LISTED),
    }
    return Reply(template="result/list", values=values, lines=lines)


@command("result show", allow=ROSTER | COORDINATION, read=True, example="!result show 8R2Q")
def show(case: CaseCode, work: Work, ref: Annotated[str, RefWord("which result")]) -> Reply:
    """Show one result. With what was made of it, and with its file."""
    kept = work.records.get(Result, case, ref)
    return Reply(template="result/show", values={"ref": kept.ref}, lines=results.lines(work, kept))


def _wanted(which: str, *, actor: Actor, work: Work) -> _Wanted:
    words, wanted = list(split(which)), _Wanted()
    today = absences.today(work, actor.id)
    end = next((number for number, word in enumerate(words) if word.key in _MARKS), len(words))
    wanted = replace(wanted, name=" ".join(word.text for word in words[:end]))
    words = words[end:]
    while words:
        if words[0].key == "unreviewed":
            wanted, count = replace(wanted, unreviewed=True), 0
        elif words[0].key == "since" and len(words) > 1:
            first, count = day(words[1:], today=today, back=True)
            since = at_clock(first, time(), actor.zone)
            wanted = replace(wanted, since=since)
        else:
            example = f"!results TSH since {example_day(today, ahead=-7)}"
            raise ArgumentError("filter", "a name, since and a day, or unreviewed", example)
        words = words[1 + count :]
    return wanted
