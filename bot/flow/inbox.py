"""What stands in the inbox: something said or noticed, a moment that came, a file that was fetched, or a thing to decide anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.care.dues import Due
from bot.flow.messages import Inbound, Observed


@dataclass(frozen=True, kw_only=True)
class Ring:
    """A due moment came. ``id`` is unique for each occurrence, so that it is acted upon once."""

    id: str
    due: Due
    rang: datetime
    """When it was noticed: later than ``due.at`` by the lateness."""


@dataclass(frozen=True, kw_only=True)
class Again:
    """What was said but not yet sent has to be put into words anew, because who may read it has changed."""

    id: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A file is here that somebody attached, or it will never be. ``id`` is made of that of the effect that fetched it."""

    id: str
    said: Inbound
    """What it came with."""
    data: bytes | None = None
    """What is in it; None where it cannot be had."""
    reason: str = ""
    """Why not, in a word of ours."""


Item: TypeAlias = Inbound | Observed | Ring | Again | Fetched

RING = "ring"
KINDS: dict[str, type[Item]] = {"inbound": Inbound, "observed": Observed, RING: Ring, "again": Again, "fetched": Fetched}
"""Stored names: for ever."""


_AT_ONCE = "at once:"


def at_once_lane(place: str) -> str:
    """The lane of what is said in a place and waits behind nothing else that was said there."""
    return f"{_AT_ONCE}{place}"


def place_of(lane: str) -> str:
    """The place whose lane it is."""
    return lane.removeprefix(_AT_ONCE)


class NotYetError(Exception):
    """It has to wait, and whatever comes after it in its lane too. Nothing of it was done; no try is counted."""

    def __init__(self, until: datetime) -> None:
        super().__init__("not yet")
        self.until = until


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One row of the inbox, claimed."""

    id: int
    source: str
    lane: str
    item: Item
    tries: int
    received: datetime
