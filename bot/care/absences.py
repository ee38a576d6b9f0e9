"""Who is away, who stands in for them, and at what hours somebody is not to be rung. All of it is theirs, over all their cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.cadence import at_clock
from bot.care.dates import spoken_day
from bot.care.errors import InvalidError, NotFoundError
from bot.care.facts import Message, Value, direct
from bot.care.ports import Work
from bot.care.team import check_server
from bot.care.welcome import enrol

LONGEST = timedelta(days=366)
"""The longest absence that is kept in one."""

_DAY = timedelta(days=1)
_SATURDAY = 5
_AHEAD = 366
"""In how many days there is a working day, at the latest."""


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Some days on which somebody is away, the first and the last included."""

    first: date
    last: date
    reason: str = ""
    """For their own eyes."""


def leave(work: Work, person: str, absence: Absence) -> tuple[Absence, ...]:
    """Keep an absence, in place of those that it overlaps. Gives all that are still to come or running, the earliest first."""
    if absence.last < today(work, person):
        raise InvalidError("refused/date_past")
    if not timedelta() <= absence.last - absence.first < LONGEST:
        raise InvalidError("refused/away_days")
    others = (one for one in absences(work, person) if one.last < absence.first or one.first > absence.last)
    _keep(work, person, (*others, absence))
    return absences(work, person)


def back(work: Work, person: str) -> None:
    """Forget every absence that is running or to come. ``NotFoundError`` where there is none."""
    if not absences(work, person):
        raise NotFoundError("refused/not_away")
    _keep(work, person, ())


def absences(work: Work, person: str) -> tuple[Absence, ...]:
    """Give what is running or to come, the earliest first."""
    kept = work.recall(_away(person)) or {}
    found = (
        Absence(first=date.fromisoformat(one["first"]), last=date.fromisoformat(one["last"]), reason=one["reason"])
        for one in kept.get("spans", ())
    )
    return tuple(sorted((one for one in found if one.last >= today(work, person)), key=lambda one: one.first))


def away(work: Work, person: str) -> Absence | None:
    """Give the absence that is running now, by the calendar of where they are."""
    return next((one for one in absences(work, person) if one.first <= today(work, person)), None)


def appoint(work: Work, person: str, deputy: str, absence: Absence | None = None) -> None:
    """Name who stands in for somebody, from now on: enrolled at once, on a roster or not, and told what that means."""
    if deputy == work.clinic.bot:
        raise InvalidError("refused/team_bot")
    if deputy == person:
        raise InvalidError("refused/deputy_self")
    check_server(work.clinic, deputy)
    enrol(work, deputy, writes=False)
    work.remember(_deputy(person), deputy=deputy)
    work.fact("deputy", actor=person, ref=deputy[:64])
    values: dict[str, Value] = {
        "for": person,
        "first": absence.first.isoformat() if absence else "",
        "days": spoken(absence) if absence else "",
    }
    work.say(direct(deputy), Message(template="away/deputy", values=values))


def deputy_of(work: Work, person: str) -> str | None:
    """Give whom somebody named last to stand in for them."""
    kept = work.recall(_deputy(person))
    return str(kept["deputy"]) if kept else None


def dismiss(work: Work, person: str) -> None:
    """Have nobody stand in any more."""
    work.forget(_deputy(person))


def keep_quiet(work: Work, person: str, begin: time, end: time) -> None:
    """Keep the hours at which somebody is not to be rung, on the clocks of where they are; past midnight if they end earlier."""
    if begin == end:
        raise InvalidError("refused/quiet_hours")
    work.remember(_quiet(person), begin=begin.isoformat("minutes"), end=end.isoformat("minutes"))


def no_quiet(work: Work, person: str) -> None:
    """Let somebody be rung at any hour."""
    work.forget(_quiet(person))


def quiet(work: Work, person: str) -> tuple[time, time] | None:
    """Give somebody's quiet hours."""
    kept = work.recall(_quiet(person))
    return (time.fromisoformat(kept["begin"]), time.fromisoformat(kept["end"])) if kept else None


def quiet_until(work: Work, person: str, at: datetime | None = None) -> datetime | None:
    """Give the end of the quiet hours in which a moment (now, if none is given) falls for somebody; None where it falls in none."""
    hours, moment = quiet(work, person), at or work.now
    if hours is None:
        return None
    zone = zone_of(work, person)
    local = moment.astimezone(ZoneInfo(zone)).date()
    for first in (local - _DAY, local):
        begin = at_clock(first, hours[0], zone)
        end = at_clock(first if hours[0] < hours[1] else first + _DAY, hours[1], zone)
        if begin <= moment < end:
            return end
    return None


def works(work: Work, person: str | None, at: datetime | None = None) -> bool:
    """Say whether a moment (now, if none is given) is one at which somebody works: a working day's hours, where they are."""
    return next_working(work, person, at or work.now) == (at or work.now)


def next_working(work: Work, person: str | None, at: datetime) -> datetime:
    """Give the moment itself if somebody works then, else when they next begin. Nobody's hours are the clinic's."""
    zone = zone_of(work, person) if person else work.clinic.zone
    for begin, end in _working(work, zone, at.astimezone(ZoneInfo(zone)).date()):
        if at < end:
            return max(at, begin)
    return at


def zone_of(work: Work, person: str) -> str:
    """Where somebody is, as an IANA name."""
    return work.people.get(person).own_zone or work.clinic.zone


def today(work: Work, person: str) -> date:
    """Which day it is where somebody is."""
    return work.now.astimezone(ZoneInfo(zone_of(work, person))).date()


def spoken(absence: Absence) -> str:
    """``Tue 1 Dec to Mon 14 Dec 2026``, or a single day."""
    last = spoken_day(absence.last)
    if absence.first == absence.last:
        return last
    first = spoken_day(absence.first)
    year = f" {absence.last.year}"
    return f"{first.removesuffix(year)} to {last}"


def _working(work: Work, zone: str, first: date) -> Iterator[tuple[datetime, datetime]]:
    begin, end = work.clinic.hours
    for number in range(_AHEAD):
        day = first + number * _DAY
        if day.weekday() < _SATURDAY and not work.clinic.closed(day):
            yield at_clock(day, begin, zone), at_clock(day, end, zone)


def _keep(work: Work, person: str, spans: tuple[Absence, ...]) -> None:
    kept = [{"first": one.first.isoformat(), "last": one.last.isoformat(), "reason": one.reason} for one in spans]
    work.remember(_away(person), spans=kept)


def _away(person: str) -> str:
    return f"away:{person}"


def _deputy(person: str) -> str:
    return f"deputy:{person}"


def _quiet(person: str) -> str:
    return f"quiet:{person}"
