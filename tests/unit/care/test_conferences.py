from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.care import conferences, reminders
from bot.care.conferences import Conference, Standing
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.people import Role
from bot.care.records import Kept
from bot.care.team import remove
from tests.unit.desk import NOW, PHYSICIAN, SEX_THERAPIST, STRANGER, FakeDesk

AT = NOW + timedelta(days=3)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def case(desk: FakeDesk) -> str:
    return desk.case()


def wanted(*people: str, roles: tuple[Role, ...] = (), ahead: timedelta = timedelta(days=3)) -> Conference:
    at = NOW + ahead
    return Conference(
        at=at,
        end=at + timedelta(minutes=45),
        zone="Europe/Berlin",
        question="canary",
        categories=(Category.MEDICAL,),
        people=people,
        roles=roles,
    )


def book(desk: FakeDesk, case: str, what: Conference) -> Kept[Conference]:
    return conferences.book(desk, case, PHYSICIAN, what)


def rings(desk: FakeDesk, case: str) -> list[datetime]:
    return [due.at for due in desk.dues.of(case) if due.kind == reminders.REMINDER_DUE]


def test_reminders_are_set_a_day_an_hour_and_five_minutes_before(desk: FakeDesk, case: str) -> None:
    book(desk, case, wanted())
    assert rings(desk, case) == [AT - timedelta(days=1), AT - timedelta(hours=1), AT - timedelta(minutes=5)]


def test_only_reminders_that_are_still_to_come_are_set(desk: FakeDesk, case: str) -> None:
    kept = book(desk, case, wanted(ahead=timedelta(minutes=30)))
    assert rings(desk, case) == [NOW + timedelta(minutes=25)]
    assert reminders.to_come(desk, kept) == ("five minutes",)


def test_a_move_takes_the_reminders_along_and_raises_the_sequence(desk: FakeDesk, case: str) -> None:
    kept = book(desk, case, wanted())
    old = desk.dues.of(case)[0]
    later = AT + timedelta(days=1)
    moved = conferences.move(desk, case, kept.ref, at=later, end=None, zone="UTC")
    assert moved.what.end - moved.what.at == timedelta(minutes=45)
    assert moved.what.sequence == kept.what.sequence + 1
    assert rings(desk, case) == [
        later - timedelta(days=1),
        later - timedelta(hours=1),
        later - timedelta(minutes=5),
    ]
    assert reminders.reminded(desk, old) is None
    assert conferences.uid(desk, moved) == conferences.uid(desk, kept)


def test_a_move_to_so_near_a_moment_drops_the_reminders_that_came_too_late(desk: FakeDesk, case: str) -> None:
    kept = book(desk, case, wanted())
    conferences.move(desk, case, kept.ref, at=NOW + timedelta(minutes=20), end=None, zone="UTC")
    assert rings(desk, case) == [NOW + timedelta(minutes=15)]


def test_one_that_is_called_off_reminds_nobody_and_cannot_be_moved(desk: FakeDesk, case: str) -> None:
    kept = book(desk, case, wanted())
    due = desk.dues.of(case)[0]
    off = conferences.cancel(desk, case, kept.ref, "a reason")
    assert (off.state, off.what.sequence) == (Standing.CANCELLED, 1)
    assert desk.dues.of(case) == ()
    assert reminders.reminded(desk, due) is None
    assert conferences.to_come(desk, case) == ()
    with pytest.raises(ConflictError):
        conferences.move(desk, case, kept.ref, at=AT, end=None, zone="UTC")


def test_the_past_is_refused(desk: FakeDesk, case: str) -> None:
    with pytest.raises(InvalidError):
        book(desk, case, wanted(ahead=timedelta()))
    kept = book(desk, case, wanted())
    with pytest.raises(InvalidError):
        conferences.move(desk, case, kept.ref, at=NOW - timedelta(days=1), end=None, zone="UTC")
    desk.later(timedelta(days=4))
    with pytest.raises(ConflictError):
        conferences.cancel(desk, case, kept.ref, "a reason")


def test_another_cases_conference_is_not_found(desk: FakeDesk, case: str) -> None:
    kept = book(desk, case, wanted())
    with pytest.raises(NotFoundError):
        conferences.cancel(desk, desk.case(), kept.ref, "a reason")


def test_those_named_and_those_in_a_named_role_take_part_and_else_the_team(desk: FakeDesk, case: str) -> None:
    assert conferences.participants(desk, book(desk, case, wanted())) == (SEX_THERAPIST, PHYSICIAN)
    led = conferences.participants(desk, book(desk, case, wanted(PHYSICIAN)))
    assert led == (SEX_THERAPIST, PHYSICIAN), "the lead has the chair"
    by_role = book(desk, case, wanted(roles=(Role.SEX_THERAPIST,)))
    assert conferences.participants(desk, by_role) == (SEX_THERAPIST, PHYSICIAN)
    remove(desk, case, PHYSICIAN, SEX_THERAPIST)
    assert conferences.participants(desk, by_role) == (PHYSICIAN,)
    with pytest.raises(InvalidError):
        book(desk, case, wanted(STRANGER))


def test_what_calendars_know_it_by_tells_nothing_and_is_no_one_elses(desk: FakeDesk, case: str) -> None:
    one, other = book(desk, case, wanted()), book(desk, case, wanted())
    uids = {conferences.uid(desk, kept) for kept in (one, other)}
    assert len(uids) == 2
    assert not any(part in uid for uid in uids for part in (case, one.ref, other.ref, "canary"))


def test_the_question_is_of_its_category(desk: FakeDesk, case: str) -> None:
    line = conferences.line(book(desk, case, wanted()))
    assert (line.about, line.author, line.values["text"]) == (("medical",), PHYSICIAN, "canary")
