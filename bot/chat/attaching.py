"""Files that people attach: to which record, what takes them, and what is said when one cannot be kept.

A file is known by a reply: to the message that made a record, or to what the bot answered to it; or by its caption: a command,
which makes the record first, or the ref of a record. It is fetched outside of any transaction; when it is here, its record
is looked for anew, and whoever attached it must still be one who may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.care import files
from bot.care.codes import parse_ref
from bot.care.current import current
from bot.care.errors import CareError, InvalidError
from bot.care.overheard import overheard
from bot.care.tags import about
from bot.chat import answering, authorise, loops
from bot.chat.acting import BESIDE, DONE, Undertaking, undertake
from bot.chat.ports import Act
from bot.chat.seat import Seat
from bot.chat.takers import Attached
from bot.chat.tokens import split
from bot.flow.inbox import Fetched
from bot.flow.messages import Attachment, Inbound

_NOT_TAKEN: Mapping[str, Callable[[], InvalidError]] = {
    "too large": lambda: InvalidError("refused/file_large", most=files.MOST // 2**20),
    "altered": lambda: InvalidError("refused/file_unreadable"),
    "malformed": lambda: InvalidError("refused/file_unreadable"),
}
"""What is said of a file that did not come, by the word that the edge has for it; else that it could not be fetched."""


@dataclass(frozen=True, kw_only=True)
class _Target:
    taker: Attached
    case: str
    ref: str


def caption(inbound: Inbound) -> str:
    """Give what was written beside a file; its bare name is no caption."""
    attachment = inbound.attachment
    return "" if attachment is not None and attachment.name == inbound.body else inbound.body


def send_for(seat: Seat) -> None:
    """Have a file fetched that something takes, from somebody who may; refuse at once what is known to be refused."""
    target = _target(seat)
    if target is None:
        _nowhere(seat)
        return
    loops.keep_pace(seat)
    attachment = seat.inbound.attachment
    problem = _announced(attachment)
    if problem is None and _may(seat, target):
        seat.desk.fetch(seat.place.key, seat.inbound)
    else:
        _undertake(seat, target, lambda: _refused(problem or InvalidError("refused/file_unreadable")))


def take(seat: Seat, fetched: Fetched) -> None:
    """Hand a file to what takes it, and answer the message that brought it."""
    target = _target(seat)
    if target is None:
        answering.only_say(seat, "refused/file_nowhere")
        return
    _undertake(seat, target, lambda: {"ref": target.ref, "file": _judged(fetched)})


def _undertake(seat: Seat, target: _Target, arguments: Callable[[], Mapping[str, Any]]) -> None:
    """Do it. Where somebody may not read of the record, the file is taken out of the room, be it kept or refused."""
    taker, desk = target.taker, seat.desk
    kept = desk.records.locate(target.case, target.ref)
    concerns = kept.what.concerns() if kept is not None else ()
    shown = concerns and overheard(desk, target.case, seat.place, seat.person, about(concerns))
    what = Undertaking(
        name=taker.name,
        rule=taker.rule,
        run=taker.run,
        injected=taker.injected,
        arguments=arguments,
        case=target.case,
        beside=True,
        taken_out=bool(shown),
    )
    undertake(seat, what)


def _nowhere(seat: Seat) -> None:
    """A file that answers us was meant to be kept: nobody shall believe that it was. Any other is conversation."""
    desk = seat.desk
    answers_us = seat.reply_to is not None and desk.dialogues.ours(seat.reply_to)
    if answers_us and desk.acts.of(seat.event_id) is None and not loops.goes_round(seat):
        answering.only_say(seat, "refused/file_nowhere")


def _target(seat: Seat) -> _Target | None:
    """Find the record that a file belongs to, and what takes it."""
    made = seat.desk.acts.of(seat.event_id)
    found = _named(seat) or _replied(seat) if made is None else _recorded(made)  # its caption was a command
    kept = seat.desk.records.locate(*found) if found else None
    taker = seat.registry.attached.get(type(kept.what).kind) if kept is not None else None
    return _Target(taker=taker, case=kept.case, ref=kept.ref) if kept is not None and taker is not None else None


def _named(seat: Seat) -> tuple[str, str] | None:
    """The record whose ref the caption begins with."""
    first = next(iter(split(caption(seat.inbound), limit=1)), None)
    ref = parse_ref(first.text.rstrip(".,:")) if first is not None else None
    case = seat.place.case or (current(seat.desk, seat.person) if seat.direct else None)
    return (case, ref) if case is not None and ref is not None and seat.desk.records.locate(case, ref) is not None else None


def _replied(seat: Seat) -> tuple[str, str] | None:
    """The record that a message made, which this one replies to, or to the answer to it.

    What a message replies to stands in clear: a homeserver may point it anywhere. It is followed within its own room alone.
    """
    if seat.reply_to is None:
        return None
    key = seat.desk.dialogues.asked_in(seat.reply_to)
    event = seat.reply_to if key is None else _answered(key)
    act = seat.desk.acts.of(event) or seat.desk.acts.of(f"{event}{BESIDE}")
    return _recorded(act) if act is not None and _here(seat, act) else None


def _answered(key: str) -> str:
    """The message that led to what we said, from the mark of that."""
    return key.removeprefix(loops.ANSWER) if key.startswith(loops.ANSWER) else f"${key.rpartition('/$')[2]}"


def _here(seat: Seat, act: Act) -> bool:
    if seat.direct:
        return act.person == seat.person
    return act.case == seat.place.case if seat.place.case is not None else act.place == seat.place.key


def _recorded(act: Act) -> tuple[str, str] | None:
    return (act.case, act.refs[0]) if act.case is not None and act.refs and act.outcome == DONE else None


def _may(seat: Seat, target: _Target) -> bool:
    try:
        authorise.require(seat.desk, target.taker.rule, seat.person, seat.place, target.case, proven=seat.proven)
    except CareError:
        return False
    return True


def _announced(attachment: Attachment | None) -> InvalidError | None:
    """What can be said of a file before it is here."""
    if attachment is None:
        return InvalidError("refused/file_unreadable")
    return _NOT_TAKEN["too large"]() if attachment.size > files.MOST else None


def _judged(fetched: Fetched) -> files.Received:
    if fetched.data is None:
        _refused(_NOT_TAKEN.get(fetched.reason, lambda: InvalidError("refused/file_lost"))())
    attachment = fetched.said.attachment
    return files.receive(attachment.name if attachment is not None else "", fetched.data)


def _refused(error: InvalidError) -> NoReturn:
    raise error
