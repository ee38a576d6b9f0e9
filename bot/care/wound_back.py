"""A clock that was days ahead, and is set right: series go on from now.

A clock that is set back brings no occurrence a second time (``Series.rung``), so an hour or a day of it changes nothing. Where a
machine had started with a wrong year, this would keep each series silent until that year. What rang then belonged to days that had
not come; they are known by the jump, which was taken for an absence of days, and into which it is now again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from bot.care import catching_up, series, team_series
from bot.care.dues import Due
from bot.care.ports import Work
from bot.care.records import ORGANISATION
from bot.care.series import Run, Series

KINDS: Collection[str] = frozenset({*series.RINGS.values(), team_series.RINGS})
"""The kinds of due moment that series ring with."""

AHEAD = timedelta(days=2)
"""A clock that was ahead by less than this is one that is set back."""


def was_ahead(work: Work) -> bool:
    """Whether the clock had been set on by days, and does not show that time any more."""
    jump = catching_up.gap(work)
    return jump is not None and jump.since - catching_up.EVERY <= work.now < jump.until - AHEAD


def set_right(work: Work, moments: Iterable[Due]) -> None:
    """Set the next occurrence anew of each series that rang at a time which has not come; ``moments`` are those of series."""
    for moment in moments:
        found = work.records.locate(moment.case or ORGANISATION, moment.subject)
        if found is None or not isinstance(found.what, Series) or found.state != Run.ON:
            continue
        if found.what.rung is not None and found.what.rung > work.now:
            series.advance(work, replace(found, what=replace(found.what, rung=None)))
