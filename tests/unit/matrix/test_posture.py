from __future__ import annotations

import pytest

from bot.matrix import posture

BOT = "@carehuddle:example.org"
LEAD = "@sex_therapist:example.org"
PSYCHIATRIST = "@psychiatrist:example.org"

Content = dict[str, object]


def sound() -> dict[tuple[str, str], Content]:
    return {
        ("m.room.create", ""): {"m.federate": False, "room_version": "12"},
        ("m.room.encryption", ""): {"algorithm": "m.megolm.v1.aes-sha2"},
        ("m.room.join_rules", ""): {"join_rule": "invite"},
        ("m.room.history_visibility", ""): {"history_visibility": "joined"},
        ("m.room.guest_access", ""): {"guest_access": "forbidden"},
        ("m.room.member", BOT): {"membership": "join"},
        ("m.room.member", LEAD): {"membership": "join"},
        ("m.room.member", PSYCHIATRIST): {"membership": "invite"},
        ("m.room.member", "@former:example.org"): {"membership": "leave"},
    }


def test_a_sound_room_is_not_locked_and_names_who_is_in_it() -> None:
    seen = posture.read("!room", sound())
    assert not seen.locked
    assert not seen.federated
    assert seen.joined == {BOT, LEAD}
    assert seen.invited == {PSYCHIATRIST}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("m.room.encryption", {}),
        ("m.room.encryption", {"algorithm": "org.example.none"}),
        ("m.room.join_rules", {"join_rule": "public"}),
        ("m.room.join_rules", {"join_rule": "restricted"}),
        ("m.room.join_rules", {"join_rule": ["invite"]}),
        ("m.room.join_rules", {}),
        ("m.room.history_visibility", {"history_visibility": "shared"}),
        ("m.room.history_visibility", {"history_visibility": "invited"}),
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
        ("m.room.guest_access", {"guest_access": "can_join"}),
        ("m.room.guest_access", {"guest_access": 0}),
    ],
)
def test_each_way_of_being_open_locks_the_room(kind: str, content: Content) -> None:
    state = sound()
    state[kind, ""] = content
    assert posture.read("!room", state).locked


@pytest.mark.parametrize("kind", ["m.room.encryption", "m.room.history_visibility"])
def test_what_is_open_unless_said_otherwise_locks_when_it_was_never_said(kind: str) -> None:
    state = sound()
    del state[kind, ""]
    assert posture.read("!room", state).locked


@pytest.mark.parametrize("kind", ["m.room.join_rules", "m.room.guest_access"])
def test_what_is_closed_unless_said_otherwise_does_not_lock(kind: str) -> None:
    state = sound()
    del state[kind, ""]
    assert not posture.read("!room", state).locked


def test_a_room_whose_members_are_let_in_by_invitation_after_knocking_is_not_locked() -> None:
    state = sound()
    state["m.room.join_rules", ""] = {"join_rule": "knock"}
    assert not posture.read("!room", state).locked


def test_a_room_is_federated_unless_it_was_created_otherwise() -> None:
    state = sound()
    state["m.room.create", ""] = {"room_version": "12"}
    assert posture.read("!room", state).federated


def test_a_room_of_which_nothing_is_known_is_locked_and_empty() -> None:
    seen = posture.read("!room", {})
    assert seen.locked
    assert not seen.joined
