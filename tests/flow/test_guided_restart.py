"""A guided note whose bot is put away between any two messages: each format goes on at the very question where it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.care.formats import LAYOUTS
from bot.care.notes import KEPT, Format, Note
from bot.care.records import Kept
from tests.cast import MENTAL_HEALTH, PHYSICIAN
from tests.heard import Heard, at
from tests.stage import Stage

HERE = f"direct:{PHYSICIAN}"


class Restarted(Stage):
    """A stage of which nothing but the files of its store outlives each message."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder
        self.code = self.open_case(PHYSICIAN, MENTAL_HEALTH).removeprefix("case:")

    def again(self) -> None:
        """Close the store, and open it anew from its files; the homeserver stays what it was."""
        server, time, said, batches, seen = self.server, self.clock.time, self._said, self._batches, self._seen
        self.close()
        super().__init__(self._folder)
        self.server.rooms.update(server.rooms)
        self.server.effects[:0] = server.effects
        self.clock.time, self._said, self._batches, self._seen = time, said, batches, seen

    def type(self, text: str) -> Heard:
        """Say it in the direct room of a bot that has just been started; gives its one answer there."""
        self.again()
        (answer,) = [one for one in self.say(PHYSICIAN, HERE, text) if one.place == HERE]
        return answer

    def notes(self) -> list[Kept[Note]]:
        return self.store.act_now(lambda opened: opened.records.find(Note, self.code))


@pytest.mark.parametrize("kind", list(LAYOUTS), ids=str)
def test_each_answer_after_a_restart_fills_the_right_field_and_nothing_happens_twice(kind: Format, tmp_path: Path) -> None:
    stage = Restarted(tmp_path)
    fields = LAYOUTS[kind].fields
    before = len(stage.server.effects)
    asked = stage.type(f"!note {stage.code} {kind.value}")
    for number, field in enumerate(fields, start=1):
        assert f"{number} of {len(fields)}. {field.names[-1]}" in asked.body
        asked = stage.type(f"canary {number}")
    if kind.received:
        assert "who is to read it back?" in asked.body
        asked = stage.type("mental health")
    assert "any risk today?" in asked.body
    assert "kept: medical" in stage.type("none").body
    (kept,) = stage.notes()
    assert [(one.label, one.text) for one in kept.what.sections] == [
        (field.label, f"canary {number}") for number, field in enumerate(fields, start=1)
    ]
    assert kept.state == KEPT
    said = [one.body for one in stage.heard(before) if one.place == HERE]
    assert len(said) == len(set(said)) == len(fields) + (3 if kind.received else 2)
    assert stage.faults == []
    stage.close()


def test_back_and_skip_survive_a_restart_and_a_forgotten_draft_goes_on_by_its_command(tmp_path: Path) -> None:
    stage = Restarted(tmp_path)
    stage.type(f"!note {stage.code} ipass")
    stage.type("stable")
    assert "1 of 4" in stage.type("back").body
    assert "2 of 4" in stage.type("skip").body
    assert "3 of 4" in stage.type("skip").body
    assert "3 of 4" in stage.type(f"!note {stage.code} ipass").body
    assert "4 of 4" in stage.type("call on Friday").body
    (kept,) = stage.notes()
    assert [(one.label, one.text) for one in kept.what.sections] == [("I", "stable"), ("A", "call on Friday")]
    stage.close()


def test_who_is_asked_after_a_note_is_asked_once_although_the_bot_was_away(tmp_path: Path) -> None:
    stage = Restarted(tmp_path)
    stage.type(f"!note {stage.code} A topic.\nRisk: none")
    (kept,) = stage.notes()
    stage.again()
    asked = at(stage.wait(timedelta(days=2)), HERE)
    assert [kept.ref in one.body for one in asked] == [True]
    assert asked[0].effect.content["m.mentions"] == {"user_ids": [PHYSICIAN]}
    stage.again()
    assert at(stage.wait(timedelta(hours=12)), HERE) == []
    stage.type(f"!note {stage.code} sign {kept.ref}")
    stage.again()
    assert at(stage.wait(timedelta(days=3)), HERE) == []
    stage.close()


def test_a_reply_that_reads_back_counts_after_a_restart_and_its_author_is_told_once(tmp_path: Path) -> None:
    stage = Restarted(tmp_path)
    before = len(stage.server.effects)
    stage.type(f"!note {stage.code} sbar to mental health S: tired R: please look again\nRisk: none")
    theirs = f"direct:{MENTAL_HEALTH}"
    (request,) = [one for one in stage.heard(before) if one.place == theirs]
    stage.again()
    (refused,) = stage.say(MENTAL_HEALTH, theirs, "ok", reply_to=request.event_id)
    stage.again()
    heard = stage.say(MENTAL_HEALTH, theirs, "You ask me to look again, and I will.", reply_to=refused.event_id)
    assert sorted(one.place for one in heard) == [theirs, HERE]
    assert "You ask me to look again, and I will." in next(one.body for one in heard if one.place == HERE)
    stage.close()
