"""What a local time means when the clocks change: one moment, none, or two. Moments are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Unique:
    """A local time that the clocks show once."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A local time that the clocks skip."""

    forward: datetime
    """Later by as much as the clocks skip: 03:30 where 02:30 does not exist."""
    back: datetime
    """Earlier by as much: 01:30."""


@dataclass(frozen=True, kw_only=True)
class Fold:
    """A local time that the clocks show twice."""

    first: datetime
    second: datetime


def resolve(day: date, at: time, zone: ZoneInfo) -> Unique | Gap | Fold:
    """Find what a local time means. ``at`` is naive. Raises ``OverflowError`` at the edges of the calendar."""
    local = datetime.combine(day, at, tzinfo=zone)
    first = local.replace(fold=0).astimezone(UTC)
    second = local.replace(fold=1).astimezone(UTC)
    if first == second:
        return Unique(at=first)
    if first.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(tzinfo=None):
        return Fold(first=first, second=second)
    return Gap(forward=first, back=second)


def at_clock(day: date, at: time, zone: str) -> datetime:
    """Give the moment at which clocks in ``zone`` (IANA name) show a time: the first of two; in a gap, what they jump to."""
    match resolve(day, at, ZoneInfo(zone)):
        case Unique(at=found) | Gap(forward=found) | Fold(first=found):
            return found
