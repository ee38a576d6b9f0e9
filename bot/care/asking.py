"""Having a note read back: its receiver is asked, and its author told what they said. ``bot.care.readbacks`` says what it is."""

from __future__ import annotations

from dataclasses import replace

from bot.care.consent import Category
from bot.care.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from bot.care.facts import Message, Value, direct
from bot.care.formats import LAYOUTS
from bot.care.huddles import stir
from bot.care.notes import CURRENT, Format, Note, Risk, lines, risk_line
from bot.care.ports import Work
from bot.care.readbacks import Ask, Loop, Readback, Request, able, asked, bare, every, line, of
from bot.care.records import Kept
from bot.care.texts import checked


def ask(work: Work, note: Kept[Note]) -> None:
    """Ask the receivers of a note to read it back; what was asked for an earlier version is no longer waited for.

    Nothing happens for a format that nobody receives, and for a note that the team does not work with.
    """
    if not note.what.format.received or note.state not in CURRENT or not note.what.to:
        return
    earlier = {person for one in every(work, note) for person in one.what.to}
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
    if person not in able(work, found):
        raise DeniedError
    if found.state != Loop.OPEN:
        raise ConflictError("refused/readback_done", ref=found.what.note, done=found.state == Loop.CLOSED)
    return found


def waiting(work: Work, case: str, person: str) -> tuple[Kept[Readback], ...]:
    """Give what somebody is to read back, oldest first. ``ConflictError`` where there is nothing."""
    found = tuple(one for one in work.records.find(Readback, case, states=frozenset({Loop.OPEN})) if person in able(work, one))
    if not found:
        raise ConflictError("refused/readback_none")
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
    said = replace(kept.what, text=checked(text), by=by, at=work.now, spoken=categories)
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


def refile(work: Work, before: Kept[Note], after: Kept[Note]) -> None:
    """Let what has its categories from a note follow it into others; what has a tag of its own stays there."""
    old, new = before.what.categories, after.what.categories
    for kept in every(work, after) if old != new else ():
        spoken = new if kept.what.spoken == old else kept.what.spoken
        work.records.put(kept, what=replace(kept.what, categories=new, spoken=spoken))
    for request in work.records.find(Request, after.case) if old != new else ():
        if request.what.note == after.ref:
            work.records.put(request, what=replace(request.what, categories=new))


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
