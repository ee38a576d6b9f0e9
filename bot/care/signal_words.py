"""What is said of a signal: to everyone its ref and how it stands, and its words to those alone whom its ladder has reached."""

from __future__ import annotations

from collections.abc import Iterable

from bot.care import absences
from bot.care.alerts import Said, Severity, Signal, Standing
from bot.care.consent import Category
from bot.care.facts import Line, Message, Value, case_room, direct
from bot.care.ladders import concerns, ladder
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import readers_of

WORDS = "signal words"
"""The ``@answer`` that takes whatever is replied to a signal."""


def named(work: Work, kept: Kept[Signal]) -> dict[str, Value]:
    """Give what everyone may read of a signal."""
    what = kept.what
    return {
        "ref": kept.ref,
        "severity": what.severity.words,
        "raised": kept.created,
        "by": kept.author,
        "taken_by": what.taken_by,
        "handled_by": what.outcome.by if what.outcome is not None else "",
        "seconded": what.seconded,
        "closed": kept.state == Standing.CLOSED,
        "code": kept.case,
        "now": work.now,
    }


def outlook(work: Work, kept: Kept[Signal]) -> dict[str, Value]:
    """Give who is rung, who is spared by quiet hours, and to whom it goes next, and when."""
    left = next((one for one in ladder(work, kept) if one.step not in kept.what.climbed), None)
    spared = [person for person in kept.what.told if kept.what.severity is Severity.CONCERN and absences.quiet_until(work, person)]
    return {
        "rung": [person for person in kept.what.told if person not in spared],
        "quiet": spared,
        "next": list(left.people) if left is not None else [],
        "at": kept.due,
        "reached": bool(kept.what.told),
    }


def words_line(kept: Kept[Signal], readers_of_it: Iterable[str], said: Said | None = None) -> Line:
    """Give its words, or what somebody said to it, for those whom its ladder has reached alone."""
    text = kept.what.text if said is None else said.text
    by, at = (kept.author, kept.created) if said is None else (said.by, said.at)
    values: dict[str, Value] = {"ref": kept.ref, "text": text, "by": by, "at": at}
    section = "words" if said is None else "said"
    return Line(about=(Category.SAFETY.value,), author=by, section=section, exception=tuple(readers_of_it), values=values)


def to_person(
    work: Work,
    kept: Kept[Signal],
    person: str,
    template: str,
    values: dict[str, Value],
    *,
    lines: tuple[Line, ...] = (),
    rings: bool = False,
) -> None:
    """Tell somebody of a signal in their direct room, whether or not they are on its case; nobody who has left it since."""
    if not concerns(work, kept, person):
        return
    on_case = work.rosters.member(kept.case, person) is not None
    message = Message(
        template=template,
        values={**named(work, kept), **values},
        lines=lines,
        case=kept.case,
        mentions=(person,) if rings else (),
        exception=() if on_case else (person,),
        hears=(WORDS, kept.ref),
    )
    work.say(direct(person), message)
    if lines:
        covered = person in readers_of(work, kept.case, (Category.SAFETY,))
        work.fact("signal told", actor=person, case=kept.case, ref=kept.ref, outcome="covered" if covered else "exception")


def to_room(work: Work, kept: Kept[Signal], template: str, values: dict[str, Value], *, mentions: tuple[str, ...] = ()) -> None:
    """Tell the team of it in the case's room: neutral words alone, and nothing where others may come in."""
    room = work.places.get(case_room(kept.case))
    if room is None or room.locked:
        return
    there = tuple(person for person in mentions if person in room.joined)
    told = {**named(work, kept), **values}
    work.say(room.key, Message(template=template, values=told, case=kept.case, mentions=there, hears=(WORDS, kept.ref)))
