"""Reminders when their moment comes: which of them still stand, what they show of the record that they are about, and how they end.

Of a series the latest that has come stands for those before it. Whoever has left the case hears nothing more of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from bot.care import absences, guests
from bot.care.alerts import Signal
from bot.care.booked import Conference, is_known_to
from bot.care.checkins import CheckIn
from bot.care.checkins import Stand as Word
from bot.care.dues import Due
from bot.care.errors import InvalidError, NotFoundError
from bot.care.facts import Line, Value
from bot.care.gate import uncovered
from bot.care.memos import Memo, Standing, lapse
from bot.care.notes import CURRENT, RETRACTED, Note, Risk
from bot.care.outcomes import CLOSED
from bot.care.ports import Work
from bot.care.records import UNDONE, Kept
from bot.care.reminding import expect
from bot.care.tags import about
from bot.care.texts import first_line

SUBJECT = "subject"
"""The section of the line that says what a record says."""


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """A reminder whose moment has come."""

    kept: Kept[Memo]
    at: datetime
    """The moment that it was for."""
    missed: tuple[datetime, ...] = ()
    """Those of its series that came before it, and were not said."""


def ring(work: Work, moment: Due) -> Recalled | None:
    """Take a moment; None where the reminder was moved, ended or taken back, or where its author has left the case."""
    found = work.records.locate(moment.case or "", moment.subject)
    if found is None or not isinstance(found.what, Memo) or found.state != Standing.OPEN:
        return None
    if moment.at not in {found.due, found.what.again}:
        return None
    if not found.what.room and work.rosters.member(found.case, found.author) is None:
        work.records.put(found, state=Standing.ENDED)
        return None
    if found.what.rule is None:
        lapse(work, found.author)
        said = Standing.DONE if found.what.room else Standing.SAID
        return Recalled(kept=work.records.put(found, state=said), at=moment.at)
    what = replace(found.what, again=None) if moment.at == found.what.again else found.what
    if moment.at != found.due:
        return Recalled(kept=work.records.put(found, what=what), at=moment.at)
    coming = what.timetable.coming(moment.at, closed=work.clinic.closed)
    come = (moment.at, *takewhile(lambda at: at <= work.now, coming))
    following = next(what.timetable.coming(max(work.now, come[-1]), closed=work.clinic.closed), None)
    if following is None:
        kept = work.records.put(found, what=what, state=Standing.SAID)
    else:
        kept = work.records.put(found, what=what, due=following)
        expect(work, kept, following)
    return Recalled(kept=kept, at=come[-1], missed=come[:-1])


def rung(work: Work, kept: Kept[Memo]) -> tuple[str, ...]:
    """Give who is rung by one of the room: those named who are on the case and in the room, and not away or in quiet hours."""
    room = work.places.of_case(kept.case)
    present = room.present if room is not None else frozenset[str]()
    there = (one for one in kept.what.people if one in present and work.rosters.member(kept.case, one) is not None)
    return tuple(one for one in there if absences.quiet_until(work, one) is None and absences.away(work, one) is None)


def check_subject(work: Work, case: str, by: str, ref: str) -> None:
    """Refuse what nobody can be reminded of: an unknown ref, what is another's own, and a reminder.

    A guest names what they may read. ``NotFoundError``, and ``InvalidError`` for a reminder of one's own.
    """
    found = work.records.locate(case, ref)
    if found is None or found.state == UNDONE or not _is_known(work, found, (by,)):
        raise NotFoundError("refused/no_such_ref")
    if isinstance(found.what, Memo):
        if found.author == by:
            raise InvalidError("refused/reminder_itself", ref=found.ref)
        raise NotFoundError("refused/no_such_ref")
    line = subject_line(work, case, ref, (by,))
    roster, grants = work.rosters.of(case), work.consents.of(case)
    hidden = line is None or uncovered(line, frozenset({by}), roster, grants, work.now)
    if guests.among(work, case, (by,)) and hidden:
        raise NotFoundError("refused/no_such_ref")


def can_name(work: Work, case: str, by: str, ref: str) -> bool:
    """Say whether a word is a ref for somebody: of what they may be reminded of, or of a reminder of theirs; else it is a word."""
    try:
        check_subject(work, case, by, ref)
    except NotFoundError:
        return False
    except InvalidError:
        return True
    return True


def subject_line(work: Work, case: str, ref: str, readers: Collection[str]) -> Line | None:
    """Give what a record says now, for those who may read it; None where it says nothing, or is none of theirs.

    The words of a signal are for those who were rung.
    """
    found = work.records.locate(case, ref) if ref else None
    if found is None or found.state == UNDONE or not _is_known(work, found, readers):
        return None
    values: dict[str, Value] = {
        "ref": found.ref,
        "kind": found.what.kind.replace("_", " "),
        "text": first_line(_gist(work, found)),
        "done": found.state == CLOSED.get(type(found.what)),
    }
    if isinstance(found.what, Conference):
        return Line(section=SUBJECT, values={**values, "text": "", "at": found.what.at})
    if isinstance(found.what, Signal) or not _gist(work, found):
        return None
    return Line(about=about(found.what.concerns()), author=found.author, section=SUBJECT, values={**values, "at": None})


def end(work: Work, case: str) -> tuple[Kept[Memo], ...]:
    """End all that are still to come in a case. Gives them."""
    open_ones = work.records.find(Memo, case, states=frozenset({Standing.OPEN}))
    return tuple(work.records.put(one, state=Standing.ENDED) for one in open_ones)


def _gist(work: Work, found: Kept[Any]) -> str:
    """Nothing of what its author has replaced, or of a risk whose note is retracted."""
    what = found.what
    source = work.records.locate(found.case, what.note) if isinstance(what, Risk) else None
    gone = (isinstance(what, CheckIn) and found.state == Word.REPLACED) or (source is not None and source.state == RETRACTED)
    return "" if gone else str(what.gist())


def _is_known(work: Work, found: Kept[Any], readers: Collection[str]) -> bool:
    """A draft is its author's, and a guest hears of no conference but their own."""
    if isinstance(found.what, Note) and found.state not in CURRENT:
        return set(readers) == {found.author}
    return not isinstance(found.what, Conference) or is_known_to(work, found, *readers)
