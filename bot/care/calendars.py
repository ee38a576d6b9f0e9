"""What is known of people's time: their calendars, what each has carried in a case, and who is outside working hours when.

Of what somebody does elsewhere nothing leaves here but that they are not free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, takewhile

from bot.care import absences, appointments, booked, paces, series, team_series, teamrooms
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

    They are busy at the conferences, huddles and appointments of all their cases; if ``case`` is given, they are gone once they
    are no longer on its team. What is held for now counts as well: it may be taken up again.
    """
    cases = {person: work.rosters.cases(person) for person in sorted(set(people))}
    every = tuple(dict.fromkeys(code for codes in cases.values() for code in codes))
    conferences = _by_person(chain.from_iterable(_conferences(work, code) for code in every))
    visits = _by_person(chain.from_iterable(_visits(work, code) for code in every))
    huddles = _by_person(chain(_walks(work), *(_huddles(work, code) for code in every)))
    found = []
    for person in cases:
        member = work.rosters.member(case, person) if case else None
        booked_for, seen_at = conferences.get(person, []), visits.get(person, [])
        found.append(
            replace(
                _hours(work, person),
                busy=joined((*booked_for, *seen_at, *huddles.get(person, []))),
                conferences=tuple(sorted(booked_for)),
                appointments=tuple(sorted(seen_at)),
                pace=paces.of(work, person),
                gone=member.until if member is not None else None,
            )
        )
    return tuple(found)


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


def _by_person(taken: Iterable[tuple[str, Span]]) -> Mapping[str, list[Span]]:
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for person, span in taken:
        found[person].append(span)
    return found


def _conferences(work: Work, case: str) -> Iterator[tuple[str, Span]]:
    """Whose time is taken by the conferences of a case."""
    for kept in booked.to_come(work, case):
        for person in booked.participants(work, kept):
            yield person, (kept.what.at, kept.what.end)


def _visits(work: Work, case: str) -> Iterator[tuple[str, Span]]:
    """Whose time is taken by the appointments of a case."""
    for visit in appointments.to_come(work, case):
        when = visit.what.when
        if when.at is not None:
            for person in appointments.concerned(work, visit):
                yield person, (when.at, when.end if when.end > when.at else when.at + MEETING)


def _huddles(work: Work, case: str) -> Iterator[tuple[str, Span]]:
    """Whose time is taken by the huddles of a case."""
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
