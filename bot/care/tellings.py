"""What the patient is told of a conference: by whom, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from bot.care import sittings
from bot.care.consent import Category
from bot.care.errors import InvalidError, UnsharedError
from bot.care.facts import Line, Message, Value, direct
from bot.care.items import Day, Item, Need, Section, item, joined
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.shared import may_read, reads
from bot.care.tags import about
from bot.care.team import on_team
from bot.care.texts import checked


class TellingState(IntEnum):
    """Whether the patient has been told. Stored: values are for ever."""

    OPEN = 0
    DONE = 1


@dataclass(frozen=True, kw_only=True)
class Telling(Payload):
    """Words for the patient. The record's owner is the clinician who says them."""

    kind: ClassVar[str] = "telling"
    text: str
    categories: tuple[Category, ...]
    conference: str
    """The ref of the conference in which they were agreed."""


def tell(work: Work, case: str, by: str, *, who: str, text: str, categories: tuple[Category, ...]) -> Kept[Telling]:
    """Have a clinician of the team tell the patient.

    ``ConflictError`` where no conference is held, ``InvalidError`` for somebody else, ``UnsharedError`` for one who may not read
    the words.
    """
    conference = sittings.needed(work, case).what.conference
    if not on_team(work, case, who).clinician:
        raise InvalidError("refused/tell_clinician")
    what = Telling(text=checked(text), categories=categories, conference=conference)
    if not may_read(work, case, who, categories, author=by):
        raise UnsharedError("refused/tell_unshared", who=who)
    sittings.stir(work, case)
    return work.records.add(what, case=case, author=by, owner=who)


def recheck(work: Work, case: str, by: str, conference: str, *, old: str, new: str) -> None:
    """Tell whoever changed a decision, and whoever tells the patient, which words of its conference are still to be said.

    Words do not know of which decision they are: whether they still hold is for people to say. ``old`` and ``new``: their refs.
    """
    if not conference:
        return
    waiting = work.records.find(Telling, case, states=frozenset({TellingState.OPEN}))
    agreed = [kept for kept in waiting if kept.what.conference == conference]
    for person in dict.fromkeys((by, *(kept.owner for kept in agreed if kept.owner is not None))):
        theirs = [kept for kept in agreed if kept.owner == person or (person == by and reads(work, kept, by))]
        if not theirs:
            continue
        values: dict[str, Value] = {"by": by, "old": old, "new": new, "refs": [kept.ref for kept in theirs]}
        mentions = (person,) if person != by else ()
        message = Message(
            template="sitting/words_old", values=values, case=case, mentions=mentions, lines=tuple(map(_line, theirs))
        )
        work.say(direct(person), message)


def _line(kept: Kept[Telling]) -> Line:
    values: dict[str, Value] = {"ref": kept.ref, "owner": kept.owner, "text": kept.what.text}
    return Line(about=about(kept.what.categories), author=kept.author, section="telling", values=values)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what the patient has not been told yet."""
    for kept in work.records.find(Telling, day.case, states=frozenset({TellingState.OPEN})):
        why = joined(f"agreed {day.spoken(kept.created)}, the patient not told yet", day.put_off(kept.ref))
        yield item(Section.UNFINISHED, kept, reason=why, need=(Need.OPEN, kept.created.timestamp()), owner=kept.owner)
