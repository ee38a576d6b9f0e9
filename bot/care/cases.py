"""Opening a case, closing it, and what one screen tells of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from bot.care import adjourning, conferences, corrections, huddles, monitors, proposals, recalling, reviews, series, sittings
from bot.care.adjourning import Ended
from bot.care.codes import make_ref
from bot.care.conferences import Conference
from bot.care.consent import Category
from bot.care.errors import ConflictError, DeniedError, InvalidError
from bot.care.facts import case_room
from bot.care.huddles import Huddle
from bot.care.memos import Memo
from bot.care.people import Membership, PlaceKind, Role
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept, Payload
from bot.care.rosters import Case
from bot.care.team import Joining, check_roles, check_server, seat

_CLOSED = "The case was closed."
"""Why a conference of a case that is closed does not take place."""


@dataclass(frozen=True, kw_only=True)
class Closing(Payload):
    """Why a case was closed."""

    kind: ClassVar[str] = "closing"
    reason: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, kw_only=True)
class CalledOff:
    """What ended with a case."""

    huddle: Kept[Huddle] | None
    """The one that was open: its minutes are still to be posted."""
    adjourned: Ended | None
    """The conference that was held: likewise."""
    conferences: tuple[Kept[Conference], ...]
    """Those to come: whoever was to take part is still to be told."""
    proposals: tuple[Kept[Proposal], ...]
    """Those that were voted on: the same."""
    memos: tuple[Kept[Memo], ...]
    """The reminders to come: whoever set one is still to be told."""


def question_code(event_id: str) -> str:
    """Make the code that confirms an opening: it looks like a ref, and is the same however often the event is handled.

    The case's own code exists only once the case does.
    """
    number = int.from_bytes(hashlib.sha256(event_id.encode()).digest())

    def below(limit: int) -> int:
        nonlocal number
        number, drawn = divmod(number, limit)
        return drawn

    return make_ref(below)


def check_opening(work: Work, named: Sequence[Joining]) -> None:
    """Refuse an opening that could not be carried out."""
    people = [one.person for one in named]
    if len(set(people)) < len(people):
        raise InvalidError("refused/named_twice")
    if work.clinic.bot in people:
        raise InvalidError("refused/team_bot")
    for one in named:
        check_server(work.clinic, one.person)
        check_roles(one.roles)
        if Role.GUEST in one.roles:
            raise InvalidError("refused/guest_at_opening")
        if Role.TRAINEE in one.roles:
            raise InvalidError("refused/trainee_at_opening")


def prepare(work: Work, named: Sequence[Joining]) -> None:
    """Refuse an opening that could not be carried out, and have everyone named looked at before anybody is invited."""
    check_opening(work, named)
    if named:
        work.look(*(one.person for one in named))


def open_case(work: Work, opener: str, named: Sequence[Joining]) -> Case:
    """Make a case with its room and its team. The first clinician named leads.

    The opener is on the roster as its coordinator, and in the room only if named.
    """
    check_opening(work, named)
    case = work.cases.open(work.now)
    invited = tuple(one.person for one in named)
    work.places.make(case_room(case.code), PlaceKind.CASE, invite=invited, case=case.code)
    led = False
    for one in named:
        roles = one.roles if one.person != opener else tuple(dict.fromkeys((*one.roles, Role.COORDINATOR)))
        member = Membership(case=case.code, person=one.person, roles=roles, since=work.now)
        seat(work, replace(member, lead=member.clinician and not led))
        led = led or member.clinician
    if opener not in invited:
        work.rosters.put(Membership(case=case.code, person=opener, roles=(Role.COORDINATOR,), since=work.now))
    return case


def known(work: Work, code: str) -> Case:
    """A case that whoever asks was already allowed to act in."""
    case = work.cases.get(code)
    if case is None:
        raise DeniedError
    return case


def close(work: Work, code: str, by: str, reason: str, categories: tuple[Category, ...]) -> CalledOff:
    """Close a case: its series, monitoring, huddle and review end, its conferences are called off, and nothing more is written."""
    case = known(work, code)
    if case.closed is not None:
        raise ConflictError("refused/case_closed")
    work.records.add(Closing(reason=reason, categories=categories), case=code, author=by)
    going = huddles.running(work, code)
    ended = huddles.close(work, going, huddles.Stage.ENDED) if going is not None else None
    for purpose in series.Purpose:
        again = series.current(work, code, purpose)
        if again is not None:
            series.stop(work, again)
    monitors.end(work, code)
    reviews.leave(work, code)
    held = sittings.running(work, code)
    adjourned = adjourning.end(work, held, by, sittings.Stage.ENDED) if held is not None else None
    off = tuple(conferences.cancel(work, code, kept.ref, _CLOSED) for kept in conferences.to_come(work, code))
    withdrawn = proposals.end(work, code)
    recalled = recalling.end(work, code)
    for due in work.dues.of(code):
        work.dues.cancel(due.key)
    corrections.wind_up(work, code)
    work.cases.put(replace(case, closed=work.now))
    return CalledOff(huddle=ended, adjourned=adjourned, conferences=off, proposals=withdrawn, memos=recalled)


def reopen(work: Work, code: str) -> Case:
    """Open a closed case again. What was called off stays so."""
    case = known(work, code)
    if case.closed is None:
        raise ConflictError("refused/case_open")
    opened = replace(case, closed=None)
    work.cases.put(opened)
    return opened


def prefer(work: Work, code: str, text: str) -> Case:
    """Keep how the patient wants to be spoken of and to; it replaces what stood there."""
    preferred = replace(known(work, code), preference=text)
    work.cases.put(preferred)
    return preferred
