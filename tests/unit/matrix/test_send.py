"""Who holds the key of a room when something is said there: never anybody who may not read it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.flow.messages import AudienceChangedError
from bot.matrix.client import Client
from bot.matrix.keyshare import MessageSession, Rotation
from bot.matrix.send import Sender
from tests.sender import MemoryMailroom

BOT, LEAD, NURSE, OTHER = (f"@{name}:example.org" for name in ("carehuddle", "sex_therapist", "nurse", "physician"))
ROOM = "!room"
OTHER_ROOM = "!other"


class Session:
    id = "session"

    def encrypt(self, plaintext: str) -> str:
        return "A" * len(plaintext)


class Keys:
    """Stands for ``KeyShare``: notes to whom it was to hand the key."""

    def __init__(self) -> None:
        self.asked: list[frozenset[str]] = []

    async def share(self, _room_id: str, people: frozenset[str], _rotation: Rotation) -> MessageSession:
        self.asked.append(people)
        return Session()


class Scene:
    """A room with the lead in it, the nurse asked in, and a roster. The nurse is in another room with the bot."""

    def __init__(self, folder: Path) -> None:
        self.client = Client("http://127.0.0.1:1", BOT, folder=folder, pickle_key=bytes(32))
        self.client.restore_login(BOT, "BOT", "token")
        self.client.request = self.put  # type: ignore[assignment, method-assign] # it is only asked to put messages
        self.mailroom, self.keys, self.sent = MemoryMailroom(people={LEAD, NURSE}), Keys(), 0
        self.sender = Sender(self.client, self.mailroom, self.keys, deadline=1.0)  # type: ignore[arg-type]
        self.are(**{BOT: "join", LEAD: "join", NURSE: "invite"})
        self.are(OTHER_ROOM, **{BOT: "join", NURSE: "join"})

    def are(self, room: str = ROOM, /, **membership: str) -> None:
        state: dict[tuple[str, str], Mapping[str, object]] = {
            ("m.room.encryption", ""): {"algorithm": "m.megolm.v1.aes-sha2"},
        }
        self.client.state[room] = state | {("m.room.member", who): {"membership": how} for who, how in membership.items()}

    async def put(self, *_: object, **__: object) -> dict[str, str]:
        self.sent += 1
        return {"event_id": "$event"}

    async def fetch(self, *_: object, **__: object) -> tuple[int, dict[str, str], bytes]:
        members = [
            b'{"type": "%s", "state_key": "%s", "content": {"membership": "%s"}}'
            % (kind.encode(), key.encode(), str(content["membership"]).encode())
            for (kind, key), content in self.client.state[ROOM].items()
            if kind == "m.room.member"
        ]
        return 200, {}, b"[" + b", ".join(members) + b"]"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    made = Scene(tmp_path / "keys")
    made.client.fetch = made.fetch  # type: ignore[method-assign] # it is only asked for the room's state
    return made


async def test_whoever_is_asked_in_and_may_read_it_has_the_key_before_they_come(scene: Scene) -> None:
    await scene.sender.post("one", ROOM, frozenset({LEAD, NURSE}), {"body": "canary"})
    await scene.sender.prepare(ROOM)
    assert scene.keys.asked == [{LEAD, NURSE}] * 2


@pytest.mark.parametrize(("bot", "nurse"), [("join", "invite"), ("join", "leave"), ("leave", "join")])
async def test_of_whose_devices_the_bot_is_told_nothing_waits_until_they_are_there(scene: Scene, bot: str, nurse: str) -> None:
    scene.are(OTHER_ROOM, **{BOT: bot, NURSE: nurse})
    await scene.sender.post("one", ROOM, frozenset({LEAD, NURSE}), {"body": "canary"})
    scene.are(**{BOT: "join", LEAD: "join", NURSE: "join"})
    await scene.sender.post("two", ROOM, frozenset({LEAD, NURSE}), {"body": "canary"})
    assert scene.keys.asked == [{LEAD}, {LEAD, NURSE}]


async def test_somebody_asked_in_who_may_not_read_it_stops_it_and_gets_no_key(scene: Scene) -> None:
    with pytest.raises(AudienceChangedError):
        await scene.sender.post("one", ROOM, frozenset({LEAD}), {"body": "canary"})
    assert (scene.keys.asked, scene.sent) == ([], 0)


async def test_somebody_asked_in_who_is_on_no_roster_gets_no_key_of_what_anybody_there_may_read(scene: Scene) -> None:
    """What belongs to no case covers whoever is there; its key goes to the roster all the same."""
    scene.are(**{BOT: "join", LEAD: "join", NURSE: "invite", OTHER: "invite"})
    await scene.sender.post("one", ROOM, frozenset({LEAD, NURSE, OTHER}), {"body": "a topic"})
    await scene.sender.prepare(ROOM)
    assert scene.keys.asked == [{LEAD, NURSE}] * 2


@pytest.mark.parametrize("how", ["leave", "ban"])
async def test_whose_invitation_was_taken_back_is_no_holder_any_more(scene: Scene, how: str) -> None:
    """What ``KeyShare`` then does with somebody who held it is a new session."""
    await scene.sender.post("one", ROOM, frozenset({LEAD, NURSE}), {"body": "canary"})
    scene.are(**{BOT: "join", LEAD: "join", NURSE: how})
    await scene.sender.post("two", ROOM, frozenset({LEAD, NURSE}), {"body": "a topic"})
    assert scene.keys.asked == [{LEAD, NURSE}, {LEAD}]


async def test_who_is_only_covered_and_neither_there_nor_asked_in_gets_no_key(scene: Scene) -> None:
    scene.are(**{BOT: "join", LEAD: "join"})
    await scene.sender.post("one", ROOM, frozenset({LEAD, NURSE}), {"body": "canary"})
    assert scene.keys.asked == [{LEAD}]
