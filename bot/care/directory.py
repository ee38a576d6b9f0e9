"""The referral network: whom the organisation refers to. It belongs to no case, and holds nothing about any patient.

What is known of others goes out of date, waiting times first. So each entry says when it was last confirmed, and once a month the
coordinators read in one message which ones nobody has confirmed for half a year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care import workdays
from bot.care.dues import Due
from bot.care.errors import ConflictError, DeniedError, InvalidError
from bot.care.facts import Line, Value, control
from bot.care.people import Actor, Office, Role
from bot.care.ports import Work
from bot.care.records import ORGANISATION, Kept, Payload
from bot.care.workdays import morning

STALE = timedelta(days=183)
"""So long after it was last confirmed, an entry is asked after: practices move and waits change, but not from week to week."""

CHECK_DUE = "directory check"
"""The kind of due moment at which the coordinators are asked which entries still hold."""

LONGEST = 200
"""Characters of one field of an entry."""

_WEEK = 7


class Listing(IntEnum):
    """Whether an entry is in use. Stored: values are for ever."""

    LISTED = 0
    REMOVED = 1


@dataclass(frozen=True, kw_only=True)
class DirectoryEntry(Payload):
    """One practice, clinic or person to refer to."""

    kind: ClassVar[str] = "directory_entry"
    name: str
    discipline: str = ""
    languages: tuple[str, ...] = ()
    remote: bool = False
    """They see people by video or telephone."""
    wait: int | None = None
    """Days until a first visit; None: not known."""
    confirmed: datetime
    confirmed_by: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody knows of an entry; None and nothing: it stays, or is not known."""

    discipline: str = ""
    languages: tuple[str, ...] = ()
    remote: bool | None = None
    wait: int | None = None


def check_editor(work: Work, actor: Actor) -> None:
    """Let coordinators and clinicians of an open case pass. ``DeniedError`` for everybody else."""
    members = (work.rosters.member(case, actor.id) for case in work.rosters.cases(actor.id))
    edits = any(one is not None and (one.clinician or Role.COORDINATOR in one.roles) for one in members)
    if Office.COORDINATOR not in actor.offices and not edits:
        raise DeniedError


def add(work: Work, by: str, name: str, known: Change) -> Kept[DirectoryEntry]:
    """Put somebody on the list. ``ConflictError`` where they are on it; ``InvalidError`` for a field that is too long."""
    there = named(work, name)
    if there is not None:
        raise ConflictError("refused/directory_known", ref=there.ref)
    entry = DirectoryEntry(name=name.strip(), confirmed=work.now, confirmed_by=by)
    kept = work.records.add(_changed(entry, known), case=ORGANISATION, author=by)
    if not any(due.kind == CHECK_DUE for due in work.dues.at(control())):
        plan_check(work)
    return kept


def confirm(work: Work, by: str, ref: str, known: Change) -> Kept[DirectoryEntry]:
    """Say that an entry holds, with what has changed in it."""
    kept = listed(work, ref)
    return work.records.put(kept, what=_changed(replace(kept.what, confirmed=work.now, confirmed_by=by), known))


def remove(work: Work, ref: str) -> Kept[DirectoryEntry]:
    """Take an entry off the list. What was referred there keeps its words."""
    return work.records.put(listed(work, ref), state=Listing.REMOVED)


def listed(work: Work, ref: str) -> Kept[DirectoryEntry]:
    """Give an entry that is in use. ``ConflictError`` where it was taken off."""
    kept = work.records.get(DirectoryEntry, ORGANISATION, ref)
    if kept.state != Listing.LISTED:
        raise ConflictError("refused/directory_removed", ref=kept.ref)
    return kept


def named(work: Work, name: str) -> Kept[DirectoryEntry] | None:
    """Give the entry of this very name, in any letter case; None where there is none."""
    wanted = " ".join(name.casefold().split())
    return next((one for one in entries(work) if " ".join(one.what.name.casefold().split()) == wanted), None)


def meant(work: Work, text: str) -> Kept[DirectoryEntry] | None:
    """Give the entry in use that somebody means by its ref or its name; None where there is none."""
    found = work.records.locate(ORGANISATION, text)
    return (
        found
        if found is not None and isinstance(found.what, DirectoryEntry) and found.state == Listing.LISTED
        else named(work, text)
    )


def entries(work: Work, words: str = "") -> tuple[Kept[DirectoryEntry], ...]:
    """List those that hold all of these words in name, discipline or languages, or are ``remote``; by discipline and name."""
    wanted = words.casefold().replace(",", " ").split()
    found = work.records.find(DirectoryEntry, ORGANISATION, states=frozenset({Listing.LISTED}))
    kept = (one for one in found if all(word in _searched(one.what) for word in wanted))
    return tuple(sorted(kept, key=lambda one: (one.what.discipline.casefold(), one.what.name.casefold(), one.ref)))


def stale(work: Work, kept: Kept[DirectoryEntry]) -> bool:
    """Say whether nobody has confirmed it for half a year."""
    return work.now - kept.what.confirmed >= STALE


def plan_check(work: Work) -> None:
    """Have the coordinators asked on the first working morning of next month, as long as there is any entry."""
    if entries(work):
        today = workdays.today(work)
        first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
        work.dues.put(Due(key=CHECK_DUE, kind=CHECK_DUE, at=morning(work.clinic, first), place=control()))


def line(work: Work, kept: Kept[DirectoryEntry]) -> Line:
    """One entry. Everybody may read it: it is about no patient."""
    what = kept.what
    values: dict[str, Value] = {
        "ref": kept.ref,
        "name": what.name,
        "discipline": what.discipline,
        "languages": what.languages,
        "remote": what.remote,
        "wait": wait_words(what.wait),
        "confirmed": what.confirmed,
        "stale": stale(work, kept),
    }
    return Line(section="entry", values=values)


def wait_words(days: int | None) -> str:
    """Say how long the wait is: ``6 weeks``, ``10 days``, ``none``; empty where it is not known."""
    if not days:
        return "" if days is None else "none"
    number, noun = (days // _WEEK, "week") if days % _WEEK == 0 else (days, "day")
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _changed(entry: DirectoryEntry, known: Change) -> DirectoryEntry:
    whole = replace(
        entry,
        discipline=known.discipline or entry.discipline,
        languages=known.languages or entry.languages,
        remote=entry.remote if known.remote is None else known.remote,
        wait=entry.wait if known.wait is None else known.wait,
    )
    if max(len(one) for one in (whole.name, whole.discipline, ", ".join(whole.languages))) > LONGEST:
        raise InvalidError("refused/text_too_long", most=LONGEST)
    return whole


def _searched(what: DirectoryEntry) -> str:
    return " ".join((what.name, what.discipline, *what.languages, "remote" if what.remote else "")).casefold()
