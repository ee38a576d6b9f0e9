from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.care import appointments, outcomes
from bot.care.actions import end_of
from bot.care.appointments import Appointment, Moment
from bot.care.carriers import held
from bot.care.clusters import cluster
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, InvalidError
from bot.care.holds import Pause
from bot.care.items import Day, Item, Section
from bot.care.people import Role
from bot.care.records import Kept
from tests.unit.desk import NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST, STRANGER, FakeDesk

BERLIN = ZoneInfo("Europe/Berlin")


def on(day: int, hour: int | None = None) -> Moment:
    """A day of December 2026, a Tuesday the eighth; where it has an hour, of that length."""
    named = date(2026, 12, day)
    if hour is None:
        return Moment(day=named, end=end_of(named, "Europe/Berlin"))
    at = datetime.combine(named, time(hour), tzinfo=BERLIN).astimezone(UTC)
    return Moment(day=named, at=at, end=at + timedelta(hours=1))


def booked(desk: FakeDesk, case: str, when: Moment, *, modality: Modality | None = None) -> Kept[Appointment]:
    return appointments.book(desk, case, SEX_THERAPIST, Appointment(role=Role.PHYSICIAN, when=when, modality=modality))


def agenda(desk: FakeDesk, case: str) -> list[Item]:
    today = desk.now.astimezone(BERLIN).date()
    day = Day(case=case, today=today, zone=BERLIN, since=NOW, words=outcomes.last_words(desk, case))
    return list(appointments.on_agenda(desk, day))


@pytest.mark.parametrize(
    ("there", "when", "near"),
    [
        ([on(9)], on(10), 1),
        ([on(9)], on(9), 1),
        ([on(8)], on(10), 0),
        ([on(9, 9)], on(11, 8), 1),
        ([on(9, 9)], on(11, 9), 0),
        ([on(9, 9)], on(11), 0),
        ([on(9), on(12)], on(15), 2),
        ([on(9), on(12)], on(16), 0),
        ([on(12), on(17)], on(14), 2),
        ([on(8), on(18)], on(13), 0),
    ],
)
def test_less_than_two_days_apart_or_more_than_two_in_a_week_is_clustered(there: list[Moment], when: Moment, near: int) -> None:
    desk = FakeDesk()
    case = desk.case()
    for one in there:
        booked(desk, case, one)
    assert len(cluster(desk, booked(desk, case, when)).others) == near


def test_the_free_day_is_a_working_day_that_is_close_to_none() -> None:
    desk = FakeDesk()
    case = desk.case()
    booked(desk, case, on(9))
    booked(desk, case, on(11))
    found = cluster(desk, booked(desk, case, on(10)))
    assert [one.what.when.day.day for one in found.others] == [9, 11]
    assert found.free == date(2026, 12, 16)
    free = appointments.move(desk, case, appointments.to_come(desk, case)[1].ref, on(16))
    assert cluster(desk, free).others == ()
    assert cluster(desk, free).free is None


def test_what_was_called_off_or_is_held_counts_for_nothing() -> None:
    desk = FakeDesk()
    case = desk.case()
    off = booked(desk, case, on(9))
    appointments.cancel(desk, case, off.ref)
    waits = booked(desk, case, on(9), modality=Modality.COUPLE_WORK)
    desk.records.add(Pause(modality=Modality.COUPLE_WORK, text="x", until=date(2027, 1, 1)), case=case, author=PHYSICIAN)
    assert set(held(desk, case)) == {waits.ref}
    assert cluster(desk, booked(desk, case, on(9))).others == ()


def test_a_move_keeps_the_length() -> None:
    desk = FakeDesk()
    case = desk.case()
    kept = booked(desk, case, on(9, 9))
    at = datetime(2026, 12, 15, 13, tzinfo=UTC)
    moved = appointments.move(desk, case, kept.ref, Moment(day=date(2026, 12, 15), at=at, end=at))
    assert moved.what.end == at + timedelta(hours=1) == moved.due


def test_what_is_past_or_called_off_is_neither_moved_nor_called_off() -> None:
    desk = FakeDesk()
    case = desk.case()
    past, off = booked(desk, case, on(8, 9)), booked(desk, case, on(10))
    appointments.cancel(desk, case, off.ref)
    desk.later(timedelta(days=2))
    for kept in (past, off):
        with pytest.raises(ConflictError):
            appointments.cancel(desk, case, kept.ref)
        with pytest.raises(ConflictError):
            appointments.move(desk, case, kept.ref, on(20))
    assert appointments.to_come(desk, case) == ()


def test_the_past_and_strangers_are_refused() -> None:
    desk = FakeDesk()
    case = desk.case()
    for when in (on(6), on(7, 8)):
        with pytest.raises(InvalidError):
            booked(desk, case, when)
    with pytest.raises(InvalidError):
        appointments.book(desk, case, PHYSICIAN, Appointment(role=Role.PHYSICIAN, when=on(9), people=(STRANGER,)))


def test_it_concerns_the_roles_holders_and_whoever_is_there_as_well() -> None:
    desk = FakeDesk()
    case = desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,), PHYSIO: (Role.PHYSIO,)})
    what = Appointment(role=Role.PHYSICIAN, when=on(9), people=(SEX_THERAPIST,))
    kept = appointments.book(desk, case, SEX_THERAPIST, what)
    assert appointments.concerned(desk, kept) == (SEX_THERAPIST, PHYSICIAN)
    assert kept.owner == PHYSICIAN
    nobody = appointments.book(desk, case, SEX_THERAPIST, Appointment(role=Role.NURSE, when=on(20)))
    assert nobody.owner == SEX_THERAPIST


def test_the_agenda_tells_of_the_next_seven_days_in_neutral_words() -> None:
    desk = FakeDesk()
    case = desk.case()
    what = Appointment(
        role=Role.PHYSICIAN, when=on(8, 9), modality=Modality.COUPLE_WORK, people=(SEX_THERAPIST,), text="canary",
        categories=(Category.MEDICAL,),
    )  # fmt: skip
    appointments.book(desk, case, SEX_THERAPIST, what)
    booked(desk, case, on(11))
    booked(desk, case, on(16))
    first, second = agenda(desk, case)
    assert first.section is Section.DUE
    assert (first.reason, first.text, first.about) == ("tomorrow, 09:00 Berlin", "physician, couple work, joint", ())
    assert second.reason == "Fri 11 Dec 2026"
