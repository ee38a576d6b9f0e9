"""A turn as the dispatcher's own commands see it: with the whole desk, and everything that can be asked.

Families that keep records have no use for it: what they may do to the transaction is ``bot.care.ports.Work``.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.care.places import Place
from bot.chat.ports import Desk
from bot.chat.registry import Registry
from bot.chat.turn import Turn
from bot.flow.messages import Inbound, InboundKind


@dataclass(frozen=True, kw_only=True)
class Seat(Turn):
    """Every turn that the dispatcher hands out is one of these."""

    desk: Desk
    registry: Registry
    inbound: Inbound

    @property
    def person(self) -> str:
        """Who says it."""
        return self.inbound.sender

    @property
    def proven(self) -> bool:
        """The transport proved that it is theirs."""
        return self.inbound.proof is not None

    @property
    def wordless(self) -> bool:
        """It is no message that an answer could reply to, but a choice: what it leads to is answered to its sender alone."""
        return self.inbound.kind is InboundKind.VOTE

    @property
    def root(self) -> str:
        """The event that answers go to and acts are kept under: of an edit, the message that was edited."""
        return self.inbound.edits or self.event_id


def take_seat(desk: Desk, registry: Registry, place: Place, inbound: Inbound) -> Seat:
    """Make a turn of a message."""
    return Seat(
        place=place,
        event_id=inbound.event_id,
        said_at=inbound.at,
        text=inbound.body,
        mentions=tuple(one for one in inbound.mentions if one != desk.clinic.bot),
        reply_to=inbound.reply_to,
        desk=desk,
        registry=registry,
        inbound=inbound,
    )


def seat_of(turn: Turn) -> Seat:
    """Give the seat that a turn is. ``TypeError`` where somebody else than the dispatcher made the turn."""
    if not isinstance(turn, Seat):
        raise TypeError("this turn was not taken at the desk")
    return turn
