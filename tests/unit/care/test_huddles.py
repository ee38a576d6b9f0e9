from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.care import huddles, rescheduled, series
from bot.care.cadence import Kind, Rule
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.huddles import QUIET, Stage
from bot.care.series import Purpose, Run, Skip
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST, FakeDesk

DAILY = Rule(kind=Kind.DAILY, at=time(9), zone="UTC", start=date(2026, 12, 7))
WEEKLY = Rule(kind=Kind.WEEKLY, at=time(10), zone="UTC", start=date(2026, 12, 7), weekdays=(2,))


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def case(desk: FakeDesk) -> str:
    return desk.case()


def due(desk: FakeDesk, kind: str) -> Due:
    return next(one for one in desk.state.dues.values() if one.kind == kind)


def test_a_case_has_one_series_and_the_second_takes_the_place_of_the_first(desk: FakeDesk, case: str) -> None:
    first, none = series.establish(desk, case, PHYSICIAN, Purpose.HUDDLE, DAILY)
    second, replaced = series.establish(desk, case, PHYSICIAN, Purpose.HUDDLE, WEEKLY)
    assert none is None
    assert replaced is not None
    assert replaced.ref == first.ref
    assert desk.records.get(series.Series, case, first.ref).superseded_by == second.ref
    assert [one.key for one in desk.dues.of(case)] == [f"huddle:{second.ref}"]


def test_a_review_series_stands_beside_that_of_the_huddles(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.HUDDLE, DAILY)
    series.establish(desk, case, PHYSICIAN, Purpose.REVIEW, WEEKLY)
    assert sorted(one.kind for one in desk.dues.of(case)) == ["huddle agenda", "plan review"]


def test_when_one_rings_the_next_is_set_in_the_same_transaction(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.HUDDLE, DAILY)
    moment = due(desk, "huddle agenda")
    desk.later(timedelta(hours=1))
    begun = huddles.ring(desk, moment)
    assert begun is not None
    assert begun.huddle.what.planned == moment.at
    assert due(desk, "huddle agenda").at == moment.at + timedelta(days=1)


def test_of_the_moments_slept_through_one_rings(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.HUDDLE, DAILY)
    moment = due(desk, "huddle agenda")
    desk.later(timedelta(days=5, hours=2))
    assert huddles.ring(desk, moment) is not None
    assert due(desk, "huddle agenda").at == moment.at + timedelta(days=6)


def test_a_moment_of_a_stopped_or_replaced_series_does_nothing(desk: FakeDesk, case: str) -> None:
    kept, _ = series.establish(desk, case, PHYSICIAN, Purpose.HUDDLE, DAILY)
    moment = due(desk, "huddle agenda")
    stopped = series.stop(desk, kept)
    assert stopped.state == Run.STOPPED
    desk.later(timedelta(hours=1))
    assert huddles.ring(desk, moment) is None
    assert huddles.running(desk, case) is None
    assert desk.dues.of(case) == ()


def test_a_skipped_day_is_left_out_and_another_day_refused(desk: FakeDesk, case: str) -> None:
    kept, _ = series.establish(desk, case, PHYSICIAN, Purpose.HUDDLE, WEEKLY)
    out = Skip(day=date(2026, 12, 9), reason="a reason", by=PHYSICIAN, categories=(Category.MEDICAL,))
    kept = rescheduled.skip(desk, kept, out)
    assert due(desk, "huddle agenda").at.date() == date(2026, 12, 16)
    for wrong in (date(2026, 12, 9), date(2026, 12, 10), date(2026, 12, 2)):
        with pytest.raises(InvalidError) as refusal:
            rescheduled.skip(desk, kept, Skip(day=wrong, reason="a reason", by=PHYSICIAN, categories=()))
        assert refusal.value.template == "refused/no_occurrence"


def test_half_an_hour_of_silence_closes_a_huddle_and_each_act_moves_that_moment(desk: FakeDesk, case: str) -> None:
    begun = huddles.start(desk, case, PHYSICIAN)
    desk.later(timedelta(minutes=20))
    huddles.add_topic(desk, case, PHYSICIAN, "a topic", (Category.MEDICAL,))
    moment = due(desk, "huddle quiet")
    assert moment.at == desk.now + QUIET
    desk.later(QUIET)
    closed = huddles.hush(desk, moment)
    assert closed is not None
    assert (closed.ref, closed.state) == (begun.huddle.ref, Stage.BY_CLOCK)


def test_the_silence_of_a_huddle_that_is_over_closes_no_later_one(desk: FakeDesk, case: str) -> None:
    first = huddles.start(desk, case, PHYSICIAN)
    moment = due(desk, "huddle quiet")
    huddles.close(desk, first.huddle, Stage.ENDED)
    huddles.start(desk, case, PHYSICIAN)
    assert huddles.hush(desk, moment) is None
    assert huddles.running(desk, case) is not None


def test_one_huddle_is_open_at_a_time(desk: FakeDesk, case: str) -> None:
    huddles.start(desk, case, PHYSICIAN)
    with pytest.raises(ConflictError):
        huddles.start(desk, case, SEX_THERAPIST)


def test_one_that_falls_due_closes_the_open_one_without_minutes(desk: FakeDesk, case: str) -> None:
    series.establish(desk, case, PHYSICIAN, Purpose.HUDDLE, DAILY)
    before = huddles.start(desk, case, PHYSICIAN).huddle
    moment = due(desk, "huddle agenda")
    desk.later(timedelta(hours=1))
    begun = huddles.ring(desk, moment)
    assert begun is not None
    assert begun.overtaken is not None
    assert (begun.overtaken.ref, begun.overtaken.state) == (before.ref, Stage.OVERTAKEN)
    running = huddles.running(desk, case)
    assert running is not None
    assert running.ref == begun.huddle.ref


def test_nobody_is_present_while_no_huddle_is_open(desk: FakeDesk, case: str) -> None:
    with pytest.raises(ConflictError):
        huddles.attend(desk, case, (PHYSICIAN,))
    huddles.start(desk, case, PHYSICIAN)
    huddles.attend(desk, case, (PHYSICIAN,))
    assert huddles.attend(desk, case, (SEX_THERAPIST, PHYSICIAN)).what.present == (PHYSICIAN, SEX_THERAPIST)


def test_what_is_new_is_counted_from_the_beginning_of_the_huddle_before(desk: FakeDesk, case: str) -> None:
    opened = desk.now
    assert huddles.news_since(desk, case) == opened
    first = huddles.start(desk.later(timedelta(hours=1)), case, PHYSICIAN).huddle
    assert huddles.news_since(desk, case) == opened
    huddles.close(desk, first, Stage.ENDED)
    assert huddles.news_since(desk, case) == first.created
