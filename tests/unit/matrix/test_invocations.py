from __future__ import annotations

import pytest

from bot.flow.adverts import Form, Invocation
from bot.matrix.invocations import read

NEW, OLD = "org.matrix.msc4391.command", "org.matrix.msc4332.command"


def test_both_drafts_say_the_same() -> None:
    given = {"ref": "8R2Q", "text": "two words\n{and} a line"}
    new = read({"body": "a", NEW: {"command": "note amend", "arguments": given}})
    old = read({"body": "a", OLD: {"syntax": "note amend {ref} {text}", "variables": given}})
    assert new == Invocation(form=Form.MSC4391, name="note amend", given=given)
    assert old == Invocation(form=Form.MSC4332, name="note amend", given=given)


def test_what_was_left_empty_is_not_there_and_a_whole_number_is_its_digits() -> None:
    said = read({NEW: {"command": "plan agree", "arguments": {"number": 3, "case": "", "text": None}}})
    assert said is not None
    assert said.given == {"number": "3"}
    assert read({NEW: {"command": "mine"}}) == Invocation(form=Form.MSC4391, name="mine", given={})
    assert read({OLD: {"syntax": "mine"}}) == Invocation(form=Form.MSC4332, name="mine", given={})


@pytest.mark.parametrize(
    "content",
    [
        {},
        {NEW: None},
        {NEW: "mine"},
        {NEW: []},
        {NEW: {}},
        {NEW: {"command": ""}},
        {NEW: {"command": 7}},
        {NEW: {"command": "x" * 256}},
        {NEW: {"command": "mine", "arguments": []}},
        {NEW: {"command": "note", "arguments": {"text": True}}},
        {NEW: {"command": "note", "arguments": {"text": 1.5}}},
        {NEW: {"command": "note", "arguments": {"text": ["a", "b"]}}},
        {NEW: {"command": "note", "arguments": {"text": {"type": "room_id", "id": "!a"}}}},
        {NEW: {"command": "note", "arguments": {str(n): "a" for n in range(21)}}},
        {NEW: {"command": "note", "arguments": {"text": "a"}}, OLD: {"syntax": "note {text}", "variables": {"text": "a"}}},
        {OLD: {"syntax": 7}},
        {OLD: {"syntax": "note {text}", "variables": {}}},
        {OLD: {"syntax": "note {text}", "variables": {"text": "a", "more": "b"}}},
        {OLD: {"syntax": "note {te xt}", "variables": {"te xt": "a"}}},
        {OLD: {"syntax": "note {text} sign", "variables": {"text": "a"}}},
        {OLD: {"syntax": "note{text}", "variables": {"text": "a"}}},
        {OLD: {"syntax": "note {{text}}", "variables": {"text": "a"}}},
        {OLD: {"syntax": "x" * 256}},
    ],
)
def test_what_is_malformed_or_said_twice_counts_for_nothing(content: dict[str, object]) -> None:
    assert read({"body": "a", "msgtype": "m.text", **content}) is None
