from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.care import absences, apologies, asked_for, conferences, gaps, outcomes, preparing
from bot.care.absences import Absence
from bot.care.conferences import Conference
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.people import Role
from bot.care.preparing import ConferenceItem, Stand
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, STRANGER, FakeDesk

TEAM = {SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,), MENTAL_HEALTH: (Role.MENTAL_HEALTH,)}
AT = datetime(2026, 12, 10, 13, tzinfo=UTC)
"""A Thursday, 14:00 in Berlin."""


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def booked(desk: FakeDesk, at: datetime = AT, *, question: str = "canary") -> Kept[Conference]:
    what = Conference(
        at=at, end=at + timedelta(minutes=45), zone="Europe/Berlin", question=question, categories=(Category.MEDICAL,)
    )
    return conferences.book(desk, desk.case(TEAM), PHYSICIAN, what)


def add(desk: FakeDesk, kept: Kept[Conference], owner: str, *, urgent: str = "") -> Kept[ConferenceItem]:
    what = ConferenceItem(conference=kept.ref, text="a topic", categories=(Category.MEDICAL,), urgent=urgent)
    return preparing.add(desk, kept.case, PHYSICIAN, what, owner=owner)


def ring(desk: FakeDesk, kept: Kept[Conference], kind: str = preparing.LOCKS) -> dict[str, gaps.Gap]:
    """Let the next moment of a kind come; gives what is asked of whom."""
    due = next(one for one in desk.dues.of(kept.case) if one.kind == kind)
    desk.dues.cancel(due.key)
    desk.later(max(due.at - desk.now, timedelta()))
    return {gap.person: gap for asked in asked_for.to_ask(desk, due) for _, gap in asked}


def asks(desk: FakeDesk, kept: Kept[Conference]) -> list[Due]:
    return [due for due in desk.dues.of(kept.case) if due.kind == preparing.ASKS]


def test_a_day_before_it_what_is_not_there_is_asked_of_its_owner(desk: FakeDesk) -> None:
    kept = booked(desk)
    there, not_there, again = (add(desk, kept, SEX_THERAPIST) for _ in range(3))
    outcomes.done(desk, kept.case, SEX_THERAPIST, there.ref)
    asked = ring(desk, kept)
    assert desk.now == AT - timedelta(days=1)
    assert {one.ref for one in asked[SEX_THERAPIST].items} == {not_there.ref, again.ref}, "both in one message"
    assert asked[SEX_THERAPIST].roles == []


def test_a_required_discipline_that_brings_nothing_is_asked_but_not_the_presenter_s(desk: FakeDesk) -> None:
    asked = ring(desk, kept := booked(desk))
    assert {person: gap.roles for person, gap in asked.items()} == {
        SEX_THERAPIST: [Role.SEX_THERAPIST],
        MENTAL_HEALTH: [Role.MENTAL_HEALTH],
    }
    assert kept.what.presenter == PHYSICIAN


def test_without_a_question_the_presenter_is_asked_too(desk: FakeDesk) -> None:
    assert ring(desk, booked(desk, question=""))[PHYSICIAN].roles == [Role.PHYSICIAN]


def test_nobody_is_asked_twice_for_one_conference(desk: FakeDesk) -> None:
    kept = booked(desk)
    assert set(ring(desk, kept)) == {SEX_THERAPIST, MENTAL_HEALTH}
    conferences.move(desk, kept.case, kept.ref, at=AT + timedelta(days=4), end=None, zone="UTC")
    assert ring(desk, kept) == {}


def test_what_somebody_was_to_bring_who_does_not_come_is_asked_of_whoever_presents(desk: FakeDesk) -> None:
    kept = booked(desk)
    item = add(desk, kept, MENTAL_HEALTH)
    apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)
    asked = ring(desk, kept)
    assert [one.ref for one in asked[PHYSICIAN].left] == [item.ref]
    assert MENTAL_HEALTH not in asked


def test_a_discipline_of_which_nobody_comes_is_told_to_whoever_presents(desk: FakeDesk) -> None:
    kept = booked(desk)
    apologies.apologise(desk, kept.case, MENTAL_HEALTH, kept.ref)
    assert ring(desk, kept)[PHYSICIAN].empty == [Role.MENTAL_HEALTH]


def test_whoever_does_not_work_is_asked_when_they_do(desk: FakeDesk) -> None:
    kept = booked(desk, datetime(2026, 12, 14, 13, tzinfo=UTC))
    assert ring(desk, kept) == {}, "it is a Sunday"
    assert {due.at for due in asks(desk, kept)} == {datetime(2026, 12, 14, 7, tzinfo=UTC)}, "Monday, 08:00"
    assert set(ring(desk, kept, preparing.ASKS)) | set(ring(desk, kept, preparing.ASKS)) == {SEX_THERAPIST, MENTAL_HEALTH}
    assert asks(desk, kept) == []


def test_quiet_hours_are_waited_for_and_whoever_is_away_is_not_asked(desk: FakeDesk) -> None:
    kept = booked(desk)
    absences.keep_quiet(desk, SEX_THERAPIST, time(13), time(16))
    absences.leave(desk, MENTAL_HEALTH, Absence(first=date(2026, 12, 9), last=date(2026, 12, 10)))
    asked = ring(desk, kept)
    assert set(asked) == {PHYSICIAN}, "who presents, and hears that a discipline is missing"
    assert asked[PHYSICIAN].empty == [Role.MENTAL_HEALTH]
    assert [due.at for due in asks(desk, kept)] == [datetime(2026, 12, 9, 15, tzinfo=UTC)]


def test_nobody_is_asked_who_works_only_once_it_has_begun(desk: FakeDesk) -> None:
    kept = booked(desk, datetime(2026, 12, 14, 7, tzinfo=UTC))
    assert ring(desk, kept) == {}
    assert asks(desk, kept) == []


def test_what_was_said_in_between_is_not_asked_for_any_more(desk: FakeDesk) -> None:
    kept = booked(desk, datetime(2026, 12, 14, 13, tzinfo=UTC))
    ring(desk, kept)
    add(desk, kept, SEX_THERAPIST, urgent="it came in today")
    asked = ring(desk, kept, preparing.ASKS) | ring(desk, kept, preparing.ASKS)
    assert asked[SEX_THERAPIST].roles == []
    assert [one.what.late for one in asked[SEX_THERAPIST].items] == [True]


def test_a_list_locks_a_day_before_and_late_things_need_a_reason(desk: FakeDesk) -> None:
    kept = booked(desk)
    desk.later(AT - timedelta(days=1) - desk.now - timedelta(seconds=1))
    assert not add(desk, kept, PHYSICIAN).what.late
    desk.later()
    with pytest.raises(ConflictError):
        add(desk, kept, PHYSICIAN)
    late = add(desk, kept, PHYSICIAN, urgent="it came in today")
    assert (late.what.late, late.what.urgent) == (True, "it came in today")
    assert preparing.summary(desk, kept) == preparing.Summary(things=2, ready=0, locked=True)


def test_one_booked_for_sooner_is_locked_at_once(desk: FakeDesk) -> None:
    kept = booked(desk, desk.now + timedelta(hours=6))
    assert preparing.locked(desk, kept)
    (due,) = [one for one in desk.dues.of(kept.case) if one.kind == preparing.LOCKS]
    assert due.at == desk.now
    assert set(ring(desk, kept)) == {SEX_THERAPIST, MENTAL_HEALTH}


def test_a_move_opens_the_list_again_and_takes_its_things_along(desk: FakeDesk) -> None:
    kept = booked(desk)
    item = add(desk, kept, SEX_THERAPIST)
    desk.later(AT - timedelta(hours=20) - desk.now)
    moved = conferences.move(desk, kept.case, kept.ref, at=AT + timedelta(days=7), end=None, zone="UTC")
    assert not preparing.locked(desk, moved)
    assert desk.records.get(ConferenceItem, kept.case, item.ref).due == AT + timedelta(days=7)


def test_one_that_is_called_off_asks_for_nothing(desk: FakeDesk) -> None:
    kept = booked(desk)
    item = add(desk, kept, SEX_THERAPIST)
    due = next(one for one in desk.dues.of(kept.case) if one.kind == preparing.LOCKS)
    conferences.cancel(desk, kept.case, kept.ref, "a reason")
    desk.later(due.at - desk.now)
    assert asked_for.to_ask(desk, due) == ()
    assert desk.records.get(ConferenceItem, kept.case, item.ref).state == Stand.NOTHING


def test_a_moment_of_before_a_move_asks_nobody(desk: FakeDesk) -> None:
    kept = booked(desk)
    due = next(one for one in desk.dues.of(kept.case) if one.kind == preparing.LOCKS)
    conferences.move(desk, kept.case, kept.ref, at=AT + timedelta(days=7), end=None, zone="UTC")
    desk.later(due.at - desk.now)
    assert asked_for.to_ask(desk, due) == ()


def test_what_is_answered_is_on_the_list_and_there(desk: FakeDesk) -> None:
    kept = booked(desk)
    mine = add(desk, kept, SEX_THERAPIST)
    ring(desk, kept)
    assert [one.ref for one in gaps.ready(desk, kept.case, SEX_THERAPIST, kept.ref)] == [mine.ref]
    (said,) = gaps.answer(desk, kept.case, MENTAL_HEALTH, kept.ref, "a topic", (Category.MENTAL_HEALTH,))
    assert (said.state, said.owner, said.what.late, said.what.urgent) == (Stand.READY, MENTAL_HEALTH, True, "")
    assert preparing.summary(desk, kept) == preparing.Summary(things=2, ready=2, locked=True)
    assert gaps.gaps(desk, kept) == {}


def test_nothing_is_an_answer_too(desk: FakeDesk) -> None:
    kept = booked(desk)
    mine = add(desk, kept, SEX_THERAPIST)
    ring(desk, kept)
    gaps.answer(desk, kept.case, SEX_THERAPIST, kept.ref, "", ())
    gaps.answer(desk, kept.case, MENTAL_HEALTH, kept.ref, "", ())
    assert desk.records.get(ConferenceItem, kept.case, mine.ref).state == Stand.NOTHING
    assert gaps.gaps(desk, kept) == {}
    assert preparing.summary(desk, kept).things == 1, "that somebody brings nothing is no thing on the list"


def test_only_the_team_brings_something(desk: FakeDesk) -> None:
    with pytest.raises(InvalidError):
        add(desk, booked(desk), STRANGER)
