"""What is said of reminders: when one is kept, moved or ended, when its moment comes, and in a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from bot.care import absences, carriers, holds, memos, recalling, reminding
from bot.care.cadence import Closing, Rule, describe
from bot.care.dates import spoken_day
from bot.care.facts import Line, Message, Value, direct
from bot.care.memos import Memo, Standing
from bot.care.overheard import NOBODY, Overheard
from bot.care.ports import Work
from bot.care.recalling import Recalled
from bot.care.records import Kept
from bot.care.series import NEXT
from bot.care.tags import about
from bot.care.texts import first_line
from bot.chat.turn import Reply
from bot.chat.typed import told

REPLY = "reminder reply"
"""What takes a reply to a reminder."""

_LATE = timedelta(minutes=1)
"""Nobody takes a reminder for late that comes within its minute."""


def kept(work: Work, one: Kept[Memo], *, moved: bool = False, opening: bool = False, heard: Overheard = NOBODY) -> Reply:
    """Answer with what was understood: whom it is for, when, and what becomes of quiet hours. Its words are not repeated."""
    alone = not one.what.room
    values: dict[str, Value] = {
        **shown(work, one),
        "moved": moved,
        "opening": opening,
        "quiet": alone and absences.quiet_until(work, one.author, memos.comes(one)) is not None,
        "people": one.what.people,
        "categories": [category.words for category in one.what.categories] if one.what.words else [],
        "by": "",
        **told(heard),
    }
    return Reply(template="remind/kept", values=values, refs=(one.ref,), privately=bool(heard))


def shown(work: Work, one: Kept[Memo]) -> dict[str, Value]:
    """What everybody may know of one who knows that it is there: its ref, what it is about, its moments."""
    return {
        "ref": one.ref,
        "subject": one.what.subject,
        "room": one.what.room,
        "at": memos.comes(one),
        "rhythm": "",
        **(_dates(work, one, one.what.rule) if one.what.rule is not None else {}),
    }


def _dates(work: Work, one: Kept[Memo], rule: Rule) -> dict[str, Value]:
    """The rhythm of a series, its next dates, and what closing days change."""
    timetable, closed = one.what.timetable, work.clinic.closed
    dates = tuple(islice(timetable.coming(work.now, closed=closed), NEXT))
    until = dates[-1] if dates else work.now
    return {
        "rhythm": describe(rule),
        "dates": dates,
        "puts_off": rule.closing is Closing.MOVE,
        "closed": [spoken_day(day) for day in timetable.left_out(work.now, until, closed=closed)],
        "moved_days": [
            {"day": spoken_day(day), "to": spoken_day(to)} for day, to in timetable.put_off(work.now, until, closed=closed)
        ],
    }


def alone(work: Work, recalled: Recalled, *, late: bool) -> Message:
    """Remind somebody in their direct room; a reply says that it is done, or when to be reminded again.

    The time that they set is kept in quiet hours too; a series rings nobody who is away.
    """
    one = recalled.kept
    values = _values(work, recalled, late=late)
    lines = _lines(work, one, (one.author,))
    hears = (REPLY, f"{one.case} {one.ref}")
    silent = one.what.rule is not None and absences.away(work, one.author) is not None
    rings = () if silent else (one.author,)
    return Message(template="remind/alone", values=values, lines=lines, case=one.case, mentions=rings, hears=hears)


def in_room(work: Work, recalled: Recalled, *, late: bool) -> Message:
    """Remind everybody of the case, and ring those named."""
    one = recalled.kept
    lines, rings = _lines(work, one, ()), recalling.rung(work, one)
    values: dict[str, Value] = {**_values(work, recalled, late=late), "by": one.author, "worded": bool(lines)}
    return Message(template="remind/room", values=values, lines=lines, case=one.case, mentions=rings)


def listed(work: Work, found: Sequence[Kept[Memo]]) -> Reply:
    """List somebody's own, over all their cases. Each has its words for them alone."""
    values: dict[str, Value] = {
        "reminders": [{**shown(work, one), "case": one.case, "said": one.state == Standing.SAID} for one in found],
    }
    lines = tuple(
        Line(roster=one.case, author=one.author, about=about(()), section="words", values=_words(one, first_line(one.what.words)))
        for one in found
        if one.what.words
    )
    return Reply(template="remind/list", values=values, lines=lines)


def put_off(work: Work, one: Kept[Memo], at: datetime) -> Reply:
    """It comes once more; a series goes on besides."""
    after = reminding.snooze(work, one, at)
    values: dict[str, Value] = {"ref": after.ref, "at": at, "series": after.what.rule is not None}
    return Reply(template="remind/snoozed", values=values, refs=(after.ref,))


def finished(work: Work, one: Kept[Memo]) -> Reply:
    """What it was about is done; a series goes on, and says when."""
    after = reminding.finish(work, one)
    going_on = after.what.rule is not None and after.state == Standing.OPEN
    values: dict[str, Value] = {"ref": after.ref, "next": after.due if going_on else None}
    return Reply(template="remind/done", values=values, refs=(after.ref,))


def ended(case: str, found: Sequence[Kept[Memo]]) -> list[tuple[str, Message]]:
    """Tell each whose reminders end with their case, in one message."""
    people = dict.fromkeys(one.author for one in found)
    refs = {person: [one.ref for one in found if one.author == person] for person in people}
    return [(direct(one), Message(template="remind/ended", values={"refs": refs[one]}, case=case)) for one in people]


def _values(work: Work, recalled: Recalled, *, late: bool) -> dict[str, Value]:
    one = recalled.kept
    hold = carriers.holding(work, one.case, one.what.subject) if one.what.subject else None
    return {
        "ref": one.ref,
        "held": holds.words(hold) if hold is not None else "",
        "subject": one.what.subject,
        "at": recalled.at,
        "late": late and work.now - recalled.at >= _LATE,
        "missed": recalled.missed,
        "rhythm": describe(one.what.rule) if one.what.rule is not None else "",
    }


def _lines(work: Work, one: Kept[Memo], readers: tuple[str, ...]) -> tuple[Line, ...]:
    own = Line(about=about(one.what.categories), author=one.author, section="words", values=_words(one, one.what.words))
    subject = recalling.subject_line(work, one.case, one.what.subject, readers)
    return (*((own,) if one.what.words else ()), *((subject,) if subject is not None else ()))


def _words(one: Kept[Memo], text: str) -> dict[str, Value]:
    return {"ref": one.ref, "text": text}
