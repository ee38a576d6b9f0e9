"""Medicines: what is taken and since when, as it was typed, and what is looked at for its effect on sexual response.

What is taken, how much and how often is kept and never judged. A change is a record of its own; what it takes the place of stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.huddles import stir
from bot.care.items import Day, Item, news
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.shared import reads
from bot.care.texts import checked


class Use(IntEnum):
    """Whether it is taken. Stored: values are for ever."""

    TAKEN = 0
    CHANGED = 1
    """Another record has taken its place."""
    STOPPED = 2


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What somebody wrote about a medicine's effect on sexual response."""

    text: str
    categories: tuple[Category, ...]
    by: str
    at: datetime
    ends: bool = False
    """With it, it is no longer under review."""


@dataclass(frozen=True, kw_only=True)
class Medicine(Payload):
    """One medicine as it is taken, or was. Its state is an ``Use``."""

    kind: ClassVar[str] = "medicine"
    name: str
    """As typed."""
    text: str
    """How it is taken, as typed; may be empty."""
    since: date
    """When it began to be taken in this way."""
    first: date
    """When it began to be taken at all."""
    until: date | None = None
    """When it was changed or stopped."""
    reason: str = ""
    """Why it was stopped."""
    reason_categories: tuple[Category, ...] = ()
    """What the reason is about, beyond what the medicine is."""
    before: str = ""
    """The ref of what it took the place of."""
    categories: tuple[Category, ...] = (Category.MEDICATION,)
    modality: Modality | None = Modality.MEDICATION
    goal: str | None = None
    event: str = ""
    version: int = 1
    ended: datetime | None = None
    """When it was written down that it was stopped."""
    remarks: tuple[Remark, ...] = ()

    def gist(self) -> str:
        """What is taken, and how."""
        return f"{self.name} {self.text}".strip()

    @property
    def under_review(self) -> Remark | None:
        """The remark that put it under review; None: it is not."""
        opened: Remark | None = None
        for one in self.remarks:
            opened = None if one.ends else opened or one
        return opened


def start(work: Work, case: str, by: str, what: Medicine) -> Kept[Medicine]:
    """Keep what is taken. ``ConflictError`` where one of this name is: that is a change.

    Somebody who may not read that one does not learn of it: what they say is kept beside it.
    """
    same = [kept for kept in taken(work, case) if kept.what.name.casefold() == what.name.casefold() and reads(work, kept, by)]
    if same:
        raise ConflictError("refused/med_there", ref=same[0].ref)
    stir(work, case)
    return work.records.add(_checked(what), case=case, author=by)


def change(work: Work, kept: Kept[Medicine], by: str, what: Medicine) -> Kept[Medicine]:
    """Keep how it is taken from now on; what was stays, and is no longer what is taken."""
    stir(work, kept.case)
    fresh = replace(
        _checked(what),
        first=kept.what.first,
        before=kept.ref,
        remarks=kept.what.remarks,
        categories=tuple(dict.fromkeys((*kept.what.categories, *what.categories))),
    )
    if fresh.since < kept.what.since:
        raise InvalidError("refused/med_before", ref=kept.ref)
    made = work.records.add(fresh, case=kept.case, author=by)
    was = replace(kept.what, until=fresh.since)
    work.records.put(kept, what=was, state=Use.CHANGED, superseded_by=made.ref)
    return made


def edit(work: Work, kept: Kept[Medicine], fresh: Medicine) -> Kept[Medicine]:
    """Write a new version of what was started, as long as it is taken so."""
    what = replace(
        _checked(fresh), event=kept.what.event, version=kept.what.version + 1, remarks=kept.what.remarks, before=kept.what.before
    )
    stir(work, kept.case)
    return work.records.put(kept, what=what)


def stop(work: Work, kept: Kept[Medicine], day: date, reason: str, categories: tuple[Category, ...] = ()) -> Kept[Medicine]:
    """Keep that it is taken no more, and why; ``categories``: what the reason is tagged with.

    ``InvalidError`` for a day before it began.
    """
    if day < kept.what.since:
        raise InvalidError("refused/med_before", ref=kept.ref)
    stir(work, kept.case)
    what = replace(kept.what, until=day, reason=checked(reason), reason_categories=categories, ended=work.now)
    return work.records.put(kept, what=what, state=Use.STOPPED)


def remark(work: Work, kept: Kept[Medicine], said: Remark) -> Kept[Medicine]:
    """Put it under review for its effect on sexual response, add to that, or say what came of it.

    ``ConflictError`` where it is to end and was not begun.
    """
    if said.ends and kept.what.under_review is None:
        raise ConflictError("refused/med_not_under_review", ref=kept.ref)
    stir(work, kept.case)
    written = replace(said, text=checked(said.text))
    return work.records.put(kept, what=replace(kept.what, remarks=(*kept.what.remarks, written)))


def taken(work: Work, case: str) -> list[Kept[Medicine]]:
    """Give what is taken, the oldest first."""
    found = work.records.find(Medicine, case, states=frozenset({Use.TAKEN}))
    return sorted(found, key=lambda kept: (kept.what.first, kept.id))


def needed(work: Work, case: str, ref: str, by: str) -> Kept[Medicine]:
    """Give one that is taken, by its ref. ``NotFoundError``; ``ConflictError`` where it is taken no more, or in another way.

    One that is not shared with ``by`` is not there: as its author they would read what others wrote of it.
    """
    kept = work.records.locate(case, ref)
    if kept is None or not isinstance(kept.what, Medicine) or not reads(work, kept, by):
        raise NotFoundError("refused/no_such_ref")
    if kept.state != Use.TAKEN:
        raise ConflictError("refused/med_over", ref=kept.ref, now=kept.superseded_by or "")
    return kept


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what was started, changed, stopped or put under review since the last huddle, or was put off by it."""
    for kept in work.records.find(Medicine, day.case, states=frozenset({Use.TAKEN, Use.STOPPED})):
        what, looked_at = kept.what, kept.what.under_review
        happened = "stopped" if kept.state == Use.STOPPED else "changed" if what.before else "started"
        moment = what.ended or kept.created
        if looked_at is not None and kept.state == Use.TAKEN and looked_at.at >= moment:
            happened, moment = "under review for its effect on sexual response", looked_at.at
        found = news(day, kept, at=moment, label="medicine", text=f"{what.gist()}, {happened}")
        if found is not None:
            yield found


def _checked(what: Medicine) -> Medicine:
    return replace(what, text=checked(what.text), categories=tuple(dict.fromkeys((Category.MEDICATION, *what.categories))))
