from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.flow.messages import Inbound, InboundKind
from bot.matrix.guard import Quarantined, admit
from bot.matrix.megolm import NoKeyError, UnprovenError
from bot.matrix.trust import Proven
from tests.unit.matrix.people import BOT, ROOM, Phone

THERAPIST = "@sex_therapist:example.org"


class Room:
    """A room in which one proven device speaks."""

    def __init__(self) -> None:
        self.phone = Phone(THERAPIST, "PHONE")
        self.sessions: dict[str, dict[str, Any]] = {}
        self.known: dict[tuple[str, str], Proven] = {(THERAPIST, self.phone.curve25519): self.phone.proven()}
        self.hand_out(self.phone)

    def hand_out(self, phone: Phone) -> None:
        self.sessions[phone.curve25519] = {phone.group.session_id: phone.session()}

    def judge(self, raw: object) -> Inbound | Quarantined | None:
        return admit(ROOM, raw, self.sessions, lambda person, key: self.known.get((person, key)), BOT)


@pytest.fixture
def room() -> Room:
    return Room()


def text(body: object) -> dict[str, object]:
    return {"msgtype": "m.text", "body": body}


def test_a_proven_message_is_admitted_with_its_proof(room: Room) -> None:
    room.phone.group.encrypt(b"an earlier message")
    said = room.judge(room.phone.say(text("canary")))
    assert isinstance(said, Inbound)
    assert (said.kind, said.body, said.sender, said.room_id) == (InboundKind.MESSAGE, "canary", THERAPIST, ROOM)
    assert said.proof is not None
    assert (said.proof.device_id, said.proof.sender_key, said.proof.index) == ("PHONE", room.phone.curve25519, 1)
    assert (said.proof.session_id, said.proof.pin) == (room.phone.group.session_id, 1)


def test_clear_text_is_put_aside_whatever_it_says(room: Room) -> None:
    raw = {**room.phone.say(text("canary")), "type": "m.room.message", "content": text("!note canary")}
    assert room.judge(raw) == Quarantined(reason="clear text")


def test_a_message_under_another_name_is_not_that_persons(room: Room) -> None:
    raw = {**room.phone.say(text("canary")), "sender": "@coordinator:example.org"}
    with pytest.raises(UnprovenError):
        room.judge(raw)


def test_a_lie_about_the_sender_key_changes_nothing(room: Room) -> None:
    raw = room.phone.say(text("canary"))
    raw["content"]["sender_key"] = "somebody else's"
    assert isinstance(room.judge(raw), Inbound)


def test_a_device_that_is_not_proven_is_not_obeyed(room: Room) -> None:
    room.known.clear()
    with pytest.raises(UnprovenError):
        room.judge(room.phone.say(text("canary")))


def test_a_session_that_claims_another_signing_key_is_put_aside(room: Room) -> None:
    session = room.phone.session()
    session.ed25519 = Phone(THERAPIST, "OTHER").ed25519
    room.sessions[room.phone.curve25519] = {session.id: session}
    assert room.judge(room.phone.say(text("canary"))) == Quarantined(reason="signing key")


def test_a_forwarded_key_proves_nothing(room: Room) -> None:
    session = room.phone.session()
    session.forwarding_chain = ["somebody"]
    room.sessions[room.phone.curve25519] = {session.id: session}
    assert room.judge(room.phone.say(text("canary"))) == Quarantined(reason="forwarded key")


def test_a_message_without_its_key_waits(room: Room) -> None:
    room.sessions.clear()
    with pytest.raises(NoKeyError) as waits:
        room.judge(room.phone.say(text("canary")))
    assert waits.value.session_id == room.phone.group.session_id


def test_a_message_from_before_the_key_began_waits_too(room: Room) -> None:
    early = room.phone.say(text("canary"))
    room.hand_out(room.phone)
    with pytest.raises(NoKeyError):
        room.judge(early)


def test_a_changed_ciphertext_is_put_aside(room: Room) -> None:
    raw = room.phone.say(text("canary"))
    raw["content"]["ciphertext"] = raw["content"]["ciphertext"][:-4] + "AAAA"
    assert room.judge(raw) == Quarantined(reason="ciphertext")


def test_words_moved_from_another_room_are_put_aside(room: Room) -> None:
    for named in ("!another", None, 7):
        payload = {"type": "m.room.message", "room_id": named, "content": text("canary")}
        assert room.judge(room.phone.encrypt(payload)) == Quarantined(reason="another room")


def test_state_inside_a_ciphertext_is_never_believed(room: Room) -> None:
    for kind in ("m.room.message", "m.room.power_levels", "org.example"):
        payload = {"type": kind, "state_key": "", "room_id": ROOM, "content": text("canary")}
        assert room.judge(room.phone.encrypt(payload)) == Quarantined(reason="state inside")


def test_what_is_not_for_us_is_passed_over(room: Room) -> None:
    own = {**room.phone.say(text("canary")), "sender": BOT}
    member = {**room.phone.say(text("canary")), "type": "m.room.member", "state_key": THERAPIST}
    reaction = {**room.phone.say(text("canary")), "type": "m.reaction"}
    redacted = {**room.phone.say(text("canary")), "content": {}}
    sticker = room.phone.encrypt({"type": "m.sticker", "room_id": ROOM, "content": {}})
    assert [room.judge(raw) for raw in (own, member, reaction, redacted, sticker)] == [None] * 5


def test_a_redaction_is_told_without_a_proof(room: Room) -> None:
    raw = {**room.phone.say(text("canary")), "type": "m.room.redaction", "content": {"redacts": "$said", "reason": "canary"}}
    said = room.judge(raw)
    assert isinstance(said, Inbound)
    assert (said.kind, said.redacts, said.proof, said.body) == (InboundKind.REDACTION, "$said", None, "")
    assert room.judge({**raw, "content": {}, "redacts": 7}) == Quarantined(reason="redaction")


@pytest.mark.parametrize("spoilt", ["event_id", "sender", "type", "content", "origin_server_ts"])
def test_an_event_of_the_wrong_shape_is_put_aside(room: Room, spoilt: str) -> None:
    values: list[object] = [None, 7.5, [], "x" * 300, True]
    for value in values:
        assert isinstance(room.judge({**room.phone.say(text("canary")), spoilt: value}), Quarantined)


def test_what_is_no_event_at_all_is_put_aside(room: Room) -> None:
    odd: list[object] = [None, 7, [], "event", {}]
    for raw in odd:
        assert room.judge(raw) == Quarantined(reason="envelope")


@pytest.mark.parametrize(
    ("plaintext", "reason"),
    [
        (b"7", "plaintext"),
        (b'"text"', "plaintext"),
        (b"not json", "plaintext"),
        (b"\xff\xfe{}", "plaintext"),
        (b'{"type": "\\ud800"}', "plaintext"),
        (b"[" * 30_000, "nesting"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "nesting"),
        (b'{"type": "a", "type": "b"}', "key said twice"),
        (b'{"type": NaN}', "number"),
    ],
)
def test_a_plaintext_that_strict_readers_refuse_is_put_aside(room: Room, plaintext: bytes, reason: str) -> None:
    assert room.judge(room.phone.encrypt(plaintext)) == Quarantined(reason=reason)


def test_reasons_never_hold_what_was_said(room: Room) -> None:
    results = [
        room.judge(room.phone.say({"msgtype": kind, "body": value})) for kind, value in (("m.text", ["canary"]), (["canary"], "a"))
    ]
    assert results == [Quarantined(reason="body")] * 2


NASTY = Path(__file__).parent / "nasty-events.json"
CLASS = {"quarantine-event": Quarantined, "store-verbatim": Inbound, "reject-value": Inbound, "deny": Inbound}


def nasty() -> list[Any]:
    return [pytest.param(entry, id=entry["id"]) for entry in json.loads(NASTY.read_text())]


@pytest.mark.parametrize("entry", nasty())
def test_each_nasty_event_gets_its_class(room: Room, entry: dict[str, Any]) -> None:
    """An edit of somebody else's message and an approval in the wrong place are admitted: who said what, the flow knows."""
    if "content" in entry:
        relation = {"m.relates_to": entry["content"]["m.relates_to"]} if "m.relates_to" in entry["content"] else {}
        raw = room.phone.say(entry["content"], **relation)
    elif "plaintext_hex" in entry:
        raw = room.phone.encrypt(bytes.fromhex(entry["plaintext_hex"]))
    elif "plaintext_unit" in entry:
        raw = room.phone.encrypt((entry["plaintext_unit"] * entry["repeat"]).encode())
    else:
        raw = room.phone.encrypt(json.dumps(entry["plaintext"]).encode())
    judged = room.judge(raw)
    if entry["why"] == "edit of another person's message":
        assert isinstance(judged, Inbound)
        assert (judged.kind, judged.edits) == (InboundKind.EDIT, "$someone-elses")
    elif entry["expect"] == "ignore":
        assert judged is None
    else:
        assert isinstance(judged, CLASS[entry["expect"]])
    if entry["expect"] == "store-verbatim":
        assert isinstance(judged, Inbound)
        assert judged.body == entry["content"]["body"]
