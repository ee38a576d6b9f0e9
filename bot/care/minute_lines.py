"""The minutes of a conference as they are read: what everyone may know, and a line for each thing that was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.care import booked, conference_minutes, corrections, hashed, sittings
from bot.care.booked import Conference
from bot.care.conference_minutes import Attendant, Closing, ConferenceMinutes, Entry
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.errors import ConflictError
from bot.care.facts import File, Line, Message, Value
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about


def shown_to(work: Work, case: str, ref: str, person: str) -> Kept[ConferenceMinutes]:
    """Give the minutes that a ref means. ``ConflictError`` where it means none, and for a guest of another conference.

    Of one that is still being held the error says that.
    """
    sitting = sittings.running(work, case)
    held = sitting.what.conference if sitting is not None else None
    if sitting is not None and ref == held and booked.is_known_to(work, work.records.get(Conference, case, ref), person):
        raise ConflictError("refused/conference_open", ref=ref, since=sitting.created)
    kept, _ = conference_minutes.needed(work, case, ref)
    if not may_know(work, kept, person):
        raise ConflictError("refused/no_minutes", ref=ref)
    return kept


def may_know(work: Work, kept: Kept[ConferenceMinutes], person: str) -> bool:
    """Say whether somebody may hear of the conference at all."""
    return booked.is_known_to(work, work.records.get(Conference, kept.case, kept.what.conference), person)


def question(work: Work, kept: Kept[ConferenceMinutes]) -> Line | None:
    """Give the question, as far as somebody may read it; None: there was none."""
    what = kept.what
    if not what.question:
        return None
    asked = _about(work, kept.case, what.conference, what.question_categories)
    return Line(about=asked, author=what.asked_by, section="question", values={"text": what.question})


def message(work: Work, kept: Kept[ConferenceMinutes], template: str = "sitting/minutes") -> Message:
    """Put minutes into words, as they stand now."""
    what, differs = kept.what, corrections.differs(work, kept)
    values: dict[str, Value] = {
        "ref": what.conference,
        "planned": what.planned,
        "begun": what.begun,
        "ended": what.ended,
        "by_clock": what.closing is Closing.BY_CLOCK,
        "overtaken": what.closing is Closing.OVERTAKEN,
        "question": bool(what.question),
        "present": _by_discipline(what.present),
        "apologies": _by_discipline(what.apologies),
        "lacking": what.lacking,
        "empty": not what.entries,
        "until": corrections.until(kept),
        "locked": what.locked is not None,
        "digest": what.digest,
        "now": differs[0] if differs else "",
        "then": differs[1] if differs else "",
    }
    return Message(template=template, values=values, lines=lines(work, kept), case=kept.case)


def lines(work: Work, kept: Kept[ConferenceMinutes]) -> tuple[Line, ...]:
    """Give every line, and behind locked ones the bytes that were hashed, for those who may read all of them."""
    told = tuple(_told(work, kept))
    return (*told, bytes_line(told, kept)) if kept.what.locked is not None else told


def bytes_line(told: Sequence[Line], kept: Kept[ConferenceMinutes]) -> Line:
    """Give the bytes that were hashed as a file, for whoever may read each of the lines."""
    name = f"conference-{kept.what.conference}.json"
    file = File(name=name, mime="application/json", data=hashed.canonical(kept.what))
    every = tuple(dict.fromkeys(one for line in told for one in line.about))
    return Line(about=every, section="file", file=file, values={"name": name})


def _told(work: Work, kept: Kept[ConferenceMinutes]) -> Iterator[Line]:
    what = kept.what
    asked = question(work, kept)
    if asked is not None:
        yield asked
    for entry in what.entries:
        yield _line(work, kept.case, entry)
        if entry.was:
            values: dict[str, Value] = {"ref": entry.ref, "of": entry.of, "text": entry.was}
            before = _about(work, kept.case, entry.of, entry.was_categories)
            yield Line(about=before, author=entry.was_author, section="was", values=values)
    for one in corrections.additions(work, kept):
        values = {"ref": one.ref, "of": one.of, "at": one.at, "by": one.author, "text": one.text}
        about_it = _about(work, kept.case, one.ref, one.categories)
        yield Line(about=about_it, author=one.author, section="correction", values=values)


def _line(work: Work, case: str, entry: Entry) -> Line:
    values: dict[str, Value] = {
        "ref": entry.ref,
        "by": entry.author,
        "text": entry.text,
        "owner": entry.owner,
        "due": spoken_day(entry.day) if entry.day is not None else "",
        "reason": entry.reason,
        "of": entry.of,
    }
    return Line(about=_about(work, case, entry.ref, entry.categories), author=entry.author, section=entry.part.value, values=values)


def _about(work: Work, case: str, ref: str, written: tuple[Category, ...]) -> tuple[str, ...]:
    """Give the categories that a text had when it was written down, and those since: its readers only become fewer."""
    found = work.records.locate(case, ref)
    now: tuple[Category, ...] = ()
    if found is not None:
        now = found.what.categories if isinstance(found.what, Conference) else found.what.concerns()
    return about(tuple(dict.fromkeys((*written, *now))))


def _by_discipline(people: Sequence[Attendant]) -> list[Value]:
    roles = dict.fromkeys(one.role for one in people)
    return [
        {
            "role": role.words if role is not None else "no longer on the team",
            "people": [one.person for one in people if one.role is role],
        }
        for role in roles
    ]
