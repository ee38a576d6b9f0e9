"""What notes, risks, tasks, information, topics and what is planned bring to an agenda."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.care import conferences, progress, series, unanswered
from bot.care.actions import Action, Decision, Info, TaskState
from bot.care.booked import is_known_to
from bot.care.huddles import Huddle, Topic, TopicState
from bot.care.items import Day, Item, Need, Section, item, joined, lateness, news
from bot.care.notes import CURRENT, Note, Risk
from bot.care.ports import Work
from bot.care.progress import Going
from bot.care.records import Kept

_SOON = timedelta(days=7)
"""So long before its day something that is planned stands on the agenda."""


def tasks(work: Work, day: Day) -> Iterator[Item]:
    """Give what somebody is to do, or to carry out."""
    going = progress.of(work, day.case)
    for kept in work.records.find(Action, day.case, states=frozenset({TaskState.OPEN})):
        reason, need = lateness(day, kept.what.day)
        yield _unfinished(day, kept, going.get(kept.ref), reason, need)
    for decided in work.records.find(Decision, day.case, states=frozenset({TaskState.OPEN})):
        reason, need = f"decided {day.spoken(decided.created)}, not yet carried out", (Need.OPEN, decided.created.timestamp())
        if decided.what.day is not None:
            late, need = lateness(day, decided.what.day)
            reason = f"{reason}, {late}"
        yield _unfinished(day, decided, going.get(decided.ref), reason, need)


def notes(work: Work, day: Day) -> Iterator[Item]:
    """Give the risks and the notes that are new, or were put off."""
    for risk in work.records.find(Risk, day.case):
        carried = day.carried(risk.ref)
        if risk.created >= day.since or carried:
            section = Section.TOPICS if carried else Section.NEW
            reason = carried or f"a risk named {day.dated('since', day.since)}"
            need = (Need.RISK, -risk.created.timestamp())
            yield item(section, risk, reason=reason, need=need)
    elsewhere = unanswered.elsewhere(work, day.case)
    for note in work.records.find(Note, day.case, states=CURRENT, since=day.early):
        if note.ref in elsewhere:
            continue
        at = note.what.signed if note.what.supervised and note.what.signed else note.created
        if (found := news(day, note, at=at, label="note")) is not None:
            yield found


def information(work: Work, day: Day) -> Iterator[Item]:
    """Give what was written down between huddles, so that the minutes of none of them hold it."""
    for info in work.records.find(Info, day.case, since=day.early):
        found = news(day, info, at=info.created, label="information")
        if found is not None and not (info.what.huddle or info.what.conference):
            yield found


def topics(work: Work, day: Day) -> Iterator[Item]:
    """Give what people want to talk about, with how often it was carried over."""
    open_ones = work.records.find(Topic, day.case, states=frozenset({TopicState.OPEN}))
    if not open_ones:
        return
    earlier = [one.created for one in work.records.find(Huddle, day.case, since=open_ones[0].created) if one.created <= day.since]
    for kept in open_ones:
        times = sum(kept.created <= at for at in earlier)
        added = f"added {day.spoken(kept.created)}"
        reason = f"{added}, carried over {'once' if times == 1 else f'{times} times'}" if times else added
        need = (Need.CARRIED, -times, kept.created.timestamp()) if times else (Need.ADDED, kept.created.timestamp())
        yield item(Section.TOPICS, kept, reason=reason, need=need)


def coming(work: Work, day: Day) -> Iterator[Item]:
    """Give the plan review and the conferences of the next days."""
    planned = series.current(work, day.case, series.Purpose.REVIEW)
    if planned is not None and planned.due is not None and planned.due - work.now <= _SOON:
        reason, need = lateness(day, day.local(planned.due), rank=Need.SOON)
        yield item(Section.DUE, planned, reason=reason, need=need, neutral="Plan review")
    for kept in conferences.to_come(work, day.case):
        if kept.what.at - work.now <= _SOON and is_known_to(work, kept, *day.readers):
            yield item(
                Section.DUE,
                kept,
                reason="going on" if kept.what.at <= work.now else _until(day, kept.what.at),
                need=(Need.SOON, float(day.local(kept.what.at).toordinal())),
                neutral="Conference",
                note=conferences.line(kept) if kept.what.question else None,
                at=kept.what.at,
            )


def _until(day: Day, at: datetime) -> str:
    days = (day.local(at) - day.today).days
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def _unfinished(day: Day, kept: Kept[Any], begun: Going | None, reason: str, need: tuple[float, ...]) -> Item:
    why = joined(progress.joined(reason, begun, day.zone), day.put_off(kept.ref))
    return item(Section.UNFINISHED, kept, reason=why, need=need, owner=kept.owner, note=progress.note(kept, begun))
