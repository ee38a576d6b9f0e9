"""The patient's appointments: keeping, moving and calling off, and what they stand close to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.care import appointments, charting
from bot.care.appointments import Appointment
from bot.care.facts import Message, Value
from bot.care.overheard import NOBODY, Overheard
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.texts import categories_of
from bot.chat import visits
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.refs import ref as read_ref
from bot.chat.parameters import CaseCode, RefWord, Rest
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, posted, sorted_as, told

MEETING = CLINICAL | COORDINATION
_CATEGORY = "appointment category"
_MOVED = frozenset({"moved", "move", "moves"})
_OFF = frozenset({"cancelled", "canceled", "cancel"})


@command(
    "appointment", allow=MEETING, example=(visits.EXAMPLE, "!appointment nurse fri ~medication", "!appointment 8R2Q moved fri")
)
def appointment(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("with which role, and when")]
) -> Reply:
    """Keep an appointment of the patient's. You are told what it stands close to.

    A role, a day, perhaps a time, and who is there as well. Add a note only where the team needs one: it is shared like a note.
    """
    words = split(text, limit=2)
    verb = words[1].key.rstrip(".,;:") if len(words) > 1 else ""
    if verb in _MOVED | _OFF:
        ref, rest = read_ref(words[0].text), following(text, words, 2)
        return _moved(case, actor, work, turn, ref, rest) if verb in _MOVED else _off(case, actor, work, turn, ref)
    wanted = visits.read(text, now=work.now, zone=actor.zone, clinic=work.clinic, mentions=turn.mentions)
    charting.check_goal(work, case, wanted.goal)
    named = categories_of(work, case, actor.id, wanted.categories) if wanted.text else ()
    if wanted.text and not named:
        return ask_category(_CATEGORY, visits.draft(wanted, turn.event_id))
    return _kept(case, actor, work, turn, replace(wanted, categories=named), turn.event_id)


@answer(_CATEGORY, allow=MEETING)
def sort_note(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of an appointment's note."""
    named = sorted_as(words)
    return _kept(case, actor, work, turn, visits.completed(draft, named), str(draft["event"]))


@command("appointment move", allow=MEETING, example="!appointment move 8R2Q 2027-03-10 14:00", aliases=("appointment moved",))
def move(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which appointment")],
    when: Annotated[str, Rest("to when")],
) -> Reply:
    """Move an appointment. You are told what it now stands close to."""
    return _moved(case, actor, work, turn, ref, when)


@command("appointment cancel", allow=MEETING, example="!appointment cancel 8R2Q", aliases=("appointment cancelled",))
def cancel(case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: Annotated[str, RefWord("which appointment")]) -> Reply:
    """Call an appointment off."""
    return _off(case, actor, work, turn, ref)


@command("appointments", allow=ROSTER | COORDINATION, example="!appointments", read=True)
def listed(case: CaseCode, work: Work) -> Reply:
    """List the appointments to come. One that waits says why."""
    found = appointments.to_come(work, case)
    values: dict[str, Value] = {"appointments": [visits.told(work, kept) for kept in found]}
    lines = tuple(appointments.line(one) for one in found if one.what.text)
    return Reply(template="appointment/list", values=values, lines=lines)


def _kept(case: str, actor: Actor, work: Work, turn: Turn, wanted: Appointment, event: str) -> Reply:
    kept = appointments.book(work, case, actor.id, wanted)
    heard = heard_in(work, case, turn, actor.id, kept.what.categories, event) if kept.what.text else NOBODY
    return _answer(work, actor, turn, kept, "kept", heard=heard)


def _moved(case: str, actor: Actor, work: Work, turn: Turn, ref: str, when: str) -> Reply:
    words = split(when)
    skipped = 1 if words and words[0].key == "to" else 0
    to, count = visits.day_or_moment(words[skipped:], now=work.now, zone=actor.zone, clinic=work.clinic)
    if not is_blank(following(when, words, skipped + count)):
        raise ArgumentError("date", "a day, perhaps a time, and nothing behind them", "!appointment move 8R2Q 2027-03-10 14:00")
    return _answer(work, actor, turn, appointments.move(work, case, ref, to), "moved")


def _off(case: str, actor: Actor, work: Work, turn: Turn, ref: str) -> Reply:
    return _answer(work, actor, turn, appointments.cancel(work, case, ref), "cancelled")


def _answer(work: Work, actor: Actor, turn: Turn, kept: Kept[Appointment], what: str, *, heard: Overheard = NOBODY) -> Reply:
    """Tell the team where it reads it, and whoever did it where they did it; both read what it stands close to."""
    near: dict[str, Value] = {"others": [], "free": ""} if what == "cancelled" else visits.clustered(work, kept)
    values: dict[str, Value] = {**visits.told(work, kept), **near, "what": what, "by": actor.id}
    lines = (appointments.line(kept),) if kept.what.text and what == "kept" and (heard or turn.place.case != kept.case) else ()
    rings = visits.for_whom(work, kept, actor.id)
    message = Message(template="appointment/kept", values=values, lines=lines, case=kept.case, mentions=rings)
    return posted(
        turn,
        kept.case,
        message,
        Reply(template="appointment/told", values={**values, **told(heard)}, refs=(kept.ref,)),
        heard=heard,
    )
