"""What people read of what the bot sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.flow.messages import Effect


@dataclass(frozen=True)
class Heard:
    """One message as somebody reads it."""

    place: str
    event_id: str
    body: str
    html: str
    effect: Effect


def bodies(heard: Iterable[Heard]) -> list[str]:
    return [one.body for one in heard]


def at(heard: Iterable[Heard], place: str) -> list[Heard]:
    return [one for one in heard if one.place == place]
