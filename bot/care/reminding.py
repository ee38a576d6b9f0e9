"""What becomes of a reminder: it is kept, moved, put off, done, or ended.

A moment of it is never taken from the dues: when it comes, ``bot.care.recalling`` sees whether it still stands. So what is
cancelled or moved, and taken back with ``!undo`` comes as if nothing had been.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.care.cadence import Rule
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.facts import case_room, direct
from bot.care.memos import OWN_DUE, ROOM_DUE, Memo, Standing, mine
from bot.care.people import COORDINATION, LEAD, Actor
from bot.care.ports import Work
from bot.care.records import Kept

MOST = 50
"""So many that are still to come one person has at most, over all their cases."""


def keep(work: Work, case: str, by: str, memo: Memo, at: datetime | None) -> Kept[Memo]:
    """Keep one; ``at`` is None for a series. ``ConflictError`` beyond the most that one person has."""
    if sum(one.state == Standing.OPEN for one in mine(work, by)) >= MOST:
        raise ConflictError("refused/reminders_most", most=MOST)
    moment = _first(work, memo, at)
    kept = work.records.add(memo, case=case, author=by, owner=by, due=moment)
    expect(work, kept, moment)
    return kept


def standing(work: Work, actor: Actor, case: str, ref: str) -> Kept[Memo]:
    """Give one that this person may change: their own, or one of the room that they look after.

    ``NotFoundError`` for another's own; ``InvalidError`` for another's of the room, unless they lead the case or coordinate it;
    ``ConflictError`` for one that has ended.
    """
    found = work.records.locate(case, ref)
    if found is None or not isinstance(found.what, Memo) or not (found.what.room or found.author == actor.id):
        raise NotFoundError("refused/no_such_ref")
    if found.author != actor.id and not (LEAD | COORDINATION).includes(actor):
        raise InvalidError("refused/reminder_whose", ref=found.ref, by=found.author)
    if found.state not in {Standing.OPEN, Standing.SAID}:
        raise ConflictError("refused/reminder_over", ref=found.ref)
    return found


def is_own(work: Work, person: str, case: str, ref: str) -> bool:
    """Whether a ref is that of a reminder of theirs."""
    found = work.records.locate(case, ref)
    return found is not None and isinstance(found.what, Memo) and found.author == person


def move(work: Work, kept: Kept[Memo], at: datetime | None, rule: Rule | None) -> Kept[Memo]:
    """Have it said at another moment, or by another rule. ``InvalidError`` where a series would become a single moment."""
    if kept.what.rule is not None and rule is None:
        raise InvalidError("refused/reminder_series", ref=kept.ref)
    what = replace(kept.what, rule=rule, again=None)
    moment = _first(work, what, at)
    expect(work, kept, moment)
    return work.records.put(kept, what=what, state=Standing.OPEN, due=moment)


def snooze(work: Work, kept: Kept[Memo], at: datetime) -> Kept[Memo]:
    """Have it said once more. A series goes on besides. ``InvalidError`` for the past."""
    if at <= work.now:
        raise InvalidError("refused/date_past")
    expect(work, kept, at)
    if kept.what.rule is None:
        return work.records.put(kept, state=Standing.OPEN, due=at)
    return work.records.put(kept, what=replace(kept.what, again=at))


def finish(work: Work, kept: Kept[Memo]) -> Kept[Memo]:
    """What it was about is done. Of a series that is the last one that came: it goes on."""
    if kept.what.rule is None:
        return work.records.put(kept, state=Standing.DONE)
    return work.records.put(kept, what=replace(kept.what, again=None))


def cancel(work: Work, kept: Kept[Memo]) -> Kept[Memo]:
    """Have it said no more."""
    return work.records.put(kept, state=Standing.CANCELLED)


def expect(work: Work, kept: Kept[Memo], at: datetime) -> None:
    """Have a moment of it come."""
    kind, place = (ROOM_DUE, case_room(kept.case)) if kept.what.room else (OWN_DUE, direct(kept.author))
    key = f"memo:{kept.ref}:{at.isoformat()}"
    work.dues.put(Due(key=key, kind=kind, at=at, place=place, case=kept.case, subject=kept.ref))


def _first(work: Work, memo: Memo, at: datetime | None) -> datetime:
    if at is None and memo.rule is not None:
        at = next(memo.timetable.coming(work.now, closed=work.clinic.closed), None)
    if at is None:
        raise InvalidError("refused/never_occurs", purpose="reminder")
    if at <= work.now:
        raise InvalidError("refused/date_past")
    return at
