from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.care import unsigned
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import direct
from bot.care.notes import DRAFT, KEPT, SIGNED, Format, Note, RiskAnswer
from bot.care.people import Membership, Role
from tests.unit.desk import CLINIC, PHYSICIAN, SEX_THERAPIST, TRAINEE, FakeDesk

MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
"""Nine in the morning where the clinic is."""


def waiting_note(desk: FakeDesk, code: str, author: str, *, state: int = KEPT, supervised: bool = False) -> str:
    note = Note(format=Format.FREE, text="a topic", categories=(Category.MEDICAL,), risk=RiskAnswer.NONE, supervised=supervised)
    return desk.records.add(note, case=code, author=author, owner=author, state=state).ref


def arranged(desk: FakeDesk, person: str) -> Due:
    (found,) = desk.dues.at(direct(person))
    return found


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("2026-12-07T08:00", "2026-12-08T08:00"),
        ("2026-12-07T08:01", "2026-12-09T08:00"),
        ("2026-12-07T05:00", "2026-12-08T08:00"),
        ("2026-12-10T15:00", "2026-12-14T08:00"),
        ("2026-12-12T10:00", "2026-12-14T08:00"),
    ],
)
def test_the_first_question_comes_in_the_morning_of_a_working_day_after_a_whole_day(written: str, asked: str) -> None:
    desk = FakeDesk(now=datetime.fromisoformat(f"{written}+00:00"))
    unsigned.expect(desk, PHYSICIAN)
    assert arranged(desk, PHYSICIAN).at == datetime.fromisoformat(f"{asked}+00:00")


def test_it_comes_in_the_morning_of_the_persons_own_zone_and_not_on_a_closing_day() -> None:
    desk = FakeDesk(now=MONDAY)
    desk.case()
    person = desk.people.get(PHYSICIAN)
    desk.people.put(type(person)(**{**vars(person), "zone": "America/New_York"}))
    unsigned.expect(desk, PHYSICIAN)
    assert arranged(desk, PHYSICIAN).at == datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
    closed = FakeDesk(now=MONDAY, clinic=type(CLINIC)(**{**vars(CLINIC), "closed": lambda day: day == date(2026, 12, 8)}))
    unsigned.expect(closed, PHYSICIAN)
    assert arranged(closed, PHYSICIAN).at == datetime(2026, 12, 9, 8, 0, tzinfo=UTC)


def test_many_notes_lead_to_one_question_a_day() -> None:
    desk = FakeDesk(now=MONDAY)
    code = desk.case()
    refs = [waiting_note(desk, code, PHYSICIAN) for _ in range(3)]
    for _ in refs:
        unsigned.expect(desk, PHYSICIAN)
    first = arranged(desk, PHYSICIAN)
    desk.later(timedelta(days=1))
    desk.dues.cancel(first.key)
    assert [one.ref for one in unsigned.ring(desk, PHYSICIAN)] == refs
    assert arranged(desk, PHYSICIAN).at == first.at + timedelta(days=1)


def test_what_is_signed_is_not_asked_after_and_with_nothing_left_nothing_is_arranged() -> None:
    desk = FakeDesk(now=MONDAY)
    waiting_note(desk, desk.case(), PHYSICIAN, state=SIGNED)
    desk.later(timedelta(days=1))
    assert unsigned.ring(desk, PHYSICIAN) == ()
    assert desk.dues.at(direct(PHYSICIAN)) == ()


def test_a_draft_is_asked_after_as_one_to_finish() -> None:
    desk = FakeDesk(now=MONDAY)
    code = desk.case()
    desk.records.add(Note(format=Format.DAP, step=1), case=code, author=PHYSICIAN, owner=PHYSICIAN, state=DRAFT)
    desk.later(timedelta(days=1))
    assert [one.what for one in unsigned.ring(desk, PHYSICIAN)] == ["to finish"]


def test_what_is_younger_than_a_day_waits_for_the_next_morning() -> None:
    desk = FakeDesk(now=MONDAY)
    code = desk.case()
    old = waiting_note(desk, code, PHYSICIAN)
    desk.later(timedelta(hours=20))
    waiting_note(desk, code, PHYSICIAN)
    desk.later(timedelta(hours=4))
    assert [one.ref for one in unsigned.ring(desk, PHYSICIAN)] == [old]


def test_after_a_long_pause_nobody_is_asked_at_night_but_in_the_morning() -> None:
    desk = FakeDesk(now=MONDAY)
    waiting_note(desk, desk.case(), PHYSICIAN)
    desk.later(timedelta(days=1, hours=14))
    assert unsigned.ring(desk, PHYSICIAN) == ()
    assert arranged(desk, PHYSICIAN).at == datetime(2026, 12, 9, 8, 0, tzinfo=UTC)


def test_a_trainees_note_is_asked_of_the_supervisor_and_never_of_the_trainee() -> None:
    desk = FakeDesk(now=MONDAY)
    code = desk.case()
    desk.rosters.put(Membership(case=code, person=TRAINEE, roles=(Role.TRAINEE,), since=MONDAY, supervisor=PHYSICIAN))
    ref = waiting_note(desk, code, TRAINEE, state=DRAFT, supervised=True)
    desk.later(timedelta(days=1))
    assert unsigned.ring(desk, TRAINEE) == ()
    assert [(one.ref, one.what) for one in unsigned.ring(desk, PHYSICIAN)] == [(ref, "of your trainee, to sign")]
    assert unsigned.ring(desk, SEX_THERAPIST) == ()


def test_whoever_has_left_the_case_is_not_asked() -> None:
    desk = FakeDesk(now=MONDAY)
    code = desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,)})
    waiting_note(desk, code, PHYSICIAN)
    desk.later(timedelta(days=1))
    assert unsigned.ring(desk, PHYSICIAN) == ()
