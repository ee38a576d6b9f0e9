"""What was not read back yet, and what was and still waits for an answer: on agendas, and for each person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.care.formats import LAYOUTS
from bot.care.items import Day, Item, Need, Section, item, joined
from bot.care.ports import Work
from bot.care.readbacks import Ask, Loop, Readback, Request, able
from bot.care.records import Kept

LONG = timedelta(days=1)
"""So long a read-back may take before it is late."""


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what was not read back yet, as unfinished; and what was, and asks something of another discipline, as an ask."""
    for kept in work.records.find(Readback, day.case, states=frozenset({Loop.OPEN})):
        late = (work.now - kept.created) // LONG
        yield item(
            Section.UNFINISHED,
            kept,
            reason=joined(f"not read back, asked {day.spoken(kept.created)}", day.put_off(kept.ref)),
            need=(Need.LATE, -float(late)) if late else (Need.OPEN, kept.created.timestamp()),
            label=f"{LAYOUTS[kept.what.format].title} {kept.what.note}",
            owner=kept.owner,
        )
    for request in work.records.find(Request, day.case, states=frozenset({Ask.OPEN})):
        yield item(
            Section.ASKS,
            request,
            reason=joined(f"read back {day.spoken(request.created)}, not yet answered", day.put_off(request.ref)),
            need=(Need.ASK, request.created.timestamp()),
            label=f"asked in {request.what.note}",
            owner=request.owner,
        )


def elsewhere(work: Work, case: str) -> frozenset[str]:
    """Give the refs of notes that stand on the agenda already, by what they ask for."""
    waiting = [one.what.note for one in work.records.find(Readback, case, states=frozenset({Loop.OPEN}))]
    asking = [one.what.note for one in work.records.find(Request, case, states=frozenset({Ask.OPEN}))]
    return frozenset((*waiting, *asking))


def waiting_for(work: Work, case: str, person: str) -> tuple[Kept[Readback], ...]:
    """Give what waits in a case for this person's own words, oldest first."""
    found = work.records.find(Readback, case, states=frozenset({Loop.OPEN}))
    return tuple(kept for kept in found if person in able(work, kept))
