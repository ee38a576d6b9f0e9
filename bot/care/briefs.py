"""What a guest is told before a conference: excerpts that the guest and everybody else in its room may read, and a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.care import at_hand, booked, conferences, guests, notes
from bot.care.alerts import Signal
from bot.care.conferences import Conference, Standing
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.facts import Line
from bot.care.gate import uncovered
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.team import ENDED, on_team

MOST = 12
"""So many excerpts are sent at once: what a guest reads before a conference, and not a record."""


@dataclass(frozen=True, kw_only=True)
class Left:
    """An excerpt that is left out, or the question: without a ref."""

    ref: str
    people: tuple[str, ...]
    """With whom of those in the room it is not shared."""


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What is sent to the room of a conference."""

    conference: Kept[Conference]
    lines: tuple[Line, ...]
    left: tuple[Left, ...]
    opened: bool
    """The room is new."""

    @property
    def refs(self) -> tuple[str, ...]:
        """Of the excerpts that are sent."""
        return tuple(str(line.values["ref"]) for line in self.lines if line.section == "excerpt")


def send(work: Work, case: str, by: str, guest: str, refs: Sequence[str], question: str, categories: tuple[Category, ...]) -> Brief:
    """Decide what a guest is sent, and ask them and those who take part into the conference's room.

    ``refs`` may name the conference; else it is the next one. What is not shared with everybody in the room is left out.
    ``InvalidError`` for somebody who is no guest here, ``ConflictError`` where no conference is to come or nothing could be sent.
    """
    if Role.GUEST not in on_team(work, case, guest).roles:
        raise InvalidError("refused/not_a_guest")
    records = [_located(work, case, ref, by) for ref in dict.fromkeys(refs)]
    named = next((work.records.get(Conference, case, one.ref) for one in records if isinstance(one.what, Conference)), None)
    conference = at_hand.to_brief(work, case, by, guest, named)
    excerpts = [one for one in records if not isinstance(one.what, Conference)]
    if len(excerpts) > MOST:
        raise InvalidError("refused/brief_long", most=MOST)
    others = _others(work, conference, by)
    place = work.places.get(guests.key_of(conference.ref))
    present = frozenset((*others, guest)) | (place.present if place is not None else frozenset())
    lines = [_excerpt(one) for one in excerpts]
    if question:
        lines.append(Line(about=about(categories), author=by, section="question", values={"text": question}))
    elif conference.what.question:
        text = {"text": conference.what.question}
        own = Line(about=about(conference.what.categories), author=booked.asker(conference), section="question", values=text)
        lines.append(own)
    left = [
        Left(ref=str(line.values.get("ref", "")), people=without)
        for line in lines
        if (without := _without(work, case, line, present))
    ]
    shared = tuple(line for line in lines if not _without(work, case, line, present))
    if not shared:
        raise ConflictError("refused/brief_nothing", guest=guest, people=sorted({one for each in left for one in each.people}))
    opened = guests.admit(work, case, by, conference.ref, guest, others, conference.what.end)
    return Brief(conference=conference, lines=shared, left=tuple(left), opened=opened)


def closes(work: Work, moment: Due) -> bool:
    """Begin to close the room of a conference. False where it is too early, since the conference has moved, or too late."""
    kept = work.records.locate(moment.case or "", moment.subject)
    if moment.case is None or kept is None or not isinstance(kept.what, Conference):
        return False
    at = work.now if kept.state == Standing.CANCELLED else kept.what.end + guests.OPEN_FOR
    if at > work.now:
        guests.close_at(work, moment.case, kept.ref, at)
        return False
    return guests.close_soon(work, moment.case, kept.ref)


def closed(work: Work, moment: Due) -> tuple[str, ...]:
    """Close it. Gives the guests whose membership ends with it."""
    left = guests.close(work, moment.case or "", moment.subject)
    for guest in left:
        work.dues.cancel(f"{ENDED}:{moment.case}:{guest}")
    return left


def _located(work: Work, case: str, ref: str, by: str) -> Kept[Payload]:
    """Find something that can be read to others: it has words, and is nobody's draft. A signal's words are for who was rung."""
    found: Kept[Payload] | None = work.records.locate(case, ref)
    draft = found is not None and isinstance(found.what, notes.Note) and found.state not in notes.CURRENT
    if found is None or draft or isinstance(found.what, Signal) or not (found.what.gist() or isinstance(found.what, Conference)):
        raise NotFoundError("refused/no_such_ref")
    roster, grants = work.rosters.of(case), work.consents.of(case)
    if not isinstance(found.what, Conference) and uncovered(_excerpt(found), frozenset({by}), roster, grants, work.now):
        raise NotFoundError("refused/no_such_ref")
    return found


def _excerpt(kept: Kept[Payload]) -> Line:
    values = {"ref": kept.ref, "kind": kept.what.kind.replace("_", " "), "author": kept.author, "text": kept.what.gist()}
    return Line(
        about=about(kept.what.concerns()),
        author=kept.author,
        section="excerpt",
        values={**values, "at": kept.served or kept.created},
    )


def _others(work: Work, conference: Kept[Conference], by: str) -> tuple[str, ...]:
    """Who takes part, and whoever briefs; no other guest, and no coordinator whom nobody has asked to come."""
    what = conference.what
    asked = {*what.people, by}
    people: list[str] = []
    for person in dict.fromkeys((*conferences.participants(work, conference), by)):
        member = on_team(work, conference.case, person)
        comes = member.clinician or person in asked or bool(set(member.roles) & set(what.roles)) or Role.TRAINEE in member.roles
        if comes and Role.GUEST not in member.roles:
            people.append(person)
    return tuple(people)


def _without(work: Work, case: str, line: Line, present: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(uncovered(line, present - {work.clinic.bot}, work.rosters.of(case), work.consents.of(case), work.now)))
