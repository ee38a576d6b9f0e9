"""One thing that an absence made late, or that was left out because of it: as it is remembered until its people are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.care.facts import Value


@dataclass(frozen=True, kw_only=True)
class Late:
    """One thing that was skipped or came late."""

    what: str
    """The template that it was, or would have been, said with."""
    case: str
    """Empty where it was for a team room."""
    ref: str
    at: datetime
    """When it was to happen."""
    of: datetime | None = None
    """The moment that it is about, where that is another one: of a reminder, when the conference begins. Once that has come too,
    nothing is said of it."""
    missed: tuple[datetime, ...] = ()
    """What of its series was left out before it."""
    room: str = ""
    """The ref of the team room that it was for."""


def shown(late: Late, room: str = "") -> Mapping[str, Value]:
    """Give the values of its line; ``room``: what its team room is called."""
    return {
        "what": late.what,
        "code": late.case,
        "room": room,
        "ref": late.ref,
        "at": late.at,
        "of": late.of,
        "missed": late.missed,
    }


def packed(late: Late) -> dict[str, Value]:
    """Make it fit to be remembered."""
    return {
        "what": late.what,
        "case": late.case,
        "ref": late.ref,
        "at": late.at.isoformat(),
        "of": late.of.isoformat() if late.of is not None else None,
        "missed": [one.isoformat() for one in late.missed],
        "room": late.room,
    }


def unpacked(row: Mapping[str, Any]) -> Late:
    """Make it again of what was remembered."""
    return Late(
        what=row["what"],
        case=row["case"],
        ref=row["ref"],
        at=datetime.fromisoformat(row["at"]),
        of=datetime.fromisoformat(row["of"]) if row["of"] else None,
        missed=tuple(datetime.fromisoformat(one) for one in row["missed"]),
        room=row.get("room", ""),
    )
