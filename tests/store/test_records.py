from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import text, update

from bot.care.errors import ConflictError, NotFoundError
from bot.care.people import Role
from bot.care.records import UNDONE, Kept, Payload
from bot.store.tables import records
from bot.store.work import OpenWork
from bot.vault.errors import TamperedError
from tests.store.opened import PHYSICIAN, THERAPIST, Memo, Task, open_case, open_store

CANARY = "canary of the record"


def kept(opened: OpenWork, words: str = CANARY) -> Kept[Memo]:
    case = open_case(opened, {THERAPIST: Role.SEX_THERAPIST})
    return opened.records.add(Memo(text=words, tags=("a",)), case=case.code, author=THERAPIST)


def test_a_record_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    memo = store.act_now(kept)
    found = store.act_now(lambda opened: opened.records.get(Memo, memo.case, memo.ref.lower()))
    assert found == memo


def test_a_record_is_not_found_from_another_case(tmp_path: Path) -> None:
    def elsewhere(opened: OpenWork) -> None:
        memo, other = kept(opened), open_case(opened, {PHYSICIAN: Role.PHYSICIAN})
        assert opened.records.locate(other.code, memo.ref) is None
        with pytest.raises(NotFoundError):
            opened.records.get(Memo, other.code, memo.ref)
        with pytest.raises(NotFoundError):
            opened.records.get(Task, memo.case, memo.ref)

    open_store(tmp_path).act_now(elsewhere)


def test_the_second_of_two_writers_is_told(tmp_path: Path) -> None:
    def race(opened: OpenWork) -> None:
        memo = kept(opened)
        opened.records.put(memo, state=1)
        with pytest.raises(ConflictError):
            opened.records.put(memo, state=2)

    open_store(tmp_path).act_now(race)


def test_a_moved_row_does_not_open(tmp_path: Path) -> None:
    def swap(opened: OpenWork) -> None:
        first = kept(opened)
        second = opened.records.add(Memo(text="other"), case=first.case, author=THERAPIST)
        sealed = opened.connection.execute(text("select sealed from records where ref = :ref"), {"ref": first.ref}).scalar_one()
        opened.connection.execute(update(records).where(records.c.ref == second.ref).values(sealed=sealed))
        with pytest.raises(TamperedError):
            opened.records.get(Memo, second.case, second.ref)

    open_store(tmp_path).act_now(swap)


def test_nothing_of_what_was_typed_is_in_the_files(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.act_now(kept)
    store.database.close()
    for file in tmp_path.iterdir():
        assert CANARY.encode() not in file.read_bytes(), file.name


def test_what_was_written_is_taken_back_whole(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    memo = store.act_now(kept)

    def change(opened: OpenWork) -> tuple[Any, str]:
        opened.records.put(memo, what=Memo(text="changed"), state=3)
        task = opened.records.add(Task(), case=memo.case, author=THERAPIST)
        return opened.journal(), task.ref

    journal, ref = store.act_now(change)
    store.act_now(lambda opened: opened.restore(journal))
    back = store.act_now(lambda opened: opened.records.get(Memo, memo.case, memo.ref))
    assert (back.what, back.state) == (memo.what, memo.state)
    assert store.act_now(lambda opened: opened.records.locate(memo.case, ref)) is None
    assert store.act_now(lambda opened: opened.records.find(Task, memo.case)) == []
    undone = store.act_now(lambda opened: opened.records.find(Task, memo.case, states=frozenset({UNDONE})))
    assert [one.ref for one in undone] == [ref]


def test_what_was_touched_since_is_not_taken_back(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    memo = store.act_now(kept)

    def change(opened: OpenWork) -> Any:  # noqa: ANN401 - a journal is opaque
        opened.records.put(memo, state=1)
        return opened.journal()

    journal = store.act_now(change)
    store.act_now(lambda opened: opened.records.put(opened.records.get(Memo, memo.case, memo.ref), state=2))
    with pytest.raises(ConflictError):
        store.act_now(lambda opened: opened.restore(journal))


def test_a_savepoint_forgets_what_was_said_and_written_in_it(tmp_path: Path) -> None:
    def fail(opened: OpenWork, memo: Kept[Memo]) -> None:
        with opened.savepoint():
            opened.records.put(memo, state=1)
            raise ConflictError("refused/touched_since")

    def refused(opened: OpenWork) -> None:
        memo = kept(opened)
        before = opened.journal()
        with pytest.raises(ConflictError):
            fail(opened, memo)
        assert opened.journal() == before
        assert opened.records.get(Memo, memo.case, memo.ref).state == 0

    open_store(tmp_path).act_now(refused)


class Newer(Memo):
    kind: ClassVar[str] = "memo"
    schema: ClassVar[int] = 2
    upcasters: ClassVar[dict[int, Any]] = {1: lambda fields: {**fields, "text": fields["text"] + ", upcast"}}


def test_an_older_row_is_read_through_its_upcaster(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    memo = store.act_now(kept)
    store.database.close()
    kinds: tuple[type[Payload], ...] = (Newer,)
    newer = open_store(tmp_path, kinds=kinds)
    found = newer.act_now(lambda opened: opened.records.get(Newer, memo.case, memo.ref))
    assert found.what.text == f"{CANARY}, upcast"
