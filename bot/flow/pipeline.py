"""The pipeline: each row of the inbox is handled in exactly one transaction.

A typed command and a due moment are both rows of one inbox. Within a lane (a room) they are handled in order; lanes do not
wait for each other. The transaction that handles a row writes the care change, the audit facts, what is to be said and "done"
together, or nothing: a stop at any instruction loses nothing and repeats nothing.

Where many wait, a few are handled in one transaction, each as if it were alone in it: a commit waits for the disk, and a thousand
moments in one second would wait a thousand times. If one of them cannot be handled, nothing of any of them was done; they are
handled anew, one at a time, so that what follows in this table is always about one row.

    state of a row     what happens                               becomes
    waiting            handled                                    handled
    waiting            has to wait (NotYetError)                  waiting, its lane rests until then
    waiting            a refusal (CareError)                      handled: its sentence is the answer
    waiting            anything else, first or second time        waiting, its lane rests a moment
    waiting            anything else, third time                  quarantined: the room reads a reference, the lane goes on
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.care import catching_up, wound_back
from bot.flow.inbox import Again, Fetched, Letter, NotYetError, Ring
from bot.flow.messages import Inbound, Observed
from bot.flow.ports import Dispatch, Opened, Store

TRIES = 3
_REST = timedelta(milliseconds=200)
_BEHIND = timedelta(seconds=2)
_POLL = 1.0
"""Seconds after which the inbox is looked at without having been told: the truth behind every wake-up."""


class Report(Protocol):
    """Tells the operator of a fault: a reference and where it happened, never what it was about."""

    def __call__(self, reference: str, error: BaseException, *, attempt: int) -> None:
        """Log it."""


@dataclass(frozen=True, kw_only=True)
class Wakers:
    """Who is told when something was written: each is only a hint."""

    inbox: asyncio.Event
    outbox: asyncio.Event
    dues: asyncio.Event

    @classmethod
    def fresh(cls) -> Wakers:
        """Nobody is told yet."""
        return cls(inbox=asyncio.Event(), outbox=asyncio.Event(), dues=asyncio.Event())

    def all(self) -> None:
        """Tell everybody."""
        for event in (self.inbox, self.outbox, self.dues):
            event.set()


class Pipeline:
    """Handles the inbox, row by row."""

    def __init__(self, store: Store, dispatch: Dispatch, wakers: Wakers, *, report: Report, reference: Callable[[], str]) -> None:
        self._store = store
        self._dispatch = dispatch
        self._wakers = wakers
        self._report = report
        self._reference = reference
        self._alone = 0
        """So many rows are handled in transactions of their own, since one of them could not be."""

    async def run(self) -> None:
        """Handle whatever comes, until cancelled."""
        while True:
            self._wakers.inbox.clear()
            while await self.step():
                pass
            try:
                async with asyncio.timeout(_POLL):
                    await self._wakers.inbox.wait()
            except TimeoutError:
                continue

    async def step(self) -> bool:
        """Handle one row, or a few; False if none waits."""
        claimed: list[Letter] = []
        most = 1 if self._alone else self._store.together

        def act(opened: Opened) -> None:
            claimed.clear()
            while len(claimed) < most:
                each = opened.anew() if claimed else opened
                letter = each.mail.claim()
                if letter is None:
                    return
                claimed.append(letter)
                handled(each, letter, self._dispatch)
                each.mail.done(letter)
                each.finish()

        try:
            await self._store.act(act)
        except Exception as error:
            if not claimed:
                raise
            if len(claimed) > 1:
                self._alone = len(claimed)
            else:
                await self._failed(claimed[0], error)
            return True
        self._alone = max(0, self._alone - 1)
        if claimed:
            self._wakers.outbox.set()
            self._wakers.dues.set()
        return bool(claimed)

    async def _failed(self, letter: Letter, error: Exception) -> None:
        self._alone = max(0, self._alone - 1)
        if isinstance(error, NotYetError):
            lane, until = letter.lane, error.until
            await self._store.act(lambda opened: opened.mail.postpone(lane, until))
        else:
            await self._stumble(letter, error)

    async def _stumble(self, letter: Letter, error: Exception) -> None:
        reference = self._reference()

        def count(opened: Opened) -> int:
            rest = _REST * 2**letter.tries
            tries = opened.mail.stumbled(letter.id, letter.lane, again_at=opened.now + rest)
            if tries >= TRIES:
                opened.mail.quarantine(letter.id, reference)
                if isinstance(letter.item, Again):
                    opened.abandon(letter.item.said)
                self._dispatch.fault(opened, letter.lane, reference)
                opened.finish()
            return tries

        self._report(reference, error, attempt=await self._store.act(count))
        self._wakers.outbox.set()


def handled(opened: Opened, letter: Letter, dispatch: Dispatch) -> None:
    """Hand a row to whoever acts on its kind."""
    match letter.item:
        case Inbound() as inbound:
            dispatch.message(opened, inbound)
        case Observed() as observed:
            dispatch.observed(opened, observed)
        case Ring(due=due):
            dispatch.due(opened, due, opened.now - due.at)
        case Fetched() as fetched:
            dispatch.fetched(opened, fetched)
        case Again(said=key):
            opened.tell_again(key)


def ring(opened: Opened, most: int = 200) -> int:
    """Put every due moment that has come into the inbox, once each; gives their number.

    Nothing that is due is ever dropped. One whose occurrence has rung before (after the clock was set back, a rule may set it
    again) rings under a name of its own, and its rule says what that means.
    """
    if catching_up.beat(opened):
        opened.dues.hasten()
        if wound_back.was_ahead(opened):
            wound_back.set_right(opened, opened.dues.of_kinds(wound_back.KINDS))
    rung = 0
    for due in opened.dues.ripe(most):
        if due.kind == catching_up.TELL and opened.dues.behind(besides=catching_up.TELL):
            opened.dues.put(replace(due, at=opened.now + _BEHIND))
            continue
        opened.dues.cancel(due.key)
        once = Ring(id=f"due:{due.key}:{_microseconds(due.at)}", due=due, rang=opened.now)
        if not opened.mail.take_in(once.id, due.place, once):
            again = replace(once, id=f"{once.id}:{opened.nonce()}")
            opened.mail.take_in(again.id, due.place, again)
        rung += 1
    return rung


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
