"""What is queued: claimed for the sender, and marked as what became of it. What its readers may no longer see is decided anew."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from bot.care import keyholders, openings, reads
from bot.care.facts import direct
from bot.flow import polls
from bot.flow.inbox import Fetched
from bot.flow.messages import Effect, EffectKind, Inbound
from bot.store.mail import HELD, SENDING, SENT, UNDELIVERABLE, UNSENT, Parked
from bot.store.outgoing import FILES, Outgoing


class Sending(Outgoing):
    """The part of an open transaction that the sender works with."""

    def claim_effects(self, busy: Collection[str], most: int) -> list[tuple[str, Effect]]:
        """Take what may be sent now, one a place, and mark it as on its way; gives place and effect.

        What may have been sent, and was put into words for other readers than there are now, is only looked for: it covers
        nobody, so that it is decided anew if it is not found.
        """
        claimed: list[tuple[str, Effect]] = []
        for row in self.mail.sendable(busy, most):
            outdated = row.said is not None and (self._outdated(row) or self._off_roster(row))
            if outdated and row.state == UNSENT:
                self.recall_said(row.said)
                continue
            parked = self.mail.parked(row)
            content = self._content(row, parked)
            if content is None:
                self.mail.mark(row.key, UNDELIVERABLE)
                continue
            place = self._place(row.lane.removeprefix(FILES))
            anybody = place.present | keyholders.of(self, place) if parked.covered is None else frozenset(parked.covered)
            effect = Effect(
                id=row.key,
                kind=EffectKind(row.kind),
                room_id=place.room_id,
                content=content,
                covered=frozenset() if outdated else anybody,
                gated=parked.covered is not None and bool(msgspec.json.decode(row.lines, type=list[int])),
                attempted=row.state == SENDING,
                case=row.case,
                about=frozenset(parked.about),
            )
            self.mail.mark(row.key, SENDING)
            claimed.append((row.lane, effect))
        return claimed

    def delivered(self, effect: Effect, lane: str, answer: str) -> None:
        """Write that it happened, with the id that the world gave it."""
        self.mail.mark(effect.id, SENT, event_id=None if effect.kind is EffectKind.FETCH else answer)
        if effect.about:
            reads.mark(self, effect.case, self._place(lane).present & effect.covered, effect.about)
        if effect.kind is EffectKind.POLL:
            poll = polls.key(lane, str(effect.content["ref"]))
            self.remember(poll, **{**(self.recall(poll) or {}), "event_id": answer})
        if effect.kind is EffectKind.CREATE_ROOM:
            self.places.bind(lane, answer, invited=frozenset(_texts(effect.content["invite"])))
            self._tell_those_invited(lane)
        if effect.kind is EffectKind.FETCH:
            self._hand_in(effect, data=b64decode(answer))

    def _content(self, row: Row[Any], parked: Parked) -> dict[str, Any] | None:
        """What is sent. The end of a poll names the poll, as its place was sent it; None where it was sent none."""
        if row.kind != EffectKind.POLL_END.value:
            return parked.content
        poll = self.recall(polls.key(row.lane, parked.content["ref"])) or {}
        if "event_id" not in poll:
            return None
        return {**parked.content, "event": polls.ending(parked.content["event"], poll["event_id"])}

    def undelivered(self, effect: Effect, *, until: datetime, known: bool) -> None:
        """It did not happen now (``known``), or nobody knows whether it did: it is tried again then."""
        if known:
            self.mail.mark(effect.id, UNSENT)
        self.mail.wait(effect.id, until)

    def undeliverable(self, effect: Effect, reason: str) -> None:
        """It will never happen: it no longer stands in the way of what follows."""
        self.mail.mark(effect.id, UNDELIVERABLE)
        if effect.kind is EffectKind.FETCH:
            self._hand_in(effect, reason=reason)

    def _hand_in(self, effect: Effect, *, data: bytes | None = None, reason: str = "") -> None:
        """Put what came of fetching a file into the inbox, in the transaction in which it is no longer to be fetched."""
        said = msgspec.convert(effect.content["said"], Inbound)
        place = self.places.in_room(said.room_id)
        if place is not None:
            fetched = Fetched(id=f"fetched:{effect.id}", said=said, data=data, reason=reason)
            self.mail.take_in(fetched.id, place.key, fetched)

    def unexpected(self, effect: Effect) -> None:
        """Somebody is there who may not read it: it is decided anew."""
        row = self.mail.mark(effect.id, HELD)
        self.recall_said(row.said)

    def recipients(self, room_id: str) -> frozenset[str]:
        """Who may hold keys of this room now."""
        place = self.places.in_room(room_id)
        return frozenset() if place is None else keyholders.of(self, place)

    def _tell_those_invited(self, lane: str) -> None:
        """A room is there: what was said to it while nobody was in it is decided anew, for those who are asked in."""
        for key in self.mail.unsent_in(lane):
            _, told = self.mail.kept(key) or ("", None)
            if told is not None and told.message.lines:
                self.recall_said(key)

    def _outdated(self, row: Row[Any]) -> bool:
        """Who may read it has changed since it was put into words, or what somebody was granted has run out."""
        if row.epoch != self._epoch(row.case):
            return True
        ends = [grant.until for grant in self.consents.of(row.case)] if row.case else []
        person = row.lane.removeprefix(direct(""))
        opening = openings.of(self, row.case, person) if row.case and person != row.lane else None
        ends += [opening.until] if opening is not None else []
        return any(until is not None and row.created < until <= self.now for until in ends)

    def _off_roster(self, row: Row[Any]) -> bool:
        """It speaks of several cases, and somebody who may be there is no longer on the roster of one of them."""
        numbers = msgspec.json.decode(row.lines, type=list[int])
        if row.case or not numbers:
            return False
        _, told = self.mail.kept(row.said) or ("", None)
        lines = told.message.lines if told is not None else ()
        codes = {lines[number].roster for number in numbers if number < len(lines)} - {""}
        covered = frozenset(self.mail.parked(row).covered or ()) if codes else frozenset()
        return any(covered - {member.person for member in self.rosters.of(code)} for code in codes)


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
