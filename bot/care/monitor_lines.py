"""What is asked for again and again, as those read it who may, and as it stands on agendas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.care import results
from bot.care.facts import Line, Value
from bot.care.items import Day, Item, Need, Section, item, joined, lateness
from bot.care.monitors import Monitor, last, standing
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about

AHEAD = timedelta(days=14)
"""So long before its day, it stands on the agenda."""


def line(work: Work, kept: Kept[Monitor]) -> Line:
    """What is asked for, as those read it who may."""
    before = last(work, kept.case, kept.what.text)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "text": kept.what.text,
        "every": kept.what.interval.words,
        "owner": kept.owner,
        "due": kept.due,
        "overdue": kept.due is not None and kept.due <= work.now,
        "last": results.at(before) if before is not None else None,
    }
    return Line(about=about(kept.what.categories), author=kept.author, section="monitor", values=values)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what is due within two weeks, or overdue."""
    for kept in standing(work, day.case):
        if kept.due is not None and kept.due - work.now <= AHEAD:
            when, need = lateness(day, day.local(kept.due), rank=Need.SOON)
            reason = joined(f"{kept.what.interval.words}, {when}", day.put_off(kept.ref))
            yield item(Section.DUE, kept, reason=reason, need=need, label="monitoring", owner=kept.owner)
