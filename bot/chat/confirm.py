"""What waits for a ``!yes``: one's own act for ten minutes, another person's request for two days."""

from __future__ import annotations

from datetime import timedelta

from bot.care.codes import parse_case_code, parse_ref
from bot.care.facts import Message, direct
from bot.chat.ports import Dialogue, Waiting
from bot.chat.seat import Seat
from bot.chat.spec import Confirm

OWN = timedelta(minutes=10)
ANOTHERS = timedelta(hours=48)


def open_confirmation(seat: Seat, wanted: Confirm, *, own: timedelta = OWN) -> str:
    """Have somebody's ``!yes`` waited for; gives the key that marks the message asking for it."""
    desk = seat.desk
    person = wanted.by or seat.person
    key = f"confirm:{person}:{wanted.code}"
    desk.dialogues.put(
        Dialogue(
            key=key,
            person=person,
            place=seat.place.key,
            waiting=Waiting.CONFIRM,
            kind=wanted.kind,
            code=wanted.code,
            case=wanted.case,
            asked_by=seat.person,
            draft=wanted.draft,
            source=seat.event_id,
            asked=desk.now,
            expires=desk.now + (own if wanted.by in {None, seat.person} else ANOTHERS),
        )
    )
    return key


def asks(place: str, message: Message, person: str) -> bool:
    """This message puts the request to the person who is to say yes."""
    return place == direct(person) or person in message.mentions


def replied(seat: Seat) -> Dialogue | None:
    """Find what a bare ``yes`` confirms that replies to the message asking for it."""
    key = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    return next((one for one in seat.desk.dialogues.confirmations(seat.person) if one.key == key), None)


def lapsed(seat: Seat) -> bool:
    """Say whether this message replies to a request that waited for this person's yes until it expired."""
    key = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    found = seat.desk.dialogues.lapsed(key) if key else None
    return found is not None and found.waiting is Waiting.CONFIRM and found.person == seat.person


def named(seat: Seat, typed: str) -> Dialogue | None:
    """Find what ``!yes CODE`` confirms."""
    code = parse_case_code(typed) or parse_ref(typed)
    return next((one for one in seat.desk.dialogues.confirmations(seat.person) if one.code == code), None) if code else None
