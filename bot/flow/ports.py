"""What the flow asks of the world, and what the world may ask of the flow. ``app`` binds them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from bot.care.dues import Due, Dues
from bot.care.ports import Work
from bot.flow.inbox import Fetched, Item, Letter
from bot.flow.messages import Batch, Effect, Inbound, Observed, Pin

T = TypeVar("T")


class Transport(Protocol):
    """Makes an effect happen outside."""

    async def perform(self, effect: Effect) -> str:
        """Do it, and answer with the event id (the room's id for ``CREATE_ROOM``, the file itself for ``FETCH``).

        Raises ``RetryLaterError``, ``AudienceChangedError`` or ``UndeliverableError``; anything else counts as a try
        whose outcome is unknown: it is performed again with the same id and ``attempted`` set.
        """


class Draw(Protocol):
    """Makes a picture, off the event loop."""

    async def __call__(self, picture: Mapping[str, object]) -> bytes | None:
        """Draw what the fields of a ``bot.care.facts.Picture`` say, as a PNG; None if that cannot be done."""


class Mailroom(Protocol):
    """What a transport keeps in our database. Every call is one transaction, done off the event loop."""

    async def cursor(self) -> str | None:
        """Where the last stored batch ended; None before the first."""

    async def receive(self, batch: Batch) -> None:
        """Store the batch and its cursor together. Rows seen before (same id, or same proof) are skipped."""

    async def observe(self, *observed: Observed) -> None:
        """Store what was noticed outside a batch (a key query, a timer). Ids seen before are skipped."""

    async def pins(self) -> Mapping[str, Pin]:
        """Each enrolled person's pinned identity, by Matrix id."""

    async def pin(self, pin: Pin) -> None:
        """Write a person's pin: first contact, or ``changed`` turned on. Never an unseen master key over another."""

    async def enrolled(self) -> frozenset[str]:
        """The Matrix ids that may be pinned at first contact: coordinators, officers, and everyone ever put on a roster."""

    async def recipients(self, room_id: str) -> frozenset[str]:
        """Who may hold keys of this room now: its roster, its one person, or the coordinators; empty for an unknown room."""

    async def ours(self) -> frozenset[str]:
        """The ids of the rooms that the bot made or was bound to. They are encrypted for ever."""


class Directory(Protocol):
    """What is kept of people's profiles. Every call is one transaction, done off the event loop."""

    async def enrolled(self) -> frozenset[str]:
        """The Matrix ids whose profiles are looked at."""

    async def zones(self) -> Mapping[str, str]:
        """The zones that profiles were last seen to name, by Matrix id."""

    async def observe(self, *observed: Observed) -> None:
        """Store what was noticed. Ids seen before are skipped."""


class Box(Protocol):
    """The inbox, on an open transaction."""

    def take_in(self, source: str, lane: str, item: Item, *, proof: str | None = None) -> bool:
        """Put something in; False if it has been there before."""

    def claim(self) -> Letter | None:
        """Take the first unhandled row of some lane that nobody else works in."""

    def done(self, letter: Letter) -> None:
        """It is handled."""

    def stumbled(self, letter_id: int, lane: str, *, again_at: datetime) -> int:
        """Count a failed try, and rest the lane until then; gives the number of tries."""

    def postpone(self, lane: str, until: datetime) -> None:
        """Rest a lane, without counting a try."""

    def quarantine(self, letter_id: int, reference: str) -> None:
        """Set it aside, so that the lane goes on."""


class Clockwork(Dues, Protocol):
    """What is to happen, on an open transaction."""

    def ripe(self, most: int) -> tuple[Due, ...]:
        """Those whose moment has come, earliest first."""

    def behind(self, *, besides: str) -> bool:
        """Whether a moment that came is still to be acted upon, in any lane but those whose name begins so."""

    def hasten(self) -> None:
        """The clock was set back: nothing rests until a moment of the clock as it was."""

    def of_kinds(self, kinds: Collection[str]) -> tuple[Due, ...]:
        """Those of these kinds, earliest first."""


class Opened(Work, Protocol):
    """An open transaction, as the flow sees it."""

    @property
    def mail(self) -> Box:
        """The inbox."""

    @property
    def dues(self) -> Clockwork:
        """What is to happen."""

    def tell_again(self, key: str) -> None:
        """Divide something said anew, and put it into words again; what was sent of it stays sent."""

    def abandon(self, key: str) -> None:
        """Give up what could not be put into words again, so that what is said after it goes on."""

    def finish(self) -> None:
        """Put into words what was said. Called once, when all else is done."""

    def anew(self) -> Opened:
        """The same transaction, as one that has done nothing yet: for the next row that is handled in it."""

    def claim_effects(self, busy: Collection[str], most: int) -> list[tuple[str, Effect]]:
        """Take what may be sent now, one a place that is not busy; gives place and effect."""

    def delivered(self, effect: Effect, lane: str, answer: str) -> None:
        """It happened."""

    def undelivered(self, effect: Effect, *, until: datetime, known: bool) -> None:
        """It did not happen (``known``), or nobody knows: it is tried again then."""

    def undeliverable(self, effect: Effect, reason: str) -> None:
        """It never will, for this reason (a word of ours)."""

    def unexpected(self, effect: Effect) -> None:
        """Somebody was there who may not read it."""


class Store(Protocol):
    """Runs transactions off the event loop."""

    @property
    def together(self) -> int:
        """How many rows may be handled in one transaction."""

    async def act(self, run: Callable[[Opened], T]) -> T:
        """Run one; all of it is written, or nothing."""


class Dispatch(Protocol):
    """Acts on what came in. Each call happens within one transaction."""

    def message(self, desk: Any, inbound: Inbound) -> None:  # noqa: ANN401 - the store's transaction is the dispatcher's desk
        """Something was said."""

    def observed(self, desk: Any, observed: Observed) -> None:  # noqa: ANN401 - the same
        """Something was noticed."""

    def due(self, desk: Any, moment: Due, lateness: timedelta) -> None:  # noqa: ANN401 - the same
        """A moment came, ``lateness`` ago."""

    def fetched(self, desk: Any, fetched: Fetched) -> None:  # noqa: ANN401 - the same
        """A file that was sent for is here, or will never be."""

    def fault(self, desk: Any, place: str, reference: str) -> None:  # noqa: ANN401 - the same
        """Something could not be handled: whoever is there reads a reference."""
