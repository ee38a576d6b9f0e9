"""The open transaction as a read sees it whose reader has opened the case, and is not on it.

Some lists tell how much of them somebody may not read, and ask roster and consent for it before the gate does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from bot.care import openings
from bot.care.consent import Grant
from bot.care.openings import Opening
from bot.care.people import Membership
from bot.care.ports import Work


@dataclass(frozen=True)
class _Roster:
    work: Work
    opening: Opening

    def of(self, case: str) -> tuple[Membership, ...]:
        return openings.among(self.opening, self.work.rosters.of(case), (), self.work.now)[0]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        return getattr(self.work.rosters, name)


@dataclass(frozen=True)
class _Consents:
    work: Work
    opening: Opening

    def of(self, case: str) -> tuple[Grant, ...]:
        return openings.among(self.opening, (), self.work.consents.of(case), self.work.now)[1]


@dataclass(frozen=True)
class _Opened:
    work: Work
    opening: Opening

    @property
    def rosters(self) -> _Roster:
        return _Roster(self.work, self.opening)

    @property
    def consents(self) -> _Consents:
        return _Consents(self.work, self.opening)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it is
        return getattr(self.work, name)


def as_opened(work: Work, case: str, person: str) -> Work:
    """Give the transaction in which this person may read what they have opened of this case. It answers for this case alone."""
    opening = openings.of(work, case, person)
    return work if opening is None else cast("Work", _Opened(work, opening))
