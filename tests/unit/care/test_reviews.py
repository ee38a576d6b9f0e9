from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.care import actions, reviews, series
from bot.care.cadence import Kind, Rule
from bot.care.consent import Category
from bot.care.errors import ConflictError
from bot.care.notes import DRAFT, KEPT, Format, Note
from bot.care.ports import Due
from bot.care.series import Purpose
from tests.unit.desk import NOW, PHYSICIAN, SEX_THERAPIST, FakeDesk

MEDICAL = (Category.MEDICAL,)
SIX_WEEKS = Rule(kind=Kind.WEEKS, at=time(9), zone="UTC", start=date(2026, 12, 8), weekdays=(1,), weeks=6)
FIRST = datetime(2026, 12, 8, 9, tzinfo=UTC)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def case(desk: FakeDesk) -> str:
    return desk.case()


def due(desk: FakeDesk) -> Due:
    return next(one for one in desk.state.dues.values() if one.kind == "plan review")


def note(desk: FakeDesk, case: str, kind: Format, state: int = KEPT) -> None:
    desk.records.add(Note(format=kind, text="canary", categories=MEDICAL), case=case, author=PHYSICIAN, state=state)


def test_a_review_looks_at_what_has_gathered_since_the_last_one(desk: FakeDesk, case: str) -> None:
    note(desk, case, Format.FREE)
    reviews.finish(desk, reviews.begin(desk.later(timedelta(days=1)), case, PHYSICIAN).case)
    desk.later(timedelta(days=1))
    note(desk, case, Format.SOAP)
    note(desk, case, Format.SOAP)
    note(desk, case, Format.CONTACT)
    note(desk, case, Format.FREE, DRAFT)
    later = actions.act(desk, case, PHYSICIAN, text="x", categories=MEDICAL, owner=PHYSICIAN, day=date(2026, 12, 20))
    sooner = actions.act(desk, case, PHYSICIAN, text="x", categories=MEDICAL, owner=PHYSICIAN, day=date(2026, 12, 10))
    decided = actions.decide(desk, case, PHYSICIAN, text="x", reason="", categories=MEDICAL, implementer=SEX_THERAPIST)
    said = reviews.agenda(desk, reviews.begin(desk, case, PHYSICIAN))
    assert said.values["notes"] == [{"format": "contact", "count": 1}, {"format": "soap", "count": 2}]
    assert (said.values["written"], said.values["actions"], said.values["decisions"]) == (3, 2, 1)
    assert [line.values["ref"] for line in said.lines] == [sooner.ref, later.ref, decided.ref]
    assert all(line.about == ("medical",) for line in said.lines)


def test_a_second_call_takes_up_the_open_review(desk: FakeDesk, case: str) -> None:
    first = reviews.begin(desk, case, PHYSICIAN)
    assert reviews.begin(desk.later(), case, SEX_THERAPIST).ref == first.ref


def test_it_is_posted_when_due_and_the_next_one_is_set_even_if_nobody_closes_it(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, SIX_WEEKS)
    moment = due(desk)
    assert moment.at == FIRST
    desk.later(FIRST - NOW)
    kept = reviews.ring(desk, moment)
    assert kept is not None
    assert due(desk).at == FIRST + timedelta(weeks=6)
    desk.later(timedelta(weeks=6))
    again = reviews.ring(desk, due(desk))
    assert again is not None
    assert again.ref == kept.ref


@pytest.mark.parametrize(
    ("after", "next_one"),
    [
        (timedelta(days=2), FIRST + timedelta(weeks=6)),
        (timedelta(weeks=2), FIRST + timedelta(weeks=8)),
    ],
)
def test_closing_it_counts_the_weeks_anew_and_keeps_the_weekday(
    desk: FakeDesk, case: str, after: timedelta, next_one: datetime
) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, SIX_WEEKS)
    desk.later(FIRST - NOW)
    assert reviews.ring(desk, due(desk)) is not None
    desk.later(after)
    _closed, following = reviews.finish(desk, case)
    assert following == next_one == due(desk).at


def test_one_reviewed_ahead_of_its_day_is_not_asked_for_again_on_that_day(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, SIX_WEEKS)
    reviews.begin(desk, case, PHYSICIAN)
    _closed, following = reviews.finish(desk, case)
    assert following == FIRST + timedelta(weeks=6)


def test_without_a_series_there_is_no_next_date_and_without_a_review_nothing_to_close(desk: FakeDesk, case: str) -> None:
    reviews.begin(desk, case, PHYSICIAN)
    assert reviews.finish(desk, case)[1] is None
    with pytest.raises(ConflictError):
        reviews.finish(desk, case)
