"""When what is missing for a conference is asked for: of each person once, in one message, while they work.

The first list to lock gathers what locks soon after it: whoever is asked for one conference is asked at the same time for those of
the case whose lists lock within the next hours. So nothing is asked for later than at its lock, or as soon as its owner works, and
two lists that lock shortly after each other make one message. What somebody was asked for is remembered thing by thing. At its own
lock they are asked for what has come onto the list since, and for nothing a second time.

The reminder of the day before comes in the minute in which a list locks. Whoever is asked then reads in that message how soon the
conference begins, and is not rung by the reminder as well.

It is one message for a case and not one for all: its words pass the gate of that case, and the answer is authorised and kept there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.care import carriers, gaps, preparing
from bot.care.booked import Conference, Standing, to_come
from bot.care.dues import Due
from bot.care.facts import direct
from bot.care.gaps import Gap
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.reaching import reachable
from bot.care.records import Kept

TOGETHER = timedelta(hours=4)
"""A list that locks so soon after the one for which somebody is asked is asked for with it.

Half a working day: all conferences of a morning, or of an afternoon, make one message a person, and whoever is asked has no list
before them that changes for the rest of the day before it locks.
"""

AT_ONCE = timedelta(minutes=10)
"""So soon after they were asked for something nobody is rung by the reminder of the day before."""

Asked = tuple[tuple[Kept[Conference], Gap], ...]
"""What one person is asked in one message: for which conferences of a case, and what."""


def to_ask(work: Work, moment: Due) -> tuple[Asked, ...]:
    """Say what is to be asked at a moment, of everybody or of its one person; nobody is asked twice for one thing.

    Whoever does not work now is asked when they do, if that is before it begins.
    """
    kept = work.records.locate(moment.case or "", moment.subject)
    if kept is None or not isinstance(kept.what, Conference) or kept.state != Standing.BOOKED or kept.what.at <= work.now:
        return ()
    if not preparing.locked(work, kept):
        return ()
    return tuple(((kept, gap), *_with_it(work, kept, gap.person)) for gap in _now(work, kept, moment))


def was_asked(work: Work, kept: Kept[Conference], person: str) -> bool:
    """Say whether somebody was asked for something of a conference a moment ago."""
    last = (work.recall(_asked(kept.ref)) or {}).get("last", {}).get(person)
    return last is not None and timedelta(0) <= work.now - datetime.fromisoformat(last) <= AT_ONCE


def is_asked(work: Work, kept: Kept[Conference], person: str) -> bool:
    """Say whether somebody is asked about now, as its list locks: was so a moment ago, or will be in a moment."""
    if was_asked(work, kept, person):
        return True
    gap = gaps.gaps(work, kept).get(person) if preparing.locked(work, kept) else None
    return gap is not None and _left(work, kept, gap) is not None and reachable(work, person) <= work.now


def _now(work: Work, kept: Kept[Conference], moment: Due) -> Iterator[Gap]:
    for person, gap in gaps.gaps(work, kept).items():
        key = f"conference:{kept.ref}:list:{person}"
        left = _left(work, kept, gap)
        if left is None or (moment.kind == preparing.ASKS and moment.key != key):
            continue
        at = reachable(work, person)
        if at <= work.now:
            _noted(work, kept, left)
            yield left
        elif at < kept.what.at:
            due = Due(key=key, kind=preparing.ASKS, at=at, place=direct(person), case=kept.case, subject=kept.ref)
            work.dues.put(due)


def _with_it(work: Work, kept: Kept[Conference], person: str) -> Iterator[tuple[Kept[Conference], Gap]]:
    """What else is to be asked of them now: of other conferences of the case whose lists are locked, or lock soon, and not held."""
    for other in to_come(work, kept.case):
        near = preparing.locks_at(other) <= work.now + TOGETHER and other.what.at > work.now
        if other.ref == kept.ref or not near or carriers.holding(work, other.case, other.ref) is not None:
            continue
        gap = gaps.gaps(work, other).get(person)
        left = _left(work, other, gap) if gap is not None else None
        if left is not None:
            _noted(work, other, left)
            yield other, left


def _left(work: Work, kept: Kept[Conference], gap: Gap) -> Gap | None:
    """What of it they were not asked for yet; None where that is nothing, or they were asked once the list was locked."""
    asked = work.recall(_asked(kept.ref)) or {}
    if gap.person in asked.get("people", ()):
        return None
    before = set(asked.get("early", {}).get(gap.person, ()))
    left = replace(
        gap,
        items=[one for one in gap.items if one.ref not in before],
        left=[one for one in gap.left if one.ref not in before],
        roles=[one for one in gap.roles if one.value not in before],
        empty=[one for one in gap.empty if _nobody(one) not in before],
    )
    return left if left.items or left.left or left.roles or left.empty else None


def _noted(work: Work, kept: Kept[Conference], gap: Gap) -> None:
    """Remember for what somebody was asked: before the list is locked, for these things; from then on, for all."""
    asked = work.recall(_asked(kept.ref)) or {}
    people, early = set(asked.get("people", ())), dict(asked.get("early", {}))
    last = {**asked.get("last", {}), gap.person: work.now.isoformat()}
    if preparing.locked(work, kept):
        people.add(gap.person)
    else:
        refs, roles = (one.ref for one in (*gap.items, *gap.left)), (one.value for one in gap.roles)
        early[gap.person] = sorted({*early.get(gap.person, ()), *refs, *roles, *map(_nobody, gap.empty)})
    work.remember(_asked(kept.ref), people=sorted(people), early=early, last=last)


def _nobody(role: Role) -> str:
    return f"no {role.value}"


def _asked(ref: str) -> str:
    return f"conference list asked:{ref}"
