"""The huddles of a team room: one series a room, kept for the organisation, since it is of no case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from bot.care import series
from bot.care.cadence import Rule
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.ports import Work
from bot.care.records import ORGANISATION, Kept
from bot.care.series import Purpose, Run, Series
from bot.care.teamrooms import key_of

RINGS = "team huddle agenda"
"""The kind of due moment at which the agenda is posted."""


@dataclass(frozen=True, kw_only=True)
class TeamSeries(Series):
    """A series of huddles in a team room. The record's ``due`` is its next occurrence."""

    kind: ClassVar[str] = "team_series"
    room: str = ""
    """The ref of the team room."""

    def key(self, ref: str) -> str:
        """The key of its due moment."""
        return f"team huddle:{ref}"

    def moment(self, case: str, ref: str, at: datetime) -> Due:  # noqa: ARG002 - it is of no case
        """Its due moment, in the team room."""
        return Due(key=self.key(ref), kind=RINGS, at=at, place=key_of(self.room), subject=ref)


def current(work: Work, room: str) -> Kept[TeamSeries] | None:
    """The series of a team room that goes on, if there is one."""
    going = work.records.find(TeamSeries, ORGANISATION, states=frozenset({Run.ON}))
    return next((one for one in reversed(going) if one.what.room == room), None)


def needed(work: Work, room: str) -> Kept[TeamSeries]:
    """The series that goes on. ``InvalidError`` where there is none."""
    found = current(work, room)
    if found is None:
        raise InvalidError("refused/no_huddle_series")
    return found


def establish(work: Work, room: str, by: str, rule: Rule) -> tuple[Kept[TeamSeries], Kept[TeamSeries] | None]:
    """Begin a series. Gives it, and the one that it takes the place of. ``InvalidError`` for one without any occurrence."""
    before = current(work, room)
    what = TeamSeries(purpose=Purpose.HUDDLE, rule=rule, room=room)
    return series.begin(work, ORGANISATION, by, what, before), before


def rung(work: Work, moment: Due) -> Kept[TeamSeries] | None:
    """Give the series whose moment this is, its next occurrence set; None where it was stopped, moved or replaced meanwhile."""
    found: Kept[Any] | None = series.rung(work, moment)
    return found if found is not None and isinstance(found.what, TeamSeries) else None
