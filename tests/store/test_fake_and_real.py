"""The fake of the rules' tests and the real store answer alike: one suite, both of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.consent import Category, Grant, Rank
from bot.care.dues import Due
from bot.care.errors import ConflictError, NotFoundError
from bot.care.facts import case_room, direct
from bot.care.people import Membership, PlaceKind, Role
from bot.chat.ports import Act, Desk, Dialogue, Waiting
from tests.store.opened import PHYSICIAN, THERAPIST, Memo, Task, open_store
from tests.unit.desk import FakeDesk

ROOM = "control"


@pytest.fixture(params=["fake", "real"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "fake":
        yield FakeDesk()
        return
    store = open_store(tmp_path)
    with store.database.engine.begin() as connection:
        yield store.opened(connection)


def member(desk: Desk, case: str, person: str, role: Role = Role.PHYSICIAN, **changed: object) -> Membership:
    made = Membership(case=case, person=person, roles=(role,), since=desk.now)
    made = dataclasses.replace(made, **changed)  # type: ignore[arg-type]  # any field
    desk.rosters.put(made)
    return made


def test_records_are_found_by_kind_case_owner_and_state(desk: Desk) -> None:
    case, other = desk.cases.open(desk.now).code, desk.cases.open(desk.now).code
    first = desk.records.add(Memo(text="one"), case=case, author=THERAPIST, owner=PHYSICIAN)
    second = desk.records.add(Memo(text="two"), case=case, author=PHYSICIAN, state=1)
    desk.records.add(Task(), case=case, author=THERAPIST)
    desk.records.add(Memo(text="elsewhere"), case=other, author=THERAPIST, owner=PHYSICIAN)
    assert [one.ref for one in desk.records.find(Memo, case)] == [first.ref, second.ref]
    assert [one.ref for one in desk.records.find(Memo, case, newest=1)] == [second.ref]
    assert [one.ref for one in desk.records.find(Memo, case, states=frozenset({1}))] == [second.ref]
    assert [one.ref for one in desk.records.find(Memo, case, author=PHYSICIAN)] == [second.ref]
    assert [one.ref for one in desk.records.find(Memo, case, owner=PHYSICIAN)] == [first.ref]
    assert desk.records.find(Memo, case, since=desk.now + timedelta(seconds=1)) == []
    assert [one.what.text for one in desk.records.owned(Memo, PHYSICIAN)] == ["one", "elsewhere"]
    found = desk.records.locate(case, first.ref.lower())
    assert found == first
    assert desk.records.locate(other, first.ref) is None
    with pytest.raises(NotFoundError):
        desk.records.get(Task, case, first.ref)


def test_a_record_is_written_once_a_version(desk: Desk) -> None:
    case = desk.cases.open(desk.now).code
    memo = desk.records.add(Memo(text="one"), case=case, author=THERAPIST)
    after = desk.records.put(memo, what=Memo(text="two"), owner=PHYSICIAN, state=4, served=desk.now)
    assert after.served == desk.now
    assert (after.version, after.what.text, after.owner, after.state) == (memo.version + 1, "two", PHYSICIAN, 4)
    assert desk.records.get(Memo, case, memo.ref) == after
    with pytest.raises(ConflictError):
        desk.records.put(memo, state=5)


def test_a_record_moves_with_its_ref(desk: Desk) -> None:
    case, other = desk.cases.open(desk.now).code, desk.cases.open(desk.now).code
    memo = desk.records.add(Memo(text="one"), case=case, author=THERAPIST)
    desk.records.move(memo, other)
    assert desk.records.locate(case, memo.ref) is None
    assert desk.records.get(Memo, other, memo.ref).what == memo.what


def test_a_journal_takes_back_what_was_written(desk: Desk) -> None:
    case = desk.cases.open(desk.now).code
    memo = desk.records.add(Memo(text="one"), case=case, author=THERAPIST)
    before = len(desk.journal())
    desk.records.put(memo, state=2)
    assert len(desk.journal()) >= before
    desk.restore(desk.journal())
    assert desk.records.locate(case, memo.ref) is None


def test_the_roster_is_who_holds_a_membership_now(desk: Desk) -> None:
    case = desk.cases.open(desk.now).code
    epoch = desk.cases.all()[0].epoch
    lead = member(desk, case, THERAPIST, Role.SEX_THERAPIST, lead=True)
    left = member(desk, case, PHYSICIAN, until=desk.now)
    assert desk.rosters.of(case) == (lead,)
    assert desk.rosters.member(case, PHYSICIAN) is None
    assert desk.rosters.ended(case) == (left,)
    desk.rosters.put(dataclasses.replace(left, until=None))
    assert desk.rosters.ended(case) == ()
    assert [one.person for one in desk.rosters.of(case)] == [THERAPIST, PHYSICIAN]
    assert desk.rosters.cases(THERAPIST) == (case,)
    kept = desk.cases.get(case)
    assert kept is not None
    assert kept.epoch > epoch
    desk.cases.put(dataclasses.replace(kept, closed=desk.now, preference="words"))
    assert desk.rosters.cases(THERAPIST) == ()
    closed = desk.cases.get(case)
    assert closed is not None
    assert (closed.closed, closed.preference) == (desk.now, "words")


def test_grants_are_kept_in_order_and_confirmed_by_id(desk: Desk) -> None:
    case = desk.cases.open(desk.now).code
    heard = Grant(
        case=case,
        category=Category.MEDICAL,
        rank=Rank.TEAM,
        recipient="team",
        given=True,
        by=THERAPIST,
        at=desk.now,
        confirmed=False,
    )
    desk.consents.add(heard, dataclasses.replace(heard, category=Category.RESULTS))
    first, second = desk.consents.of(case)
    assert (first.category, second.category, first.confirmed) == (Category.MEDICAL, Category.RESULTS, False)
    desk.consents.confirm(case, frozenset({second.id}))
    assert [one.confirmed for one in desk.consents.of(case)] == [False, True]


def test_dues_are_replaced_by_key_and_listed_by_time(desk: Desk) -> None:
    def due(key: str, minutes: int) -> Due:
        return Due(key=key, kind="k", at=desk.now + timedelta(minutes=minutes), place=ROOM, case="C", subject="s")

    desk.dues.put(due("a", 5))
    desk.dues.put(due("b", 3))
    desk.dues.put(due("a", 1))
    assert [one.key for one in desk.dues.at(ROOM)] == ["a", "b"]
    desk.dues.cancel("a")
    desk.dues.cancel("never there")
    assert [one.key for one in desk.dues.of("C")] == ["b"]


def test_a_place_is_made_once(desk: Desk) -> None:
    case = desk.cases.open(desk.now).code
    made = desk.places.make(case_room(case), PlaceKind.CASE, invite=(THERAPIST,), case=case)
    assert desk.places.make(case_room(case), PlaceKind.CASE, invite=(), case=case).key == made.key
    there = desk.places.of_case(case)
    assert there is not None
    assert there.kind is PlaceKind.CASE
    assert desk.places.get(direct(THERAPIST)) is None


def test_people_are_known_once_they_are_written(desk: Desk) -> None:
    assert desk.people.get(THERAPIST).enrolled is None
    desk.people.put(dataclasses.replace(desk.people.get(THERAPIST), enrolled=desk.now, zone="Europe/London", greeted=True))
    kept = desk.people.get(THERAPIST)
    assert (kept.enrolled, kept.zone, kept.greeted) == (desk.now, "Europe/London", True)


def dialogue(desk: Desk, key: str, waiting: Waiting, *, minutes: int = 10) -> Dialogue:
    return Dialogue(
        key=key,
        person=THERAPIST,
        place=ROOM,
        waiting=waiting,
        kind="k",
        asked_by=THERAPIST,
        source="$e",
        asked=desk.now,
        expires=desk.now + timedelta(minutes=minutes),
        draft={"field": "value", "at": desk.now, "list": ["a"]},
    )


def test_the_latest_live_question_is_the_open_one(desk: Desk) -> None:
    desk.dialogues.put(dialogue(desk, "one", Waiting.ANSWER))
    desk.dialogues.put(dialogue(desk, "two", Waiting.ARGUMENT))
    desk.dialogues.put(dialogue(desk, "late", Waiting.ANSWER, minutes=0))
    desk.dialogues.put(dialogue(desk, "yes", Waiting.CONFIRM))
    open_now = desk.dialogues.question(THERAPIST, ROOM)
    assert open_now is not None
    assert (open_now.key, open_now.draft) == ("two", {"field": "value", "at": desk.now, "list": ["a"]})
    assert [one.key for one in desk.dialogues.confirmations(THERAPIST)] == ["yes"]
    desk.dialogues.close("two")
    left = desk.dialogues.question(THERAPIST, ROOM)
    assert left is not None
    assert left.key == "one"
    assert desk.dialogues.question(PHYSICIAN, ROOM) is None


def test_the_last_act_is_the_last_that_was_done_and_not_undone(desk: Desk) -> None:
    def act(number: int, outcome: str) -> Act:
        return Act(
            event_id=f"${number}",
            person=THERAPIST,
            place=ROOM,
            command="c",
            outcome=outcome,
            at=desk.now,
            journal=({"ref": "8R2Q", "version": 0, "before": None},),
        )

    for number, outcome in enumerate(["done", "done", "denied"]):
        desk.acts.put(act(number, outcome))
    last = desk.acts.last(THERAPIST, ROOM)
    assert last is not None
    assert last.event_id == "$1"
    desk.acts.put(dataclasses.replace(last, undone=True))
    before = desk.acts.last(THERAPIST, ROOM)
    assert before is not None
    assert before == act(0, "done")
    assert desk.acts.of("$none") is None


def test_what_is_remembered_is_replaced_and_forgotten(desk: Desk) -> None:
    desk.remember("key", number=1, text="a")
    desk.remember("key", number=2)
    assert desk.recall("key") == {"number": 2}
    desk.forget("key")
    assert desk.recall("key") is None


def refused(desk: Desk, case: str) -> None:
    with desk.savepoint():
        desk.records.add(Memo(text="one"), case=case, author=THERAPIST)
        desk.remember("key", number=1)
        raise ConflictError("refused/touched_since")


def test_a_refused_act_leaves_nothing(desk: Desk) -> None:
    case = desk.cases.open(desk.now).code
    with pytest.raises(ConflictError):
        refused(desk, case)
    assert desk.records.find(Memo, case) == []
    assert desk.recall("key") is None
    assert desk.journal() == ()
