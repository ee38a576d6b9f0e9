"""Looking for times to propose: who is asked, from when to when, and until when they vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care import calendars, proposals, quorum, slots, votes
from bot.care.cadence import at_clock
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, InvalidError
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage, Time
from bot.care.records import Kept
from bot.care.slots import Slot, Wish
from bot.care.team import on_team
from bot.care.texts import checked
from bot.care.workdays import next_workday

DAYS_TO_VOTE = 3
"""Working days: so long people have where nobody says it, if there is time for that."""

AHEAD = timedelta(days=14)
"""So far behind the deadline times are looked for where nobody says until when."""

LONGEST = timedelta(hours=4)
"""No conference that people vote on is longer."""

MORE = 3
"""So many further times are looked for at once."""

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_NOTICE = timedelta(hours=24)
_LEAST = timedelta(hours=2)
_MIDNIGHT = datetime.min.time()
_LIGHT = (0, 0)
"""The burden of times that are enough, and within everybody's working hours."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody would like to meet about, with whom, and when."""

    question: str
    categories: tuple[Category, ...]
    people: tuple[str, ...]
    roles: tuple[Role, ...]
    modality: Modality | None
    lasts: timedelta
    first: date | None
    """The first day, in ``zone``."""
    last: date | None
    until: datetime | None
    """Until when people vote; aware."""
    zone: str
    """IANA name."""


def proposal(work: Work, case: str, by: str, wanted: Wanted) -> Proposal:
    """Find the times. ``InvalidError`` for days and lengths that cannot be.

    ``ConflictError`` where nobody holds a role that was asked for, and where no time is possible.
    """
    for person in wanted.people:
        on_team(work, case, person)
    if not timedelta() < wanted.lasts <= LONGEST:
        raise InvalidError("refused/proposal_length", most=LONGEST // _HOUR)
    _check_held(work, case, by, wanted)
    begin, end = _days(work, wanted)
    usual = wanted.until or _deadline(work)
    after = usual if wanted.until is not None else usual + _NOTICE
    found: tuple[Slot, ...] = ()
    if after < end:
        found = _slots(work, case, by, wanted, max(begin, after), end)
    if wanted.until is None and (not found or (wanted.last is not None and _burden(found) > _LIGHT)):
        sooner = _slots(work, case, by, wanted, max(begin, work.now + _LEAST), end)
        found = min(found, sooner, key=_burden)
    if not found:
        raise ConflictError("refused/no_time", first=max(begin, work.now), last=end - timedelta(microseconds=1))
    return Proposal(
        times=_times(found),
        closes=wanted.until or min(usual, _before(work, min(one.at for one in found))),
        zone=wanted.zone,
        question=wanted.question,
        categories=wanted.categories,
        people=wanted.people,
        roles=wanted.roles,
        modality=wanted.modality,
        first=wanted.first,
        last=wanted.last,
    )


def check_other(work: Work, case: str, by: str, wanted: Wanted) -> None:
    """``ConflictError`` where they have put the very same to the vote, and nobody has voted yet.

    Without a question it may be another one.
    """

    def is_same(what: Proposal) -> bool:
        lasts, question = what.times[0].end - what.times[0].at, checked(wanted.question)
        asked = (question, wanted.people, wanted.roles, wanted.modality, wanted.lasts, wanted.first, wanted.last)
        until = wanted.until is None or wanted.until == what.closes
        return until and asked == (what.question, what.people, what.roles, what.modality, lasts, what.first, what.last)

    for one in proposals.open_ones(work, case) if wanted.question else ():
        if one.author == by and one.state == Stage.OPEN and is_same(one.what) and not votes.of(work, one):
            raise ConflictError("refused/proposal_there", ref=one.ref, closes=one.what.closes)


def further(work: Work, kept: Kept[Proposal], *, most: int) -> tuple[Time, ...]:
    """Find times beside those of a proposal, dropped ones too, behind its deadline. ``ConflictError`` where there are none."""
    what = kept.what
    begin = max(what.closes + _HOUR, work.now + _LEAST)
    end = max(begin + AHEAD, *(time.end for time in what.times))
    lasts = what.times[0].end - what.times[0].at
    found = slots.propose(
        calendars.calendars_of(work, proposals.asked(work, kept), case=kept.case),
        proposals.groups(work, kept),
        Wish(first=begin, last=end, lasts=lasts, most=most, beside=tuple(time.at for time in what.times)),
        closed=work.clinic.closed,
        burdens=calendars.burdens_of(work, kept.case),
    )
    if not found:
        raise ConflictError("refused/no_more_times", ref=kept.ref, first=begin, last=end)
    return _times(found)


def _times(found: tuple[Slot, ...]) -> tuple[Time, ...]:
    return tuple(Time(at=one.at, end=one.end, outside=one.outside, absent=one.absent, rank=one.rank) for one in found)


def _slots(work: Work, case: str, by: str, wanted: Wanted, first: datetime, last: datetime) -> tuple[Slot, ...]:
    needs = quorum.needed(work, case, by=by, people=wanted.people, roles=wanted.roles)
    people = quorum.asked_for(work, case, needs, wanted.people, wanted.roles)
    return slots.propose(
        calendars.calendars_of(work, people, case=case),
        quorum.groups(work, case, needs),
        Wish(first=first, last=last, lasts=wanted.lasts),
        closed=work.clinic.closed,
        burdens=calendars.burdens_of(work, case),
    )


def _burden(found: tuple[Slot, ...]) -> tuple[int, int]:
    """How many times are lacking, and how often somebody is asked outside their working hours, or could not come."""
    return MORE - len(found), sum(len(one.outside) + len(one.absent) for one in found)


def _check_held(work: Work, case: str, by: str, wanted: Wanted) -> None:
    """Refuse a role that nobody on the team holds: there would be no quorum at any time. Who leads can be named until then."""
    needs = quorum.needed(work, case, by=by, people=wanted.people, roles=wanted.roles)
    vacant = [group.name for group in quorum.groups(work, case, needs) if not group.people and not group.seat]
    if vacant:
        raise ConflictError("refused/proposal_vacant", vacant=vacant)


def _days(work: Work, wanted: Wanted) -> tuple[datetime, datetime]:
    """From when to when to look."""
    if wanted.until is not None and wanted.until <= work.now:
        raise InvalidError("refused/date_past")
    begin = at_clock(wanted.first, _MIDNIGHT, wanted.zone) if wanted.first is not None else work.now
    usual = (wanted.until or _deadline(work)) + AHEAD
    end = at_clock(wanted.last + _DAY, _MIDNIGHT, wanted.zone) if wanted.last is not None else max(usual, begin + AHEAD)
    if end <= work.now or end <= begin:
        raise InvalidError("refused/date_past")
    if wanted.until is not None and end <= wanted.until:
        raise InvalidError("refused/proposal_by", closes=wanted.until)
    return begin, end


def _deadline(work: Work) -> datetime:
    """The end of the third working day from now."""
    zone = ZoneInfo(work.clinic.zone)
    day = work.now.astimezone(zone).date()
    for _ in range(DAYS_TO_VOTE):
        day = next_workday(work.clinic, day + _DAY)
    return at_clock(day, work.clinic.hours[1], work.clinic.zone)


def _before(work: Work, earliest: datetime) -> datetime:
    """A day before the first of the times if that leaves some hours to vote, else an hour."""
    day_before = earliest - _NOTICE
    return day_before if day_before > work.now + _LEAST else earliest - _HOUR
