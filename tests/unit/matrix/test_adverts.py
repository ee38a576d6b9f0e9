from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.flow.adverts import CASE, Advert, Form, Slot
from bot.matrix.adverts import COMMANDS, DESCRIPTION, LOOK, PAUSE, Adverts, differing, state_key, state_of
from bot.matrix.http import LimitedError, RefusedError, RevokedError, UnavailableError
from tests.unit.matrix.people import BOT, bot_client

AMEND = Advert(
    name="note amend",
    says="Add to a note of yours.",
    slots=(Slot(key=CASE, says="the code", optional=True), Slot(key="ref", says="which note"), Slot(key="text", optional=True)),
)
MINE = Advert(name="mine", says="Show what you owe.")
BOTH = tuple(Form)


def test_the_newer_draft_has_a_state_event_for_each_command() -> None:
    state = state_of([AMEND, MINE], [Form.MSC4391], BOT)
    key = base64.b64encode(hashlib.sha256(f"note amend{BOT}".encode()).digest()).decode()
    assert state.keys() == {(DESCRIPTION, key), (DESCRIPTION, state_key("mine", BOT))}
    string = {"schema_type": "primitive", "type": "string"}
    assert state[DESCRIPTION, key] == {
        "command": "note amend",
        "description": {"m.text": [{"body": "Add to a note of yours."}]},
        "parameters": [
            {"key": "case", "schema": string, "description": {"m.text": [{"body": "the code"}]}, "optional": True},
            {"key": "ref", "schema": string, "description": {"m.text": [{"body": "which note"}]}},
            {"key": "text", "schema": string, "optional": True},
        ],
    }


def test_the_older_draft_has_one_state_event_with_each_way_to_write_a_command() -> None:
    state = state_of([AMEND, MINE], [Form.MSC4332], BOT)
    assert state.keys() == {(COMMANDS, BOT)}
    listed = state[COMMANDS, BOT]
    assert listed["sigil"] == "!"
    commands = listed["commands"]
    assert isinstance(commands, list)
    assert [one["syntax"] for one in commands] == ["note amend {ref}", "note amend {ref} {text}", "mine"]
    assert commands[1]["variables"] == {"ref": {"m.text": [{"body": "which note"}]}, "text": {"m.text": [{"body": "text"}]}}


def test_nothing_is_advertised_unless_it_is_wanted() -> None:
    assert state_of([AMEND], [], BOT) == state_of([], BOTH, BOT) == {}


def test_only_what_differs_is_written_and_only_what_is_ours_is_emptied() -> None:
    wanted = state_of([AMEND, MINE], BOTH, BOT)
    there = {("m.room.create", ""): {"room_version": "12"}}
    assert len(list(differing(there, wanted, BOT))) == 3
    assert list(differing({**there, **wanted}, wanted, BOT)) == []
    assert list(differing({}, wanted, BOT)) == []
    old = {**wanted, (DESCRIPTION, state_key("mine", BOT)): {"command": "mine"}}
    assert [key for _, key, _ in differing(old, wanted, BOT)] == [state_key("mine", BOT)]
    others: dict[tuple[str, str], Mapping[str, object]] = {
        (DESCRIPTION, "a key of somebody else"): {"command": "ban"},
        (COMMANDS, "@other:example.org"): {"commands": [{"syntax": "ban"}]},
        (DESCRIPTION, state_key("emptied", BOT)): {},
    }
    emptied = list(differing({**others, **wanted}, {}, BOT))
    assert {(kind, key) for kind, key, _ in emptied} == set(wanted)
    assert all(content == {} for _, _, content in emptied)


class Rooms:
    """Rooms of a homeserver, and how it answers."""

    def __init__(self, folder: Path, *told: Advert) -> None:
        self.client = bot_client(folder)
        self.client.user_id = BOT
        self.client.request = self.request  # type: ignore[assignment, method-assign]
        self.answers: list[Exception] = []
        self.written: list[tuple[str, str]] = []
        self.slept: list[float] = []
        for room in ("!ours", "!also-ours", "!strange"):
            self.client.state[room] = {("m.room.create", ""): {"room_version": "12"}}
        self.tell(*told)

    def tell(self, *told: Advert) -> None:
        self.adverts = Adverts(self.client, self, told, BOTH if told else (), sleep=self.sleep)  # type: ignore[arg-type]

    async def ours(self) -> frozenset[str]:
        return frozenset({"!ours", "!also-ours", "!not-joined-yet"})

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def request(self, method: str, path: str, body: Mapping[str, object], **_: object) -> Mapping[str, object]:
        if self.answers:
            raise self.answers.pop()
        room, kind, key = (
            unquote(part) for part in path.removeprefix("/_matrix/client/v3/rooms/").replace("/state", "").split("/")
        )
        assert method == "PUT"
        self.client.state[room][kind, key] = body
        self.written.append((room, kind))
        return {"event_id": "$a"}


async def test_each_room_of_the_bot_is_told_once_and_no_other(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path, AMEND, MINE)
    assert await rooms.adverts.step()
    assert {room for room, _ in rooms.written} == {"!ours", "!also-ours"}
    assert len(rooms.written) == 6
    assert rooms.slept == [PAUSE] * 6
    assert await rooms.adverts.step()
    assert len(rooms.written) == 6


async def test_what_was_turned_off_is_emptied_and_then_it_is_left_alone(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path, AMEND)
    await rooms.adverts.step()
    rooms.tell()
    await rooms.adverts.run()
    assert all(not content for (kind, _), content in rooms.client.state["!ours"].items() if kind in {DESCRIPTION, COMMANDS})
    assert LOOK not in rooms.slept


async def test_a_limit_is_waited_for_and_an_outage_ends_the_round(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path, MINE)
    rooms.answers = [LimitedError(7.0)]
    assert not await rooms.adverts.step()
    assert rooms.slept == [7.0]
    rooms.answers = [UnavailableError("away")]
    assert not await rooms.adverts.step()
    assert rooms.written == []
    assert await rooms.adverts.step()
    assert len(rooms.written) == 4


async def test_a_room_that_does_not_let_the_bot_is_left_alone_and_a_revoked_token_is_told(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path, MINE)
    rooms.answers = [RefusedError("M_FORBIDDEN", 403)]
    assert await rooms.adverts.step()
    assert {room for room, _ in rooms.written} == {"!ours"}
    rooms.client.state["!ours"].pop((COMMANDS, BOT))
    rooms.answers = [RevokedError()]
    with pytest.raises(RevokedError):
        await rooms.adverts.step()
