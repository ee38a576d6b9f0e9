"""What people wish for their conferences: some minutes free before and after each, and no more than so many a day.

It is theirs, over all their cases. Nobody else is told of it: a time that it rules out is one at which they are not free.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.care.availability import Pace
from bot.care.errors import InvalidError
from bot.care.ports import Work

LONGEST = timedelta(hours=2)
"""The most that can be wished free on one side."""

MOST = 9
"""The most conferences a day that can be named."""

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def wish(
    work: Work, person: str, *, before: timedelta | None = None, after: timedelta | None = None, most: int | None = None
) -> Pace:
    """Keep what is given, and leave the rest as it is. ``InvalidError`` for too long a time, and for a number that is too high."""
    kept = of(work, person)
    pace = replace(
        kept,
        before=kept.before if before is None else before,
        after=kept.after if after is None else after,
        most=kept.most if most is None else most,
    )
    if max(pace.before, pace.after) > LONGEST or pace.most > MOST:
        raise InvalidError("refused/buffer", longest=LONGEST // _HOUR, most=MOST)
    work.remember(_key(person), before=pace.before // _MINUTE, after=pace.after // _MINUTE, most=pace.most)
    return pace


def no_wish(work: Work, person: str) -> None:
    """Forget it."""
    work.forget(_key(person))


def of(work: Work, person: str) -> Pace:
    """Give what somebody wishes."""
    kept = work.recall(_key(person))
    if kept is None:
        return Pace()
    return Pace(before=kept["before"] * _MINUTE, after=kept["after"] * _MINUTE, most=kept["most"])


def _key(person: str) -> str:
    return f"buffer:{person}"
