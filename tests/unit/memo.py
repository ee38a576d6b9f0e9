"""Reminders as they stand in a ward, and the moments at which they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.care import memos
from bot.care.dues import Due
from bot.care.memos import Memo
from bot.care.records import Kept
from tests.unit.shelves import Said
from tests.unit.ward import Ward


def kept(ward: Ward) -> list[Kept[Memo]]:
    found = [one for one in ward.desk.state.records.values() if isinstance(one.what, Memo)]
    return sorted(found, key=lambda one: one.id)


def last(ward: Ward) -> Kept[Memo]:
    return kept(ward)[-1]


def moments(ward: Ward) -> list[Due]:
    return [one for one in ward.desk.dues.of(ward.code) if one.kind in {memos.OWN_DUE, memos.ROOM_DUE}]


def ring(ward: Ward, late: timedelta = timedelta()) -> list[Said]:
    """The next one comes."""
    return ward.talk.ring(moments(ward)[0], late)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December 2026; in Berlin it is an hour later."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)
