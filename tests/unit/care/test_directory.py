from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.care import directory
from bot.care.directory import CHECK_DUE, STALE, Change, DirectoryEntry
from bot.care.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from bot.care.facts import control
from bot.care.people import Role
from bot.care.records import Kept
from tests.unit.desk import CLINIC, COORDINATOR, PHYSICIAN, STRANGER, TRAINEE, FakeDesk

PELVIC = Change(discipline="pelvic physiotherapy", languages=("German", "Turkish"), remote=True, wait=42)


def added(desk: FakeDesk, name: str = "The pelvic clinic", known: Change = PELVIC) -> Kept[DirectoryEntry]:
    return directory.add(desk, COORDINATOR, name, known)


def test_an_entry_belongs_to_no_case() -> None:
    desk = FakeDesk()
    kept, case = added(desk), desk.case()
    assert desk.records.locate(case, kept.ref) is None
    assert directory.entries(desk) == (kept,)
    assert directory.line(desk, kept).about == ()


@pytest.mark.parametrize("words", ["physio", "TURKISH", "remote", "german pelvic", "clinic, turkish", ""])
def test_it_is_found_by_discipline_language_and_name(words: str) -> None:
    desk = FakeDesk()
    kept = added(desk)
    added(desk, "Another practice", Change(discipline="urology", languages=("French",)))
    assert kept in directory.entries(desk, words)
    assert directory.entries(desk, "french") != (kept,)
    assert directory.entries(desk, "german french") == ()


def test_a_name_is_on_the_list_once() -> None:
    desk = FakeDesk()
    added(desk)
    with pytest.raises(ConflictError):
        added(desk, " the PELVIC  clinic")


def test_to_confirm_keeps_what_has_not_changed() -> None:
    desk = FakeDesk()
    kept = added(desk)
    desk.later(timedelta(days=200))
    assert directory.stale(desk, kept)
    after = directory.confirm(desk, PHYSICIAN, kept.ref, Change(wait=56))
    assert after.what == replace(kept.what, wait=56, confirmed=desk.now, confirmed_by=PHYSICIAN)
    assert not directory.stale(desk, after)
    assert not directory.confirm(desk, PHYSICIAN, kept.ref, Change(remote=False)).what.remote


def test_it_is_stale_after_half_a_year() -> None:
    desk = FakeDesk()
    kept = added(desk)
    desk.later(STALE - timedelta(seconds=1))
    assert not directory.stale(desk, kept)
    desk.later(timedelta(seconds=1))
    assert directory.stale(desk, kept)


def test_what_was_removed_is_found_no_more() -> None:
    desk = FakeDesk()
    kept = added(desk)
    directory.remove(desk, kept.ref)
    assert directory.entries(desk) == ()
    with pytest.raises(ConflictError):
        directory.confirm(desk, COORDINATOR, kept.ref, Change())
    with pytest.raises(NotFoundError):
        directory.remove(desk, "8ZZZ")
    assert added(desk).ref != kept.ref


def test_too_long_a_field_is_refused() -> None:
    desk = FakeDesk()
    with pytest.raises(InvalidError):
        added(desk, "x" * 201)
    with pytest.raises(InvalidError):
        added(desk, known=Change(discipline="x" * 201))


@pytest.mark.parametrize(
    ("begun", "asked"),
    [
        (datetime(2026, 12, 7, 8, tzinfo=UTC), datetime(2027, 1, 4, 8, tzinfo=UTC)),  # New Year, then a weekend
        (datetime(2027, 1, 31, 23, 30, tzinfo=UTC), datetime(2027, 3, 1, 8, tzinfo=UTC)),  # already February there
        (datetime(2027, 3, 31, 8, tzinfo=UTC), datetime(2027, 4, 1, 7, tzinfo=UTC)),
    ],
)
def test_the_check_comes_once_on_the_first_working_morning_of_a_month(begun: datetime, asked: datetime) -> None:
    desk = FakeDesk(now=begun, clinic=replace(CLINIC, closed=lambda day: day == date(2027, 1, 1)))
    added(desk)
    added(desk, "Another practice")
    assert [(due.key, due.at) for due in desk.dues.at(control())] == [(CHECK_DUE, asked)]


def test_an_empty_list_is_not_asked_after() -> None:
    desk = FakeDesk()
    directory.plan_check(desk)
    assert desk.dues.at(control()) == ()


def test_coordinators_and_clinicians_edit_it_and_nobody_else() -> None:
    desk = FakeDesk()
    desk.case({PHYSICIAN: (Role.PHYSICIAN,), TRAINEE: (Role.TRAINEE,)})
    for editor in (COORDINATOR, PHYSICIAN):
        directory.check_editor(desk, desk.actor(editor))
    for other in (TRAINEE, STRANGER):
        with pytest.raises(DeniedError):
            directory.check_editor(desk, desk.actor(other))


@pytest.mark.parametrize(
    ("days", "words"), [(None, ""), (0, "none"), (1, "1 day"), (7, "1 week"), (10, "10 days"), (42, "6 weeks")]
)
def test_a_wait_is_said_in_weeks_where_it_is_some(days: int | None, words: str) -> None:
    assert directory.wait_words(days) == words
