"""What is known of people's time: their calendars, what each has carried in a case, and who is outside working hours when.

Of what somebody does elsewhere nothing leaves here but that they are not free.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, takewhile

from bot.care import absences, appointments, booked, series, team_series, teamrooms
from bot.care.apologies import Apology, Stand
from bot.care.availability import Calendar, outside
from bot.care.booked import Conference, Standing
from bot.care.fairness import Burden
from bot.care.ports import Work
from bot.care.series import Purpose, Series
from bot.care.slots import LONGEST
from bot.care.spans import Span, joined

WITHIN = timedelta(days=365)
"""What somebody carried longer ago than this is forgotten."""

MEETING = timedelta(minutes=30)
"""How long something lasts of which only the beginning is known."""


def calendars_of(work: Work, people: Collection[str], *, case: str = "") -> tuple[Calendar, ...]:
    """Give the calendars of people from now on, each once, in the order of their ids.

    They are busy at the conferences, huddles and appointments of all their cases, and, if ``case`` is given, whenever they
    are no longer on its team. What is held for now counts as well: it may be taken up again.
    """
    cases = {person: work.rosters.cases(person) for person in sorted(set(people))}
    taken: dict[str, list[Span]] = {person: [] for person in cases}
    every = dict.fromkeys(code for codes in cases.values() for code in codes)
    for person, span in chain(_walks(work), *(_meetings(work, code) for code in every)):
        if person in taken:
            taken[person].append(span)
    for person, spans in taken.items():
        member = work.rosters.member(case, person) if case else None
        if member is not None and member.until is not None:
            spans.append((member.until, member.until + WITHIN))
    return tuple(replace(_hours(work, person), busy=joined(spans)) for person, spans in taken.items())


def outside_at(work: Work, people: Collection[str], at: datetime, end: datetime) -> tuple[str, ...]:
    """Say who of these people is outside their working hours then, in the order given; whoever is away is not there at all."""
    calendars = (_hours(work, person) for person in people)
    return tuple(one.person for one in calendars if one.free(at, end) and outside(one, at, end, work.clinic.closed))


def burdens_of(work: Work, case: str) -> Mapping[str, Burden]:
    """Give what each has carried at the conferences of a case, held in the last year or booked, since they joined its team.

    Whoever has said that they cannot come carries nothing.
    """
    states = frozenset({Standing.BOOKED, Standing.HELD})
    found = (one for one in work.records.find(Conference, case, states=states) if one.what.at > work.now - WITHIN)
    since = {member.person: member.since for member in work.rosters.of(case)}
    apologies = work.records.find(Apology, case, states=frozenset({Stand.GIVEN}))
    absent = {(one.what.conference, one.author) for one in apologies}
    burdens: dict[str, Burden] = {}
    for kept in sorted(found, key=lambda one: one.what.at):
        what = kept.what
        there = (one for one in booked.participants(work, kept) if since[one] <= what.at and (kept.ref, one) not in absent)
        for person in there:
            before = burdens.get(person, Burden())
            late = person in what.outside
            hours = max(1, outside(_hours(work, person), what.at, what.end, work.clinic.closed)) if late else 0
            burdens[person] = Burden(last=late, hours=before.hours + hours, times=before.times + 1)
    return burdens


def _hours(work: Work, person: str) -> Calendar:
    """Everything but what they do elsewhere."""
    away: tuple[tuple[date, date], ...] = tuple((one.first, one.last) for one in absences.absences(work, person))
    zone = absences.zone_of(work, person)
    return Calendar(person=person, zone=zone, hours=work.clinic.hours, quiet=absences.quiet(work, person), away=away)


def _meetings(work: Work, case: str) -> Iterator[tuple[str, Span]]:
    """Whose time is taken by what a case has booked."""
    for kept in booked.to_come(work, case):
        for person in booked.participants(work, kept):
            yield person, (kept.what.at, kept.what.end)
    for visit in appointments.to_come(work, case):
        when = visit.what.when
        if when.at is not None:
            for person in appointments.concerned(work, visit):
                yield person, (when.at, when.end if when.end > when.at else when.at + MEETING)
    huddles = series.current(work, case, Purpose.HUDDLE)
    if huddles is not None:
        spans = _comes(work, huddles.what)
        yield from ((member.person, span) for member in work.rosters.of(case) for span in spans)


def _walks(work: Work) -> Iterator[tuple[str, Span]]:
    """Whose time is taken by the huddles of team rooms."""
    for room in teamrooms.rooms(work):
        huddles = team_series.current(work, room.ref)
        if huddles is not None:
            spans = _comes(work, huddles.what)
            yield from ((person, span) for person in room.what.members for span in spans)


def _comes(work: Work, what: Series) -> tuple[Span, ...]:
    until = work.now + LONGEST
    coming = what.timetable.coming(work.now - MEETING, closed=work.clinic.closed)
    return tuple((at, at + MEETING) for at in takewhile(lambda at: at < until, coming))
