"""Whom a plan review is asked of, on working mornings: one that was left open, and one that was asked for and is not planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.care import reviews, series, wishes
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.series import Purpose
from bot.care.team import lead_of

LEFT = timedelta(days=2)
"""A review that is open for longer was left open; whoever it is asked of is asked again each week."""

WEEK = timedelta(days=7)
"""What asks for a review waits for so long before somebody is asked, once."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A plan review that waits for somebody."""

    case: str
    ref: str
    """Of the open review; empty: none is open, and none is planned."""
    since: datetime
    """When it was begun, or asked for."""


def of(work: Work, person: str) -> tuple[Waiting, ...]:
    """Give the reviews that wait for this person: of cases that they lead, or coordinate while nobody leads them."""
    return tuple(one for case in work.rosters.cases(person) for one in _of(work, case, person))


def asked(work: Work, found: Iterable[Waiting]) -> None:
    """Note that somebody is asked after these now."""
    for one in found:
        open_one = reviews.running(work, one.case)
        if open_one is not None:
            work.records.put(open_one, what=replace(open_one.what, reminded=work.now))
            continue
        for kept in wishes.open_wishes(work, one.case):
            if kept.what.asked is None:
                work.records.put(kept, what=replace(kept.what, asked=work.now))


def _of(work: Work, case: str, person: str) -> Iterator[Waiting]:
    lead, open_one = lead_of(work, case), reviews.running(work, case)
    whose = lead or next((member for member in work.rosters.of(case) if Role.COORDINATOR in member.roles), None)
    if whose is None or whose.person != person:
        return
    if open_one is not None:
        last = open_one.what.reminded
        if open_one.created + LEFT <= work.now and (last is None or last + WEEK <= work.now):
            yield Waiting(case=case, ref=open_one.ref, since=open_one.created)
    elif series.current(work, case, Purpose.REVIEW) is None:
        old = [kept for kept in wishes.open_wishes(work, case) if kept.what.asked is None and kept.created + WEEK <= work.now]
        if old:
            yield Waiting(case=case, ref="", since=old[0].created)
