"""Records that belong to no case: kept by every engine under the organisation's own key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest
from sqlalchemy import select, update

from bot.care.codes import parse_case_code
from bot.care.errors import ConflictError, NotFoundError
from bot.care.people import Membership, Role
from bot.care.records import ORGANISATION, UNDONE, Kept, Payload
from bot.store.engine import Database
from bot.store.store import SealedStore
from bot.store.tables import records
from bot.store.work import OpenWork
from bot.vault import keyring
from bot.vault.errors import TamperedError
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import MasterKey
from tests.contract.conftest import Engine
from tests.flow.world import CLINIC, START, TestClock
from tests.store.opened import render

CANARY = "canary-7RXQ-canary"
SOMEBODY = "@somebody:example.org"


@dataclass(frozen=True, kw_only=True)
class Leaf(Payload):
    kind: ClassVar[str] = "leaf"
    text: str


@pytest.fixture
def store(engine: Engine) -> SealedStore:
    database = Database(engine.url())
    database.create()
    keys = keyring.Keyring(SqliteKeyStore(engine.folder / "keys.db"), MasterKey(b"k" * 32), START)
    return SealedStore(database, keys, TestClock(), clinic=CLINIC, kinds=(Leaf,), offices={}, render=render)


def keep(opened: OpenWork) -> Kept[Leaf]:
    return opened.records.add(Leaf(text=CANARY), case=ORGANISATION, author=SOMEBODY, owner=SOMEBODY)


def test_the_organisations_word_is_no_case_code_and_is_the_vaults_own() -> None:
    assert parse_case_code(ORGANISATION) is None
    assert keyring.ORGANISATION == ORGANISATION


def test_a_record_of_the_organisation_comes_back_changes_and_is_listed_beside_those_of_cases(store: SealedStore) -> None:
    kept = store.act_now(keep)

    def live(opened: OpenWork) -> None:
        case = opened.cases.open(opened.now).code
        opened.rosters.put(Membership(case=case, person=SOMEBODY, roles=(Role.PHYSICIAN,), since=opened.now))
        own = opened.records.add(Leaf(text="of the case"), case=case, author=SOMEBODY)
        found = opened.records.get(Leaf, ORGANISATION, kept.ref.lower())
        assert found == kept
        with pytest.raises(NotFoundError):
            opened.records.get(Leaf, case, kept.ref)
        assert [one.ref for one in opened.records.find(Leaf, case)] == [own.ref]
        opened.records.put(found, what=replace(found.what, text="new"), state=1)
        with pytest.raises(ConflictError):
            opened.records.put(found, state=2)

    store.act_now(live)
    listed = store.act_now(lambda opened: opened.records.find(Leaf, ORGANISATION, states=frozenset({1})))
    assert [(one.ref, one.what.text) for one in listed] == [(kept.ref, "new")]
    assert store.act_now(lambda opened: [one.code for one in opened.cases.all()]) != [ORGANISATION]
    store.database.close()


def test_what_was_written_is_taken_back(store: SealedStore) -> None:
    def write(opened: OpenWork) -> tuple[str, tuple[Mapping[str, Any], ...]]:
        return keep(opened).ref, opened.journal()

    ref, journal = store.act_now(write)
    store.act_now(lambda opened: opened.restore(journal))
    assert store.act_now(lambda opened: opened.records.locate(ORGANISATION, ref)) is None
    assert store.act_now(lambda opened: opened.records.find(Leaf, ORGANISATION, states=frozenset({UNDONE})))[0].ref == ref
    store.database.close()


def test_it_opens_in_no_case_and_nothing_of_it_is_on_disk_in_clear(store: SealedStore, engine: Engine) -> None:
    kept = store.act_now(keep)

    def swap(opened: OpenWork) -> None:
        case = opened.cases.open(opened.now).code
        assert opened.connection.execute(select(records.c.case).where(records.c.ref == kept.ref)).scalar_one() == ORGANISATION
        opened.connection.execute(update(records).where(records.c.ref == kept.ref).values(case=case))
        with pytest.raises(TamperedError):
            opened.records.get(Leaf, case, kept.ref)

    store.act_now(swap)
    store.database.close()
    assert CANARY.encode() not in engine.written()
