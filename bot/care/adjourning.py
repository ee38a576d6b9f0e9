"""How a conference ends: who was there, whether it could decide, its minutes written, and what had to wait for it begun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.care import absences, apologies, booked, corrections, guests, quorum, sittings
from bot.care.actions import Action, Decision, Info
from bot.care.booked import Conference, Standing
from bot.care.conference_minutes import Attendant, Closing, ConferenceMinutes, Entry, Part
from bot.care.contributions import Fact, Option
from bot.care.dissents import Dissent
from bot.care.people import Role
from bot.care.places import Place
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.rejections import Rejection
from bot.care.sittings import Sitting, Stage
from bot.care.tellings import Telling

_KINDS: dict[Part, type[Payload]] = {
    Part.FACT: Fact,
    Part.OPTION: Option,
    Part.DECISION: Decision,
    Part.DISSENT: Dissent,
    Part.REJECTION: Rejection,
    Part.TELLING: Telling,
    Part.ACTION: Action,
    Part.INFO: Info,
}
_SPEAKING = (Part.FACT, Part.OPTION, Part.DECISION, Part.DISSENT, Part.REJECTION, Part.TELLING)
"""Whoever does one of these is there."""

_CLOSINGS = {Stage.ENDED: Closing.ENDED, Stage.BY_CLOCK: Closing.BY_CLOCK, Stage.OVERTAKEN: Closing.OVERTAKEN}


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A conference that is over."""

    sitting: Kept[Sitting]
    minutes: Kept[ConferenceMinutes]


def everyone(work: Work, case: str, sitting: Kept[Sitting] | None, team: Place | None = None) -> tuple[str, ...]:
    """Give who is there where all are: whoever has a place of their own, but nobody who is away or cannot come.

    A guest is there for their own conference alone, and who is no clinician where they are in the case's room, or are asked. In a
    ``team`` room nobody is there who is not in it.
    """
    conference = work.records.get(Conference, case, sitting.what.conference) if sitting is not None else None
    room = team or work.places.of_case(case)
    excused = apologies.apologies_of(work, case, conference.ref) if conference is not None else frozenset[str]()
    asked = booked.expected(work, conference) if conference is not None else ()
    there = room.present if room is not None else frozenset[str]()
    return tuple(
        one.person
        for one in work.rosters.of(case)
        if one.own and one.holds(work.now) and one.person not in excused and absences.away(work, one.person) is None
        if one.person in asked or (Role.GUEST not in one.roles and ((one.clinician and team is None) or one.person in there))
    )


def present(work: Work, sitting: Kept[Sitting]) -> tuple[str, ...]:
    """Give who is there: whoever was said to be, and whoever brought something to it."""
    spoke = (kept.author for part in _SPEAKING for kept in _said(work, sitting, part))
    return tuple(dict.fromkeys((*sitting.what.present, *spoke)))


def lacking(work: Work, sitting: Kept[Sitting]) -> tuple[str, ...]:
    """Name who of the quorum is not there. None: what is decided counts."""
    conference = work.records.get(Conference, sitting.case, sitting.what.conference)
    return quorum.lacking(work, sitting.case, booked.quorum_of(conference), present(work, sitting))


def end(work: Work, sitting: Kept[Sitting], by: str, stage: Stage, *, at: datetime | None = None) -> Ended:
    """End it, now or as of an earlier moment, and write its minutes. From then on nothing said in it is taken back."""
    conference = work.records.get(Conference, sitting.case, sitting.what.conference)
    there = present(work, sitting)
    seen = replace(sitting.what, present=there, lacking=quorum.lacking(work, sitting.case, booked.quorum_of(conference), there))
    closed = sittings.close(work, work.records.put(sitting, what=seen), stage, at=at)
    work.records.put(conference, state=Standing.HELD)
    minutes = work.records.add(_written(work, closed, conference), case=sitting.case, author=by)
    for part in Part:
        for kept in _said(work, closed, part):
            work.records.put(kept)
    guests.follow(work, sitting.case, conference.ref, minutes.created)
    corrections.expect_lock(work, minutes)
    return Ended(sitting=closed, minutes=minutes)


def _written(work: Work, sitting: Kept[Sitting], conference: Kept[Conference]) -> ConferenceMinutes:
    what, absent = sitting.what, apologies.apologies_of(work, sitting.case, conference.ref)
    return ConferenceMinutes(
        case=sitting.case,
        conference=conference.ref,
        question=conference.what.question,
        question_categories=conference.what.categories,
        asked_by=booked.asker(conference),
        planned=what.planned,
        begun=sitting.created,
        ended=what.ended or work.now,
        closing=_CLOSINGS[Stage(sitting.state)],
        present=tuple(_attendant(work, sitting.case, one) for one in what.present),
        apologies=tuple(_attendant(work, sitting.case, one) for one in absent if one not in what.present),
        lacking=what.lacking,
        entries=tuple(_entry(work, part, kept) for part in Part for kept in _said(work, sitting, part)),
    )


def _attendant(work: Work, case: str, person: str) -> Attendant:
    member = work.rosters.member(case, person)
    return Attendant(person=person, role=member.role if member is not None else None)


def _said(work: Work, sitting: Kept[Sitting], part: Part) -> Iterator[Kept[Any]]:
    found: list[Kept[Any]] = work.records.find(_KINDS[part], sitting.case, since=sitting.early)
    return (kept for kept in found if kept.what.conference == sitting.what.conference)


def _entry(work: Work, part: Part, kept: Kept[Any]) -> Entry:
    what = kept.what
    plain = Entry(
        part=part,
        ref=kept.ref,
        at=kept.created,
        author=kept.author,
        text=what.text,
        categories=what.categories,
        owner=kept.owner or "",
        day=getattr(what, "day", None),
        reason=getattr(what, "reason", ""),
        of=what.decision if isinstance(what, Dissent) else getattr(what, "instead_of", ""),
    )
    if not isinstance(what, Decision) or not what.instead_of:
        return plain
    old = work.records.get(Decision, kept.case, what.instead_of)
    return replace(plain, was=old.what.text, was_author=old.author, was_categories=old.what.categories)
