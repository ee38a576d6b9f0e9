from __future__ import annotations

from typing import Any

import pytest

from bot.flow.messages import Inbound, InboundKind
from bot.matrix.guard import Quarantined, admit
from bot.matrix.megolm import UnprovenError
from tests.unit.matrix.people import BOT, ROOM, Phone

THERAPIST = "@sex_therapist:example.org"
OLD, STABLE = "org.matrix.msc3381.poll.response", "m.poll.response"
REFERENCE = {"rel_type": "m.reference", "event_id": "$poll"}


class Room:
    """A room in which one proven device speaks."""

    def __init__(self) -> None:
        self.phone = Phone(THERAPIST, "PHONE")
        self.known = {(THERAPIST, self.phone.curve25519): self.phone.proven()}
        self.sessions: dict[str, dict[str, Any]] = {self.phone.curve25519: {self.phone.group.session_id: self.phone.session()}}

    def judge(self, kind: str, content: object, **clear: Any) -> Inbound | Quarantined | None:  # noqa: ANN401 - beside the ciphertext stands what the server likes
        raw = self.phone.encrypt({"type": kind, "room_id": ROOM, "content": content}, **clear)
        return admit(ROOM, raw, self.sessions, lambda person, key: self.known.get((person, key)), BOT)


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (OLD, {OLD: {"answers": ["8R2Q-1", "8R2Q-3"]}}),
        (STABLE, {STABLE: {"answers": ["8R2Q-1", "8R2Q-3"]}}),
        (STABLE, {"m.selections": ["8R2Q-1", "8R2Q-3"]}),
        (OLD, {"m.selections": ["8R2Q-1", "8R2Q-3"], OLD: {"answers": ["8R2Q-1", "8R2Q-3"]}}),
        (OLD, {OLD: {"answers": ["8R2Q-1", "8R2Q-1", "8R2Q-3"]}, "body": "ignored", "m.mentions": {}}),
    ],
)
def test_a_vote_is_read_in_either_spelling_with_its_proof(room: Room, kind: str, content: dict[str, object]) -> None:
    vote = room.judge(kind, content, **{"m.relates_to": REFERENCE})
    assert isinstance(vote, Inbound)
    assert (vote.kind, vote.choices, vote.reply_to) == (InboundKind.VOTE, ("8R2Q-1", "8R2Q-3"), "$poll")
    assert (vote.proof is not None, vote.body, vote.edits) == (True, "", None)


@pytest.mark.parametrize("kind", ["org.matrix.msc3381.poll.end", "m.poll.end"])
def test_the_end_of_a_poll_is_read_in_either_spelling(room: Room, kind: str) -> None:
    ended = room.judge(kind, {kind: {}, "m.relates_to": REFERENCE})
    assert isinstance(ended, Inbound)
    assert (ended.kind, ended.choices, ended.reply_to) == (InboundKind.POLL_END, (), "$poll")


@pytest.mark.parametrize(
    "relation",
    [
        None,
        7,
        [],
        {},
        {"event_id": 7},
        {"event_id": "$" + "x" * 300},
        {"rel_type": "m.replace", "event_id": "$another"},
        {"rel_type": "m.thread", "event_id": "$another", "m.in_reply_to": {"event_id": "$third"}},
    ],
)
def test_a_relation_that_the_server_turned_changes_nothing_of_what_was_chosen(room: Room, relation: object) -> None:
    vote = room.judge(OLD, {OLD: {"answers": ["8R2Q-2"]}}, **{"m.relates_to": relation})
    assert isinstance(vote, Inbound)
    assert (vote.kind, vote.choices, vote.edits) == (InboundKind.VOTE, ("8R2Q-2",), None)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {OLD: None},
        {OLD: []},
        {OLD: {"answers": None}},
        {OLD: {"answers": "8R2Q-1"}},
        {OLD: {"answers": {"8R2Q-1": True}}},
        {OLD: {"answers": [7]}},
        {OLD: {"answers": [["8R2Q-1"]]}},
        {OLD: {"answers": [""]}},
        {OLD: {"answers": ["x" * 256]}},
        {OLD: {"answers": [f"8R2Q-{number}" for number in range(21)]}},
        {"m.selections": None},
        {"m.selections": ["8R2Q-1"], OLD: {"answers": ["8R2Q-2"]}},
        {OLD: {"answers": ["8R2Q-1"]}, STABLE: {"answers": ["8R2Q-2"]}},
    ],
)
def test_a_malformed_vote_is_put_aside(room: Room, content: dict[str, object]) -> None:
    assert room.judge(OLD, content, **{"m.relates_to": REFERENCE}) == Quarantined(reason="vote")


@pytest.mark.parametrize("kind", [OLD, STABLE, "org.matrix.msc3381.poll.end", "m.poll.end"])
def test_an_edit_of_a_vote_or_of_an_end_is_an_edit_of_nothing(room: Room, kind: str) -> None:
    content = {"m.new_content": {kind: {"answers": ["8R2Q-1"]}}, kind: {"answers": ["8R2Q-1"]}}
    assert room.judge(kind, content) == Quarantined(reason="edit of nothing")


@pytest.mark.parametrize("kind", [OLD, STABLE, "org.matrix.msc3381.poll.end", "m.poll.end"])
def test_a_vote_in_clear_is_put_aside_and_one_of_an_unproven_device_waits(room: Room, kind: str) -> None:
    raw = room.phone.encrypt({"type": kind, "room_id": ROOM, "content": {"m.selections": ["8R2Q-1"]}})
    clear = {**raw, "type": kind, "content": {"m.selections": ["8R2Q-1"]}}
    assert admit(ROOM, clear, room.sessions, lambda *_: None, BOT) == Quarantined(reason="clear text")
    with pytest.raises(UnprovenError):
        admit(ROOM, raw, room.sessions, lambda *_: None, BOT)


def test_a_vote_from_another_room_and_state_inside_are_put_aside(room: Room) -> None:
    elsewhere = {"type": OLD, "room_id": "!another", "content": {OLD: {"answers": []}}}
    inside = {"type": OLD, "room_id": ROOM, "state_key": "", "content": {OLD: {"answers": []}}}
    judged = [
        admit(ROOM, room.phone.encrypt(one), room.sessions, lambda *_: room.phone.proven(), BOT) for one in (elsewhere, inside)
    ]
    assert judged == [Quarantined(reason="another room"), Quarantined(reason="state inside")]


def test_polls_that_people_begin_are_passed_over(room: Room) -> None:
    for kind in ("org.matrix.msc3381.poll.start", "m.poll.start", "m.poll"):
        assert room.judge(kind, {kind: {}}) is None


def test_an_empty_vote_is_one_without_choices(room: Room) -> None:
    empty: list[dict[str, object]] = [{OLD: {"answers": []}}, {OLD: {}}, {"m.selections": []}]
    for content in empty:
        vote = room.judge(OLD, content)
        assert isinstance(vote, Inbound)
        assert (vote.kind, vote.choices) == (InboundKind.VOTE, ())
