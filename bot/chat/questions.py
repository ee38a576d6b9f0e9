"""Open questions: to one person, answered by a reply of theirs, or in the direct room by their next message that is no command.

Each question has a corner of its own in its place, named after the message that led to it, so that two open ones do not take
each other's place. In the direct room the one asked last is also answered without a reply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.care.errors import InvalidError
from bot.care.facts import Value, direct
from bot.care.people import PlaceKind
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import AmbiguousError
from bot.chat.arguments.moments import moment
from bot.chat.arguments.series import series
from bot.chat.arguments.spans import span
from bot.chat.ports import Desk, Dialogue, Waiting
from bot.chat.seat import Seat
from bot.chat.tokens import Word, split

OPEN_FOR = timedelta(days=1)
_EVERY = "every "


def ask(seat: Seat, place: str, *, waiting: Waiting, kind: str, draft: Mapping[str, Value], case: str | None) -> None:
    """Open a question, of which the message said last to ``place`` is the wording."""
    desk, person = seat.desk, seat.person
    corner = f"{place}/{seat.event_id}"
    key = _key(person, corner)
    desk.dialogues.put(
        Dialogue(
            key=key,
            person=person,
            place=corner,
            waiting=waiting,
            kind=kind,
            case=case,
            asked_by=person,
            draft=draft,
            source=seat.event_id,
            asked=desk.now,
            expires=desk.now + OPEN_FOR,
        )
    )
    desk.ask(place, key)
    kept = desk.places.get(place)
    if kept is not None and kept.kind is PlaceKind.DIRECT:
        desk.remember(_awaited(person), corner=corner)


def request(seat: Seat, person: str, name: str, *, kind: str, draft: Mapping[str, Value], case: str, span: timedelta) -> None:
    """Open a question to somebody else, for so long; the message said last to their direct room is its wording.

    A second one of this name takes the place of the first. Only a reply answers it: they did not ask for it, and their next
    words may be meant for something that is more urgent.
    """
    desk, corner = seat.desk, f"{direct(person)}/{name}"
    key = _key(person, corner)
    desk.dialogues.put(
        Dialogue(
            key=key,
            person=person,
            place=corner,
            waiting=Waiting.ANSWER,
            kind=kind,
            case=case,
            asked_by=seat.person,
            draft=draft,
            source=seat.event_id,
            asked=desk.now,
            expires=desk.now + span,
        )
    )
    desk.ask(direct(person), key)


def withdraw(desk: Desk, person: str, name: str) -> None:
    """Wait no longer for what ``request`` opened."""
    found = desk.dialogues.question(person, f"{direct(person)}/{name}")
    if found is not None:
        close(desk, found)


def replied(seat: Seat) -> Dialogue | None:
    """Find the question that this message replies to, if it was put to this person in this place."""
    key = seat.desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    mine = _key(seat.person, f"{seat.place.key}/")
    if key is None or not key.startswith(mine):
        return None
    return seat.desk.dialogues.question(seat.person, key.removeprefix(_key(seat.person, "")))


def awaited(seat: Seat) -> Dialogue | None:
    """Find the question that the next message in the direct room answers."""
    kept = seat.desk.recall(_awaited(seat.person)) if seat.direct else None
    return seat.desk.dialogues.question(seat.person, kept["corner"]) if kept else None


def asked_now(seat: Seat) -> Dialogue | None:
    """Find the question that this very message led to, here or in the direct room."""
    places = (seat.place.key, direct(seat.person))
    found = (seat.desk.dialogues.question(seat.person, f"{place}/{seat.event_id}") for place in places)
    return next((one for one in found if one is not None), None)


def lapsed(seat: Seat) -> Dialogue | None:
    """Find the question that this message would have answered in time: it replies to it, or comes next in the direct room."""
    desk = seat.desk
    key = desk.dialogues.asked_in(seat.reply_to) if seat.reply_to else None
    if key is not None:
        mine = key.startswith(_key(seat.person, f"{seat.place.key}/"))
        return desk.dialogues.lapsed(key) if mine else None
    kept = desk.recall(_awaited(seat.person)) if seat.direct and seat.reply_to is None else None
    return desk.dialogues.lapsed(_key(seat.person, kept["corner"])) if kept else None


def close(desk: Desk, dialogue: Dialogue) -> None:
    """It is answered."""
    desk.dialogues.close(dialogue.key)
    kept = desk.recall(_awaited(dialogue.person))
    if kept is not None and kept["corner"] == dialogue.place:
        desk.forget(_awaited(dialogue.person))


def chosen(text: str, labels: Sequence[str], values: Sequence[str]) -> str | None:
    """Read which of several was meant: its number, or what was offered or stands for it; a single one also by ``yes``."""
    said = text.strip().lower()
    if said.isascii() and said.isdigit() and 1 <= int(said) <= len(values):
        return values[int(said) - 1]
    if said in {"yes", "y", "ok"} and len(values) == 1:
        return values[0]
    lowered = [label.lower() for label in labels], [value.lower() for value in values]
    return next((values[one.index(said)] for one in lowered if said in one), None)


def readings(seat: Seat, value: str, error: AmbiguousError, zone: str) -> tuple[str, ...]:
    """Give ``value`` once for each choice, with the choice in the place of the ambiguous words; nothing where they are not found.

    Where they stand is found by reading the words again as a time, from each place on: the same question then comes up.
    """
    for lead in ("", _EVERY):
        text = lead + value
        words = split(text)
        for place in range(len(words)):
            same = _same_question(seat, words[place:], error, zone)
            if same is not None:
                begin, end = words[place].start, words[place + same - 1].end
                return tuple((text[:begin] + one.typed + text[end:]).removeprefix(lead) for one in error.choices)
    return ()


def _same_question(seat: Seat, words: Sequence[Word], error: AmbiguousError, zone: str) -> int | None:
    """How many of the words lead to the same question, or offer more beside it; None where they lead to none, or to another one."""
    found = (one.consumed for one in _asked(seat, words, zone) if _meaning(error) <= _meaning(one))
    return next(found, None)


def _asked(seat: Seat, words: Sequence[Word], zone: str) -> Iterator[AmbiguousError]:
    now = seat.desk.now
    today = now.astimezone(ZoneInfo(zone)).date()
    for read in (
        lambda: moment(words, now=now, zone=zone),
        lambda: series(words, now=now, zone=zone),
        lambda: day(words, today=today),
        lambda: day(words, today=today, back=True),
        lambda: span(words, today=today),
    ):
        try:
            read()
        except AmbiguousError as error:
            yield error
        except InvalidError:
            continue


def _meaning(error: AmbiguousError) -> frozenset[tuple[str, str]]:
    return frozenset((one.label, one.typed) for one in error.choices)


def _key(person: str, corner: str) -> str:
    return f"question:{person}:{corner}"


def _awaited(person: str) -> str:
    return f"awaited:{person}"
