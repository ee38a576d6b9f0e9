"""What waits for a ``!yes``: one's own act for ten minutes, another person's request for two days."""

from __future__ import annotations

from datetime import timedelta

from bot.care.codes import parse_case_code, parse_ref
from bot.care.facts import Message, direct
from bot.chat.ports import Desk, Dialogue, Waiting
from bot.chat.seat import Seat
from bot.chat.turn import Confirm

OWN = timedelta(minutes=10)
ANOTHERS = timedelta(hours=48)
_PREFIX = "confirm:"
_ANYONE = "anyone"


def open_confirmation(seat: Seat, wanted: Confirm, *, own: timedelta = OWN) -> str:
    """Have somebody's ``!yes`` waited for; gives the key that marks the message asking for it."""
    desk = seat.desk
    person = wanted.by or seat.person
    key = f"{_PREFIX}{person}:{wanted.code}"
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
            draft={**wanted.draft, _ANYONE: list(wanted.anyone)} if wanted.anyone else wanted.draft,
            source=seat.event_id,
            asked=desk.now,
            expires=desk.now + (own if wanted.by in {None, seat.person} else ANOTHERS),
        )
    )
    return key


def settle(desk: Desk, dialogue: Dialogue) -> None:
    """It was said: nobody else is asked for it any more."""
    asked = dialogue.draft.get(_ANYONE)
    for person in (dialogue.person, *(asked if isinstance(asked, list | tuple) else ())):
        desk.dialogues.close(f"{_PREFIX}{person}:{dialogue.code}")


def mark(desk: Desk, place: str, key: str) -> None:
    """Note that the message said last to ``place`` asks for this yes: a reply to it counts there, and in no other place."""
    desk.ask(place, _asked(key, place))


def asks(place: str, message: Message, person: str) -> bool:
    """This message puts the request to the person who is to say yes."""
    return place == direct(person) or person in message.mentions


def replied(seat: Seat) -> Dialogue | None:
    """Find what a bare ``yes`` confirms that replies to the message asking for it."""
    asked = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    waiting = seat.desk.dialogues.confirmations(seat.person) if asked else ()
    return next((one for one in waiting if _asked(one.key, seat.place.key) == asked), None)


def misdirected(seat: Seat) -> bool:
    """It replies to a message that asked this person for a yes in another place: no client does that, a homeserver can."""
    asked = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    return asked is not None and asked.startswith(f"{_PREFIX}{seat.person}:") and not asked.endswith(_asked("", seat.place.key))


def elsewhere(seat: Seat, dialogue: Dialogue) -> bool:
    """It is about another case than this room: what comes of it is not for those who are here."""
    return seat.place.case is not None and dialogue.case is not None and dialogue.case != seat.place.case


def asked_here(seat: Seat, dialogue: Dialogue) -> bool:
    """It is the person's own act, typed in this very place, so that its code may be named there."""
    return dialogue.place == seat.place.key and dialogue.asked_by == seat.person and not elsewhere(seat, dialogue)


def lapsed(seat: Seat) -> bool:
    """Say whether this message replies to a request that waited for this person's yes until it expired."""
    asked = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    found = seat.desk.dialogues.lapsed(asked.removesuffix(_asked("", seat.place.key))) if asked else None
    return found is not None and found.waiting is Waiting.CONFIRM and found.person == seat.person


def named(seat: Seat, typed: str) -> Dialogue | None:
    """Find what ``!yes CODE`` confirms."""
    code = parse_case_code(typed) or parse_ref(typed)
    return next((one for one in seat.desk.dialogues.confirmations(seat.person) if one.code == code), None) if code else None


def _asked(key: str, place: str) -> str:
    return f"{key} in {place}"
