"""A clock that was days ahead, and is set right: what comes again, and what is still to be told, goes on from now.

A clock that is set back brings no occurrence a second time (``Series.rung``), so an hour or a day of it changes nothing. Where a
machine had started with a wrong year, this would keep each series silent until that year. What rang then belonged to days that had
not come; they are known by the jump, which was taken for an absence of days, and into which it is now again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.care import anchors, catching_up, directory, memos, mornings, reminding, series, team_series
from bot.care.dues import Due
from bot.care.memos import Memo
from bot.care.ports import Work
from bot.care.records import ORGANISATION, Kept
from bot.care.series import Run, Series

ROUNDS: Mapping[str, Callable[[Work], None]] = {
    mornings.ROUND: mornings.expect,
    anchors.ROOT: anchors.expect,
    directory.CHECK_DUE: directory.plan_check,
}
"""What comes again for everybody, each with what sets its next moment."""

KINDS: Collection[str] = frozenset(
    {*series.RINGS.values(), team_series.RINGS, memos.OWN_DUE, memos.ROOM_DUE, catching_up.TELL, *ROUNDS}
)
"""The kinds of due moment that series, reminders and rounds ring with, and that tell somebody what came late."""

AHEAD = timedelta(days=2)
"""A clock that was ahead by less than this is one that is set back."""


def was_ahead(work: Work) -> bool:
    """Whether the clock had been set on by days, and does not show that time any more."""
    jump = catching_up.gap(work)
    return jump is not None and jump.since - catching_up.EVERY <= work.now < jump.until - AHEAD


def set_right(work: Work, moments: Iterable[Due]) -> None:
    """Set anew what was set by a time which has not come; ``moments`` are those of ``KINDS``."""
    for moment in (one for one in moments if one.at > work.now):
        if moment.kind == catching_up.TELL:
            catching_up.expect(work, moment.subject)
            continue
        if moment.kind in ROUNDS:
            work.dues.cancel(moment.key)
            ROUNDS[moment.kind](work)
            continue
        found = work.records.locate(moment.case or ORGANISATION, moment.subject)
        if found is not None and isinstance(found.what, Series) and found.state == Run.ON:
            _advance(work, found)
        elif found is not None and isinstance(found.what, Memo) and found.state == memos.Standing.OPEN:
            _recall(work, found, moment)


def _advance(work: Work, kept: Kept[Series]) -> None:
    if kept.what.rung is not None and kept.what.rung > work.now:
        series.advance(work, replace(kept, what=replace(kept.what, rung=None)))


def _recall(work: Work, kept: Kept[Memo], moment: Due) -> None:
    """A reminder that comes again comes at its next time; what came once, or was put off, stays as it is."""
    if kept.what.rule is None or kept.due is None or kept.due != moment.at:
        return
    at = next(kept.what.timetable.coming(work.now, closed=work.clinic.closed), None)
    if at is not None and at < kept.due:
        reminding.expect(work, work.records.put(kept, due=at), at)
