"""What an event points at proves nothing: an edit of somebody else's message, an edit without a text, a yes for another case.

The entries are turned into what people said by the edge's own reading, and then go through the whole bot.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.care.notes import Note
from bot.flow.messages import Inbound, Proof
from bot.matrix.inbound import read
from bot.store.work import OpenWork
from tests.cast import PHYSICIAN, THERAPIST
from tests.heard import Heard, at, bodies
from tests.stage import Stage

ENTRIES: dict[str, dict[str, Any]] = {
    entry["id"]: entry for entry in json.loads((Path(__file__).parent / "nasty-inputs.json").read_text("utf-8"))["inputs"]
}


@dataclass
class Two:
    """Two cases of one team."""

    stage: Stage
    one: str
    other: str
    heard: int = 0

    def point(self, entry: str, place: str, person: str, target: str, body: str | None = None) -> list[Heard] | None:
        """Send the entry's event, aimed at ``target``; None where the edge passes it over."""
        spelt = json.dumps(ENTRIES[entry]["content"]).replace("{NOTE}", "!note")
        content: dict[str, Any] = json.loads(spelt)
        relation: dict[str, Any] = content["m.relates_to"]
        relation.get("m.in_reply_to", relation)["event_id"] = target
        inbound = self._read({**content, "body": body or content["body"]}, place, person)
        return None if inbound is None else self.stage.take(inbound)

    def notes(self) -> list[Note]:
        def find(opened: OpenWork) -> list[Note]:
            codes = [case.code for case in opened.cases.all()]
            return [kept.what for code in codes for kept in opened.records.find(Note, code)]

        return self.stage.store.act_now(find)

    def closed(self) -> list[str]:
        return self.stage.store.act_now(lambda opened: [case.code for case in opened.cases.all() if case.closed])

    def _read(self, content: Mapping[str, object], place: str, person: str) -> Inbound | None:
        self.heard += 1
        proof = Proof(device_id="D", sender_key=person, session_id="P", index=self.heard, master_key="M", pin=1)
        return read(
            event_id=f"$pointed{self.heard}",
            room_id=self.stage.room(place),
            sender=person,
            at=self.stage.clock.now(),
            content=content,
            relation=content["m.relates_to"],
            proof=proof,
        )


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    stage = Stage(tmp_path)
    yield Two(stage, stage.open_case(), stage.open_case())
    stage.close()


def test_an_edit_that_points_at_somebody_elses_message_is_ignored(two: Two) -> None:
    two.stage.say(THERAPIST, two.one, "!note #medical A topic.\nRisk: none reported")
    before = two.notes()
    assert two.point("N215", two.one, PHYSICIAN, two.stage.last_typed) == []
    assert two.notes() == before


def test_an_edit_that_points_into_another_room_is_ignored(two: Two) -> None:
    two.stage.say(THERAPIST, two.one, "!note #medical A topic.\nRisk: none reported")
    before = two.notes()
    assert two.point("N215", two.other, THERAPIST, two.stage.last_typed) == []
    assert two.notes() == before


def test_an_edit_without_a_new_text_is_ignored(two: Two) -> None:
    two.stage.say(THERAPIST, two.one, "!note #medical A topic.\nRisk: none reported")
    before = two.notes()
    assert two.point("N217", two.one, THERAPIST, two.stage.last_typed) is None
    assert two.notes() == before


@pytest.mark.parametrize("body", [None, "yes"])
def test_a_reply_that_points_at_another_cases_prompt_confirms_nothing(two: Two, body: str | None) -> None:
    (prompt,) = two.stage.say(THERAPIST, two.one, "!case close #medical Goals reached.")
    heard = two.point("N218", two.other, THERAPIST, prompt.event_id, body)
    assert heard is not None
    assert [one.place for one in heard] == ([two.other] if body else [])
    assert not any(two.one.removeprefix("case:") in text for text in bodies(heard))
    assert two.closed() == []
    two.stage.say(THERAPIST, two.one, "yes", reply_to=prompt.event_id)
    assert two.closed() == [two.one.removeprefix("case:")]


def test_what_waits_for_a_yes_by_ref_is_not_told_in_the_room_of_another_case(two: Two) -> None:
    said = two.stage.say(PHYSICIAN, two.one, "!consent heard #summary The summary may be shared with the team")
    assert at(said, f"direct:{THERAPIST}") != []
    (waiting,) = two.stage.store.act_now(lambda opened: opened.dialogues.confirmations(THERAPIST))
    ref = waiting.code
    (denied,) = two.stage.say(THERAPIST, two.other, f"!yes {ref}")
    assert (denied.place, "summary" in denied.body) == (two.other, False)
    given = at(two.stage.say(THERAPIST, two.one, f"!yes {ref}"), two.one)
    assert "summary" in given[0].body
