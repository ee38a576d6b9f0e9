"""An appointment as people type it: ``ROLE DATE [with @a @b] [~modality] […]``, and what its messages tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.care import appointments, holds
from bot.care.actions import end_of
from bot.care.appointments import Appointment, Moment
from bot.care.clinic import Clinic
from bot.care.clusters import cluster
from bot.care.consent import Category, Modality
from bot.care.dates import spoken_day
from bot.care.facts import Value
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat import drafts
from bot.chat.arguments.clocks import clock
from bot.chat.arguments.dates import named_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.moments import moment
from bot.chat.arguments.people import invited, person, roles
from bot.chat.arguments.tags import tags
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.tokens import Word, following, is_blank, split

EXAMPLE = "!appointment physio 2027-03-09 14:00 with @physician:clinic.example"


def read(text: str, *, now: datetime, zone: str, clinic: Clinic, mentions: Sequence[str] = ()) -> Appointment:
    """Read an appointment; its ``categories`` are those of its tags alone. ``ArgumentError`` for what is none."""
    words = split(text)
    held, count = roles(words)
    when, more = day_or_moment(words[count:], now=now, zone=zone, clinic=clinic)
    found, rest = tags(following(text, words, count + more), now=now, zone=zone)
    note, people, others = _together(rest, mentions)
    again, note = tags(note, now=now, zone=zone)
    return Appointment(
        role=held[0],
        when=when,
        people=people,
        roles=tuple(dict.fromkeys((*held[1:], *others))),
        modality=found.modality or again.modality,
        goal=found.goal or again.goal,
        text="" if is_blank(note) else note.strip(),
        categories=found.categories or again.categories,
    )


def day_or_moment(words: Sequence[Word], *, now: datetime, zone: str, clinic: Clinic) -> tuple[Moment, int]:
    """Read a day, with a time where one follows it; how many words they are. A bare hour is asked about."""
    today = now.astimezone(ZoneInfo(zone)).date()
    try:
        named, count = named_day(words, today=today)
    except ArgumentError:
        named, count = None, 0
    if named is not None and not _timed(words[count:]):
        day = named.after(today)
        if day < today:
            raise ArgumentError("date", "a day from today on", EXAMPLE)
        return Moment(day=day, end=end_of(day, clinic.zone)), count
    at = moment(words, now=now, zone=zone)
    return Moment(day=at.at.astimezone(ZoneInfo(at.zone)).date(), at=at.at, end=at.end or at.at), at.consumed


def _timed(words: Sequence[Word]) -> bool:
    """Whether a time stands behind the day, in figures or in words: ``at 14:00``, ``noon``, ``morning at 9``. Else it is a note."""
    if not words:
        return False
    if words[0].key in WORDS.at or words[0].text[0].isdigit():
        return True
    if words[0].key.rstrip(",;") in {*WORDS.morning, *WORDS.afternoon, *WORDS.evening, *WORDS.from_}:
        return _timed(words[1:])
    with suppress(ArgumentError):
        return clock(words) is not None
    return False


def told(work: Work, kept: Kept[Appointment]) -> dict[str, Value]:
    """What everybody may know of an appointment."""
    what = kept.what
    hold = holds.on(work, kept.case, modality=what.modality, kept=kept)
    return {
        "ref": kept.ref,
        "role": what.role.person,
        "day": spoken_day(what.when.day),
        "at": what.when.at,
        "people": what.people,
        "roles": [one.person for one in what.roles],
        "modality": what.modality.words if what.modality else "",
        "held": holds.words(hold) if hold is not None else "",
        "note": bool(what.text),
        "link": what.link,
    }


def clustered(work: Work, kept: Kept[Appointment]) -> dict[str, Value]:
    """What it stands close to, and a day on which it would not."""
    found = cluster(work, kept)
    return {"others": [told(work, one) for one in found.others], "free": spoken_day(found.free) if found.free is not None else ""}


def draft(wanted: Appointment, event: str) -> dict[str, Value]:
    """Keep an appointment whose note has no category yet, and the message that it was typed in."""
    return {
        "role": wanted.role.value,
        "day": wanted.when.day.isoformat(),
        "at": wanted.when.at.isoformat() if wanted.when.at is not None else "",
        "end": wanted.when.end.isoformat(),
        "people": list(wanted.people),
        "roles": [role.value for role in wanted.roles],
        "modality": wanted.modality.value if wanted.modality else "",
        "goal": wanted.goal or "",
        "text": wanted.text,
        "event": event,
    }


def completed(kept: Mapping[str, Value], categories: tuple[Category, ...]) -> Appointment:
    """Give it back, with its category."""
    at = str(kept["at"])
    when = Moment(
        day=date.fromisoformat(str(kept["day"])),
        at=datetime.fromisoformat(at) if at else None,
        end=datetime.fromisoformat(str(kept["end"])),
    )
    wanted = Appointment(role=Role(str(kept["role"])), when=when, text=str(kept["text"]), categories=categories)
    modality = str(kept["modality"])
    return replace(
        wanted,
        people=drafts.texts(kept["people"]),
        roles=tuple(Role(one) for one in drafts.texts(kept["roles"])),
        modality=Modality(modality) if modality else None,
        goal=str(kept["goal"]) or None,
    )


def for_whom(work: Work, kept: Kept[Appointment], by: str) -> tuple[str, ...]:
    """Who is rung: everyone whom it concerns, but whoever did it."""
    return tuple(one for one in appointments.concerned(work, kept) if one != by)


def _together(text: str, mentions: Sequence[str]) -> tuple[str, tuple[str, ...], tuple[Role, ...]]:
    """Cut ``with @a nurse`` out, where it begins or ends the text: the rest, the persons, the roles."""
    words = split(text)
    if not words or words[0].key != "with":
        return invited(text)
    people: dict[str, None] = {}
    held: dict[Role, None] = {}
    place = 1
    while place < len(words):
        if words[place].key in {"and", "&", ","}:
            place += 1
            continue
        try:
            one, count = person(words[place:])
            people[one] = None
        except ArgumentError:
            try:
                named, count = roles(words[place:])
            except ArgumentError:
                break
            held.update(dict.fromkeys(named))
        place += count
    if people or held:
        return following(text, words, place), tuple(people), tuple(held)
    if not mentions:
        raise ArgumentError("people", "ids or roles behind the word with", EXAMPLE)
    return "", tuple(mentions), ()
