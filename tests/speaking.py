"""What the bot puts into words, kept as it was asked to say it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.care.facts import Line, Message
from bot.flow.said import Body, Reader
from tests.rendering import renderer


@dataclass(frozen=True)
class Spoken:
    """One thing put into words, before it is sent: its template, who reads it, and its parts."""

    message: Message
    lines: tuple[Line, ...]
    reader: Reader
    parts: tuple[Body, ...]


class Speaking:
    """The renderer, with everything kept that it was asked to say."""

    def __init__(self) -> None:
        self.render = renderer()
        self.said: list[Spoken] = []

    def __call__(self, message: Message, lines: tuple[Line, ...], reader: Reader) -> tuple[Body, ...]:
        parts = self.render(message, lines, reader)
        actors = reader.actors()  # as the rosters have them now, while the transaction is open
        self.said.append(Spoken(message, lines, replace(reader, actors=lambda: actors), parts))
        return parts
