from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.care import absences, apologies, conferences, reminders
from bot.care.absences import Absence
from bot.care.conferences import Conference
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import direct
from bot.care.records import Kept
from tests.unit.desk import NOW, PHYSICIAN, SEX_THERAPIST, STRANGER, FakeDesk

AT = datetime(2026, 12, 10, 6, 30, tzinfo=UTC)
"""07:30 in Berlin."""


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def booked(desk: FakeDesk, at: datetime = AT) -> Kept[Conference]:
    what = Conference(at=at, end=at + timedelta(minutes=45), zone="Europe/Berlin")
    return conferences.book(desk, desk.case(), PHYSICIAN, what)


def later(desk: FakeDesk, at: datetime) -> None:
    desk.later(at - desk.now)


def own(desk: FakeDesk, kept: Kept[Conference]) -> list[Due]:
    return [due for due in desk.dues.of(kept.case) if due.kind == reminders.OWN_DUE]


def test_whoever_is_in_their_quiet_hours_is_rung_at_the_end_of_these_alone(desk: FakeDesk) -> None:
    kept = booked(desk)
    absences.keep_quiet(desk, SEX_THERAPIST, time(20), time(7))
    later(desk, AT - timedelta(hours=1))
    assert reminders.rung(desk, kept) == (PHYSICIAN,)
    (due,) = own(desk, kept)
    assert (due.at, due.place) == (AT - timedelta(minutes=30), direct(SEX_THERAPIST))
    later(desk, due.at)
    assert reminders.alone(desk, due) == (kept, SEX_THERAPIST)


def test_quiet_hours_that_end_after_it_has_begun_leave_somebody_unrung(desk: FakeDesk) -> None:
    kept = booked(desk)
    absences.keep_quiet(desk, SEX_THERAPIST, time(20), time(7, 30))
    later(desk, AT - timedelta(hours=1))
    assert reminders.rung(desk, kept) == (PHYSICIAN,)
    assert own(desk, kept) == []


def test_quiet_hours_that_end_with_the_next_reminder_bring_no_second_one(desk: FakeDesk) -> None:
    kept = booked(desk)
    absences.keep_quiet(desk, SEX_THERAPIST, time(20), time(7, 25))
    later(desk, AT - timedelta(hours=1))
    assert reminders.rung(desk, kept) == (PHYSICIAN,)
    assert own(desk, kept) == []
    later(desk, AT - timedelta(minutes=5))
    assert reminders.rung(desk, kept) == (SEX_THERAPIST, PHYSICIAN)


def test_quiet_hours_are_those_of_where_somebody_is(desk: FakeDesk) -> None:
    kept = booked(desk)
    absences.keep_quiet(desk, SEX_THERAPIST, time(20), time(6))
    later(desk, AT - timedelta(hours=1))
    assert SEX_THERAPIST in reminders.rung(desk, kept), "it is 06:30 there"
    person = desk.people.get(SEX_THERAPIST)
    desk.people.put(type(person)(id=person.id, zone="Europe/London", enrolled=person.enrolled))
    assert reminders.rung(desk, kept) == (PHYSICIAN,), "it is 05:30 there"


def test_whoever_is_away_or_has_apologised_is_not_rung(desk: FakeDesk) -> None:
    kept = booked(desk)
    apologies.apologise(desk, kept.case, PHYSICIAN, kept.ref)
    absences.leave(desk, SEX_THERAPIST, Absence(first=date(2026, 12, 9), last=date(2026, 12, 9)))
    later(desk, AT - timedelta(days=1))
    assert reminders.rung(desk, kept) == ()
    later(desk, AT - timedelta(hours=1))
    assert reminders.rung(desk, kept) == (SEX_THERAPIST,)


def test_somebody_who_apologised_meanwhile_is_not_rung_at_the_end_of_their_quiet_hours(desk: FakeDesk) -> None:
    kept = booked(desk)
    absences.keep_quiet(desk, SEX_THERAPIST, time(20), time(7))
    later(desk, AT - timedelta(hours=1))
    reminders.rung(desk, kept)
    (due,) = own(desk, kept)
    apologies.apologise(desk, kept.case, SEX_THERAPIST, kept.ref)
    later(desk, due.at)
    assert reminders.alone(desk, due) is None


def test_a_snooze_in_what_have_become_quiet_hours_waits_for_their_end(desk: FakeDesk) -> None:
    kept = booked(desk)
    reminders.snooze(desk, kept.case, SEX_THERAPIST, kept.ref, AT - timedelta(hours=2))
    (due,) = own(desk, kept)
    absences.keep_quiet(desk, SEX_THERAPIST, time(20), time(7))
    later(desk, due.at)
    assert reminders.alone(desk, due) is None
    assert [one.at for one in own(desk, kept) if one.key != due.key] == [AT - timedelta(minutes=30)]


def test_a_snooze_rings_one_person_and_takes_the_place_of_the_one_before(desk: FakeDesk) -> None:
    kept = booked(desk)
    reminders.snooze(desk, kept.case, SEX_THERAPIST, kept.ref, AT - timedelta(hours=2))
    reminders.snooze(desk, kept.case, SEX_THERAPIST, kept.ref, AT - timedelta(minutes=20))
    reminders.snooze(desk, kept.case, PHYSICIAN, kept.ref, AT - timedelta(minutes=10))
    assert [(one.at, reminders.person_of(one)) for one in own(desk, kept)] == [
        (AT - timedelta(minutes=20), SEX_THERAPIST),
        (AT - timedelta(minutes=10), PHYSICIAN),
    ]


@pytest.mark.parametrize(
    ("at", "template"),
    [
        (NOW, "refused/date_past"),
        (AT, "refused/snooze_late"),
        (AT + timedelta(minutes=5), "refused/snooze_late"),
        (AT - timedelta(hours=5), "refused/snooze_quiet"),
    ],
)
def test_a_snooze_is_before_it_begins_and_outside_quiet_hours(desk: FakeDesk, at: datetime, template: str) -> None:
    kept = booked(desk)
    absences.keep_quiet(desk, SEX_THERAPIST, time(20), time(7))
    with pytest.raises(InvalidError) as refused:
        reminders.snooze(desk, kept.case, SEX_THERAPIST, kept.ref, at)
    assert refused.value.template == template
    assert own(desk, kept) == []


def test_only_those_who_come_snooze(desk: FakeDesk) -> None:
    kept = booked(desk)
    with pytest.raises(InvalidError):
        reminders.snooze(desk, kept.case, STRANGER, kept.ref, AT - timedelta(hours=2))
    apologies.apologise(desk, kept.case, SEX_THERAPIST, kept.ref)
    with pytest.raises(ConflictError):
        reminders.snooze(desk, kept.case, SEX_THERAPIST, kept.ref, AT - timedelta(hours=2))


def test_nobody_snoozes_what_goes_on_already(desk: FakeDesk) -> None:
    kept = booked(desk)
    later(desk, AT + timedelta(minutes=1))
    with pytest.raises(InvalidError):
        reminders.snooze(desk, kept.case, SEX_THERAPIST, kept.ref, AT + timedelta(minutes=5))


def test_a_move_and_a_cancellation_take_back_every_reminder_of_the_old_moment(desk: FakeDesk) -> None:
    kept = booked(desk)
    reminders.snooze(desk, kept.case, SEX_THERAPIST, kept.ref, AT - timedelta(hours=2))
    conferences.move(desk, kept.case, kept.ref, at=AT + timedelta(days=1), end=None, zone="UTC")
    assert own(desk, kept) == []
    reminders.snooze(desk, kept.case, SEX_THERAPIST, kept.ref, AT)
    conferences.cancel(desk, kept.case, kept.ref, "a reason")
    assert desk.dues.of(kept.case) == ()


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "in a moment"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=20, seconds=59), "in 20 minutes"),
        (timedelta(minutes=60), "in 1 hour"),
        (timedelta(minutes=61), "in 1 hour 1 minute"),
        (timedelta(minutes=84), "in 1 hour 24 minutes"),
        (timedelta(hours=2), "in 2 hours"),
        (timedelta(hours=47), "in 47 hours"),
        (timedelta(days=2), "in 2 days"),
    ],
)
def test_how_soon_it_is_in_words(span: timedelta, words: str) -> None:
    assert reminders.soon(span) == words
