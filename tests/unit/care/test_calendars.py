from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.care import absences, apologies, appointments, calendars, conferences, series, team_series, teamrooms
from bot.care.absences import Absence
from bot.care.appointments import Appointment, Moment
from bot.care.booked import Conference, Standing
from bot.care.cadence import Kind, Rule
from bot.care.fairness import Burden
from bot.care.people import Membership, Person, Role
from bot.care.records import Kept
from bot.care.series import Purpose
from bot.care.slots import Calendar
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, FakeDesk

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)
HALF = timedelta(minutes=30)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(now=MONDAY)


@pytest.fixture
def case(desk: FakeDesk) -> str:
    return desk.case()


def book(desk: FakeDesk, case: str, at: datetime, *people: str, outside: tuple[str, ...] = ()) -> Kept[Conference]:
    what = Conference(at=at, end=at + HOUR, zone="Europe/Berlin", people=people)
    kept = conferences.book(desk, case, SEX_THERAPIST, what)
    return desk.records.put(kept, what=replace(kept.what, outside=outside))


def calendar(desk: FakeDesk, person: str, *, case: str = "") -> Calendar:
    (found,) = calendars.calendars_of(desk, (person,), case=case)
    return found


def test_a_calendar_says_where_somebody_is_when_they_work_and_when_they_are_not_to_be_asked(desk: FakeDesk, case: str) -> None:
    desk.people.put(Person(id=PHYSICIAN, zone="Asia/Tokyo", enrolled=MONDAY))
    absences.keep_quiet(desk, PHYSICIAN, time(20), time(7))
    absences.leave(desk, PHYSICIAN, Absence(first=date(2027, 3, 3), last=date(2027, 3, 5)))
    assert case
    assert calendar(desk, PHYSICIAN) == Calendar(
        person=PHYSICIAN,
        zone="Asia/Tokyo",
        hours=(time(8), time(18)),
        quiet=(time(20), time(7)),
        away=((date(2027, 3, 3), date(2027, 3, 5)),),
    )
    assert calendar(desk, SEX_THERAPIST).zone == "Europe/Berlin"


def test_each_person_has_one_calendar_in_the_order_of_their_ids(desk: FakeDesk, case: str) -> None:
    assert case
    found = calendars.calendars_of(desk, (SEX_THERAPIST, PHYSICIAN, SEX_THERAPIST))
    assert [one.person for one in found] == sorted([SEX_THERAPIST, PHYSICIAN])


def test_what_is_booked_in_any_of_their_cases_takes_their_time_and_nobody_elses(desk: FakeDesk, case: str) -> None:
    other = desk.case({PHYSICIAN: (Role.PHYSICIAN,), MENTAL_HEALTH: (Role.MENTAL_HEALTH,)}, lead=PHYSICIAN)
    at = MONDAY + DAY
    kept = conferences.book(desk, other, PHYSICIAN, Conference(at=at, end=at + HOUR, zone="UTC"))
    book(desk, case, MONDAY + 2 * DAY)
    assert calendar(desk, PHYSICIAN).busy == ((at, at + HOUR), (at + DAY, at + DAY + HOUR))
    assert calendar(desk, MENTAL_HEALTH).busy == ((at, at + HOUR),)
    assert calendar(desk, SEX_THERAPIST).busy == ((at + DAY, at + DAY + HOUR),)
    conferences.cancel(desk, other, kept.ref, "a reason")
    assert calendar(desk, MENTAL_HEALTH).busy == ()


def test_appointments_take_time_where_their_time_is_known(desk: FakeDesk, case: str) -> None:
    at = MONDAY + DAY
    for when in (Moment(day=at.date(), at=at, end=at), Moment(day=at.date(), end=at + 9 * HOUR)):
        appointments.book(desk, case, SEX_THERAPIST, Appointment(role=Role.PHYSICIAN, when=when))
    assert calendar(desk, PHYSICIAN).busy == calendar(desk, PHYSICIAN).appointments == ((at, at + HALF),)
    assert calendar(desk, SEX_THERAPIST).busy == ()


def test_huddles_of_a_case_take_the_time_of_its_team(desk: FakeDesk, case: str) -> None:
    rule = Rule(kind=Kind.WEEKLY, at=time(9), zone="UTC", start=date(2027, 3, 2), weekdays=(1,))
    series.establish(desk, case, SEX_THERAPIST, Purpose.HUDDLE, rule)
    busy = calendar(desk, PHYSICIAN).busy
    assert busy[:2] == ((MONDAY + DAY, MONDAY + DAY + HALF), (MONDAY + 8 * DAY, MONDAY + 8 * DAY + HALF))
    assert len(busy) == 9


def test_huddles_of_a_team_room_take_the_time_of_its_people(desk: FakeDesk, case: str) -> None:
    assert case
    room = teamrooms.open_room(desk, COORDINATOR, "the team", (PHYSICIAN,))
    rule = Rule(kind=Kind.WEEKLY, at=time(9), zone="UTC", start=date(2027, 3, 2), weekdays=(1,))
    team_series.establish(desk, room.ref, COORDINATOR, rule)
    assert calendar(desk, PHYSICIAN).busy[0] == (MONDAY + DAY, MONDAY + DAY + HALF)
    assert calendar(desk, SEX_THERAPIST).busy == ()


def test_whoever_leaves_the_team_on_a_day_is_not_asked_to_come_after_it(desk: FakeDesk, case: str) -> None:
    member = desk.rosters.member(case, PHYSICIAN)
    assert member is not None
    desk.rosters.put(replace(member, until=MONDAY + 3 * DAY))
    found = calendar(desk, PHYSICIAN, case=case)
    assert found.gone == MONDAY + 3 * DAY
    assert (found.free(found.gone - HOUR, found.gone), found.free(found.gone - HALF, found.gone + HALF)) == (True, False)
    assert calendar(desk, PHYSICIAN).gone is None


def test_free_is_who_is_neither_away_nor_elsewhere_whatever_the_hour(desk: FakeDesk, case: str) -> None:
    absences.keep_quiet(desk, PHYSICIAN, time(20), time(7))
    absences.leave(desk, PHYSICIAN, Absence(first=date(2027, 3, 3), last=date(2027, 3, 3)))
    at = book(desk, case, MONDAY + DAY).what.at
    found = calendar(desk, PHYSICIAN)
    assert found.free(at + HOUR, at + 2 * HOUR)
    assert found.free(at - HOUR, at)
    assert not found.free(at + HOUR - timedelta(minutes=1), at + 2 * HOUR)
    assert found.free(datetime(2027, 3, 2, 22, tzinfo=UTC), datetime(2027, 3, 2, 23, tzinfo=UTC))
    assert not found.free(datetime(2027, 3, 2, 22, tzinfo=UTC), datetime(2027, 3, 2, 23, 1, tzinfo=UTC))


def test_outside_their_working_hours_is_said_of_each_on_their_own_clocks(desk: FakeDesk, case: str) -> None:
    assert case
    desk.people.put(Person(id=PHYSICIAN, zone="America/New_York", enrolled=MONDAY))
    people = (SEX_THERAPIST, PHYSICIAN)
    saturday = MONDAY + 5 * DAY
    assert calendars.outside_at(desk, people, MONDAY, MONDAY + HOUR) == (PHYSICIAN,)
    assert calendars.outside_at(desk, people, MONDAY + 5 * HOUR, MONDAY + 6 * HOUR) == ()
    assert calendars.outside_at(desk, people, MONDAY + 8 * HOUR, MONDAY + 8 * HOUR + timedelta(minutes=1)) == (SEX_THERAPIST,)
    assert calendars.outside_at(desk, people, saturday, saturday + HOUR) == people
    absences.leave(desk, PHYSICIAN, Absence(first=date(2027, 3, 1), last=date(2027, 3, 1)))
    assert calendars.outside_at(desk, people, MONDAY, MONDAY + HOUR) == ()


def test_burdens_count_what_was_carried_at_the_cases_own_conferences_and_who_carried_last(desk: FakeDesk, case: str) -> None:
    other = desk.case()
    evening = MONDAY.replace(hour=17)
    book(desk, case, evening + DAY, outside=(PHYSICIAN,))
    book(desk, case, evening + 2 * DAY - HOUR, outside=(SEX_THERAPIST,))
    book(desk, case, MONDAY + 3 * DAY, SEX_THERAPIST)
    book(desk, other, evening + 4 * DAY, outside=(PHYSICIAN, SEX_THERAPIST))
    called_off = book(desk, case, evening + 5 * DAY, outside=(PHYSICIAN,))
    conferences.cancel(desk, case, called_off.ref, "a reason")
    assert calendars.burdens_of(desk, case) == {
        PHYSICIAN: Burden(last=False, hours=1, times=2),
        SEX_THERAPIST: Burden(last=False, hours=1, times=3),
    }
    held = book(desk, case, evening + 6 * DAY, PHYSICIAN, outside=(PHYSICIAN,))
    desk.records.put(held, state=Standing.HELD)
    assert calendars.burdens_of(desk, case)[PHYSICIAN] == Burden(last=True, hours=1 + 8, times=3)


def test_burdens_are_forgotten_after_a_year_and_newcomers_have_none(desk: FakeDesk, case: str) -> None:
    book(desk, case, MONDAY + DAY, outside=(PHYSICIAN,))
    desk.later(30 * DAY)
    desk.rosters.put(Membership(case=case, person=MENTAL_HEALTH, roles=(Role.MENTAL_HEALTH,), since=desk.now))
    assert calendars.burdens_of(desk, case)[PHYSICIAN].last
    assert MENTAL_HEALTH not in calendars.burdens_of(desk, case)
    desk.later(340 * DAY)
    assert calendars.burdens_of(desk, case) == {}


def test_whoever_cannot_come_carries_nothing(desk: FakeDesk, case: str) -> None:
    book(desk, case, MONDAY + DAY, outside=(PHYSICIAN,))
    late = book(desk, case, MONDAY + 2 * DAY, outside=(PHYSICIAN, SEX_THERAPIST))
    apologies.apologise(desk, case, PHYSICIAN, late.ref)
    burdens = calendars.burdens_of(desk, case)
    assert burdens[PHYSICIAN].times == 1
    assert burdens[SEX_THERAPIST].times == 2
    apologies.withdraw(desk, case, PHYSICIAN, late.ref)
    assert calendars.burdens_of(desk, case)[PHYSICIAN].times == 2
