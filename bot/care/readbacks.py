"""Closing the loop: whoever receives an SBAR or an I-PASS says in their own words what has arrived, and the author reads it.

An unanswered one stands on the agenda as unfinished, under a ref of its own. What an SBAR asks of another discipline stands
there once it was read back, as an ask, until somebody has answered it. So nothing stands there twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from bot.care.facts import Line, Message, Value, direct
from bot.care.formats import LAYOUTS
from bot.care.gate import readers
from bot.care.huddles import stir
from bot.care.notes import CURRENT, Format, Note, Risk, lines, risk_line
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import lead_of
from bot.care.texts import checked

ANSWERED = timedelta(days=30)
"""So long a reply to the message that asks for it is a read-back; then it takes the command."""

_BARE = re.compile(
    r"ok(?:ay|i)?|k+|ye(?:s|p|ah?)|ya|y|sure|fine|good|great|thank(?:s|you)?|thx|ta|you|got|it|received|cop(?:y|ied)|roger|noted|"
    r"read|seen|underst(?:an|oo)d|ack(?:nowledged)?|agreed?|done|will|do|i|this|that|all|clear|and|the|a|have|perfect|cheers|msg|"
    r"message|note|your|back"
)
"""Words that say that something has arrived, and not what."""


class Loop(IntEnum):
    """How far it is. Stored: values are for ever."""

    OPEN = 0
    CLOSED = 1
    WITHDRAWN = 2
    """The note was changed, taken back, or given to somebody else: another one may have taken its place."""


class Ask(IntEnum):
    """Whether what was asked for is answered. Stored: values are for ever."""

    OPEN = 0
    DONE = 1
    WITHDRAWN = 2


@dataclass(frozen=True, kw_only=True)
class Readback(Payload):
    """What a receiver is to say back, and has said. Its author is the note's; its owner the receiver, where there is one only."""

    kind: ClassVar[str] = "readback"
    note: str
    """The ref of the note."""
    format: Format
    to: tuple[str, ...]
    request: str
    """What the note asks for: the beginning of it stands on the agenda."""
    categories: tuple[Category, ...]
    modality: Modality | None = None
    version: int = 1
    """Of the note that is to be read back."""
    text: str = ""
    """In the receiver's own words."""
    by: str = ""
    at: datetime | None = None

    def gist(self) -> str:
        """What was said back; before that, what is asked for."""
        return self.text or self.request


@dataclass(frozen=True, kw_only=True)
class Request(Payload):
    """What one discipline asks of another, once it was read back. Its author asked; its owner is the one who read it back."""

    kind: ClassVar[str] = "request"
    note: str
    text: str
    categories: tuple[Category, ...]
    modality: Modality | None = None


def bare(text: str) -> bool:
    """Say whether a text says no more than that something has arrived: ``ok``, ``got it, thanks``, a thumb."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return len(words) < 2 or all(_BARE.fullmatch(word) for word in words)  # noqa: PLR2004 - one word is nobody's own words


def of(work: Work, kept: Kept[Note]) -> tuple[Kept[Readback], ...]:
    """Give what stands of a note's read-backs, oldest first."""
    return tuple(one for one in _every(work, kept) if one.state != Loop.WITHDRAWN)


def asked(work: Work, kept: Kept[Note]) -> Kept[Readback] | None:
    """The read-back of a note that is still to come."""
    return next((one for one in of(work, kept) if one.state == Loop.OPEN), None)


def able(work: Work, kept: Kept[Readback]) -> frozenset[str]:
    """Who can read it back now: those of its receivers who may read the note; the lead, once none of them is on the team."""
    roster = work.rosters.of(kept.case)
    here = {member.person for member in roster} & set(kept.what.to)
    lead = lead_of(work, kept.case)
    wanted = here or ({lead.person} if lead is not None and lead.person != kept.author else set())
    return frozenset(wanted) & readers(about(kept.what.categories), roster, work.consents.of(kept.case), work.now)


def ask(work: Work, note: Kept[Note]) -> None:
    """Ask the receivers of a note to read it back; what was asked for an earlier version is no longer waited for.

    Nothing happens for a format that nobody receives, and for a note that the team does not work with.
    """
    if not note.what.format.received or note.state not in CURRENT or not note.what.to:
        return
    earlier = {person for one in _every(work, note) for person in one.what.to}
    before = withdraw(work, note)
    what = Readback(
        note=note.ref,
        format=note.what.format,
        to=note.what.to,
        request=_request(note.what),
        categories=note.what.categories,
        modality=note.what.modality,
        version=note.what.version,
    )
    owner = note.what.to[0] if len(note.what.to) == 1 else None
    kept = work.records.add(what, case=note.case, author=note.author, owner=owner)
    synthesis = note.what.format is Format.IPASS
    said = (*lines(note), *(risk_line(one) for one in work.records.find(Risk, note.case) if one.what.note == note.ref))
    for person in sorted(able(work, kept)):
        values: dict[str, Value] = {"ref": note.ref, "synthesis": synthesis, "by": note.author, "again": person in earlier}
        message = Message(template="readback/asked", values=values, lines=said, case=note.case, mentions=(person,))
        work.say(direct(person), message)
    _release(work, note, before - set(note.what.to))


def withdraw(work: Work, note: Kept[Note]) -> set[str]:
    """Wait for no read-back of a note any more, nor for an answer to what it asked. Gives who was asked and has not answered."""
    waited: set[str] = set()
    waiting = asked(work, note)
    if waiting is not None:
        waited |= able(work, waiting)
        work.records.put(waiting, state=Loop.WITHDRAWN)
    for request in work.records.find(Request, note.case, states=frozenset({Ask.OPEN})):
        if request.what.note == note.ref:
            work.records.put(request, state=Ask.WITHDRAWN)
    return waited


def call_off(work: Work, note: Kept[Note]) -> None:
    """Wait for no read-back any more, and tell those who were asked."""
    _release(work, note, withdraw(work, note))


def find(work: Work, case: str, person: str, ref: str) -> Kept[Readback]:
    """Give the read-back that a ref means: the note's, or its own.

    ``NotFoundError`` for what is none, ``DeniedError`` for whoever cannot give it, ``ConflictError`` once it was given.
    """
    found = work.records.locate(case, ref)
    if found is not None and isinstance(found.what, Note):
        found = next(reversed(of(work, found)), found)
    if found is None or not isinstance(found.what, Readback):  # a note that nobody receives, or no longer
        raise NotFoundError("refused/no_such_ref")
    if found.state != Loop.OPEN:
        raise ConflictError("refused/readback_done", ref=found.what.note, done=found.state == Loop.CLOSED)
    if person not in able(work, found):
        raise DeniedError
    return found


def answer(
    work: Work, kept: Kept[Readback], by: str, text: str, categories: tuple[Category, ...]
) -> tuple[Kept[Readback], Kept[Request] | None]:
    """Keep what the receiver said, and tell the author; gives what stands as asked from now on, if anything does.

    ``InvalidError`` for a bare ``ok``.
    """
    if bare(text):
        raise InvalidError("refused/readback_words", ref=kept.what.note, synthesis=kept.what.format is Format.IPASS)
    stir(work, kept.case)
    said = replace(kept.what, text=checked(text), by=by, at=work.now, categories=categories)
    closed = work.records.put(kept, what=said, state=Loop.CLOSED, owner=by)
    request = None
    if said.format is Format.SBAR and said.request and _other_discipline(work, kept.case, kept.author, by):
        asks = Request(note=said.note, text=said.request, categories=kept.what.categories, modality=said.modality)
        request = work.records.add(asks, case=kept.case, author=kept.author, owner=by)
    values: dict[str, Value] = {
        "ref": said.note,
        "by": by,
        "synthesis": said.format is Format.IPASS,
        "request": request.ref if request else "",
    }
    message = Message(template="readback/told", values=values, lines=(line(closed),), case=kept.case, mentions=(kept.author,))
    work.say(direct(kept.author), message)
    return closed, request


def line(kept: Kept[Readback], *, of: int = 1) -> Line:
    """What can be read of what a receiver said; ``of``: the version that the note has now."""
    what = kept.what
    values: dict[str, Value] = {
        "by": what.by,
        "at": what.at,
        "text": what.text,
        "synthesis": what.format is Format.IPASS,
        "version": what.version if what.version < of else 0,
    }
    return Line(about=about(what.categories), author=what.by, section="readback", values=values)


def _every(work: Work, kept: Kept[Note]) -> tuple[Kept[Readback], ...]:
    return tuple(one for one in work.records.find(Readback, kept.case) if one.what.note == kept.ref)


def _request(note: Note) -> str:
    asks = LAYOUTS[note.format].asks
    return next((one.text for one in note.sections if one.label == asks), "") or note.gist()


def _other_discipline(work: Work, case: str, one: str, other: str) -> bool:
    members = [work.rosters.member(case, person) for person in (one, other)]
    roles = [frozenset(member.roles) if member is not None else frozenset() for member in members]
    return not roles[0] & roles[1]


def _release(work: Work, note: Kept[Note], people: set[str]) -> None:
    values: dict[str, Value] = {"ref": note.ref, "by": note.author}
    for person in sorted(people):
        if work.rosters.member(note.case, person) is not None:
            work.say(direct(person), Message(template="readback/called_off", values=values, case=note.case))
