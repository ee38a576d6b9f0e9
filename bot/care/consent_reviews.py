"""When consent is looked at again: on a day that was set, before a grant ends, and when something happens that it did not foresee.

A review asks the lead once. It is done when they say so; whoever waited for it counts as the team from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import ClassVar

from bot.care.cadence import at_clock
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Message, case_room, control, direct
from bot.care.items import Day, Item, Need, Section, item, lateness
from bot.care.ports import Work
from bot.care.records import Kept, Payload

RING = "consent review"
"""The kind of due moment at which a review that was planned is asked for."""

AHEAD = timedelta(days=14)
"""So long before its day a review stands on the agenda."""

BEFORE_END = timedelta(days=7)
"""So long before a grant ends it is asked whether it is to go on."""

_MORNING = time(9)


class Cause(StrEnum):
    """Why consent is to be looked at. Stored: values are for ever."""

    NEW_MEMBER = "new_member"
    NEW_CATEGORY = "new_category"
    MODALITY = "modality"
    PLAN_VERSION = "plan_version"
    GUEST = "guest"
    DATE = "date"
    ENDING = "ending"


_WHY = {
    Cause.NEW_MEMBER: "somebody is new on the team",
    Cause.NEW_CATEGORY: "something new is written about",
    Cause.MODALITY: "a part of care has changed",
    Cause.PLAN_VERSION: "the plan has a new version",
    Cause.GUEST: "a guest joins",
    Cause.DATE: "the day that was set",
    Cause.ENDING: "something that is shared ends soon",
}


class Phase(IntEnum):
    """How far a review is. Stored: values are for ever."""

    ASKED = 0
    DONE = 1
    PLANNED = 2
    """Its day is still to come."""


@dataclass(frozen=True, kw_only=True)
class ConsentReview(Payload):
    """One review of consent that is planned, or was asked for."""

    kind: ClassVar[str] = "consent_review"
    cause: Cause
    about: str = ""
    """A Matrix id, a category, a modality or a ref, as the cause has it."""
    asked: datetime | None = None


def ask(work: Work, case: str, cause: Cause, *, ref: str = "", told: bool = False) -> None:
    """Ask the lead for a review, once while one for the same cause and thing is open.

    ``told``: the caller tells the lead in words of its own.
    """
    if any(kept.what.cause is cause and kept.what.about == ref for kept in open_ones(work, case)):
        return
    what = ConsentReview(cause=cause, about=ref, asked=work.now)
    kept = work.records.add(what, case=case, author=work.clinic.bot, owner=_owner(work, case), state=Phase.ASKED)
    if not told:
        _tell(work, kept)


def noticed(work: Work, case: str, refs: Iterable[str]) -> None:
    """Ask for a review where a record is of a category that was never spoken of in this case."""
    grants = work.consents.of(case)
    if not grants:
        return
    spoken = {grant.category for grant in grants} | {Category.SUMMARY}
    kept = [found for ref in refs if (found := work.records.locate(case, ref)) is not None]
    for category in dict.fromkeys(one for found in kept for one in found.what.concerns() if one not in spoken):
        ask(work, case, Cause.NEW_CATEGORY, ref=category.value)


def plan(work: Work, case: str, by: str, day: date, cause: Cause = Cause.DATE) -> Kept[ConsentReview]:
    """Set the day of a review; a second day for the same cause takes the place of the first. ``InvalidError`` for a day gone by."""
    at = at_clock(day, _MORNING, work.clinic.zone)
    if at <= work.now:
        raise InvalidError("refused/date_past")
    for before in _planned(work, case):
        if before.what.cause is cause and (cause is Cause.DATE or before.due == at):
            work.records.put(before, state=Phase.DONE)
            work.dues.cancel(_key(before))
    kept = work.records.add(ConsentReview(cause=cause), case=case, author=by, owner=_owner(work, case), state=Phase.PLANNED, due=at)
    work.dues.put(Due(key=_key(kept), kind=RING, at=at, place=case_room(case), case=case, subject=kept.ref))
    return kept


def before_end(work: Work, case: str, by: str, until: datetime | None) -> None:
    """Plan a review ahead of the end of a grant, if there is time for one."""
    day = (until - BEFORE_END).date() if until is not None else None
    if day is not None and at_clock(day, _MORNING, work.clinic.zone) > work.now:
        plan(work, case, by, day, Cause.ENDING)


def ring(work: Work, moment: Due) -> None:
    """Ask for the review whose day has come. Nothing where it was done or moved meanwhile."""
    if moment.case is None:
        return
    kept = work.records.get(ConsentReview, moment.case, moment.subject)
    if kept.state == Phase.PLANNED:
        _tell(work, work.records.put(kept, state=Phase.ASKED, owner=_owner(work, moment.case)))


def finish(work: Work, case: str) -> tuple[Kept[ConsentReview], ...]:
    """Close what was asked for. ``InvalidError`` where nothing was."""
    closed = open_ones(work, case)
    for kept in closed:
        work.records.put(kept, state=Phase.DONE)
    return closed


def open_ones(work: Work, case: str) -> tuple[Kept[ConsentReview], ...]:
    """Those that were asked for and are not done, oldest first."""
    return tuple(work.records.find(ConsentReview, case, states=frozenset({Phase.ASKED})))


def next_day(work: Work, case: str) -> datetime | None:
    """When the next planned one is asked for."""
    return min((kept.due for kept in _planned(work, case) if kept.due is not None), default=None)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what is asked for, and what is planned within two weeks."""
    for kept in open_ones(work, day.case):
        since = kept.what.asked or kept.created
        reason = f"asked for {day.dated('on', since)}, {_WHY[kept.what.cause]}"
        need = (Need.OPEN, since.timestamp())
        yield item(Section.DUE, kept, reason=reason, need=need, neutral="Review of consent")
    for kept in _planned(work, day.case):
        if kept.due is not None and kept.due - work.now <= AHEAD:
            when, soon = lateness(day, day.local(kept.due), rank=Need.SOON)
            yield item(Section.DUE, kept, reason=f"{when}, {_WHY[kept.what.cause]}", need=soon, neutral="Review of consent")


def _tell(work: Work, kept: Kept[ConsentReview]) -> None:
    place = direct(kept.owner) if kept.owner else control()
    values = {"ref": kept.ref, "cause": kept.what.cause.value, "about": kept.what.about.replace("_", " "), "person": ""}
    if kept.what.cause in {Cause.NEW_MEMBER, Cause.GUEST}:
        values["person"] = kept.what.about
    mentions = (kept.owner,) if kept.owner else ()
    work.say(place, Message(template="consent/review_asked", values=values, case=kept.case, mentions=mentions))


def _planned(work: Work, case: str) -> list[Kept[ConsentReview]]:
    return work.records.find(ConsentReview, case, states=frozenset({Phase.PLANNED}))


def _owner(work: Work, case: str) -> str | None:
    """The lead; the coordinators where there is none."""
    return next((member.person for member in work.rosters.of(case) if member.lead), None)


def _key(kept: Kept[ConsentReview]) -> str:
    return f"{RING}:{kept.ref}"
