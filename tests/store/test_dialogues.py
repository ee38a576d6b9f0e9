from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.flow.talk import Dialogue, Waiting
from bot.store.work import OpenWork
from tests.flow.world import START, TestClock
from tests.store.opened import THERAPIST, open_store


def question(key: str, clock: TestClock) -> Dialogue:
    return Dialogue(
        key=key,
        person=THERAPIST,
        place=key,
        waiting=Waiting.ARGUMENT,
        kind="note",
        asked_by=THERAPIST,
        draft={"body": "canary"},
        source="$typed",
        asked=clock.time,
        expires=clock.time + timedelta(days=1),
    )


def test_what_was_typed_before_a_question_that_nobody_answered_is_erased_after_a_week(tmp_path: Path) -> None:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock)
    store.act_now(lambda opened: opened.dialogues.put(question("first", clock)))

    def kept(opened: OpenWork) -> bool:
        opened.dialogues.put(question("another", clock))
        return opened.dialogues.lapsed("first") is not None

    clock.time = START + timedelta(days=7, hours=23)
    assert store.act_now(kept)
    clock.time = START + timedelta(days=8, hours=1)
    assert not store.act_now(kept)
