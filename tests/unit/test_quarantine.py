"""What lies in quarantine is red until the operator has looked at it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import doctor
from bot.app import open_inner
from bot.config import Config
from bot.findings import Verdict
from bot.store.mail import QUARANTINED, SEEN
from tests.unit.installation import CLOCK, at, begin, installed, local


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return installed(tmp_path)


def quarantine(config: Config, *references: str) -> None:
    """Messages that could not be handled."""
    with closing(sqlite3.connect(config.data.dir / "carehuddle.db")) as store, store:
        store.executemany(
            "INSERT INTO inbox (source, lane, kind, received, state, tries, reference, sealed) VALUES (?, ?, ?, 0, 2, 3, ?, ?)",
            [(f"${reference}", "control", "inbound", reference, b"sealed") for reference in references],
        )


def test_what_lies_in_quarantine_is_red_until_the_operator_has_looked_at_it(config: Config) -> None:
    begin(config)
    quarantine(config, "7F3K", "8R2Q")
    found = [one for one in local(config) if one.verdict is Verdict.FAIL]
    assert [("7F3K" in one.what, one.mend.rpartition(": ")[2]) for one in found] == [
        (True, "carehuddle doctor --seen 7F3K"),
        (False, "carehuddle doctor --seen 8R2Q"),
    ]
    assert doctor.mark_seen(config, "7F3K", CLOCK)
    assert ["8R2Q" in what for what in at(local(config), Verdict.FAIL)] == [True]


def test_that_the_operator_has_looked_is_in_the_audit_once_and_erases_what_was_said(config: Config) -> None:
    begin(config)
    quarantine(config, "7F3K", "8R2Q")
    assert [doctor.mark_seen(config, one, CLOCK) for one in ("7F3K", "7F3K", "0000")] == [True, False, False]
    with closing(sqlite3.connect(config.data.dir / "carehuddle.db")) as store:
        rows = store.execute("SELECT reference, state, sealed FROM inbox ORDER BY id").fetchall()
        facts = store.execute("SELECT chain, actor, action, ref, outcome FROM facts").fetchall()
    assert rows == [("7F3K", SEEN, b""), ("8R2Q", QUARANTINED, b"sealed")]
    assert facts == [("org", "operator", "look at quarantined", "7F3K", "done")]


def test_it_is_marked_while_the_bot_works_and_the_audit_stays_whole(config: Config) -> None:
    begin(config)
    quarantine(config, "7F3K")
    bot = open_inner(config, CLOCK).store
    bot.act_now(lambda opened: opened.fact("one", actor="@nurse:example.org"))
    assert doctor.mark_seen(config, "7F3K", CLOCK)
    bot.act_now(lambda opened: opened.fact("two", actor="@nurse:example.org"))
    assert bot.act_now(lambda opened: {chain: opened.audit.verify(chain) for chain in opened.audit.chains()}) == {"org": None}
    assert bot.act_now(lambda opened: opened.mail.quarantined()) == ()
    bot.database.close()


def test_before_the_first_start_nothing_can_be_looked_at_and_nothing_is_made(config: Config) -> None:
    assert not doctor.mark_seen(config, "7F3K", CLOCK)
    assert not config.data.dir.exists()
